//! The HTTP response of a server.

use axum::body::Body;

/// The HTTP response of a server. Its body may be a stream.
pub type HttpResponse = http::Response<Body>;
