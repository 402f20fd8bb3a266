//! The desired state of a service, its plan, and the reconcilers that make devices follow it.

pub mod ports;
