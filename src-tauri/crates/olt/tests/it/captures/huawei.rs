use super::every_without;

/// What has no parser or no mapping yet.
const PENDING: &[&str] = &[];

/// The publisher cut blocks 9 to 43 with the line that counts them.
const UNSAID: &[(&str, &[&str])] = &[("unregistered-3", &["shown", "total"])];

#[test]
fn captures_are_read_as_recorded() {
    every_without("huawei", PENDING, &[], UNSAID);
}
