//! V-SOL: exact plans, the table of capabilities, and captures that are widened, reordered, cut and mutated.

mod distortion;
mod plans;
