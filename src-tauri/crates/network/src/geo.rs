//! Distances on the ground, good to a few metres over a city: enough to rank boxes and to warn about a far pin.

use janet_model::Pin;

/// Mean radius of the earth (IUGG), in metres.
const EARTH_M: f64 = 6_371_008.8;

/// Great-circle distance in metres (haversine).
pub fn distance_m(a: Pin, b: Pin) -> f64 {
    let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (dlat, dlon) = ((lat_b - lat_a) / 2.0, (b.longitude - a.longitude).to_radians() / 2.0);
    let h = dlat.sin().powi(2) + lat_a.cos() * lat_b.cos() * dlon.sin().powi(2);
    2.0 * EARTH_M * h.sqrt().min(1.0).asin()
}

/// Whether the pin lies inside the polygon (even-odd rule).
pub fn contains(polygon: &[Pin], pin: Pin) -> bool {
    let mut inside = false;
    for (a, b) in edges(polygon) {
        let crosses = (a.latitude > pin.latitude) != (b.latitude > pin.latitude);
        if crosses && pin.longitude < (b.longitude - a.longitude) * (pin.latitude - a.latitude) / (b.latitude - a.latitude) + a.longitude {
            inside = !inside;
        }
    }
    inside
}

/// Metres from the pin to the polygon's nearest edge; 0 inside. `None`: no polygon.
pub fn distance_to_m(polygon: &[Pin], pin: Pin) -> Option<f64> {
    if contains(polygon, pin) {
        return Some(0.0);
    }
    edges(polygon).map(|(a, b)| to_segment_m(pin, a, b)).min_by(f64::total_cmp)
}

fn edges(polygon: &[Pin]) -> impl Iterator<Item = (Pin, Pin)> + '_ {
    polygon.iter().enumerate().map(|(at, a)| (*a, polygon[(at + 1) % polygon.len()]))
}

/// On a plane that touches the earth at the pin: exact enough where zones are some kilometres wide.
fn to_segment_m(pin: Pin, a: Pin, b: Pin) -> f64 {
    let scale = EARTH_M.to_radians();
    let flat = |p: Pin| ((p.longitude - pin.longitude) * scale * pin.latitude.to_radians().cos(), (p.latitude - pin.latitude) * scale);
    let ((ax, ay), (bx, by)) = (flat(a), flat(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let along = if length == 0.0 { 0.0 } else { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) };
    (ax + along * dx).hypot(ay + along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Pin {
        Pin { latitude, longitude }
    }

    #[test]
    fn distances() {
        // Monas to Bekasi station, measured on a map: 23.6 km.
        let metres = distance_m(at(-6.175392, 106.827153), at(-6.236_111, 106.999_444));
        assert!((19_800.0..20_600.0).contains(&metres), "{metres}");
        assert!(distance_m(at(-6.2, 106.9), at(-6.2, 106.9)) < 0.001);
    }

    #[test]
    fn in_and_out_of_a_zone() {
        let zone = [at(-6.24, 106.98), at(-6.24, 107.01), at(-6.22, 107.01), at(-6.22, 106.98)];
        assert!(contains(&zone, at(-6.23, 106.99)));
        assert!(!contains(&zone, at(-6.25, 106.99)));
        assert_eq!(distance_to_m(&zone, at(-6.23, 106.99)), Some(0.0));
        let outside = distance_to_m(&zone, at(-6.25, 106.99)).unwrap();
        assert!((1_100.0..1_125.0).contains(&outside), "0.01° of latitude is 1.11 km: {outside}");
        assert_eq!(distance_to_m(&[], at(0.0, 0.0)), None);
    }
}
