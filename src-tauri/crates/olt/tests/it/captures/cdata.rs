use super::every;

/// What has no parser or no mapping yet.
const PENDING: &[&str] = &["async-event-1", "error-1", "save-1", "unregistered-1", "unregistered-2"];

#[test]
fn captures_are_read_as_recorded() {
    every("cdata", PENDING);
}
