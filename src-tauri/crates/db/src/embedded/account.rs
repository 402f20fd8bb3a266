//! PostgreSQL refuses to run as root. When this program does, the server runs under an account without rights.

/// An account of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
}

impl Account {
    /// `None` when the server may run as ourselves.
    #[cfg(unix)]
    pub fn for_server() -> Option<Account> {
        use std::os::unix::fs::MetadataExt;
        // /proc/self belongs to the effective user; elsewhere `id -u` is asked.
        let uid = std::fs::metadata("/proc/self").map(|meta| meta.uid()).ok().or_else(id)?;
        if uid != 0 {
            return None;
        }
        let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        find(&passwd, "postgres").or_else(|| find(&passwd, "nobody")).or(Some(Account { uid: 65534, gid: 65534 }))
    }

    #[cfg(not(unix))]
    pub fn for_server() -> Option<Account> {
        None
    }
}

#[cfg(unix)]
fn id() -> Option<u32> {
    let output = std::process::Command::new("id").arg("-u").output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// passwd(5): name:password:uid:gid:…
#[cfg(unix)]
fn find(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some(Account { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn reads_passwd() {
        let text = "root:x:0:0:root:/root:/bin/sh\npostgres:x:115:121::/var/lib/postgresql:/bin/bash\n";
        assert_eq!(find(text, "postgres"), Some(Account { uid: 115, gid: 121 }));
        assert_eq!(find(text, "nobody"), None);
    }
}
