use super::every;

/// What has no parser or no mapping yet.
const PENDING: &[&str] = &[
    "error-1",
    "error-2",
    "help-tree-1",
    "mac-table-1",
    "onu-config-1",
    "onu-config-2",
    "onu-list-1",
    "onu-list-3",
    "optical-1",
    "optical-2",
    "pon-optical-1",
    "running-config-1",
    "session-login-1",
    "snmp-walk-1",
    "system-1",
    "version-1",
];

#[test]
fn captures_are_read_as_recorded() {
    every("hioso", PENDING, &[]);
}
