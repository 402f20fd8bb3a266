//! One server for all test processes of a run: the first starts it, the others adopt it, the last one out stops it.

use std::{env, path::PathBuf};

use janet_db::embedded::{DataFolder, Durability, Embedded, Programs};

/// `JANET_TEST_CLUSTER`, else a folder per major version in the temporary folder.
pub fn cluster_folder(programs: &Programs) -> PathBuf {
    let base = env::var_os("JANET_TEST_CLUSTER").map_or_else(|| env::temp_dir().join("janet-test-cluster"), PathBuf::from);
    base.join(programs.major.to_string())
}

pub(crate) async fn start() -> Embedded {
    // Only to ask which version is there; the folder follows from it.
    let programs = Programs::find(&DataFolder::new(env::temp_dir().join("janet-none")), &[]).expect("a PostgreSQL for the tests");
    let folder = cluster_folder(&programs);
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent).expect("the folder of the test cluster");
        open_to_walk(parent);
    }
    let folder = DataFolder::new(folder);
    Embedded::start(folder, programs, Durability::ThrowAway).await.expect("the test server starts")
}

#[cfg(unix)]
fn open_to_walk(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
}

#[cfg(not(unix))]
fn open_to_walk(_folder: &std::path::Path) {}
