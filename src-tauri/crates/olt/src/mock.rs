//! A device that is a recording: commands in, the recorded replies out, with pagers and control bytes. For demonstrations
//! and tests; it knows nothing that was not recorded.

mod device;
mod dialect;
mod recording;

pub use device::MockDevice;
pub use dialect::Mock;
pub use recording::{Recorded, Recording};

/// The refusal of a command that the recording does not have. No device prints this.
const NOT_RECORDED: &str = "% [mock] this recording has no reply to that command";
