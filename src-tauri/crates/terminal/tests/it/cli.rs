//! A command line of a few verbs behind real servers: a shell script on a real terminal.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use janet_terminal::{Mode, Pager, Profile, Prompt, Question, QuestionKind};
use regex::Regex;

pub const PASSWORD: &str = "rahasia";
pub const ENABLE_PASSWORD: &str = "sangat-rahasia";

const LOGIN: &str = r#"
printf 'Test OLT\n\n'
for try in 1 2 3; do
  printf 'Username: '; IFS= read -r user || exit
  printf 'Password: '; IFS= read -rs word || exit; printf '\n'
  [ "$user:$word" = "admin:rahasia" ] && break
  printf 'Bad UserName or Bad Password\n'
  [ "$try" = 3 ] && exit
done
"#;

const COMMANDS: &str = r#"
page() {
  for row in $(seq 1 45); do
    printf 'row %s\n' "$row"
    if [ $((row % 20)) = 0 ]; then
      printf -- "---- More ( Press 'Q' to break ) ----"
      IFS= read -rsn1 key
      printf '\033[37D%37s\033[37D' ''
    fi
  done
}
prompt='OLT>'
while printf '%s' "$prompt" && IFS= read -r line; do
  case "$line" in
    enable)
      printf 'Password: '; IFS= read -rs word; printf '\n'
      if [ "$word" = sangat-rahasia ]; then prompt='OLT#'; else printf '%% Bad password\n'; fi ;;
    'show all') page ;;
    size) stty size ;;
    terminal) printf '%s\n' "$TERM" ;;
    bytes) printf 'a\377b\n' ;;
    exit) exit ;;
    *) printf 'you said %s\n' "$line" ;;
  esac
done
"#;

/// Writes the script; with `login` it asks who is there, as a device on Telnet does.
pub fn script(folder: &Path, login: bool) -> PathBuf {
    let path = folder.join("cli.sh");
    std::fs::write(&path, format!("#!/bin/bash\n{}{COMMANDS}", if login { LOGIN } else { "" })).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    // Another user runs it.
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

pub fn profile() -> Arc<Profile> {
    let pattern = |text: &str| Regex::new(text).unwrap();
    Arc::new(Profile {
        prompts: vec![
            Prompt { mode: Mode("enable"), pattern: pattern(r"^(?P<host>\w+)#$") },
            Prompt { mode: Mode("user"), pattern: pattern(r"^(?P<host>\w+)>$") },
        ],
        pagers: vec![Pager { pattern: pattern(r"^---- More \( Press 'Q' to break \) ----$"), answer: " " }],
        questions: vec![Question { pattern: pattern(r"(?i)^password\s*:$"), kind: QuestionKind::Password }],
        enter: "\n",
    })
}

pub fn rows() -> String {
    (1..=45).map(|row| format!("row {row}")).collect::<Vec<_>>().join("\n")
}

/// The first of these programs that is missing.
pub fn missing<'a>(programs: &[&'a str]) -> Option<&'a str> {
    programs.iter().copied().find(|program| !Path::new(program).exists())
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Whether somebody listens there before long.
pub fn listens(address: SocketAddr) -> bool {
    let until = Instant::now() + Duration::from_secs(10);
    while Instant::now() < until {
        if TcpStream::connect(address).is_ok() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(30));
    }
    false
}
