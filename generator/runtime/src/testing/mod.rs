//! Test doubles: a transport that answers from a queue and records the requests.

mod recorder;

pub use recorder::Recorder;
