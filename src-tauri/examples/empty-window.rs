//! The yardstick of `cargo xtask bench start`: a window of the same toolkit with one word in it and nothing behind it.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() {
    let mut context = tauri::generate_context!();
    context.config_mut().app.windows.clear();
    let result = tauri::Builder::default()
        .register_uri_scheme_protocol("empty", |_, _| {
            let mut page = tauri::http::Response::new(b"<!doctype html><title>empty</title><body>empty</body>".to_vec());
            page.headers_mut().insert("content-type", tauri::http::HeaderValue::from_static("text/html"));
            page
        })
        .setup(|app| {
            let Ok(address) = "empty://localhost/".parse() else { return Ok(()) };
            WebviewWindowBuilder::new(app, "empty", WebviewUrl::CustomProtocol(address)).inner_size(1280.0, 800.0).build()?;
            Ok(())
        })
        .run(context);
    if let Err(error) = result {
        eprintln!("{error}");
    }
}
