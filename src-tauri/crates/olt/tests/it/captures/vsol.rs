use super::every;

/// What has no parser or no mapping yet.
const PENDING: &[&str] = &[
    "async-event-1",
    "async-event-2",
    "error-1",
    "onu-info-1",
    "onu-info-2",
    "onu-list-1",
    "onu-list-2",
    "onu-list-3",
    "onu-list-4",
    "onu-mac-1",
    "onu-state-1",
    "optical-1",
    "optical-2",
    "optical-3",
    "optical-5",
    "paging-1",
    "profiles-1",
    "running-config-1",
    "running-config-3",
    "session-login-1",
    "session-login-2",
    "snmp-walk-1",
    "unregistered-1",
    "unregistered-2",
    "version-1",
];

#[test]
fn captures_are_read_as_recorded() {
    every("vsol", PENDING, &[]);
}
