//! Our client against a server that is not ours: a router in Python whose framing is librouteros', plain and over OpenSSL,
//! and OpenSSL as an old api-ssl would be.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use janet_lab::routeros::SelfSigned;
use janet_routeros::ppp::NewSecret;
use janet_routeros::{Command, Connection, Ended, Endpoint, Error, Fingerprint, Login, LoginMethod, Options, Password, RefusalKind};
use janet_routeros::{TlsError, Trust, ppp, system};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

use crate::api::login;
use crate::librouteros::environment;

struct Server {
    address: std::net::SocketAddr,
    certificate: SelfSigned,
    _process: Child,
    _folder: tempfile::TempDir,
}

/// `None` with a printed reason where Python's OpenSSL does not offer this.
async fn server(python: &Path, mode: &str) -> Option<Server> {
    server_with(python, mode, SelfSigned::new().unwrap()).await
}

async fn server_with(python: &Path, mode: &str, certificate: SelfSigned) -> Option<Server> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, octets: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, octets).unwrap();
        path
    };
    let files = [file("certificate.der", &certificate.certificate), file("key.der", &certificate.key)];
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/python/router.py");
    let mut process =
        tokio::process::Command::new(python).arg(script).arg(mode).args(files).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
    match line.trim().parse::<u16>() {
        Ok(port) => Some(Server { address: ([127, 0, 0, 1], port).into(), certificate, _process: process, _folder: folder }),
        Err(_) => {
            println!("SKIPPED: Python's OpenSSL does not serve {mode}");
            None
        }
    }
}

fn options() -> Options {
    Options { deadline: Duration::from_secs(5), ..Options::default() }
}

#[tokio::test]
async fn our_client_and_librouteros_framing_understand_each_other() {
    let Some(python) = environment() else { return };
    for mode in ["plain", "tls"] {
        let server = server(&python, mode).await.unwrap();
        let endpoint = match mode {
            "plain" => Endpoint::plain(server.address),
            _ => Endpoint::tls(server.address, Trust::Pinned(Fingerprint::of(&server.certificate.certificate))),
        };
        let wrong = Connection::to(&endpoint, &login("api", "salah"), options()).await.unwrap_err();
        assert!(matches!(wrong, Error::Login(_)), "{wrong}");
        let old = Login { method: LoginMethod::Challenge, ..login("api", "secret") };
        Connection::to(&endpoint, &old, options()).await.unwrap();
        let api = Connection::to(&endpoint, &login("api", "secret"), options()).await.unwrap();
        assert_eq!(api.certificate().is_some(), mode == "tls");

        // Words of one, two and three octets of length, both ways.
        let secret = |name: &str, password: String| NewSecret {
            name: name.into(),
            password: Password::new(password),
            service: "pppoe".into(),
            profile: "default".into(),
            remote_address: None,
            comment: Some("a=b é".into()),
            disabled: false,
        };
        let mut listen = api.listen(Command::new("/ppp/secret/listen")).await.unwrap();
        let id = ppp::add_secret(&api, &secret("budi", "x".repeat(127 - 10))).await.unwrap();
        for length in [118, 300, 16_383, 16_384, 70_000] {
            ppp::add_secret(&api, &secret(&format!("u{length}"), "x".repeat(length))).await.unwrap();
        }
        let all = ppp::secrets(&api).await.unwrap();
        assert_eq!((all.len(), all[0].comment.clone()), (6, Some("a=b é".into())));
        assert_eq!(ppp::secret_password(&api, "u70000").await.unwrap().unwrap().reveal().len(), 70_000);
        assert_eq!(ppp::secret(&api, "siapa").await.unwrap(), None);
        assert_eq!(system::identity(&api).await.unwrap().to_string().len(), 20_000);
        let twice = ppp::add_secret(&api, &secret("budi", String::new())).await.unwrap_err();
        assert_eq!(twice.refusal(), Some(RefusalKind::Conflict));
        ppp::remove_secret(&api, &id).await.unwrap();
        assert_eq!(ppp::remove_secret(&api, &id).await.unwrap_err().refusal(), Some(RefusalKind::NotFound));
        assert_eq!(api.run(Command::new("/no/print")).await.unwrap_err().refusal(), Some(RefusalKind::NoSuchCommand));

        for _ in 0..6 {
            assert!(!listen.next().await.unwrap().unwrap().is_dead());
        }
        assert!(listen.next().await.unwrap().unwrap().is_dead());
        drop(listen);
        let asked: Vec<_> = (0..64).map(|_| ppp::secrets(&api)).collect();
        for answer in futures_of(asked).await {
            assert_eq!(answer.unwrap().len(), 5);
        }
        // The listen's end was taken, and nothing else is left.
        tokio::time::timeout(Duration::from_secs(5), async {
            while api.under_way() > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .unwrap();
        let end = api.run(Command::new("/quit")).await.unwrap_err();
        assert!(matches!(end, Error::Lost(Ended::Fatal(text)) if text == "session terminated on request"));
    }
}

/// All at once, in order.
async fn futures_of<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, answer) in waiting.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *answer = Some(output);
            }
        }
        if answers.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    answers.into_iter().flatten().collect()
}

/// What rustls says to an OpenSSL that is set as old routers are.
#[tokio::test]
async fn old_kinds_of_tls_are_named_with_advice() {
    let python = PathBuf::from("/usr/bin/python3");
    if !python.exists() {
        return println!("SKIPPED: no {}", python.display());
    }
    for mode in ["anonymous", "dhe", "tls1.1"] {
        let Some(server) = server(&python, mode).await else { continue };
        let endpoint = Endpoint::tls(server.address, Trust::FirstSight);
        let error = Connection::to(&endpoint, &login("api", "secret"), options()).await.unwrap_err();
        println!("{mode}: {error}");
        let named = match mode {
            "tls1.1" => matches!(error, Error::Tls(TlsError::OldProtocol(_))),
            _ => matches!(error, Error::Tls(TlsError::NoCommonCipher(_))),
        };
        assert!(named && error.needs_a_person() && error.to_string().contains("8728"), "{mode}: {error}");
    }
}

/// As RouterOS makes certificates: RSA, signed by itself. `None` with a printed reason where there is no openssl.
fn rsa(bits: u32) -> Option<SelfSigned> {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (pem, key, certificate) = (file("key.pem"), file("key.der"), file("certificate.der"));
    let size = format!("rsa:{bits}");
    let steps: [&[&str]; 2] = [
        &[
            "req",
            "-x509",
            "-newkey",
            &size,
            "-nodes",
            "-sha256",
            "-subj",
            "/CN=api",
            "-outform",
            "DER",
            "-keyout",
            &pem,
            "-out",
            &certificate,
        ],
        &["pkcs8", "-topk8", "-nocrypt", "-in", &pem, "-outform", "DER", "-out", &key],
    ];
    for step in steps {
        match std::process::Command::new("openssl").args(step).output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                println!("SKIPPED: openssl {step:?}: {}", String::from_utf8_lossy(&output.stderr));
                return None;
            }
            Err(error) => {
                println!("SKIPPED: openssl: {error}");
                return None;
            }
        }
    }
    Some(SelfSigned { certificate: std::fs::read(certificate).unwrap(), key: std::fs::read(key).unwrap() })
}

#[tokio::test]
async fn a_routers_own_rsa_certificate_is_pinned_and_a_short_key_is_named() {
    let (Some(python), Some(good), Some(short)) = (environment(), rsa(2048), rsa(1024)) else { return };
    let router = server_with(&python, "tls1.2", good).await.unwrap();
    let trust = Trust::Pinned(Fingerprint::of(&router.certificate.certificate));
    let api = Connection::to(&Endpoint::tls(router.address, trust), &login("api", "secret"), options()).await.unwrap();
    assert_eq!(system::identity(&api).await.unwrap().to_string().len(), 20_000);

    let router = server_with(&python, "tls1.2", short).await.unwrap();
    let error = Connection::to(&Endpoint::tls(router.address, Trust::FirstSight), &login("api", "secret"), options()).await.unwrap_err();
    println!("1024 bits: {error}");
    assert!(matches!(&error, Error::Tls(TlsError::UnusableCertificate(_))) && error.to_string().contains("2048"), "{error}");
}
