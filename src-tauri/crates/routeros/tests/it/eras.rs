//! What RouterOS 6 and 7 write differently, read as the same.

use janet_routeros::pool::Prefix;
use janet_routeros::routing::{Contribution, Notification, RouteQuery};
use janet_routeros::system::{Measure, Unit, Version};
use janet_routeros::{RatePair, dhcp, firewall, hotspot, interface, pool, ppp, queue, routing, system, vpn};

use crate::menus::answered;

const SIX: Version = Version { major: 6, minor: 49, patch: 18 };
const SEVEN: Version = Version { major: 7, minor: 20, patch: 6 };

#[tokio::test]
async fn secrets_tell_of_their_last_session_in_either_calendar() {
    let rows: &[&[&[u8]]] = &[
        &[b"=.id=*1", b"=name=a", b"=last-logged-out=jul/14/2023 19:13:29", b"=last-caller-id=AA:BB:CC:00:11:22"],
        &[b"=.id=*2", b"=name=b", b"=last-logged-out=2023-07-14 19:13:29", b"=last-disconnect-reason=hung-up"],
        &[b"=.id=*3", b"=name=c", b"=last-logged-out=jan/01/1970 00:00:00"],
        &[b"=.id=*4", b"=name=d", b"=last-logged-out=never"],
    ];
    let (secrets, _) = answered(async |router| ppp::secrets(router).await, rows, &[]).await;
    let secrets = secrets.unwrap();
    let at = |n: usize| secrets[n].last_logged_out.map(|moment| moment.to_string());
    assert_eq!(at(0).as_deref(), Some("2023-07-14 19:13:29"));
    assert_eq!((at(0), at(2), at(3)), (at(1), None, None));
    assert_eq!(secrets[1].last_disconnect_reason, Some("hung-up".into()));
}

#[tokio::test]
async fn health_is_a_list_or_one_row() {
    let rows: &[&[&[u8]]] =
        &[&[b"=.id=*E", b"=name=cpu-temperature", b"=value=41", b"=type=C"], &[b"=.id=*F", b"=name=psu1-state", b"=value=ok", b"=type="]];
    let (seven, _) = answered(async |router| system::health(router).await, rows, &[]).await;
    let seven = seven.unwrap();
    assert_eq!((&seven[0].measure, seven[0].unit), (&Measure::Number(41.0), Some(Unit::Celsius)));
    assert_eq!((&seven[1].measure, seven[1].unit), (&Measure::State("ok".into()), None));

    let rows: &[&[&[u8]]] =
        &[&[b"=fan-mode=auto", b"=use-fan=main", b"=voltage=24.2", b"=cpu-temperature=41", b"=fan1-speed=4020", b"=psu1-state=ok"]];
    let (six, _) = answered(async |router| system::health(router).await, rows, &[]).await;
    let six: Vec<_> = six.unwrap().into_iter().map(|reading| (reading.name.to_string(), reading.measure, reading.unit)).collect();
    let number = |name: &str, value, unit| (name.to_owned(), Measure::Number(value), Some(unit));
    assert_eq!(
        six[..3],
        [number("voltage", 24.2, Unit::Volt), number("cpu-temperature", 41.0, Unit::Celsius), number("fan1-speed", 4020.0, Unit::Rpm)]
    );
    assert_eq!(six[3], ("psu1-state".to_owned(), Measure::State("ok".into()), None));
    // A virtual machine has no sensors.
    assert!(answered(async |router| system::health(router).await, &[], &[]).await.0.unwrap().is_empty());
}

#[tokio::test]
async fn traffic_is_asked_for_once_and_named_by_order_where_the_router_does_not() {
    let rows: &[&[&[u8]]] = &[
        &[b"=rx-bits-per-second=8531", b"=tx-bits-per-second=11266", b"=rx-packets-per-second=4"],
        &[b"=rx-bits-per-second=0", b"=tx-bits-per-second=0"],
    ];
    let (traffic, sent) = answered(async |router| interface::traffic(router, &["ether1", "ether2"]).await, rows, &[]).await;
    assert_eq!(sent, ["/interface/monitor-traffic", "=interface=ether1,ether2", "=once="]);
    let traffic = traffic.unwrap();
    assert_eq!((traffic[0].rx_bits, traffic[0].tx_bits, traffic[0].rx_packets), (8531, 11266, Some(4)));
    assert_eq!((traffic[0].name.clone(), traffic[1].name.clone()), (Some("ether1".into()), Some("ether2".into())));
}

#[tokio::test]
async fn queues_count_upload_first() {
    let rows: &[&[&[u8]]] = &[
        &[
            b"=.id=*1",
            b"=name=budi",
            b"=target=10.0.0.5/32,10.0.0.6/32",
            b"=parent=none",
            b"=max-limit=5000000/10000000",
            b"=rate=1024/2048",
            b"=bytes=18446744073709551615/7",
            b"=dynamic=false",
        ],
        &[b"=.id=*2", b"=name=<pppoe-siti>", b"=target=<pppoe-siti>", b"=max-limit=5M/10M", b"=dynamic=true"],
    ];
    let (queues, _) = answered(async |router| queue::queues(router).await, rows, &[]).await;
    let queues = queues.unwrap();
    assert_eq!(queues[0].targets, ["10.0.0.5/32", "10.0.0.6/32"]);
    assert_eq!(queues[0].max_limit, queues[1].max_limit);
    assert_eq!(queues[0].octets, Some(RatePair { upload: u64::MAX, download: 7 }));
    assert_eq!((&queues[0].parent, queues[0].dynamic, queues[1].dynamic, queues[1].octets), (&None, false, true, None));
}

#[tokio::test]
async fn leases_users_and_lists_are_read() {
    let rows: &[&[&[u8]]] = &[
        &[
            b"=.id=*1",
            b"=address=10.5.0.9",
            b"=active-address=10.5.0.9",
            b"=mac-address=AA:BB:CC:00:11:22",
            b"=status=bound",
            b"=expires-after=6m32s",
            b"=last-seen=3m28s",
            b"=agent-circuit-id=olt1 1/2/3:5",
            b"=dynamic=true",
        ],
        &[b"=.id=*2", b"=address=pool1", b"=mac-address=AA:BB:CC:00:11:23", b"=status=waiting", b"=last-seen=never"],
        &[b"=.id=*3", b"=mac-address=AA:BB:CC:00:11:24", b"=status=later", b"=blocked=true"],
    ];
    let (leases, _) = answered(async |router| dhcp::leases(router).await, rows, &[]).await;
    let leases = leases.unwrap();
    assert_eq!((leases[0].status.clone(), leases[0].expires_after.unwrap().as_secs()), (dhcp::LeaseStatus::Bound, 392));
    assert_eq!((leases[1].last_seen, leases[1].active_address, leases[1].address.clone()), (None, None, Some("pool1".into())));
    assert!(leases[2].blocked && leases[2].status == dhcp::LeaseStatus::Other("later".into()));

    let rows: &[&[&[u8]]] = &[&[
        b"=.id=*1",
        b"=name=vcr-01",
        b"=profile=harian",
        b"=uptime=1h3m",
        b"=limit-uptime=1d",
        b"=limit-bytes-total=0",
        b"=bytes-in=5000000000",
        b"=mac-address=00:00:00:00:00:00",
    ]];
    let (users, sent) = answered(async |router| hotspot::users(router).await, rows, &[]).await;
    let user = &users.unwrap()[0];
    assert!(!sent[1].contains("password"));
    assert_eq!((user.uptime.unwrap().as_secs(), user.limit_uptime.unwrap().as_secs()), (3780, 86_400));
    assert_eq!((user.limit_octets_total, user.octets_in, &user.mac), (None, Some(5_000_000_000), &None));

    let rows: &[&[&[u8]]] = &[&[b"=.id=*1", b"=list=isolir", b"=address=10.0.0.5", b"=timeout=1d", b"=creation-time=2026-01-02 03:04:05"]];
    let (list, sent) = answered(async |router| firewall::list(router, "isolir").await, rows, &[]).await;
    assert_eq!(sent.last().unwrap(), "?=list=isolir");
    assert_eq!(list.unwrap()[0].created.unwrap().to_string(), "2026-01-02 03:04:05");
}

#[tokio::test]
async fn pools_and_what_is_out_of_them() {
    let rows: &[&[&[u8]]] = &[&[b"=.id=*1", b"=name=rumah", b"=ranges=10.0.0.2-10.0.0.254,10.1.0.0/24", b"=next-pool=none"]];
    let (pools, _) = answered(async |router| pool::pools(router).await, rows, &[]).await;
    let pool = &pools.unwrap()[0];
    assert_eq!((pool.ranges.iter().map(pool::AddressRange::size).sum::<u128>(), &pool.next_pool), (509, &None));
    let (count, sent) = answered(async |router| pool::used_count(router, "rumah").await, &[], &["=ret=1234"]).await;
    assert_eq!(count.unwrap(), 1234);
    assert_eq!(sent, ["/ip/pool/used/print", "=count-only=", "?=pool=rumah"]);
}

#[tokio::test]
async fn bgp_sessions_of_seven_and_peers_of_six() {
    let message: &[u8] = b"=output.last-notification=ffffffffffffffffffffffffffffffff0015030601";
    let rows: &[&[&[u8]]] = &[&[
        b"=.id=*2800000",
        b"=name=toR2",
        b"=remote.address=192.168.1.2",
        b"=remote.as=65532",
        b"=local.as=65531",
        message,
        b"=limit-exceeded=",
        b"=hold-time=3m",
        b"=uptime=4s70ms",
        b"=established=true",
    ]];
    let (sessions, sent) = answered(async |router| routing::sessions(router, SEVEN).await, rows, &[]).await;
    assert_eq!(sent[0], "/routing/bgp/session/print");
    let session = &sessions.unwrap()[0];
    assert_eq!((session.remote_as, session.local_as, session.prefixes), (Some(65_532), Some(65_531), None));
    assert_eq!((session.uptime.unwrap().as_millis(), session.hold_time.unwrap().as_secs()), (4070, 180));
    assert!(session.established && session.limit_exceeded);
    assert_eq!(session.sent_notification, Some(Notification { code: 6, subcode: 1 }));

    let rows: &[&[&[u8]]] = &[
        &[
            b"=.id=*1",
            b"=name=hulu",
            b"=remote-address=10.0.0.1",
            b"=remote-as=4294967295",
            b"=state=established",
            b"=uptime=1w2d",
            b"=prefix-count=912345",
        ],
        &[b"=.id=*2", b"=name=mati", b"=remote-address=10.0.0.2", b"=remote-as=65000", b"=state=active", b"=disabled=true"],
    ];
    let (peers, sent) = answered(async |router| routing::sessions(router, SIX).await, rows, &[]).await;
    assert_eq!(sent[0], "/routing/bgp/peer/print");
    let peers = peers.unwrap();
    assert_eq!((peers[0].established, peers[0].remote_as, peers[0].prefixes), (true, Some(u32::MAX), Some(912_345)));
    assert_eq!((peers[1].established, peers[1].disabled, peers[1].state.clone()), (false, true, Some("active".into())));
}

#[tokio::test]
async fn routes_are_asked_for_by_every_covering_prefix() {
    let rows: &[&[&[u8]]] = &[&[
        b"=dst-address=1.0.0.0/24",
        b"=gateway=10.155.101.1",
        b"=distance=20",
        b"=contribution=filtered",
        b"=belongs-to=BGP IP routes from 10.155.101.217",
        b"=rpki=valid",
        b"=bgp=true",
        b"=bgp.as-path=65530,100,9002,13335",
        b"=bgp.origin=igp",
        b"=bgp.communities=65530:1,65530:2",
    ]];
    let query = RouteQuery::Covering([1, 0, 0, 77].into());
    let (routes, sent) = answered(async |router| routing::routes(router, SEVEN, query).await, rows, &[]).await;
    assert_eq!(sent[0], "/routing/route/print");
    let words = |wanted: &str| sent.iter().filter(|word| word.starts_with(wanted)).count();
    assert_eq!((words("?=dst-address="), words("?#|")), (33, 32));
    assert!(sent.contains(&"?=dst-address=1.0.0.64/27".to_owned()) && sent.contains(&"?=dst-address=0.0.0.0/0".to_owned()));
    let route = &routes.unwrap()[0];
    assert_eq!((route.contribution.clone(), route.rpki.clone()), (Contribution::Filtered, Some("valid".into())));
    assert_eq!((route.plain_as_path(), route.origin_as()), (Some(vec![65_530, 100, 9002, 13_335]), Some(13_335)));
    assert_eq!(route.communities.len(), 2);

    let rows: &[&[&[u8]]] =
        &[&[b"=.id=*1", b"=dst-address=0.0.0.0/0", b"=gateway=10.0.0.1", b"=active=true", b"=bgp-as-path=100,{1,2}", b"=bgp=true"]];
    let query = RouteQuery::Exact(Prefix::parse("0.0.0.0/0").unwrap());
    let (routes, sent) = answered(async |router| routing::routes(router, SIX, query).await, rows, &[]).await;
    assert_eq!((sent[0].as_str(), sent.last().unwrap().as_str()), ("/ip/route/print", "?=dst-address=0.0.0.0/0"));
    let route = &routes.unwrap()[0];
    assert_eq!((route.contribution.clone(), route.plain_as_path(), route.origin_as()), (Contribution::Active, None, None));
}

#[tokio::test]
async fn vpn_sessions_give_the_tunnel_address() {
    let rows: &[&[&[u8]]] = &[
        &[b"=.id=*1", b"=name=pop-utara", b"=service=ovpn", b"=caller-id=203.0.113.9", b"=address=10.200.0.7", b"=uptime=2h"],
        &[b"=.id=*2", b"=name=pop-barat", b"=service=sstp", b"=caller-id=203.0.113.10:50123", b"=address=10.200.0.8"],
    ];
    let (sessions, sent) = answered(async |router| vpn::sessions(router).await, rows, &[]).await;
    assert_eq!(sent[2..], ["?=service=ovpn", "?=service=sstp", "?#|"]);
    let sessions = sessions.unwrap();
    assert_eq!((sessions[0].kind, sessions[0].tunnel_address), (vpn::Kind::Ovpn, Some([10, 200, 0, 7].into())));
    assert_eq!((sessions[1].kind, sessions[1].from), (vpn::Kind::Sstp, Some([203, 0, 113, 10].into())));
}
