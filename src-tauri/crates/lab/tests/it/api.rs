//! Our client on the simulated router's API.

use std::time::Duration;

use janet_lab::routeros::{Router, RouterOptions, User};
use janet_routeros::ppp::{NewSecret, SecretChange};
use janet_routeros::{Command, Connection, Error, Id, Login, LoginMethod, Options, Password, Query, RefusalKind};
use janet_routeros::{ppp, radius, system};

use crate::server::{Office, dial};

pub fn login(user: &str, password: &str) -> Login {
    Login { user: user.into(), password: Password::new(password), method: LoginMethod::Plain }
}

pub async fn open(router: &Router) -> Connection {
    Connection::open(router.address(), &login("api", "secret"), Options::default()).await.unwrap()
}

fn budi() -> NewSecret {
    NewSecret {
        name: "budi".into(),
        password: Password::new("ra=hasia é"),
        service: "pppoe".into(),
        profile: "default".into(),
        remote_address: None,
        comment: Some("JN-000001".into()),
        disabled: false,
    }
}

#[tokio::test]
async fn secrets_live_on_the_router_and_wrong_ones_are_refused() {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    router.add_profile("10M", &[("rate-limit", "5M/10M")]);
    let api = open(&router).await;
    assert!(ppp::secrets(&api).await.unwrap().is_empty());

    let id = ppp::add_secret(&api, &budi()).await.unwrap();
    let kind = |error: Error| error.refusal().unwrap();
    assert_eq!(kind(ppp::add_secret(&api, &budi()).await.unwrap_err()), RefusalKind::Conflict);
    let no_profile = NewSecret { name: "siti".into(), profile: "100M".into(), ..budi() };
    let error = ppp::add_secret(&api, &no_profile).await.unwrap_err();
    assert_eq!(error.to_string(), "the router refused: input does not match any value of profile");

    let change = SecretChange { profile: Some("10M".into()), disabled: Some(true), ..SecretChange::default() };
    ppp::set_secret(&api, &id, &change).await.unwrap();
    let secret = ppp::secret(&api, "budi").await.unwrap().unwrap();
    assert_eq!((secret.profile == "10M", secret.disabled, secret.service == "pppoe"), (true, true, true));
    assert_eq!(secret.comment, Some("JN-000001".into()));
    assert_eq!(ppp::secret_password(&api, "budi").await.unwrap().unwrap().reveal(), "ra=hasia é");

    ppp::remove_secret(&api, &id).await.unwrap();
    assert_eq!(kind(ppp::remove_secret(&api, &id).await.unwrap_err()), RefusalKind::NotFound);
    assert_eq!(kind(ppp::set_secret(&api, &Id::new("*99"), &change).await.unwrap_err()), RefusalKind::NotFound);
    assert_eq!(ppp::secret(&api, "budi").await.unwrap(), None);
}

#[tokio::test]
async fn unknown_commands_parameters_and_values_are_refused() {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    let api = open(&router).await;
    for (command, kind, message) in [
        (Command::new("/ppp/secrets/print"), RefusalKind::NoSuchCommand, "no such command prefix"),
        (Command::new("/ppp/secret/explode"), RefusalKind::NoSuchCommand, "no such command"),
        (Command::new("/ppp/active/add").attribute("name", "x"), RefusalKind::NoSuchCommand, "no such command"),
        (Command::new("/ppp/secret/add").attribute("name", "x").attribute("nama", "y"), RefusalKind::Invalid, "unknown parameter nama"),
        (Command::new("/ppp/secret/add"), RefusalKind::Invalid, "missing value for argument name"),
        (
            Command::new("/ppp/profile/add").attribute("name", "x").attribute("rate-limit", "cepat"),
            RefusalKind::Invalid,
            "invalid value for argument rate-limit",
        ),
        (Command::new("/radius/incoming/set").attribute("port", "99999"), RefusalKind::Invalid, "invalid value for argument port"),
    ] {
        let error = api.run(command).await.unwrap_err();
        assert_eq!(error.refusal(), Some(kind), "{error}");
        assert_eq!(error.to_string(), format!("the router refused: {message}"));
    }
}

#[tokio::test]
async fn users_may_do_what_their_policies_say() {
    let reader = User { write: false, sensitive: false, ..User::full("noc", "baca") };
    let options = RouterOptions { users: vec![User::full("api", "secret"), reader], ..RouterOptions::default() };
    let router = Router::start(options).await.unwrap();
    ppp::add_secret(&open(&router).await, &budi()).await.unwrap();
    let api = Connection::open(router.address(), &login("noc", "baca"), Options::default()).await.unwrap();
    assert_eq!(ppp::secrets(&api).await.unwrap().len(), 1);
    assert_eq!(ppp::secret_password(&api, "budi").await.unwrap(), None);
    assert_eq!(ppp::add_secret(&api, &budi()).await.unwrap_err().refusal(), Some(RefusalKind::Permission));

    for (user, password) in [("noc", "Baca"), ("siapa", "baca"), ("", "")] {
        let error = Connection::open(router.address(), &login(user, password), Options::default()).await.unwrap_err();
        assert_eq!(error.to_string(), "the router refused the login: invalid user name or password (6)");
    }
}

#[tokio::test]
async fn an_old_router_wants_the_challenge() {
    let options = RouterOptions { version: "6.40.9 (bugfix)".into(), ..RouterOptions::default() };
    let router = Router::start(options).await.unwrap();
    let api = open(&router).await;
    assert_eq!(system::resource(&api).await.unwrap().version.major, 6);
    let error = Connection::open(router.address(), &login("api", "wrong"), Options::default()).await.unwrap_err();
    assert_eq!(error.to_string(), "the router refused the login: cannot log in");
    let old = Login { method: LoginMethod::Challenge, ..login("api", "secret") };
    Connection::open(router.address(), &old, Options::default()).await.unwrap();
    let new = Router::start(RouterOptions::default()).await.unwrap();
    assert!(matches!(Connection::open(new.address(), &old, Options::default()).await.unwrap_err(), Error::Login(_)));
}

#[tokio::test]
async fn queries_and_counts_work() {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    let api = open(&router).await;
    for number in 0..5 {
        let secret = NewSecret { name: format!("user{number}"), disabled: number > 2, ..budi() };
        ppp::add_secret(&api, &secret).await.unwrap();
    }
    let print = || Command::new("/ppp/secret/print").properties(&["name"]);
    let names = async |command| -> Vec<String> {
        let answer = api.run(command).await.unwrap();
        answer.rows.iter().map(|row| row.shown("name").unwrap().into_owned()).collect()
    };
    assert_eq!(names(print().query(Query::equal("disabled", "true"))).await, ["user3", "user4"]);
    let either = Query::equal("name", "user0").or(Query::equal("name", "user4"));
    assert_eq!(names(print().query(either.clone())).await, ["user0", "user4"]);
    assert_eq!(names(print().query(either.and(Query::equal("disabled", "true").not()))).await, ["user0"]);
    assert!(names(print().query(Query::has("remote-address"))).await.is_empty());
    let count = api.run(Command::new("/ppp/secret/print").attribute("count-only", "")).await.unwrap();
    assert_eq!(count.done.shown("ret").unwrap(), "5");
}

#[tokio::test]
async fn sessions_and_settings_show_and_a_listener_hears_of_them() {
    let office = Office::open().await;
    let api = open(&office.router).await;
    assert_eq!(system::identity(&api).await.unwrap().as_str(), Some("lab-bras"));
    let incoming = radius::incoming(&api).await.unwrap();
    assert_eq!((incoming.accept, incoming.port), (true, office.nas.coa_address().port()));
    let servers = radius::servers(&api).await.unwrap();
    assert!(servers[0].service == "ppp" && servers[0].address == "127.0.0.1");

    let mut listen = api.listen(Command::new("/ppp/active/listen")).await.unwrap();
    // The listen has no answer of its own; one that comes after it shows that it was taken.
    ppp::active(&api).await.unwrap();
    let session = office.nas.bring_up(dial("rahasia", janet_radius::Method::Pap)).await.unwrap();
    office.nas.traffic(&session.acct_session_id, 7, 5_000_000_000);
    let heard = listen.next().await.unwrap().unwrap();
    assert_eq!(heard.text("name").unwrap().as_str(), Some("budi"));

    let active = ppp::active(&api).await.unwrap();
    assert_eq!(active[0].address, Some([10, 9, 0, 1].into()));
    assert!(active[0].radius && active[0].session_id.to_string() == format!("0x{}", session.acct_session_id));
    let interfaces = janet_routeros::interface::interfaces(&api).await.unwrap();
    let interface = interfaces.iter().find(|interface| interface.name == "<pppoe-budi>").unwrap();
    assert_eq!((interface.rx_octets, interface.tx_octets), (Some(7), Some(5_000_000_000)));
    let queue = api.run(Command::new("/queue/simple/print").properties(&["max-limit"])).await.unwrap();
    assert_eq!(queue.rows[0].shown("max-limit").unwrap(), "10000000/20000000");

    ppp::remove_active(&api, &active[0].id).await.unwrap();
    assert!(listen.next().await.unwrap().unwrap().is_dead());
    assert!(ppp::active(&api).await.unwrap().is_empty());
    drop(listen);
    let deadline = std::time::Instant::now() + Duration::from_secs(5);
    while api.under_way() > 0 {
        assert!(std::time::Instant::now() < deadline, "the listen was not cancelled");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
