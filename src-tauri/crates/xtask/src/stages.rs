//! Stages with their seconds, printed as they end and once more together.

use std::time::Instant;

use crate::shell::Outcome;

#[derive(Default)]
pub struct Stages {
    done: Vec<(&'static str, f64)>,
    skipped: Vec<(&'static str, String)>,
}

impl Stages {
    pub fn run(&mut self, name: &'static str, work: impl FnOnce() -> Outcome) -> Outcome {
        println!("── {name}");
        let started = Instant::now();
        let result = work();
        let seconds = started.elapsed().as_secs_f64();
        println!("── {name}: {} in {seconds:.1} s", if result.is_ok() { "ok" } else { "FAILED" });
        self.done.push((name, seconds));
        result
    }

    pub fn skip(&mut self, name: &'static str, reason: impl Into<String>) {
        let reason = reason.into();
        println!("── {name}: skipped: {reason}");
        self.skipped.push((name, reason));
    }

    pub fn report(&self) {
        println!("\nseconds per stage");
        for (name, seconds) in &self.done {
            println!("{seconds:8.1}  {name}");
        }
        println!("{:8.1}  together", self.done.iter().map(|(_, seconds)| seconds).sum::<f64>());
        for (name, reason) in &self.skipped {
            println!(" skipped  {name}: {reason}");
        }
    }
}
