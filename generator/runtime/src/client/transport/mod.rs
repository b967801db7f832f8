//! Transports: they send HTTP requests and receive the responses. A transport knows nothing about
//! operations or retries. The default one requires the feature `http-transport`.

pub(crate) mod body_limit;
pub(crate) mod body_stream;
#[cfg(feature = "http-transport")]
mod connector;
pub(crate) mod dyn_transport;
pub(crate) mod error;
#[cfg(feature = "http-transport")]
pub(crate) mod http_transport;
pub(crate) mod interface;
pub(crate) mod middleware;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(any(feature = "http-transport", feature = "reqwest"))]
mod sent_body;

pub use body_limit::BodyLimit;
pub use body_stream::BodyStream;
pub use error::TransportError;
#[cfg(feature = "http-transport")]
pub use http_transport::HttpTransport;
pub use interface::Transport;
pub use middleware::{Layered, Middleware, Next};
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;
