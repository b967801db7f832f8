//! The server of an API: serves an implementation of the generated traits over HTTP, with the paths of the
//! document. Requests are decoded to the types that a client encodes, and responses are encoded from the types
//! that a client decodes.
//!
//! The steps of one request, with the type for each:
//!
//! ```text
//! http::Request ──Routes: path, method, key──▶ ServerOperation::read_request ──▶ implementation
//!                                              (Decoder, or a Rejection)           │
//! http::Response ◀── ServerOperation::write_response ◀── Response<T>, or an Error ─┘
//!                    (encode)
//! ```
//!
//! [`Routes`] are converted to an [`axum::Router`], which can be served, nested, and merged with other routers.

pub(crate) mod decoder;
pub mod encode;
pub(crate) mod http_response;
mod limits;
mod multipart;
pub(crate) mod operation;
mod raw;
pub(crate) mod rejection;
mod routes;
pub mod schema;
mod template;
mod texts;
mod validation;

pub use decoder::{Decoder, ExplodedProperty};
pub use http_response::HttpResponse;
pub use limits::RequestLimits;
pub use multipart::{Files, FromFiles, Parts};
#[doc(hidden)]
pub use multipart::{PartKind, ReadPart};
pub use operation::ServerOperation;
pub use rejection::{Rejection, RejectionStatuses};
pub use routes::Routes;
#[doc(hidden)]
pub use template::{PathValues, Template, match_template};
pub use validation::Validation;
