//! librouteros, an independent client of the RouterOS API, on the simulated router.

use std::path::{Path, PathBuf};
use std::process::Command;

use janet_lab::routeros::{Router, RouterOptions, User};

const VERSION: &str = "librouteros==4.2.2";

const SCRIPT: &str = r#"
import sys
import librouteros
from librouteros.query import Key, And, Or
from librouteros.exceptions import TrapError

port, old_port, reader_port = (int(word) for word in sys.argv[1:4])
api = librouteros.connect(username='api', password='secret', host='127.0.0.1', port=port)
secrets = api.path('ppp', 'secret')
assert list(secrets) == []
first = secrets.add(name='budi', password='x' * 300, service='pppoe', comment='a=b')
second = secrets.add(name='siti', password='rahasia')
assert first == '*1' and second == '*2', (first, second)
rows = list(secrets.select(Key('.id'), Key('name'), Key('comment')).where(Key('name') == 'budi'))
assert rows == [{'.id': '*1', 'name': 'budi', 'comment': 'a=b'}], rows
both = list(secrets.select(Key('name')).where(Or(Key('name') == 'budi', Key('name') == 'siti')))
assert [row['name'] for row in both] == ['budi', 'siti'], both
none = list(secrets.select(Key('name')).where(And(Key('name') == 'budi', Key('disabled') == True)))
assert none == [], none
secrets.update(**{'.id': first, 'disabled': True})
assert [row['disabled'] for row in secrets if row['name'] == 'budi'] == [True]
assert [row['password'] for row in secrets if row['name'] == 'budi'] == ['x' * 300]
try:
    secrets.add(name='budi', password='again')
    raise SystemExit('a duplicate was taken')
except TrapError as error:
    print('trap on duplicate:', error)
try:
    secrets.add(name='joko', password='x', profile='tidak-ada')
    raise SystemExit('a missing profile was taken')
except TrapError as error:
    print('trap on profile:', error)
secrets.remove(first, second)
assert list(secrets) == []
try:
    secrets.remove(first)
    raise SystemExit('an unknown item was removed')
except TrapError as error:
    print('trap on item:', error)
assert list(api.path('system', 'identity'))[0]['name'] == 'lab-bras'
assert list(api('/system/resource/print'))[0]['version'].startswith('7.')
api.close()

old = librouteros.connect(username='api', password='secret', host='127.0.0.1', port=old_port,
                          login_method=librouteros.login.token)
assert list(old.path('system', 'resource'))[0]['version'].startswith('6.40')
for password, port_of, method in (('wrong', port, librouteros.login.plain), ('wrong', old_port, librouteros.login.token)):
    try:
        librouteros.connect(username='api', password=password, host='127.0.0.1', port=port_of, login_method=method)
        raise SystemExit('a wrong password was taken')
    except TrapError as error:
        print('trap on login:', error)
reader = librouteros.connect(username='noc', password='baca', host='127.0.0.1', port=reader_port)
try:
    reader.path('ppp', 'secret').add(name='x', password='y')
    raise SystemExit('a reader wrote')
except TrapError as error:
    print('trap on permission:', error)
print('done')
"#;

#[tokio::test(flavor = "multi_thread")]
async fn librouteros_is_served_as_by_a_router() {
    let Some(python) = environment() else { return };
    let reader = User { write: false, sensitive: false, ..User::full("noc", "baca") };
    let options = |version: &str, users| RouterOptions { version: version.into(), users, ..RouterOptions::default() };
    let full = || vec![User::full("api", "secret")];
    let new = Router::start(options("7.20.6 (stable)", full())).await.unwrap();
    let old = Router::start(options("6.40.9 (bugfix)", full())).await.unwrap();
    // Before 7.18, which has no `!empty`.
    let read = Router::start(options("7.16 (stable)", vec![reader])).await.unwrap();
    let ports = [&new, &old, &read].map(|router| router.address().port().to_string());
    let output = tokio::task::spawn_blocking(move || Command::new(python).args(["-c", SCRIPT]).args(ports).output().unwrap());
    let output = output.await.unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success() && said.ends_with("done\n"), "{said}");
}

const TLS_SCRIPT: &str = r#"
import ssl
import sys
import librouteros
from librouteros.query import Key
from librouteros.exceptions import TrapError

port, certificate = int(sys.argv[1]), open(sys.argv[2], 'rb').read()
context = ssl.create_default_context(cadata=certificate)
wrap = lambda socket: context.wrap_socket(socket, server_hostname='localhost')
api = librouteros.connect(username='api', password='secret', host='127.0.0.1', port=port, ssl_wrapper=wrap)
assert list(api.path('system', 'identity'))[0]['name'] == 'lab-bras'
queues = api.path('queue', 'simple')
first = queues.add(name='budi', target='10.0.0.5/32', **{'max-limit': '5M/10M'})
assert [row['max-limit'] for row in queues] == ['5000000/10000000'], list(queues)
queues.update(**{'.id': first, 'max-limit': '128k/256k'})
assert [row['max-limit'] for row in queues.select(Key('max-limit')).where(Key('name') == 'budi')] == ['128000/256000']
queues.remove(first)
traffic = list(api('/interface/monitor-traffic', interface='ether1', once=''))
assert traffic[0]['rx-bits-per-second'] == 8531, traffic
assert [row['name'] for row in api.path('system', 'health')] == ['voltage', 'cpu-temperature']
users = api.path('ip', 'hotspot', 'user')
users.add(name='vcr-1', password='x', **{'limit-uptime': '1d'})
assert [row['limit-uptime'] for row in users] == ['1d']
try:
    list(api('/routing/bgp/peer/print'))
    raise SystemExit('a menu of RouterOS 6 was shown')
except TrapError as error:
    print('trap on menu:', error)
api.close()
print('done')
"#;

#[tokio::test(flavor = "multi_thread")]
async fn librouteros_is_served_over_tls() {
    let Some(python) = environment() else { return };
    let folder = tempfile::tempdir().unwrap();
    let router = Router::start(RouterOptions::default()).await.unwrap();
    router.set_traffic("ether1", 8531, 0);
    let port = router.serve_tls().await.unwrap().port().to_string();
    let certificate = folder.path().join("certificate.der");
    std::fs::write(&certificate, router.certificate().certificate).unwrap();
    let mut command = Command::new(python);
    command.args(["-c", TLS_SCRIPT, &port]).arg(certificate);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success() && said.ends_with("done\n"), "{said}");
}

/// A Python with librouteros, found or made; `None`, with a printed reason, where it cannot be had. One that was made is
/// kept beside what Cargo builds.
pub fn environment() -> Option<PathBuf> {
    let run = |program: &Path, arguments: &[&str]| match Command::new(program).args(arguments).output() {
        Ok(output) if output.status.success() => true,
        Ok(output) => {
            println!("SKIPPED: {program:?} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
            false
        }
        Err(error) => {
            println!("SKIPPED: {program:?}: {error}");
            false
        }
    };
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(VERSION.replace("==", "-"));
    let python = kept.join("bin/python");
    let works = || Command::new(&python).args(["-c", "import librouteros.protocol"]).output().is_ok_and(|output| output.status.success());
    if works() {
        return Some(python);
    }
    // Made aside and moved there whole: other tests may be at it at the same time.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).ok()?;
    let venv = folder.path().join("venv");
    let made = run(Path::new("/usr/bin/python3"), &["-m", "venv", venv.to_str()?]);
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", VERSION];
    if !(made && run(&venv.join("bin/python"), &install)) {
        return None;
    }
    // Fails where another test was quicker.
    let _ = std::fs::rename(&venv, &kept);
    works().then_some(python)
}
