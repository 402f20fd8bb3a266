//! Typed calls on simulated routers of both eras.

use std::time::Duration;

use janet_lab::nas::{Dial, Nas};
use janet_lab::routeros::{Router, RouterOptions};
use janet_radius::Method;
use janet_routeros::hotspot::UserSettings;
use janet_routeros::ppp::{NewSecret, ProfileSettings};
use janet_routeros::queue::QueueSettings;
use janet_routeros::radius::{Incoming, ServerSettings};
use janet_routeros::system::{Measure, Unit};
use janet_routeros::{Command, Endpoint, Link, LinkOptions, News, Password, RatePair, RefusalKind, Target};
use janet_routeros::{dhcp, firewall, hotspot, interface, pool, ppp, queue, radius, routing, system, vpn};

use crate::api::{login, open};

const VERSIONS: [&str; 4] = ["6.40.9 (bugfix)", "6.49.18 (long-term)", "7.9.2 (stable)", "7.20.6 (stable)"];

async fn routers() -> Vec<Router> {
    let mut routers = Vec::new();
    for version in VERSIONS {
        let options = RouterOptions { version: version.into(), ..RouterOptions::default() };
        routers.push(Router::start(options).await.unwrap());
    }
    routers
}

#[tokio::test]
async fn a_secrets_life_from_profile_to_last_session() {
    for router in routers().await {
        let api = open(&router).await;
        router.add_pool("rumah", "10.9.0.1-10.9.0.20");
        let settings = ProfileSettings {
            remote_address: Some("rumah".into()),
            rate_limit: Some("5M/10M".into()),
            comment: Some("paket 10".into()),
            ..ProfileSettings::default()
        };
        let profile = ppp::add_profile(&api, "10M", &settings).await.unwrap();
        assert_eq!(ppp::add_profile(&api, "10M", &settings).await.unwrap_err().refusal(), Some(RefusalKind::Conflict));
        ppp::set_profile(&api, &profile, &ProfileSettings { rate_limit: Some("6M/12M".into()), ..ProfileSettings::default() })
            .await
            .unwrap();
        let profiles = ppp::profiles(&api).await.unwrap();
        let ours = profiles.iter().find(|known| known.id == profile).unwrap();
        assert_eq!((ours.rate_limit.clone(), ours.remote_address.clone()), (Some("6M/12M".into()), Some("rumah".into())));

        let secret = NewSecret {
            name: "budi".into(),
            password: Password::new("rahasia"),
            service: "pppoe".into(),
            profile: "10M".into(),
            remote_address: None,
            comment: None,
            disabled: false,
        };
        ppp::add_secret(&api, &secret).await.unwrap();
        let nas = Nas::start(&router).await.unwrap();
        let dial =
            Dial { user_name: "budi".into(), password: "rahasia".into(), method: Method::Pap, caller_id: "02:00:00:00:00:09".into() };
        let session = nas.bring_up(dial).await.unwrap();
        let used = pool::used(&api, Some("rumah")).await.unwrap();
        assert_eq!((used.len(), used[0].address, used[0].info.clone()), (1, session.framed_ip_address.into(), Some("budi".into())));
        assert_eq!((pool::used_count(&api, "rumah").await.unwrap(), pool::used_count(&api, "lain").await.unwrap()), (1, 0));
        assert_eq!(pool::pools(&api).await.unwrap()[0].ranges[0].size(), 20);
        let limit = queue::queue(&api, "<pppoe-budi>").await.unwrap().unwrap();
        assert!(limit.dynamic && limit.max_limit == RatePair { upload: 6_000_000, download: 12_000_000 });

        // It is kicked; the secret keeps when.
        assert_eq!(ppp::secret(&api, "budi").await.unwrap().unwrap().last_logged_out, None);
        let active = ppp::active_of(&api, "budi").await.unwrap();
        ppp::remove_active(&api, &active[0].id).await.unwrap();
        let secret = ppp::secret(&api, "budi").await.unwrap().unwrap();
        let ago = chrono::Local::now().naive_local() - secret.last_logged_out.unwrap();
        assert!(ago.num_seconds() < 60, "{ago}");
        assert_eq!(secret.last_caller_id, Some("02:00:00:00:00:09".into()));
        ppp::remove_profile(&api, &profile).await.unwrap();
    }
}

#[tokio::test]
async fn queues_lists_hotspot_and_leases_are_kept() {
    for router in routers().await {
        let api = open(&router).await;
        let limit = |upload, download| QueueSettings {
            target: Some("10.0.0.5/32".into()),
            max_limit: Some(RatePair { upload, download }),
            ..QueueSettings::default()
        };
        let id = queue::add_queue(&api, "budi", &limit(5_000_000, 10_000_000)).await.unwrap();
        queue::set_queue(&api, &id, &limit(128_000, 256_000)).await.unwrap();
        let known = queue::queue(&api, "budi").await.unwrap().unwrap();
        assert_eq!((known.max_limit.download, known.targets.clone()), (256_000, vec!["10.0.0.5/32".into()]));
        queue::remove_queue(&api, &id).await.unwrap();
        assert!(queue::queues(&api).await.unwrap().is_empty());

        let entry = firewall::add_to_list(&api, "isolir", "10.0.0.5", Some("JN-1")).await.unwrap();
        firewall::add_to_list(&api, "lain", "10.0.0.5", None).await.unwrap();
        assert_eq!(firewall::list(&api, "isolir").await.unwrap()[0].comment, Some("JN-1".into()));
        assert_eq!(firewall::lists_of(&api, "10.0.0.5").await.unwrap().len(), 2);
        firewall::remove_from_list(&api, &entry).await.unwrap();
        assert!(firewall::list(&api, "isolir").await.unwrap().is_empty());

        let voucher = UserSettings {
            password: Some(Password::new("v")),
            limit_uptime: Some(Duration::from_secs(86_400)),
            limit_octets_total: Some(5_000_000_000),
            ..UserSettings::default()
        };
        let id = hotspot::add_user(&api, "vcr-1", &voucher).await.unwrap();
        hotspot::set_user(&api, &id, &UserSettings { disabled: Some(true), ..UserSettings::default() }).await.unwrap();
        let user = hotspot::user(&api, "vcr-1").await.unwrap().unwrap();
        assert!(user.disabled && user.limit_uptime == voucher.limit_uptime && user.limit_octets_total == voucher.limit_octets_total);
        router.put("/ip/hotspot/active", &[("user", "vcr-1"), ("address", "10.5.0.9"), ("uptime", "1h"), ("radius", "false")]);
        let active = hotspot::active_of(&api, "vcr-1").await.unwrap();
        assert_eq!(active[0].address, Some([10, 5, 0, 9].into()));
        hotspot::remove_active(&api, &active[0].id).await.unwrap();
        assert!(hotspot::active(&api).await.unwrap().is_empty());
        hotspot::remove_user(&api, &id).await.unwrap();

        let lease = dhcp::NewLease { address: "10.5.0.9".into(), mac: "AA:BB:CC:00:11:22".into(), ..dhcp::NewLease::default() };
        let id = dhcp::add_lease(&api, &lease).await.unwrap();
        dhcp::set_blocked(&api, &id, true).await.unwrap();
        let bound =
            [("address", "10.5.0.10"), ("active-address", "10.5.0.10"), ("status", "bound"), ("expires-after", "5m"), ("dynamic", "true")];
        router.put("/ip/dhcp-server/lease", &bound);
        let leases = dhcp::leases(&api).await.unwrap();
        assert_eq!((&leases[0].status, leases[0].last_seen, leases[0].dynamic), (&dhcp::LeaseStatus::Waiting, None, false));
        assert_eq!((&leases[1].status, leases[1].expires_after), (&dhcp::LeaseStatus::Bound, Some(Duration::from_secs(300))));
        dhcp::remove_lease(&api, &id).await.unwrap();
    }
}

#[tokio::test]
async fn the_router_itself_its_radius_and_its_vpn() {
    for router in routers().await {
        let api = open(&router).await;
        let resource = system::resource(&api).await.unwrap();
        assert_eq!((resource.total_disk, resource.cpu_count), (Some(134_217_728), Some(4)));
        let health = system::health(&api).await.unwrap();
        let temperature = health.iter().find(|reading| reading.name == "cpu-temperature").unwrap();
        assert_eq!((&temperature.measure, temperature.unit), (&Measure::Number(45.0), Some(Unit::Celsius)));
        assert_eq!(health.len(), 2, "settings are no readings");
        assert_eq!(system::routerboard(&api).await.unwrap(), None);
        system::set_identity(&api, "RTR-9").await.unwrap();
        assert!(system::identity(&api).await.unwrap() == "RTR-9");

        let server = ServerSettings {
            service: Some("ppp".into()),
            address: Some("10.0.0.2".into()),
            secret: Some(Password::new("kunci")),
            timeout: Some(Duration::from_millis(1500)),
            ..ServerSettings::default()
        };
        let id = radius::add_server(&api, &server).await.unwrap();
        radius::set_server(&api, &id, &ServerSettings { accounting_port: Some(11_813), ..ServerSettings::default() }).await.unwrap();
        let known = &radius::servers(&api).await.unwrap()[0];
        assert_eq!((known.accounting_port, known.timeout), (11_813, Some(Duration::from_millis(1500))));
        assert_eq!(radius::counters(&api, &id).await.unwrap().requests, 0);
        radius::set_incoming(&api, Incoming { accept: true, port: 1700 }).await.unwrap();
        assert_eq!(radius::incoming(&api).await.unwrap(), Incoming { accept: true, port: 1700 });
        radius::remove_server(&api, &id).await.unwrap();

        if resource.version.is_7() {
            let properties = [("name", "ovpn1"), ("disabled", "false"), ("protocol", "udp"), ("certificate", "gw")];
            router.put("/interface/ovpn-server/server", &properties).unwrap();
        } else {
            router.set_only("/interface/ovpn-server/server", &[("enabled", "true"), ("certificate", "gw")]);
        }
        let servers = vpn::servers(&api).await.unwrap();
        let shown: Vec<_> = servers.iter().map(|server| (server.kind, server.enabled, server.port)).collect();
        assert_eq!(shown, [(vpn::Kind::Ovpn, true, Some(1194)), (vpn::Kind::Sstp, false, Some(443))]);
        assert_eq!((servers[0].certificate.clone(), servers[1].certificate.clone()), (Some("gw".into()), None));
        router.put("/ppp/active", &[("name", "pop-utara"), ("service", "ovpn"), ("caller-id", "203.0.113.9"), ("address", "10.200.0.7")]);
        router.put("/ppp/active", &[("name", "budi"), ("service", "pppoe"), ("caller-id", "x"), ("address", "10.9.0.7")]);
        let sessions = vpn::sessions(&api).await.unwrap();
        assert_eq!((sessions.len(), sessions[0].tunnel_address), (1, Some([10, 200, 0, 7].into())));
    }
}

#[tokio::test]
async fn bgp_and_routes_by_era() {
    for router in routers().await {
        let api = open(&router).await;
        let version = system::resource(&api).await.unwrap().version;
        let routes = if version.is_7() {
            let properties = [("name", "hulu-1"), ("remote.address", "10.0.0.1"), ("remote.as", "65000"), ("established", "true")];
            router.put("/routing/bgp/session", &properties).unwrap();
            router.put("/routing/bgp/connection", &[("name", "hulu"), ("remote.address", "10.0.0.1")]).unwrap();
            assert_eq!(routing::connections(&api).await.unwrap().len(), 1);
            assert!(router.put("/routing/bgp/peer", &[]).is_none());
            "/routing/route"
        } else {
            let properties = [("name", "hulu"), ("remote-address", "10.0.0.1"), ("remote-as", "65000"), ("state", "established")];
            router.put("/routing/bgp/peer", &properties).unwrap();
            assert_eq!(routing::connections(&api).await.unwrap_err().refusal(), Some(RefusalKind::NoSuchCommand));
            "/ip/route"
        };
        let session = &routing::sessions(&api, version).await.unwrap()[0];
        assert!(session.established && session.remote_as == Some(65_000));
        for prefix in ["0.0.0.0/0", "1.0.0.0/8", "1.2.0.0/16", "1.2.3.0/24", "1.2.4.0/24"] {
            router.put(routes, &[("dst-address", prefix), ("gateway", "10.0.0.1"), ("active", "true")]).unwrap();
        }
        let query = routing::RouteQuery::Covering([1, 2, 3, 4].into());
        let found = routing::routes(&api, version, query).await.unwrap();
        let found: Vec<_> = found.iter().map(|route| route.destination.to_string()).collect();
        assert_eq!(found, ["0.0.0.0/0", "1.0.0.0/8", "1.2.0.0/16", "1.2.3.0/24"]);
    }
}

#[tokio::test]
async fn traffic_once_and_as_a_stream() {
    for router in routers().await {
        let target = Target { endpoint: Endpoint::plain(router.address()), login: login("api", "secret") };
        let link = Link::open(target, LinkOptions::default());
        router.set_traffic("ether1", 8_531_000, 64_000);
        let now = &interface::traffic(&link, &["ether1"]).await.unwrap()[0];
        assert_eq!((now.rx_bits, now.tx_bits, now.name.clone()), (8_531_000, 64_000, Some("ether1".into())));
        let refused = interface::traffic(&link, &["ether1", "ether9"]).await.unwrap_err();
        assert_eq!(refused.refusal(), Some(RefusalKind::Invalid));

        let mut follow = link.follow(interface::monitor_traffic(&["ether1"]));
        assert!(matches!(follow.next().await, Some(Ok(News::Began))));
        let mut sections = Vec::new();
        while sections.len() < 2 {
            let Some(Ok(News::Row(row))) = follow.next().await else { panic!("no row") };
            assert_eq!(interface::read_traffic(&row).unwrap().rx_bits, 8_531_000);
            sections.push(row.section());
        }
        let is_7 = system::resource(&link).await.unwrap().version.is_7();
        assert_eq!(sections, if is_7 { [Some(0), Some(1)] } else { [None, None] });
        drop(follow);
        assert_eq!(router.calls("/interface/monitor-traffic"), 3);
        link.run(Command::new("/system/identity/print")).await.unwrap();
        assert_eq!(router.calls("/cancel"), 1);
    }
}
