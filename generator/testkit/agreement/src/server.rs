//! A running server.

use std::fmt;
use std::time::Duration;

use apicrate_runtime::server::Routes;
use apicrate_runtime::transport::{HttpTransport, Transport};
use apicrate_runtime::{Bytes, Client, http};
use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use crate::Result;
use crate::exchange::Request;

/// The time limit for a response.
const LIMIT: Duration = Duration::from_secs(60);

/// The routes of a generated server that forwards calls to a client.
pub type Forward = fn(&Client) -> Routes;

/// A generated server on a port of this machine. It stops when it is dropped.
pub struct Server {
    runtime: Runtime,
    transport: HttpTransport,
    url: String,
}

impl Server {
    /// Starts a server that forwards calls to a client.
    ///
    /// # Errors
    ///
    /// If no port is available.
    pub fn start(client: &Client, forward: Forward) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let app = Router::from(forward(client));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let url = format!("http://{}", listener.local_addr()?);
        runtime.spawn(async move { axum::serve(listener, app).await });
        Ok(Self {
            runtime,
            transport: HttpTransport::new()?,
            url,
        })
    }

    /// Sends a request and returns the response.
    ///
    /// # Errors
    ///
    /// If the request is not valid, or if the server does not respond.
    pub fn send(&self, request: &Request) -> Result<http::Response<Bytes>> {
        let request = request.to_http(&self.url)?.map(Into::into);
        let response = async { self.transport.send(request, Some(LIMIT)).await };
        Ok(self.runtime.block_on(response)?)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
