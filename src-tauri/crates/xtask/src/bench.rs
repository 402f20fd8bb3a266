//! `cargo xtask bench NAME`: release builds, printed beside what a user would use instead.

use crate::{
    cache, setup,
    shell::{Outcome, call},
};

pub fn bench(args: &[&str]) -> Outcome {
    let Some((name, rest)) = args.split_first() else {
        println!("list | start | command");
        return Ok(());
    };
    setup::to_test()?;
    let postgres = setup::postgres()?;
    match *name {
        "list" | "command" => {
            let mut cargo = cache::cargo();
            cargo
                .args(["run", "--quiet", "--release", "--package", "janet-testkit", "--bin", "janet-bench", "--", name])
                .args(rest)
                .env("JANET_PG_BIN", postgres);
            call(&mut cargo)
        }
        other => Err(format!("no benchmark is called {other}")),
    }
}
