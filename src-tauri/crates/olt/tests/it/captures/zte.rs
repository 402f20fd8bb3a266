use super::every;

/// What has no parser or no mapping yet.
const PENDING: &[&str] = &[];

/// Their records name the ONU that only the command names.
const WITH_COMMAND: &[&str] = &["optical-attenuation-1"];

#[test]
fn captures_are_read_as_recorded() {
    every("zte", PENDING, WITH_COMMAND);
}
