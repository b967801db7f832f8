//! Sends sample exchanges through the generated server and the generated client of an API, over HTTP. Only this
//! workspace's maintainers and tests use this package; it is not published.
//!
//! The server forwards every call to the client. The client sends to a transport that returns the response of the
//! exchange:
//!
//! ```text
//! request  ──▶ generated server: decodes ──▶ generated client: encodes ──▶ the same request
//! response ──▶ generated client: decodes ──▶ generated server: encodes ──▶ the same response
//! ```
//!
//! The exchanges are made from the document without generated code, by `apicrate_testkit::exchange`. So an exchange that
//! stays the same shows that server and client agree with each other and with the document.

mod agreement;
mod body;
mod compare;
mod exchange;
mod report;
mod server;
mod transport;
mod typed_error;

use std::error::Error;

pub use agreement::{Agreement, Observed};
pub use compare::compare_response_head;
pub use exchange::{Exchange, Request, Response};
pub use report::report;
pub use server::{Forward, Server};
pub use typed_error::{TypedError, typed_error};

/// The error of a check: the difference, or the reason why the exchange could not be sent.
pub type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;
