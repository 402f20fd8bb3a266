//! Which options are agreed to, and the answers (RFC 854, 855, 857, 858, 1073, 1091). Pure.
//!
//! Nothing is asked for unasked: old devices that know no options are left alone. A request is answered once, however
//! often it is repeated, and an answer to our answer is none: so two sides can never go round in circles (RFC 1143).

use std::collections::BTreeMap;

use super::decode::{DO, DONT, Event, IAC, SB, SE, WILL, WONT};

const ECHO: u8 = 1;
const SUPPRESS_GO_AHEAD: u8 = 3;
const TERMINAL_TYPE: u8 = 24;
const WINDOW_SIZE: u8 = 31;

/// Sub-negotiation of the terminal type (RFC 1091 §2).
const IS: u8 = 0;
const SEND: u8 = 1;
const TERMINAL: &[u8] = b"VT100";
/// A device asks twice at most: once, and once more to see that the list has ended.
const MOST_TERMINAL_TYPES: u8 = 8;

/// The device's last word on each option.
#[derive(Debug)]
pub(super) struct Negotiation {
    /// Columns and rows that the device is told. Wide, so that it does not wrap long commands.
    window: (u16, u16),
    /// It will (true) or will not do this itself.
    theirs: BTreeMap<u8, bool>,
    /// It wants (true) or does not want us to do this.
    ours: BTreeMap<u8, bool>,
    terminal_types: u8,
}

impl Negotiation {
    pub(super) fn new(window: (u16, u16)) -> Self {
        Self { window, theirs: BTreeMap::new(), ours: BTreeMap::new(), terminal_types: 0 }
    }

    /// Appends the answer to `out`, if one is due.
    pub(super) fn answer(&mut self, event: &Event, out: &mut Vec<u8>) {
        match event {
            Event::Will(option) => {
                if self.theirs.insert(*option, true) != Some(true) {
                    out.extend([IAC, if wanted(*option) { DO } else { DONT }, *option]);
                }
            }
            // A refused one that is withdrawn was our refusal's answer.
            Event::Wont(option) => {
                if self.theirs.insert(*option, false) == Some(true) && wanted(*option) {
                    out.extend([IAC, DONT, *option]);
                }
            }
            Event::Do(option) => {
                if self.ours.insert(*option, true) != Some(true) {
                    out.extend([IAC, if offered(*option) { WILL } else { WONT }, *option]);
                    if *option == WINDOW_SIZE {
                        self.tell_window(out);
                    }
                }
            }
            Event::Dont(option) => {
                if self.ours.insert(*option, false) == Some(true) && offered(*option) {
                    out.extend([IAC, WONT, *option]);
                }
            }
            Event::Parameters(option, parameters) => self.tell_terminal(*option, parameters, out),
        }
    }

    /// RFC 1073: width and height, sixteen bits each.
    fn tell_window(&self, out: &mut Vec<u8>) {
        let (columns, rows) = self.window;
        let sizes: Vec<u8> = columns.to_be_bytes().into_iter().chain(rows.to_be_bytes()).collect();
        parameters(WINDOW_SIZE, &sizes, out);
    }

    fn tell_terminal(&mut self, option: u8, asked: &[u8], out: &mut Vec<u8>) {
        let agreed = self.ours.get(&TERMINAL_TYPE) == Some(&true);
        if option == TERMINAL_TYPE && agreed && asked == [SEND] && self.terminal_types < MOST_TERMINAL_TYPES {
            self.terminal_types += 1;
            parameters(TERMINAL_TYPE, &[&[IS], TERMINAL].concat(), out);
        }
    }
}

/// What a device may do: echo what is typed, and send without waiting for its turn.
fn wanted(option: u8) -> bool {
    matches!(option, ECHO | SUPPRESS_GO_AHEAD)
}

/// What this side does when asked.
fn offered(option: u8) -> bool {
    matches!(option, SUPPRESS_GO_AHEAD | TERMINAL_TYPE | WINDOW_SIZE)
}

fn parameters(option: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.extend([IAC, SB, option]);
    for &byte in bytes {
        out.push(byte);
        if byte == IAC {
            out.push(IAC);
        }
    }
    out.extend([IAC, SE]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::telnet::decode::Decoder;

    fn answers(negotiation: &mut Negotiation, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for event in Decoder::default().decode(bytes, &mut Vec::new()).unwrap() {
            negotiation.answer(&event, &mut out);
        }
        out
    }

    #[test]
    fn a_usual_opening_is_answered() {
        let mut negotiation = Negotiation::new((512, 200));
        assert_eq!(answers(&mut negotiation, b"\xff\xfb\x01\xff\xfb\x03"), b"\xff\xfd\x01\xff\xfd\x03");
        assert_eq!(answers(&mut negotiation, b"\xff\xfd\x1f"), b"\xff\xfb\x1f\xff\xfa\x1f\x02\x00\x00\xc8\xff\xf0");
        assert_eq!(answers(&mut negotiation, b"\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0"), b"\xff\xfb\x18\xff\xfa\x18\x00VT100\xff\xf0");
        // Linemode, environment, authentication, encryption, local echo: not here.
        assert_eq!(
            answers(&mut negotiation, b"\xff\xfd\x22\xff\xfd\x27\xff\xfb\x25\xff\xfb\x26\xff\xfd\x01"),
            b"\xff\xfc\x22\xff\xfc\x27\xff\xfe\x25\xff\xfe\x26\xff\xfc\x01"
        );
    }

    #[test]
    fn repetitions_and_acknowledgements_are_not_answered() {
        let mut negotiation = Negotiation::new((512, 200));
        assert_eq!(answers(&mut negotiation, b"\xff\xfb\x01\xff\xfb\x01\xff\xfb\x25\xff\xfb\x25"), b"\xff\xfd\x01\xff\xfe\x25");
        assert_eq!(answers(&mut negotiation, b"\xff\xfc\x25\xff\xfe\x22\xff\xfc\x22"), b"", "nothing of this was agreed");
        assert_eq!(answers(&mut negotiation, b"\xff\xfc\x01\xff\xfc\x01"), b"\xff\xfe\x01", "withdrawn once, acknowledged once");
        assert_eq!(answers(&mut negotiation, b"\xff\xfb\x01"), b"\xff\xfd\x01", "and agreed to again");
    }

    #[test]
    fn a_window_with_the_escape_byte_is_escaped_and_an_unagreed_terminal_type_is_not_told() {
        let mut negotiation = Negotiation::new((255, 24));
        assert_eq!(answers(&mut negotiation, b"\xff\xfd\x1f"), b"\xff\xfb\x1f\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0");
        assert_eq!(answers(&mut negotiation, b"\xff\xfa\x18\x01\xff\xf0"), b"");
    }

    proptest! {
        /// Two of us talking to each other fall silent, whatever was said first.
        #[test]
        fn two_sides_never_go_round_in_circles(bytes in prop::collection::vec(prop_oneof![240u8..=255, 0u8..40], 0..300)) {
            let mut sides = [Negotiation::new((512, 200)), Negotiation::new((80, 24))];
            let mut said = bytes;
            for turn in 0..6 {
                said = answers(&mut sides[turn % 2], &said);
            }
            prop_assert_eq!(said, b"");
        }
    }
}
