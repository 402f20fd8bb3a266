//! FreeRADIUS's own client: what the server says to somebody who is not us.

use std::{
    io::Write,
    net::SocketAddr,
    process::{Command, Stdio},
};

/// Asks by PAP, or by CHAP where `chap`; the whole conversation as radclient prints it.
pub async fn ask(server: SocketAddr, secret: &'static str, user: &str, password: &str, chap: bool) -> String {
    let attribute = if chap { "CHAP-Password" } else { "User-Password" };
    let packet =
        format!("User-Name = \"{user}\", {attribute} = \"{password}\", Message-Authenticator = 0x00, NAS-IP-Address = 127.0.0.1\n");
    tokio::task::spawn_blocking(move || {
        let mut process = Command::new("radclient")
            .args(["-x", "-r", "2", "-t", "3", &server.to_string(), "auth", secret])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(packet.as_bytes()).unwrap();
        let output = process.wait_with_output().unwrap();
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    })
    .await
    .unwrap()
}
