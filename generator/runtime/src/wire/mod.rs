//! HTTP messages: requests are encoded, responses are decoded, without I/O.

pub mod decode;
pub(crate) mod encoder;
pub(crate) mod headers;
pub(crate) mod multipart;
pub(crate) mod operation;
pub(crate) mod response;
pub mod stream;
