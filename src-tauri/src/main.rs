fn main(){ janet_isp_lib::run() }
