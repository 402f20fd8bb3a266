//! The verbs of `janet-agent` as they are typed on the machine beside a shared server.

use std::process::Command;

use janet_db::embedded::{DataFolder, Durability, Embedded, Programs};

fn agent(args: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_janet-agent")).args(args).output().unwrap();
    (output.status.success(), format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test]
async fn a_server_is_prepared_set_up_and_verified() {
    let place = tempfile::tempdir().unwrap();
    // The server's account must reach it.
    #[cfg(unix)]
    std::fs::set_permissions(place.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let folder = DataFolder::new(place.path().join("server"));
    let programs = Programs::find(&folder, &[]).unwrap();
    let server = Embedded::start(folder.clone(), programs, Durability::ThrowAway).await.unwrap();
    let keep = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let admin = keep("admin.pw", &folder.read_secret("setup").unwrap().unwrap());
    let url = format!("postgresql://127.0.0.1:{}/kantor?sslmode=disable", server.port());
    let login = janet_db::embedded::SETUP_LOGIN;

    let (done, said) = agent(&["prepare", "--server", &url, "--login", login, "--password-file", &admin]);
    assert!(done, "{said}");
    let passwords: Vec<&str> = said.lines().filter(|line| line.len() == 20 && !line.contains(' ')).collect();
    assert_eq!(passwords.len(), 2, "one for janet_agent, one for janet_radius: {said}");
    let own = keep("agent.pw", passwords[0]);
    let rina = keep("rina.pw", "kopi susu di teras 7");
    let first: &[&str] = &[
        "first-run",
        "--server",
        &url,
        "--password-file",
        &own,
        "--company",
        "PT Uji",
        "--admin",
        "rina",
        "--admin-name",
        "Rina",
        "--admin-password-file",
        &rina,
    ];
    let (done, said) = agent(first);
    assert!(done && said.contains("done"), "{said}");
    let (done, said) = agent(first);
    assert!(!done && said.contains("AlreadySetUp"), "{said}");
    let (done, said) = agent(&["migrate", "--server", &url, "--login", login, "--password-file", &admin]);
    assert!(done && said.contains("schema 2026"), "{said}");
    let (done, said) = agent(&["audit", "verify", "--server", &url, "--password-file", &own]);
    assert!(done && said.contains("whole"), "{said}");
    let signed_in = sqlx::PgPool::connect_with(server.address().options("rina", "kopi susu di teras 7").database("kantor")).await.unwrap();
    let company: String = sqlx::query_scalar("select company_name from public.isp_settings").fetch_one(&signed_in).await.unwrap();
    assert_eq!(company, "PT Uji");
    signed_in.close().await;
    server.leave().await.unwrap();
}

#[test]
fn a_captured_reply_is_printed_as_json() {
    let place = tempfile::tempdir().unwrap();
    let keep = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let parse = |file: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_janet-agent"))
            .args(["olt", "parse", "--vendor", "zte", "--operation", "optical-onu-rx", file])
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let table = "# source: a test\nOnu                 Rx power\n------------------------------------\n\
                 gpon-onu_1/1/1:1    -80.000(dbm)\ngpon-onu_1/1/1:2    -21.500(dbm)\n";
    let (code, stdout, stderr) = parse(&keep("powers.txt", table));
    assert_eq!(code, Some(0), "{stderr}");
    let printed: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let onus = serde_json::json!([{ "onu_id": 1, "onu_rx_dbm": null }, { "onu_id": 2, "onu_rx_dbm": -21.5 }]);
    assert_eq!(printed, serde_json::json!({ "pon": "1/1/1", "onus": onus }));
    assert!(stderr.contains("line 4") && stderr.contains("-80.000"), "{stderr}");

    let (code, stdout, stderr) = parse(&keep("unknown.txt", "# source: a test\n\nIt rains\n"));
    assert!(code != Some(0) && stdout.is_empty() && stderr.contains("line 3") && stderr.contains("It rains"), "{code:?} {stderr}");
    let (code, stdout, stderr) = parse(&keep("refused.txt", "ZXAN#show pon power onu-rx x\n%Error 20202: Invalid input\n"));
    assert!(code != Some(0) && stdout.is_empty() && stderr.contains("line 2") && stderr.contains("Invalid input"), "{code:?} {stderr}");
    let (code, _, stderr) = parse(&place.path().join("nothing.txt").display().to_string());
    assert!(code != Some(0) && stderr.contains("nothing.txt"), "{stderr}");
}
