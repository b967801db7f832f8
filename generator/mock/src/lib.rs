//! A mock server for any OpenAPI document, without generated code.
//!
//! [`Mock`] answers requests in memory: it finds the operation, checks the request against the document, and answers with an
//! example or with a value that is valid for the schema of the response. It is a [transport](apicrate_runtime::Transport)
//! for generated clients. [`MockServer`] serves it on a port.
//!
//! ```text
//! request ──routes: path, method──▶ operation ──checks: credentials, parameters, body──▶ response ──▶ media type, value
//!                    404, 405                    401, 415, 400 or 422                  `Prefer`     406
//! ```
//!
//! The same request has the same answer. The header `Prefer` chooses another one:
//!
//! | preference | answer |
//! | --- | --- |
//! | `code=404` | the response with this status |
//! | `example=NAME` | the example with this name |
//! | `dynamic=true` | another valid value each time |
//! | `dynamic=true, seed=7` | the valid value with this number |

// Input never causes a panic.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod accept;
mod api;
mod body;
mod catalog;
mod content;
mod events;
mod exchange;
mod fault;
mod form;
mod headers;
mod mock;
mod multipart;
mod node;
mod operation;
mod options;
mod page;
mod parameters;
mod prefer;
mod problem;
mod recorded;
mod reply;
mod routes;
mod secret_values;
mod security;
mod server;
mod shape;
mod state;
mod transport;
mod typed;
mod violations;
mod xml;

pub use apicrate_runtime::{Bytes, http};

pub use exchange::{Exchange, RecordedMessage};
pub use fault::Fault;
pub use mock::Mock;
pub use options::MockOptions;
pub use server::MockServer;

/// Compiles the example in the README.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../README.md")]
    struct Readme;
}
