//! An address as it is said in Indonesia, and the pin that technicians really drive to.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Jalan, RT/RW, desa or kelurahan, kecamatan, patokan: what a technician and a letter need. Empty text is "not known".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Address {
    /// Jalan, gang, block and house number.
    pub street: String,
    /// Rukun tetangga, 1–3 digits.
    pub rt: String,
    /// Rukun warga, 1–3 digits.
    pub rw: String,
    /// Desa or kelurahan.
    pub village: String,
    /// Kecamatan.
    pub district: String,
    /// Kabupaten or kota.
    pub city: String,
    pub postal_code: String,
    /// Patokan: what the house is next to.
    pub landmark: String,
}

impl Address {
    /// One line for lists: "Jl. Mawar IV/12, Bekasi Timur".
    pub fn line(&self) -> String {
        let place = if self.district.is_empty() { &self.village } else { &self.district };
        [self.street.as_str(), place.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// Degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
pub struct Pin {
    pub latitude: f64,
    pub longitude: f64,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PinError {
    #[error("no coordinates found in the pasted text")]
    NoCoordinates,
    #[error("a shortened link hides its coordinates; open it once and paste the long address")]
    ShortLink,
    #[error("latitude is −90 to 90, longitude −180 to 180")]
    OutOfRange,
}

impl Pin {
    pub fn new(latitude: f64, longitude: f64) -> Result<Pin, PinError> {
        if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) {
            Ok(Pin { latitude, longitude })
        } else {
            Err(PinError::OutOfRange)
        }
    }

    /// Reads a location as people paste it: a Google-Maps address (`@lat,lng`, `!3dLAT!4dLNG`, `?q=lat,lng`, `ll=`,
    /// `query=`), WhatsApp's shared location (a maps link in a message), `geo:` or the bare pair.
    ///
    /// The place's own pin (`!3d…!4d…`) wins over `@…`, which is only where the map's view was centred.
    pub fn from_pasted(text: &str) -> Result<Pin, PinError> {
        let text = text.trim().replace("%2C", ",").replace("%2c", ",").replace("%20", " ").replace('−', "-");
        if let Some(at) = text.rfind("!3d") {
            let rest = &text[at + 3..];
            if let Some((latitude, rest)) = leading_number(rest)
                && let Some((longitude, _)) = rest.strip_prefix("!4d").and_then(leading_number)
            {
                return Pin::new(latitude, longitude);
            }
        }
        for marker in ["q=loc:", "q=", "query=", "ll=", "destination=", "geo:", "@", "/place/", "/search/", "/dir/"] {
            for (at, _) in text.match_indices(marker) {
                if let Some(pair) = pair(&text[at + marker.len()..]) {
                    return Pin::new(pair.0, pair.1);
                }
            }
        }
        if text.contains("maps.app.goo.gl") || text.contains("goo.gl/maps") {
            return Err(PinError::ShortLink);
        }
        match pair(&text) {
            Some((latitude, longitude)) => Pin::new(latitude, longitude),
            None => Err(PinError::NoCoordinates),
        }
    }
}

fn pair(text: &str) -> Option<(f64, f64)> {
    let (latitude, rest) = leading_number(text.trim_start_matches(['(', ' ', '+']))?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(',').or_else(|| rest.strip_prefix(';')).unwrap_or(rest);
    let (longitude, _) = leading_number(rest.trim_start_matches([' ', '+']))?;
    Some((latitude, longitude))
}

/// A decimal number with a point and at least one decimal (a house number is not a coordinate).
fn leading_number(text: &str) -> Option<(f64, &str)> {
    let end =
        text.char_indices().find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-'))).map_or(text.len(), |(at, _)| at);
    let (number, rest) = text.split_at(end);
    if !number.contains('.') || number.ends_with('.') {
        return None;
    }
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> (f64, f64) {
        let pin = Pin::from_pasted(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        (pin.latitude, pin.longitude)
    }

    #[test]
    fn every_way_people_paste_a_place() {
        let here = (-6.2349858, 106.9945444);
        for text in [
            "-6.2349858,106.9945444",
            "-6.2349858, 106.9945444",
            "(-6.2349858, 106.9945444)",
            "https://maps.google.com/?q=-6.2349858,106.9945444",
            "https://www.google.com/maps?q=-6.2349858%2C106.9945444&z=17",
            "Lokasi rumah: https://maps.google.com/maps?q=-6.2349858%2C106.9945444&z=17&hl=id",
            "https://www.google.com/maps/search/?api=1&query=-6.2349858,106.9945444",
            "https://www.google.com/maps/search/-6.2349858,+106.9945444?entry=tts",
            "https://www.google.com/maps/place/Masjid/@-6.1,106.8,17z/data=!3m1!4b1!4m6!3m5!1s0x0:0x0!8m2!3d-6.2349858!4d106.9945444!16s",
            "https://www.google.com/maps/@-6.2349858,106.9945444,17z",
            "geo:-6.2349858,106.9945444?z=17",
            "https://maps.apple.com/?ll=-6.2349858,106.9945444",
        ] {
            assert_eq!(at(text), here, "{text}");
        }
    }

    #[test]
    fn what_has_no_place_says_so() {
        assert_eq!(Pin::from_pasted("Jl. Mawar 12, RT 3/4"), Err(PinError::NoCoordinates));
        assert_eq!(Pin::from_pasted("https://maps.app.goo.gl/AbCdEf123"), Err(PinError::ShortLink));
        assert_eq!(Pin::from_pasted("96.2, 206.9"), Err(PinError::OutOfRange));
        assert_eq!(Pin::from_pasted(""), Err(PinError::NoCoordinates));
    }

    #[test]
    fn a_line_for_the_list() {
        let mut address = Address { street: "Jl. Mawar IV/12".into(), village: "Aren Jaya".into(), ..Address::default() };
        assert_eq!(address.line(), "Jl. Mawar IV/12, Aren Jaya");
        address.district = "Bekasi Timur".into();
        assert_eq!(address.line(), "Jl. Mawar IV/12, Bekasi Timur");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,200}") {
            let _ = Pin::from_pasted(&text);
        }
    }
}
