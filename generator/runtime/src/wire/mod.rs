//! HTTP messages: requests are encoded and responses are decoded, without I/O.

pub(crate) mod body;
pub(crate) mod charset;
pub mod decode;
pub(crate) mod encoder;
#[cfg(feature = "__http-transport")]
mod file;
pub(crate) mod headers;
pub(crate) mod json;
pub(crate) mod json_response;
pub mod media_type;
pub(crate) mod method;
pub(crate) mod multipart;
pub(crate) mod operation;
pub(crate) mod operation_error;
pub(crate) mod operation_info;
pub(crate) mod response;
pub(crate) mod server_template;
pub mod stream;
