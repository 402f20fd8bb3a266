//! A real OpenVPN server and its clients, each in a network namespace of its own that ends with the test. That takes root and
//! `/dev/net/tun`. The management socket is a Unix one, for a namespace's loopback cannot be reached from here.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use janet_devices::openvpn::Endpoint;
use tempfile::TempDir;

pub const MANAGEMENT_PASSWORD: &str = "kata sandi \"manajemen\"";

pub struct Site {
    folder: TempDir,
    server_space: Process,
    client_space: Process,
}

/// Killed when it is dropped, and by the kernel when the test dies before that.
pub struct Process {
    child: Child,
    pub log: PathBuf,
}

/// Who decides about clients.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// Who is on the management interface; name and password, which are asked for again every few seconds.
    ByManagement,
    /// The certificate alone.
    ByCertificate,
}

impl Site {
    /// `None`, with a line that says why, where it cannot be.
    pub fn lay_out() -> Option<Site> {
        let folder = folder_with_certificates()?;
        if text(&Command::new("id").arg("-u").output().unwrap()).trim() != "0" {
            println!("skipped: OpenVPN in network namespaces takes root");
            return None;
        }
        if !Path::new("/dev/net/tun").exists() {
            println!("skipped: no /dev/net/tun for OpenVPN");
            return None;
        }
        let may = Command::new("unshare").args(["-n", "ip", "tuntap", "add", "dev", "probe", "mode", "tun"]).output().unwrap();
        if !may.status.success() {
            println!("skipped: no network namespace with a tunnel device here: {}", String::from_utf8_lossy(&may.stderr).trim());
            return None;
        }
        let space = |name: &str| Process::start(Command::new("unshare").args(["-n", "sleep", "600"]), folder.path().join(name));
        let (server_space, client_space) = (space("server-space"), space("client-space"));
        for space in [&server_space, &client_space] {
            let net = |pid: &str| std::fs::read_link(format!("/proc/{pid}/ns/net")).ok();
            soon("a network namespace", || net(&space.pid()).is_some_and(|space| Some(space) != net("self")));
        }
        let site = Site { folder, server_space, client_space };
        let client = site.client_space.pid();
        site.in_server(&["ip", "link", "add", "wan0", "type", "veth", "peer", "name", "wan1", "netns", &client]);
        for (space, device, address) in [(&site.server_space, "wan0", "10.99.0.1/24"), (&site.client_space, "wan1", "10.99.0.2/24")] {
            succeeded(&space.inside(&["ip", "addr", "add", address, "dev", device]).output().unwrap());
            for up in ["lo", device] {
                succeeded(&space.inside(&["ip", "link", "set", up, "up"]).output().unwrap());
            }
        }
        Some(site)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint::Unix(self.path("management"))
    }

    pub fn start_server(&self, login: Login) -> Process {
        let decided = match login {
            Login::ByManagement => "management-client-auth\nverify-client-cert none\nusername-as-common-name\nreneg-sec 5",
            Login::ByCertificate => "verify-client-cert require",
        };
        let configuration = format!(
            "dev tun\ntopology subnet\nproto udp4\nlocal 10.99.0.1\nport 1194\nserver 10.50.0.0 255.255.255.0\nca ca.crt\ncert gateway.crt\n\
             key gateway.key\ndh none\ntls-crypt tls-crypt.key\nmanagement management unix management.pass\nclient-config-dir clients\n\
             keepalive 1 5\nverb 3\n{decided}\n"
        );
        std::fs::write(self.path("server.conf"), configuration).unwrap();
        let _ = std::fs::remove_file(self.path("management"));
        let server = self.server_space.start_inside(&self.openvpn("server.conf"), self.path("server.log"));
        soon("OpenVPN's management socket", || self.path("management").exists());
        soon("OpenVPN", || server.logged().contains("Initialization Sequence Completed"));
        server
    }

    /// The user's fixed address, read by OpenVPN whenever it comes in.
    pub fn fix(&self, user: &str, address: &str) {
        std::fs::write(self.path("clients").join(user), format!("ifconfig-push {address} 255.255.255.0\n")).unwrap();
    }

    /// `None`: with the certificate of `pop-timur` alone.
    pub fn start_client(&self, login: Option<(&str, &str)>) -> Process {
        let decided = match login {
            Some((user, password)) => {
                std::fs::write(self.path("login"), format!("{user}\n{password}\n")).unwrap();
                "auth-user-pass login"
            }
            None => "cert pop-timur.crt\nkey pop-timur.key",
        };
        let configuration = format!(
            "client\ndev tun\nproto udp4\nremote 10.99.0.1 1194\nnobind\nconnect-retry 1 1\nca ca.crt\ntls-crypt tls-crypt.key\n\
             remote-cert-tls server\nexplicit-exit-notify 1\nverb 3\n{decided}\n"
        );
        std::fs::write(self.path("client.conf"), configuration).unwrap();
        self.client_space.start_inside(&self.openvpn("client.conf"), self.path("client.log"))
    }

    /// Does a packet from the gateway reach something at this address, and an answer come back? Nothing listens there: the
    /// refusal is the answer.
    pub fn reaches(&self, address: &str) -> bool {
        let knock = format!("timeout 5 bash -c ': > /dev/tcp/{address}/9'");
        let output = self.server_space.inside(&["bash", "-c", &knock]).output().unwrap();
        String::from_utf8_lossy(&output.stderr).contains("Connection refused")
    }

    fn openvpn(&self, configuration: &str) -> [String; 5] {
        let folder = self.folder.path().display().to_string();
        ["openvpn".into(), "--cd".into(), folder, "--config".into(), configuration.into()]
    }

    fn in_server(&self, command: &[&str]) {
        succeeded(&self.server_space.inside(command).output().unwrap());
    }
}

impl Process {
    pub fn start(command: &Command, log: PathBuf) -> Process {
        let output = File::create(&log).unwrap();
        // What is started inside dies with the thread of the test.
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL"])
            .arg(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .spawn();
        Process { child: child.unwrap(), log }
    }

    pub fn logged(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// Asks it to end, and waits until it did.
    pub fn end(mut self) {
        succeeded(&Command::new("sh").args(["-c", &format!("kill {}", self.pid())]).output().unwrap());
        soon("ended", || self.child.try_wait().unwrap().is_some());
    }

    pub fn ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// In the namespace of this one.
    fn inside<S: AsRef<std::ffi::OsStr>>(&self, command: &[S]) -> Command {
        let mut inside = Command::new("nsenter");
        inside.args(["-t", &self.pid(), "-n", "--"]).args(command);
        inside
    }

    fn start_inside(&self, command: &[String], log: PathBuf) -> Process {
        Process::start(&self.inside(command), log)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An authority, a server's certificate and a client's, and the other files that the configurations name. `None`, with a line
/// that says why, where the programs are missing.
pub fn folder_with_certificates() -> Option<TempDir> {
    for program in ["openvpn", "openssl", "ip", "unshare", "nsenter", "setpriv"] {
        if Command::new("sh")
            .args(["-c", &format!("command -v {program}")])
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|found| !found.success())
        {
            println!("skipped: no {program} (Debian: apt-get install openvpn iproute2 openssl)");
            return None;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let run = |program: &str, args: &[&str]| succeeded(&Command::new(program).args(args).current_dir(folder.path()).output().unwrap());
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    run(
        "openssl",
        &[&["req", "-x509"], &key[..], &["-keyout", "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=authority"]].concat(),
    );
    for (name, usage) in [("gateway", "serverAuth"), ("pop-timur", "clientAuth")] {
        let [private, request, certificate, extension] = ["key", "csr", "crt", "ext"].map(|ending| format!("{name}.{ending}"));
        std::fs::write(path(&extension), format!("extendedKeyUsage={usage}\nkeyUsage=digitalSignature\n")).unwrap();
        run("openssl", &[&["req"], &key[..], &["-keyout", &private, "-out", &request, "-subj", &format!("/CN={name}")]].concat());
        let signed = ["x509", "-req", "-in", &request, "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
        run("openssl", &[&signed[..], &["-extfile", &extension, "-out", &certificate]].concat());
    }
    run("openvpn", &["--genkey", "tls-crypt", "tls-crypt.key"]);
    std::fs::write(path("management.pass"), format!("{MANAGEMENT_PASSWORD}\n")).unwrap();
    std::fs::create_dir(path("clients")).unwrap();
    Some(folder)
}

pub fn soon(what: &str, so: impl FnMut() -> bool) {
    let mut so = so;
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(30), "never {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{output:?}");
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
