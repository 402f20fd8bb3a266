//! Command-line sessions with network devices: SSH and Telnet, and over any byte stream a conversation that knows
//! prompts, pagers, questions and echoes. It knows nothing of ISPs and of what the commands mean.
//!
//! [`Dialogue`] is the pure core (bytes in, decisions out); [`Session`] drives it over a [`ByteStream`] with deadlines
//! and keeps the masked [`Transcript`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod dialogue;
mod fixture;
mod mask;
mod profile;
mod screen;
mod session;
pub mod ssh;
pub mod telnet;
mod transcript;

pub use dialogue::{Dialogue, Move, Reply, Why};
pub use fixture::{Fixture, FixtureError};
pub use mask::{Mask, Secret};
pub use profile::{Mode, Pager, Profile, Prompt, Question, QuestionKind};
pub use screen::Screen;
pub use session::{ByteStream, Command, Session, SessionError, Timing};
pub use transcript::{Ending, Exchange, Transcript};
