//! Checks generated crates. Only this workspace's maintainers and tests use this package; it is not published.
//!
//! | module | purpose |
//! | --- | --- |
//! | [`exchange`] | HTTP requests and responses made from a document, sent through a generated server and client |
//! | [`agreement`] | a program that sends these exchanges |
//! | [`examples`] | documented payloads, the types they decode into, and what a round trip loses |
//! | [`probe`] | a program that decodes payloads with the generated types and writes them back |
//! | [`example_payloads`] | the documented responses as JSON, for a server that returns them |
//! | [`consumer`] | a program that uses the whole API, compiled against other versions of it |
//! | [`made`] | documents of any size, for measurements |
//! | [`merge_upstream`] | merging a new upstream document into ours, whose descriptions are kept |

mod agreement;
mod consumer;
mod example_payloads;
pub mod examples;
pub mod exchange;
pub mod made;
pub mod merge_upstream;
mod probe;
mod sample;
mod source;

pub use agreement::{agreement, typed_errors};
pub use consumer::consumer;
pub use example_payloads::example_payloads;
pub use probe::probe;
