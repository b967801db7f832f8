//! Transports: they send HTTP requests and receive the responses. A transport knows nothing about
//! operations or retries. The default one requires the feature `reqwest`.

pub(crate) mod body_limit;
pub(crate) mod body_stream;
pub(crate) mod error;
pub(crate) mod interface;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;

pub use body_limit::BodyLimit;
pub use body_stream::BodyStream;
pub use error::TransportError;
pub use interface::Transport;
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;
