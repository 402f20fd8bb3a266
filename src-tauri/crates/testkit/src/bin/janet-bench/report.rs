//! One figure with its peer and its bar.

use std::time::Duration;

use serde_json::json;

pub struct Figure {
    pub name: String,
    /// What was measured, with rows and versions.
    pub note: String,
    pub ours: f64,
    pub peer: f64,
    pub peer_is: &'static str,
    pub unit: &'static str,
    pub bar: f64,
    pub pass: bool,
}

impl Figure {
    /// A time that must stay at or below `bar_ms`.
    pub fn time(name: &str, note: String, ours: Duration, peer: Duration, peer_is: &'static str, bar_ms: f64) -> Figure {
        let (ours, peer) = (ours.as_secs_f64() * 1e3, peer.as_secs_f64() * 1e3);
        Figure { name: name.into(), note, ours, peer, peer_is, unit: "ms", bar: bar_ms, pass: ours <= bar_ms }
    }

    pub fn print(&self, json: bool) {
        let ratio = self.peer / self.ours;
        if json {
            println!(
                "{}",
                json!({ "name": self.name, "ours": self.ours, "peer": self.peer, "ratio": ratio, "bar": self.bar, "pass": self.pass,
                        "unit": self.unit, "peer_is": self.peer_is, "note": self.note })
            );
        } else {
            let verdict = if self.pass { "ok" } else { "MISSED" };
            println!(
                "{:<44} {:>9.2} {unit}   bar {:>7.1} {unit}  {verdict:<6}  {}: {:.2} {unit} ({ratio:.1}×)   {}",
                self.name,
                self.ours,
                self.bar,
                self.peer_is,
                self.peer,
                self.note,
                unit = self.unit
            );
        }
    }
}

/// The `p`-th percentile of what was timed.
pub fn percentile(times: &mut [Duration], p: usize) -> Duration {
    times.sort();
    times[(times.len() * p / 100).min(times.len() - 1)]
}

/// CPU seconds of this process so far (user + system), from /proc where there is one.
pub fn cpu_seconds() -> f64 {
    let Ok(text) = std::fs::read_to_string("/proc/self/stat") else { return 0.0 };
    // proc(5): fields 14 and 15 after the name in brackets, in clock ticks of 1/100 s.
    let fields: Vec<f64> =
        text.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}
