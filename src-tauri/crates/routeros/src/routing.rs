//! BGP sessions and routes, of RouterOS 7 (`/routing/bgp/session`, `/routing/route`) and 6 (`/routing/bgp/peer`, `/ip/route`).

mod bgp;
mod route;

pub use bgp::{Connection, Notification, Session, connections, sessions};
pub use route::{Contribution, Route, RouteQuery, routes};
