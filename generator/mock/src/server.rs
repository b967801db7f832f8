//! Serves a mock server on a port.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use apicrate_runtime::Bytes;
use apicrate_runtime::http::{Request, Response, StatusCode};
use axum::Router;
use axum::body::{Body, to_bytes};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::mock::Mock;

/// The longest time to receive a body.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// A mock server on a port. It stops when it is dropped.
///
/// ```no_run
/// use apicrate_mock::{Mock, MockServer};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let server = MockServer::start(Mock::read("openapi.yaml")?).await?;
/// println!("{}", server.url());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct MockServer {
    address: SocketAddr,
    mock: Mock,
    task: JoinHandle<()>,
}

impl MockServer {
    /// Serves a mock server on a free port of this machine.
    ///
    /// # Errors
    ///
    /// If the system has no free port.
    pub async fn start(mock: Mock) -> io::Result<Self> {
        Self::bind(mock, (IpAddr::V4(Ipv4Addr::LOCALHOST), 0).into()).await
    }

    /// Serves a mock server on an address. The port 0 stands for a free one.
    ///
    /// # Errors
    ///
    /// If the address cannot be used, for example because another program uses the port.
    pub async fn bind(mock: Mock, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let answering = mock.clone();
        let app = Router::new().fallback(move |request| answer(answering.clone(), request));
        let task = tokio::spawn(async move {
            // Serving ends only when the task is aborted.
            _ = axum::serve(listener, app).await;
        });
        Ok(Self {
            address,
            mock,
            task,
        })
    }

    /// The address.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL, such as `http://127.0.0.1:4010`. Paths are accepted with and without the path of a server of the document.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The mock server.
    #[must_use]
    pub const fn mock(&self) -> &Mock {
        &self.mock
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads the body of a request, and answers it.
async fn answer(mock: Mock, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let limit = mock.body_limit();
    let body = match timeout(READ_TIMEOUT, to_bytes(body, limit.saturating_add(1))).await {
        Ok(Ok(body)) => body,
        // The mock server reports a body that is one byte longer than the limit.
        Ok(Err(_)) => Bytes::from(vec![0; limit.saturating_add(1)]),
        Err(_) => return without_body(StatusCode::REQUEST_TIMEOUT),
    };
    // Checks of large bodies take long, and other requests are answered in the meantime.
    let request = Request::from_parts(parts, body);
    let answered = tokio::task::spawn_blocking(move || mock.answer(request)).await;
    answered.map_or_else(
        |_| without_body(StatusCode::INTERNAL_SERVER_ERROR),
        |response| response.map(Body::from),
    )
}

fn without_body(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
