//! Debian's OpenSSH as an OLT of long ago: SHA-1, CBC, ssh-rsa. It runs in a mount namespace with a user of its own, so
//! nothing on the machine changes; that takes root.

use std::net::SocketAddr;
use std::process::{Child, Command as Process, Stdio};
use std::time::Duration;

use janet_terminal::ssh::{Algorithms, HostKey, Shell, SshError, Target, connect};
use janet_terminal::{Command, Mask, Secret, Session, Timing};
use tempfile::TempDir;

use crate::cli::{PASSWORD, free_address, listens, missing, profile, rows, script};

struct Sshd {
    address: SocketAddr,
    folder: TempDir,
    process: Child,
}

impl Sshd {
    /// `None`, with a line that says why, where it cannot run.
    fn start(offered: &str) -> Option<Self> {
        if let Some(program) = missing(&["/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/bin/unshare", "/usr/bin/openssl", "/bin/bash"]) {
            println!("skipped: no {program} (Debian: apt-get install openssh-server)");
            return None;
        }
        if output(Process::new("id").arg("-u")).trim() != "0" {
            println!("skipped: OpenSSH with a user of its own takes root");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let script = script(folder.path(), false);
        let hash = output(Process::new("openssl").args(["passwd", "-6", PASSWORD]));
        for (name, line) in [
            ("passwd", "olt:x:65000:65534::/nonexistent:/bin/sh\n".to_owned()),
            ("shadow", format!("olt:{}:20000:0:99999:7:::\n", hash.trim())),
        ] {
            let known = std::fs::read_to_string(format!("/etc/{name}")).unwrap();
            std::fs::write(path(name), format!("{}\n{line}", known.trim_end())).unwrap();
        }
        output(Process::new("ssh-keygen").args(["-q", "-t", "rsa", "-b", "2048", "-N", "", "-f"]).arg(path("host_key")));
        let address = free_address();
        let configuration = format!(
            "Port {}\nListenAddress 127.0.0.1\nHostKey {}\nUsePAM no\nStrictModes no\nPidFile none\nPasswordAuthentication yes\nPermitTTY yes\nForceCommand {}\nLogLevel DEBUG1\nRequiredRSASize 1024\nHostKeyAlgorithms ssh-rsa\nPubkeyAcceptedAlgorithms +ssh-rsa\n{offered}",
            address.port(),
            path("host_key").display(),
            script.display(),
        );
        std::fs::write(path("sshd_config"), configuration).unwrap();
        let setup = format!(
            "mount --bind {passwd} /etc/passwd && mount --bind {shadow} /etc/shadow && mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e -f {config}",
            passwd = path("passwd").display(),
            shadow = path("shadow").display(),
            config = path("sshd_config").display(),
        );
        let log = std::fs::File::create(path("log")).unwrap();
        let process =
            Process::new("unshare").args(["-m", "bash", "-c", &setup]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let sshd = Self { address, folder, process: process.unwrap() };
        if !listens(address) {
            let log = sshd.log();
            // A container may be root and still may not mount.
            assert!(log.contains("not permitted") || log.contains("denied"), "sshd does not start: {log}");
            println!("skipped: no mount namespace for OpenSSH here: {}", log.lines().next().unwrap_or(""));
            return None;
        }
        Some(sshd)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// As `ssh-keygen` says it.
    fn fingerprint(&self) -> String {
        let line = output(Process::new("ssh-keygen").arg("-lf").arg(self.folder.path().join("host_key.pub")));
        line.split_whitespace().nth(1).unwrap().to_owned()
    }

    fn target(&self) -> Target {
        Target {
            address: self.address,
            user: "olt".to_owned(),
            password: Secret::new(PASSWORD),
            algorithms: Algorithms::Legacy,
            pinned: None,
            deadline: Duration::from_secs(30),
        }
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn output(command: &mut Process) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

async fn open(target: &Target) -> (Session<Shell>, HostKey) {
    let connected = connect(target).await.unwrap();
    let session = Session::open(connected.shell, profile(), Mask::new([&target.password]), Timing::default()).await.unwrap();
    (session, connected.host_key)
}

const OLDEST: &str = "KexAlgorithms diffie-hellman-group1-sha1\nCiphers 3des-cbc\nMACs hmac-sha1\n";
// No group exchange: an unoptimised build would compute for minutes in its 8192-bit groups.
const OLD: &str = "KexAlgorithms diffie-hellman-group14-sha1\nCiphers aes128-cbc\nMACs hmac-sha1,hmac-md5\n";

#[tokio::test]
async fn legacy_algorithms_of_a_real_openssh_carry_a_session() {
    for (offered, kex, cipher) in [(OLDEST, "diffie-hellman-group1-sha1", "3des-cbc"), (OLD, "diffie-hellman-group14-sha1", "aes128-cbc")] {
        let Some(sshd) = Sshd::start(offered) else { return };
        let (mut session, _) = open(&sshd.target()).await;
        assert_eq!(session.run(&Command::new("hello")).await.unwrap().text, "you said hello");
        assert_eq!(session.run(&Command::new("show all")).await.unwrap().text, rows());
        assert_eq!(session.run(&Command::new("size")).await.unwrap().text, "200 512");
        let log = sshd.log();
        assert!(log.contains(&format!("kex: algorithm: {kex}")) && log.contains(&format!("cipher: {cipher}")), "{log}");
    }
}

#[tokio::test]
async fn the_host_key_of_a_real_openssh_is_pinned_and_a_changed_one_refused() {
    let Some(sshd) = Sshd::start(OLD) else { return };
    let (_, key) = open(&sshd.target()).await;
    assert_eq!((key.algorithm.as_str(), key.fingerprint.as_str()), ("ssh-rsa", sshd.fingerprint().as_str()));
    let (_, again) = open(&Target { pinned: Some(key.clone()), ..sshd.target() }).await;
    assert_eq!(again, key);

    let Some(other) = Sshd::start(OLD) else { return };
    let error = connect(&Target { pinned: Some(key.clone()), ..other.target() }).await.err().unwrap();
    let SshError::HostKeyChanged { pinned, seen } = error else { panic!("{error}") };
    assert_eq!((pinned, seen.fingerprint), (key, other.fingerprint()));
    assert!(!other.log().contains("Accepted password"), "nothing secret was sent: {}", other.log());
}

#[tokio::test]
async fn a_modern_client_and_a_wrong_password_are_named() {
    let Some(sshd) = Sshd::start(OLDEST) else { return };
    let error = connect(&Target { algorithms: Algorithms::Modern, ..sshd.target() }).await.err().unwrap();
    let SshError::NoCommonAlgorithm { kind, offered } = &error else { panic!("{error}") };
    assert_eq!(kind, "kex");
    assert!(offered.contains("diffie-hellman-group1-sha1"), "{offered}");

    let wrong = Target { password: Secret::new("salah"), ..sshd.target() };
    assert!(matches!(connect(&wrong).await, Err(SshError::WrongPassword)));
    assert!(sshd.log().contains("Failed password for olt"), "{}", sshd.log());
}
