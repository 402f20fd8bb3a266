//! A reply of the command log as a parser's fixture, to be sent to somebody who knows the device.

use janet_terminal::Fixture;

/// The fixture file of a reply as the log keeps it: readable, with secrets masked. `source`: where it is from, one line.
pub fn fixture(source: &str, command: &str, reply: &str) -> String {
    let notes = vec![format!("command: {command}"), "taken from the command log: echo, pagers and control bytes are not in it".to_owned()];
    Fixture { source: source.to_owned(), notes, bytes: reply.as_bytes().to_vec() }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let file = fixture("OLT-1 (zte), 2026-11-22", "show card", "Rack Shelf\n1    1\n");
        let read = Fixture::parse(&file).unwrap();
        assert_eq!((read.source.as_str(), read.bytes.as_slice()), ("OLT-1 (zte), 2026-11-22", &b"Rack Shelf\n1    1\n"[..]));
        assert!(read.notes[0].contains("show card"));
    }
}
