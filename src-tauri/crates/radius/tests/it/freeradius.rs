//! A real FreeRADIUS 3 of the test's own: generated configuration, free loopback ports, users from a file, accounting into a
//! detail file. Stopped when dropped. The lab's tests use this file too.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub const SECRET: &str = "testing123";

pub struct FreeRadius {
    pub auth: SocketAddr,
    pub acct: SocketAddr,
    /// Answers CoA and Disconnect for the session `81600001` only.
    #[allow(dead_code, reason = "the lab's tests have a NAS of their own")]
    pub coa: SocketAddr,
    folder: TempDir,
    process: Child,
    output: Arc<Mutex<String>>,
}

/// Does the server put Message-Authenticator into its replies? Debian 12's 3.2.1 does not by itself.
#[derive(Clone, Copy, PartialEq)]
pub enum Replies {
    WithMessageAuthenticator,
    #[allow(dead_code, reason = "the lab's NAS demands it always")]
    Bare,
}

impl FreeRadius {
    /// `users` is in the format of FreeRADIUS's users file. `None`, with a printed reason, where there is no FreeRADIUS.
    pub fn start(users: &str, replies: Replies) -> Option<FreeRadius> {
        let Some(program) = program() else {
            println!("SKIPPED: no freeradius program (Debian: apt-get install freeradius freeradius-utils)");
            return None;
        };
        // Another process may take a port between our choice and the server's bind.
        for _ in 0..5 {
            if let Some(server) = FreeRadius::try_start(&program, users, replies) {
                return Some(server);
            }
        }
        panic!("FreeRADIUS did not start in five attempts");
    }

    fn try_start(program: &Path, users: &str, replies: Replies) -> Option<FreeRadius> {
        let folder = tempfile::tempdir().unwrap();
        let [auth, acct, coa] = free_ports();
        let path = folder.path();
        std::fs::create_dir(path.join("detail")).unwrap();
        std::fs::write(path.join("users"), users).unwrap();
        std::fs::write(path.join("dictionary"), "$INCLUDE /usr/share/freeradius/dictionary\n").unwrap();
        std::fs::write(path.join("radiusd.conf"), configuration(path, [auth, acct, coa], replies)).unwrap();
        let mut process = Command::new(program)
            .arg("-d")
            .arg(path)
            .args(["-f", "-l", "stdout"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = Arc::new(Mutex::new(String::new()));
        let lines = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn({
            let output = output.clone();
            move || lines.lines().map_while(Result::ok).for_each(|line| *output.lock().unwrap() += &format!("{line}\n"))
        });
        let server = FreeRadius { auth, acct, coa, folder, process, output };
        server.wait_until_ready()
    }

    fn wait_until_ready(mut self) -> Option<FreeRadius> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if self.output.lock().unwrap().contains("Ready to process requests") {
                return Some(self);
            }
            if let Some(status) = self.process.try_wait().unwrap() {
                std::thread::sleep(Duration::from_millis(100));
                println!("freeradius ended with {status}:\n{}", self.output.lock().unwrap());
                return None;
            }
            assert!(Instant::now() < deadline, "FreeRADIUS is not ready:\n{}", self.output.lock().unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The accounting record of this session and Acct-Status-Type, once it stands whole in the detail file; panics with what
    /// is there after five seconds.
    pub async fn record(&self, acct_session_id: &str, status: &str) -> String {
        let file = self.folder.path().join("detail/acct");
        let deadline = Instant::now() + Duration::from_secs(5);
        let (id, status) = (format!("Acct-Session-Id = \"{acct_session_id}\""), format!("Acct-Status-Type = {status}"));
        loop {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            // An empty line ends a record.
            let whole = text.rsplit_once("\n\n").map_or("", |(whole, _)| whole);
            if let Some(record) = whole.split("\n\n").find(|record| record.contains(&id) && record.contains(&status)) {
                return record.to_owned();
            }
            assert!(Instant::now() < deadline, "no record with {id} and {status} in the detail file:\n{text}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for FreeRadius {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn program() -> Option<PathBuf> {
    ["/usr/sbin/freeradius", "/usr/sbin/radiusd"].into_iter().map(PathBuf::from).find(|path| path.exists())
}

fn free_ports<const N: usize>() -> [SocketAddr; N] {
    let sockets = [(); N].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
    sockets.map(|socket| socket.local_addr().unwrap())
}

fn configuration(folder: &Path, [auth, acct, coa]: [SocketAddr; 3], replies: Replies) -> String {
    let reply = match replies {
        Replies::WithMessageAuthenticator => "update reply {\n    &Message-Authenticator := 0x00\n  }",
        Replies::Bare => "ok",
    };
    let (auth, acct, coa) = (auth.port(), acct.port(), coa.port());
    let folder = folder.display();
    format!(
        r#"
name = test
prefix = /usr
confdir = {folder}
libdir = /usr/lib/freeradius
logdir = {folder}
run_dir = {folder}
pidfile = {folder}/radiusd.pid
max_request_time = 30
cleanup_delay = 0
max_requests = 65536
hostname_lookups = no
security {{
  allow_core_dumps = no
  max_attributes = 200
  reject_delay = 0
  status_server = yes
  allow_vulnerable_openssl = yes
}}
proxy_requests = no
thread pool {{
  start_servers = 2
  max_servers = 4
  min_spare_servers = 1
  max_spare_servers = 2
  max_requests_per_server = 0
}}
client lo {{
  ipaddr = 127.0.0.0/8
  secret = {SECRET}
  require_message_authenticator = no
}}
modules {{
  pap {{
    normalise = yes
  }}
  chap {{ }}
  always ok {{
    rcode = ok
  }}
  always reject {{
    rcode = reject
  }}
  files {{
    usersfile = {folder}/users
  }}
  detail {{
    filename = {folder}/detail/acct
    permissions = 0600
    header = "%t"
  }}
}}
server default {{
  listen {{
    type = auth
    ipaddr = 127.0.0.1
    port = {auth}
  }}
  listen {{
    type = acct
    ipaddr = 127.0.0.1
    port = {acct}
  }}
  authorize {{
    chap
    files
    pap
    Autz-Type Status-Server {{
      ok
    }}
  }}
  authenticate {{
    Auth-Type PAP {{
      pap
    }}
    Auth-Type CHAP {{
      chap
    }}
  }}
  accounting {{
    detail
  }}
  post-auth {{
  {reply}
    Post-Auth-Type REJECT {{
  {reply}
    }}
  }}
}}
server coa {{
  listen {{
    type = coa
    ipaddr = 127.0.0.1
    port = {coa}
    virtual_server = coa
  }}
  recv-coa {{
    if (&Acct-Session-Id != "81600001") {{
      update reply {{
        &Error-Cause := Session-Context-Not-Found
      }}
      reject
    }}
    else {{
      ok
    }}
  }}
  send-coa {{
    ok
  }}
}}
"#
    )
}
