//! What octets of a stranger go through, as functions that must never panic, hang, or hold more than the limits. Property
//! tests and the fuzzer drive them.

use crate::pool::{Prefix, parse_ranges};
use crate::rate_limit::{RateLimit, RatePair};
use crate::reply::Reply;
use crate::routing::Notification;
use crate::system::Version;
use crate::tls::Fingerprint;
use crate::value::{parse_bool, parse_date_time, parse_duration, parse_rate};
use crate::wire::{Decoder, Limits, Sentence, encode_sentence};

/// Octets as a router would send them, in pieces whose sizes the octets themselves choose.
///
/// # Panics
/// Where a limit does not hold, or sentences do not survive being written and read again.
pub fn sentences(octets: &[u8]) {
    let limits = Limits { word: 1 << 12, words: 64, sentence: 1 << 14 };
    let mut decoder = Decoder::new(limits);
    let mut found: Vec<Sentence> = Vec::new();
    let mut rest = octets;
    'stream: while let Some(first) = rest.first() {
        let (piece, after) = rest.split_at((usize::from(*first) + 1).min(rest.len()));
        decoder.feed(piece);
        rest = after;
        loop {
            match decoder.next_sentence() {
                Ok(Some(sentence)) => found.push(sentence),
                Ok(None) => break,
                Err(_) => break 'stream,
            }
        }
    }
    let mut written = Vec::new();
    for sentence in &found {
        assert!(sentence.len() <= limits.words && sentence.iter().map(Vec::len).sum::<usize>() <= limits.sentence);
        assert!(encode_sentence(sentence, &mut written).is_ok());
        let (_, reply) = Reply::read(sentence.clone());
        if let Reply::Row(row) | Reply::Done(row) = &reply {
            row.keys().for_each(|key| values(row.octets(&key).unwrap_or_default()));
        }
    }
    let mut again = Decoder::new(limits);
    again.feed(&written);
    for sentence in &found {
        assert_eq!(again.next_sentence(), Ok(Some(sentence.clone())));
    }
    assert_eq!(again.next_sentence(), Ok(None));
}

/// One value of a property, read as everything that it could be.
///
/// # Panics
/// Where what was read is written as something else.
pub fn values(octets: &[u8]) {
    let _ = parse_bool(octets);
    let text = String::from_utf8_lossy(octets);
    let _ = (parse_duration(&text), parse_date_time(&text), parse_ranges(&text));
    let _ = (Version::parse(&text), Notification::parse(&text), text.parse::<Fingerprint>(), RateLimit::parse(&text));
    if let Some(prefix) = Prefix::parse(&text) {
        assert_eq!(Prefix::parse(&prefix.to_string()), Some(prefix));
    }
    if let Some(rate) = parse_rate(&text) {
        let pair = RatePair { upload: rate, download: rate };
        assert_eq!(RatePair::parse(&pair.to_string()), Some(pair));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lengths, words and reply marks as a router writes them, with noise between.
    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let word = prop_oneof![
            Just(b"!re".to_vec()),
            Just(b"!done".to_vec()),
            Just(b"!trap".to_vec()),
            Just(b".tag=1".to_vec()),
            "=[a-z.-]{1,8}=[0-9a-zA-Z:/. ,*-]{0,20}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 1..300),
        ];
        let sentence = prop::collection::vec(word, 1..6).prop_map(|words| {
            let mut octets = Vec::new();
            let _ = encode_sentence(&words, &mut octets);
            octets
        });
        let piece = prop_oneof![8 => sentence, 1 => prop::collection::vec(any::<u8>(), 0..20)];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_octets(octets in prop::collection::vec(any::<u8>(), 0..2000)) {
            sentences(&octets);
        }

        #[test]
        fn octets_as_a_router_writes_them(octets in stream()) {
            sentences(&octets);
        }

        #[test]
        fn cut_and_changed_sentences(octets in stream(), at in any::<prop::sample::Index>(), change in any::<u8>()) {
            let mut octets = octets;
            if !octets.is_empty() {
                let at = at.index(octets.len());
                octets[at] ^= change;
                octets.truncate(octets.len().min(at + 500));
            }
            sentences(&octets);
        }

        #[test]
        fn any_value(octets in prop::collection::vec(any::<u8>(), 0..80)) {
            values(&octets);
        }

        #[test]
        fn values_of_the_usual_letters(text in "[0-9a-f:/., wdhmskMGTbp%*-]{0,60}") {
            values(text.as_bytes());
        }
    }
}
