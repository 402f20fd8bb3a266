use super::every;

#[test]
fn captures_are_read_as_recorded() {
    every("cdata", &[], &[]);
}
