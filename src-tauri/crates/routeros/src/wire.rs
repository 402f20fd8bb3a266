//! Words and sentences on the wire (MikroTik, *API*). A word is a length and that many octets; a sentence is words ended by
//! an empty one. Nothing here knows what words mean.

/// The octets of a word. Not always UTF-8: Winbox writes the code page of the PC it runs on.
pub type Word = Vec<u8>;
/// Words without the empty one that ends them.
pub type Sentence = Vec<Word>;

/// What a peer may make us hold in memory.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Octets of one word.
    pub word: usize,
    /// Words of one sentence.
    pub words: usize,
    /// Octets of one sentence.
    pub sentence: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { word: 16 << 20, words: 4096, sentence: 32 << 20 }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// First octets from 0xF8 on are reserved; a peer that sends one speaks something else.
    #[error("reserved control octet {0:#04x}")]
    Control(u8),
    #[error("a word of {0} octets")]
    LongWord(usize),
    #[error("a sentence of more than {0} words")]
    ManyWords(usize),
    #[error("a sentence of more than {0} octets")]
    LongSentence(usize),
}

/// Appends a sentence. Empty words are left out: one would end the sentence early.
pub fn encode_sentence<W: AsRef<[u8]>>(words: &[W], out: &mut Vec<u8>) -> Result<(), WireError> {
    let start = out.len();
    for word in words.iter().map(AsRef::as_ref).filter(|word| !word.is_empty()) {
        let Some(length) = u32::try_from(word.len()).ok().filter(|_| word.len() <= Limits::default().word) else {
            out.truncate(start);
            return Err(WireError::LongWord(word.len()));
        };
        encode_length(length, out);
        out.extend(word);
    }
    out.push(0);
    Ok(())
}

fn encode_length(length: u32, out: &mut Vec<u8>) {
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x4000 => out.extend((length as u16 | 0x8000).to_be_bytes()),
        0x4000..0x20_0000 => out.extend(&(length | 0xC0_0000).to_be_bytes()[1..]),
        0x20_0000..0x1000_0000 => out.extend((length | 0xE000_0000).to_be_bytes()),
        _ => {
            out.push(0xF0);
            out.extend(length.to_be_bytes());
        }
    }
}

/// The length at the front of `octets` and how many octets it takes; `None` when more octets are needed. Longer forms than
/// needed are understood.
fn decode_length(octets: &[u8]) -> Result<Option<(usize, usize)>, WireError> {
    let Some(&first) = octets.first() else { return Ok(None) };
    let (extra, high) = match first {
        0..0x80 => (0, first),
        0x80..0xC0 => (1, first & 0x3F),
        0xC0..0xE0 => (2, first & 0x1F),
        0xE0..0xF0 => (3, first & 0x0F),
        0xF0..0xF8 => (4, 0),
        control => return Err(WireError::Control(control)),
    };
    let Some(rest) = octets.get(1..=extra) else { return Ok(None) };
    let length = rest.iter().fold(usize::from(high), |length, octet| length << 8 | usize::from(*octet));
    Ok(Some((length, extra + 1)))
}

/// Puts sentences together from whatever pieces arrive.
#[derive(Debug, Default)]
pub struct Decoder {
    limits: Limits,
    buffer: Vec<u8>,
    /// Octets of `buffer` that are done with.
    read: usize,
    words: Sentence,
    octets: usize,
}

impl Decoder {
    pub fn new(limits: Limits) -> Self {
        Decoder { limits, ..Decoder::default() }
    }

    pub fn feed(&mut self, octets: &[u8]) {
        if self.read > 0 {
            self.buffer.drain(..self.read);
            self.read = 0;
        }
        self.buffer.extend(octets);
    }

    /// The next whole sentence; `None` when more octets are needed. Empty sentences are passed over. After an error the
    /// stream has no meaning any more.
    pub fn next_sentence(&mut self) -> Result<Option<Sentence>, WireError> {
        loop {
            let rest = &self.buffer[self.read..];
            let Some((length, prefix)) = decode_length(rest)? else { return Ok(None) };
            if length > self.limits.word {
                return Err(WireError::LongWord(length));
            }
            if length == 0 {
                self.read += prefix;
                self.octets = 0;
                if self.words.is_empty() {
                    continue;
                }
                return Ok(Some(std::mem::take(&mut self.words)));
            }
            let Some(word) = rest.get(prefix..prefix + length) else { return Ok(None) };
            self.octets += length;
            if self.words.len() == self.limits.words {
                return Err(WireError::ManyWords(self.limits.words));
            }
            if self.octets > self.limits.sentence {
                return Err(WireError::LongSentence(self.limits.sentence));
            }
            self.words.push(word.to_vec());
            self.read += prefix + length;
        }
    }

    /// Did the stream stop inside a sentence?
    pub fn is_mid_sentence(&self) -> bool {
        !self.words.is_empty() || self.read < self.buffer.len()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_at_the_boundaries() {
        let cases: &[(u32, &[u8])] = &[
            (0, &[0]),
            (0x7F, &[0x7F]),
            (0x80, &[0x80, 0x80]),
            (0x3FFF, &[0xBF, 0xFF]),
            (0x4000, &[0xC0, 0x40, 0x00]),
            (0x1F_FFFF, &[0xDF, 0xFF, 0xFF]),
            (0x20_0000, &[0xE0, 0x20, 0x00, 0x00]),
            (0xFFF_FFFF, &[0xEF, 0xFF, 0xFF, 0xFF]),
            (0x1000_0000, &[0xF0, 0x10, 0x00, 0x00, 0x00]),
            (u32::MAX, &[0xF0, 0xFF, 0xFF, 0xFF, 0xFF]),
        ];
        for (length, octets) in cases {
            let mut out = Vec::new();
            encode_length(*length, &mut out);
            assert_eq!(out, *octets);
            assert_eq!(decode_length(octets), Ok(Some((*length as usize, octets.len()))));
            assert_eq!(decode_length(&octets[..octets.len() - 1]), Ok(None));
        }
        assert_eq!(decode_length(&[0x80, 5]), Ok(Some((5, 2))), "longer than needed");
        for control in 0xF8..=0xFF {
            assert_eq!(decode_length(&[control]), Err(WireError::Control(control)));
        }
    }

    fn sentences(octets: &[u8], cuts: &[usize], limits: Limits) -> Result<Vec<Sentence>, WireError> {
        let mut decoder = Decoder::new(limits);
        let mut found = Vec::new();
        let mut rest = octets;
        for cut in cuts.iter().copied().chain([usize::MAX]) {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            decoder.feed(piece);
            rest = after;
            while let Some(sentence) = decoder.next_sentence()? {
                found.push(sentence);
            }
        }
        Ok(found)
    }

    proptest! {
        #[test]
        fn sentences_survive_any_cut(
            wanted in prop::collection::vec(prop::collection::vec(prop::collection::vec(any::<u8>(), 1..300), 1..6), 0..6),
            cuts in prop::collection::vec(0usize..40, 0..80),
        ) {
            let mut octets = vec![0, 0]; // Empty sentences are ignored.
            for sentence in &wanted {
                encode_sentence(sentence, &mut octets).unwrap();
            }
            prop_assert_eq!(sentences(&octets, &cuts, Limits::default()), Ok(wanted));
        }

        #[test]
        fn no_octets_make_the_decoder_panic_or_hold_more_than_the_limit(octets in prop::collection::vec(any::<u8>(), 0..600)) {
            let limits = Limits { word: 64, words: 4, sentence: 128 };
            for sentence in sentences(&octets, &[7, 50, 3], limits).unwrap_or_default() {
                prop_assert!(sentence.len() <= 4);
                prop_assert!(sentence.iter().all(|word| (1..=64).contains(&word.len())));
                prop_assert!(sentence.iter().map(Vec::len).sum::<usize>() <= 128);
            }
        }

        /// What was read is written back to the same sentences.
        #[test]
        fn reading_and_writing_agree(octets in prop::collection::vec(0u8..20, 0..300)) {
            let read = sentences(&octets, &[], Limits::default()).unwrap();
            let mut written = Vec::new();
            for sentence in &read {
                encode_sentence(sentence, &mut written).unwrap();
            }
            prop_assert_eq!(sentences(&written, &[], Limits::default()).unwrap(), read);
        }
    }

    #[test]
    fn limits_are_errors() {
        let limits = Limits { word: 10, words: 2, sentence: 15 };
        let of = |words: &[&str]| {
            let mut octets = Vec::new();
            encode_sentence(words, &mut octets).unwrap();
            sentences(&octets, &[], limits)
        };
        assert_eq!(of(&["12345678901"]), Err(WireError::LongWord(11)));
        assert_eq!(of(&["1", "2", "3"]), Err(WireError::ManyWords(2)));
        assert_eq!(of(&["1234567890", "123456"]), Err(WireError::LongSentence(15)));
        assert_eq!(encode_sentence(&[vec![b'x'; (16 << 20) + 1]], &mut Vec::new()), Err(WireError::LongWord((16 << 20) + 1)));
        // The length alone is refused: the octets are not waited for.
        assert_eq!(sentences(&[0xF0, 0xFF, 0xFF, 0xFF, 0xFF], &[], Limits::default()), Err(WireError::LongWord(0xFFFF_FFFF)));
    }
}
