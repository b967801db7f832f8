//! Transports: they send HTTP requests and receive the responses. A transport knows nothing about
//! operations or retries. The default one requires the feature `http-transport`.

pub(crate) mod body_limit;
pub(crate) mod body_stream;
#[cfg(feature = "__http-transport")]
mod byte_stream;
#[cfg(feature = "__http-transport")]
mod checked_stream;
#[cfg(feature = "__http-transport")]
mod connector;
#[cfg(all(feature = "__http-transport", feature = "compression"))]
mod decompression;
pub(crate) mod dyn_transport;
pub(crate) mod error;
#[cfg(feature = "__http-transport")]
pub(crate) mod http_transport;
#[cfg(feature = "__http-transport")]
mod http_transport_builder;
pub(crate) mod interface;
pub(crate) mod middleware;
#[cfg(feature = "__http-transport")]
mod permanent;
#[cfg(feature = "__http-transport")]
mod proxies;
#[cfg(feature = "__http-transport")]
mod proxy_failure;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(feature = "__http-transport")]
mod response_body;
#[cfg(any(feature = "__http-transport", feature = "reqwest", feature = "tower"))]
mod sent_body;
#[cfg(feature = "__http-transport")]
mod tls;
#[cfg(feature = "tower")]
pub(crate) mod tower;
#[cfg(feature = "__http-transport")]
mod versions;

pub use body_limit::BodyLimit;
pub use body_stream::BodyStream;
pub use error::TransportError;
#[cfg(feature = "__http-transport")]
pub use http_transport::HttpTransport;
#[cfg(feature = "__http-transport")]
pub use http_transport_builder::HttpTransportBuilder;
pub use interface::Transport;
pub use middleware::{Layered, Middleware, Next};
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;
#[cfg(feature = "tower")]
pub use sent_body::SentBody;
#[cfg(feature = "__http-transport")]
pub use tls::settings::TlsBackend;
#[cfg(feature = "tower")]
pub use tower::{TowerTransport, TransportService};
