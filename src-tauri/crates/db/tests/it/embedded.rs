//! The life of the embedded server: first start, adoption after a kill, last one out, backup and restore.

use janet_db::{
    DbError, backup,
    embedded::{DataFolder, Durability, Embedded, Programs},
};
use sqlx::{ConnectOptions, Connection, PgConnection};

pub struct Place {
    _folder: tempfile::TempDir,
    pub data: DataFolder,
}

/// A folder that the server's account may enter.
pub fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let data = DataFolder::new(folder.path().join("janet data"));
    Place { _folder: folder, data }
}

pub async fn start(place: &Place) -> Embedded {
    start_with(place, Durability::ThrowAway).await
}

async fn start_with(place: &Place, durability: Durability) -> Embedded {
    let programs = Programs::find(&place.data, &[]).unwrap();
    Embedded::start(place.data.clone(), programs, durability).await.unwrap()
}

/// Gives files in the cluster to whoever owns it, for nobody else to read.
pub fn hand_over(data: &std::path::Path, names: &[&str]) {
    #[cfg(unix)]
    for name in names {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
        let owner = std::fs::metadata(data).unwrap();
        std::fs::set_permissions(data.join(name), std::fs::Permissions::from_mode(0o600)).unwrap();
        chown(data.join(name), Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    #[cfg(not(unix))]
    let _ = (data, names);
}

async fn agent(server: &Embedded) -> PgConnection {
    server.prepare().await.unwrap().connect().await.unwrap()
}

fn server_pid(place: &Place) -> u32 {
    let text = std::fs::read_to_string(place.data.postgres().join("postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

#[tokio::test]
async fn a_second_program_adopts_the_server_and_the_last_one_out_stops_it() {
    let place = place();
    let first = start(&place).await;
    assert!(!first.adopted);
    let pid = server_pid(&place);
    let second = start(&place).await;
    assert!(second.adopted);
    assert_eq!((second.port(), server_pid(&place)), (first.port(), pid), "one server");
    assert!(!first.leave().await.unwrap(), "somebody else is still in");
    assert!(agent(&second).await.ping().await.is_ok());
    assert!(second.leave().await.unwrap());
    assert!(!place.data.postgres().join("postmaster.pid").exists());
}

/// A program that is killed lets go of its locks without a word: dropping the handle is the same to the system.
#[tokio::test]
async fn what_was_committed_survives_killing_program_and_server() {
    let place = place();
    let server = start_with(&place, Durability::Full).await;
    let mut conn = agent(&server).await;
    sqlx::query("insert into public.isp_number_series (name, digits) values ('before the kill', 4)").execute(&mut conn).await.unwrap();
    let pid = server_pid(&place);
    drop(server);
    let adopted = start(&place).await;
    assert!(adopted.adopted, "the server outlived its program");
    drop(adopted);

    assert!(std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    let again = start(&place).await;
    assert!(!again.adopted, "a dead server is started, not adopted");
    let mut conn = agent(&again).await;
    let kept: bool = sqlx::query_scalar("select exists (select from public.isp_number_series where name = 'before the kill')")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert!(kept);
    drop(conn);
    assert!(again.leave().await.unwrap());
}

#[tokio::test]
async fn a_backup_is_proven_and_restores_what_was_there() {
    let place = place();
    let mut server = start(&place).await;
    let mut conn = agent(&server).await;
    sqlx::query("insert into public.isp_number_series (name, digits, last) values ('s', 4, 41)").execute(&mut conn).await.unwrap();
    let now = chrono::Utc::now();
    let taken = backup::take(&server, now, |_| {}).await.unwrap();
    assert_eq!(taken.path, backup::list(&place.data).unwrap()[0]);
    sqlx::query("update public.isp_number_series set last = 99 where name = 's'").execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();

    // Somebody else uses the server: nothing is touched.
    let other = start(&place).await;
    assert!(matches!(backup::restore(&mut server, &taken.path, now).await, Err(DbError::InUse)));
    other.leave().await.unwrap();

    backup::restore(&mut server, &taken.path, now).await.unwrap();
    let mut conn = agent(&server).await;
    let last: i64 = sqlx::query_scalar("select last from public.isp_number_series where name = 's'").fetch_one(&mut conn).await.unwrap();
    assert_eq!(last, 41);
    let kept = std::fs::read_dir(place.data.root())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("postgres.before-"))
        .count();
    assert_eq!(kept, 1, "the data that was replaced is kept");
    conn.close().await.unwrap();
    server.leave().await.unwrap();
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_nothing_is_touched() {
    let place = place();
    let mut server = start(&place).await;
    agent(&server).await.close().await.unwrap();
    let taken = backup::take(&server, chrono::Utc::now(), |_| {}).await.unwrap();
    let mut bytes = std::fs::read(&taken.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    let damaged = place.data.root().join("damaged.tar.gz");
    std::fs::write(&damaged, &bytes).unwrap();
    assert!(matches!(backup::restore(&mut server, &damaged, chrono::Utc::now()).await, Err(DbError::BackupDamaged(_))));
    bytes[middle] ^= 0x55;
    std::fs::write(&damaged, &bytes[..middle]).unwrap();
    assert!(matches!(backup::restore(&mut server, &damaged, chrono::Utc::now()).await, Err(DbError::BackupDamaged(_))));
    assert!(agent(&server).await.ping().await.is_ok(), "the server that runs was not disturbed");
    server.leave().await.unwrap();
}

#[tokio::test]
async fn secrets_are_ours_alone() {
    let place = place();
    let server = start(&place).await;
    server.prepare().await.unwrap();
    #[cfg(unix)]
    for name in ["secrets/setup", "secrets/agent"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(place.data.root().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert!(!place.data.run().join("initdb.pw").exists());
    server.leave().await.unwrap();
}
