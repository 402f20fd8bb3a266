//! What was seen, step by step.

use std::{process::ExitCode, time::Instant};

use serde_json::{Value, json};

pub struct Log {
    json: bool,
    steps: usize,
    failed: usize,
}

impl Log {
    pub fn new(json: bool) -> Log {
        Log { json, steps: 0, failed: 0 }
    }

    /// Runs a step. `Ok` carries the evidence that was wanted, `Err` what was there in its place.
    pub async fn step(&mut self, name: &str, work: impl Future<Output = Result<Value, Value>>) {
        let started = Instant::now();
        let result = work.await;
        let ms = started.elapsed().as_millis() as u64;
        let ok = result.is_ok();
        let (Ok(evidence) | Err(evidence)) = result;
        self.steps += 1;
        self.failed += usize::from(!ok);
        if self.json {
            println!("{}", json!({ "step": name, "ok": ok, "evidence": evidence, "ms": ms }));
        } else {
            println!("{} {name} ({ms} ms)", if ok { "ok  " } else { "FAIL" });
            print_indented(&evidence);
        }
    }

    pub fn close(self) -> ExitCode {
        let Log { json, steps, failed } = self;
        if !json {
            println!("{} of {steps} steps with their evidence", steps - failed);
        }
        if failed == 0 && steps > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn print_indented(evidence: &Value) {
    match evidence {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if text.contains('\n') => {
                        println!("       {name}:");
                        text.lines().for_each(|line| println!("         {line}"));
                    }
                    Value::String(text) => println!("       {name}: {text}"),
                    other => println!("       {name}: {other}"),
                }
            }
        }
        other => println!("       {other}"),
    }
}
