//! The bytes of a Telnet connection, told apart into data and commands (RFC 854, RFC 855). Pure.

pub(super) const SE: u8 = 240;
pub(super) const SB: u8 = 250;
pub(super) const WILL: u8 = 251;
pub(super) const WONT: u8 = 252;
pub(super) const DO: u8 = 253;
pub(super) const DONT: u8 = 254;
pub(super) const IAC: u8 = 255;

/// Parameters of an option are a few words. A longer sub-negotiation is one that lost its end, or an attack on memory.
const MAX_PARAMETERS: usize = 1024;

/// What the device says about options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    Will(u8),
    Wont(u8),
    Do(u8),
    Dont(u8),
    /// A sub-negotiation: the option and its parameters.
    Parameters(u8, Vec<u8>),
}

/// A sub-negotiation without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Endless;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Data,
    /// CR seen: a NUL after it is padding (RFC 854, “The NVT printer and keyboard”).
    Return,
    /// IAC seen.
    Command,
    /// IAC and WILL, WONT, DO or DONT seen.
    Verb(u8),
    /// IAC SB seen.
    Option,
    Parameters(u8),
    /// IAC seen among the parameters.
    ParametersCommand(u8),
}

/// Takes the device's bytes as they come.
#[derive(Debug)]
pub(super) struct Decoder {
    state: State,
    parameters: Vec<u8>,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { state: State::Data, parameters: Vec::new() }
    }
}

impl Decoder {
    /// Appends what is data to `data` and gives what is not. The result does not depend on how the bytes were cut.
    pub(super) fn decode(&mut self, bytes: &[u8], data: &mut Vec<u8>) -> Result<Vec<Event>, Endless> {
        let mut events = Vec::new();
        for &byte in bytes {
            self.byte(byte, data, &mut events)?;
        }
        Ok(events)
    }

    fn byte(&mut self, byte: u8, data: &mut Vec<u8>, events: &mut Vec<Event>) -> Result<(), Endless> {
        self.state = match self.state {
            State::Return if byte == 0 => State::Data,
            State::Data | State::Return => match byte {
                IAC => State::Command,
                _ => {
                    data.push(byte);
                    if byte == b'\r' { State::Return } else { State::Data }
                }
            },
            State::Command => self.command(byte, data),
            State::Verb(verb) => {
                events.push(match verb {
                    WILL => Event::Will(byte),
                    WONT => Event::Wont(byte),
                    DO => Event::Do(byte),
                    _ => Event::Dont(byte),
                });
                State::Data
            }
            State::Option => State::Parameters(byte),
            State::Parameters(option) if byte == IAC => State::ParametersCommand(option),
            State::Parameters(option) => {
                self.parameter(byte)?;
                State::Parameters(option)
            }
            State::ParametersCommand(option) => match byte {
                SE => {
                    events.push(Event::Parameters(option, std::mem::take(&mut self.parameters)));
                    State::Data
                }
                IAC => {
                    self.parameter(IAC)?;
                    State::Parameters(option)
                }
                // The end was lost: what was collected is worth nothing, the command that follows is one.
                other => self.command(other, data),
            },
        };
        Ok(())
    }

    /// The byte after IAC.
    fn command(&mut self, byte: u8, data: &mut Vec<u8>) -> State {
        match byte {
            IAC => {
                data.push(IAC);
                State::Data
            }
            WILL | WONT | DO | DONT => State::Verb(byte),
            SB => {
                self.parameters.clear();
                State::Option
            }
            // Go ahead, no operation, are you there, data mark, …: nothing that a terminal session must act on.
            _ => State::Data,
        }
    }

    fn parameter(&mut self, byte: u8) -> Result<(), Endless> {
        if self.parameters.len() >= MAX_PARAMETERS {
            return Err(Endless);
        }
        self.parameters.push(byte);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8]) -> (Vec<u8>, Vec<Event>) {
        let mut data = Vec::new();
        let events = Decoder::default().decode(bytes, &mut data).unwrap();
        (data, events)
    }

    #[test]
    fn data_is_told_from_commands() {
        let (data, events) = decoded(b"a\xff\xffb\xff\xfb\x01c\xff\xf1\xff\xf9d");
        assert_eq!((data.as_slice(), events), (b"a\xffbcd".as_slice(), vec![Event::Will(1)]));
        let (data, events) = decoded(b"\xff\xfd\x1f\xff\xfa\x18\x01\xff\xff\xff\xf0x\xff\xfe\x03\xff\xfc\x05");
        let parameters = Event::Parameters(24, vec![1, 255]);
        assert_eq!((data.as_slice(), events), (b"x".as_slice(), vec![Event::Do(31), parameters, Event::Dont(3), Event::Wont(5)]));
    }

    #[test]
    fn the_padding_after_a_return_goes_and_other_nuls_stay() {
        assert_eq!(decoded(b"a\r\0b\r\nc\0\r\r\0").0, b"a\rb\r\nc\0\r\r");
    }

    #[test]
    fn a_lost_end_gives_way_to_the_next_command_and_an_endless_one_is_an_error() {
        let (data, events) = decoded(b"\xff\xfa\x18\x01abc\xff\xfd\x01x");
        assert_eq!((data.as_slice(), events), (b"x".as_slice(), vec![Event::Do(1)]));
        let mut endless = b"\xff\xfa\x18".to_vec();
        endless.extend([b'a'; MAX_PARAMETERS + 1]);
        assert_eq!(Decoder::default().decode(&endless, &mut Vec::new()), Err(Endless));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_decode_alike(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 240u8..=255, Just(13), Just(0)], 0..400), cuts in prop::collection::vec(0usize..400, 0..12)) {
            let mut data = Vec::new();
            let whole = Decoder::default().decode(&bytes, &mut data);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).chain([bytes.len()]).collect();
            cuts.sort_unstable();
            let (mut parts, mut events, mut from) = (Vec::new(), Vec::new(), 0);
            let mut decoder = Decoder::default();
            for cut in cuts {
                events.extend(decoder.decode(&bytes[from..cut], &mut parts).unwrap());
                from = cut;
            }
            prop_assert_eq!(whole.unwrap(), events);
            prop_assert_eq!(data, parts);
        }
    }
}
