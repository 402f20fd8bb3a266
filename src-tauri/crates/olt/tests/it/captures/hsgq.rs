use super::every;

/// What has no parser or no mapping yet.
const PENDING: &[&str] = &[
    "async-event-1",
    "async-event-2",
    "authorize-1",
    "authorize-2",
    "blacklist-1",
    "blacklist-2",
    "blacklist-3",
    "error-1",
    "error-3",
    "help-tree-1",
    "help-tree-2",
    "onu-events-1",
    "onu-list-1",
    "onu-list-3",
    "optical-1",
    "restore-1",
    "running-config-1",
    "session-login-1",
    "session-login-2",
    "suspend-1",
    "unregistered-1",
];

#[test]
fn captures_are_read_as_recorded() {
    every("hsgq", PENDING);
}
