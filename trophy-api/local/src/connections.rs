//! The connections of the server, with a limit of their number and of the time and size of a request's headers.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// The largest number of open connections. Further clients wait until one is closed.
pub const MAX_CONNECTIONS: usize = 512;

/// The longest time from the first byte of a connection, or the end of the previous request, to the end of a request's
/// headers. A connection that exceeds it is closed.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// The largest size of a request's line and headers, in bytes; a larger one is answered 431.
pub const MAX_HEADER_SIZE: usize = 64 << 10;

/// The pause after a connection could not be accepted, for example because too many files are open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The limits of connections.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectionLimits {
    connections: usize,
    header_timeout: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: MAX_CONNECTIONS,
            header_timeout: HEADER_TIMEOUT,
        }
    }
}

/// Serves the router until `stopped` is complete, and then the requests that have already begun.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    stopped: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_header_size(MAX_HEADER_SIZE);
    let free = Arc::new(Semaphore::new(limits.connections));
    let running = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    loop {
        let accepted = async {
            let slot = Arc::clone(&free).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stopped => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = running.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // The client learns of an error by the end of the connection.
            _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    running.shutdown().await;
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::net::SocketAddr;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::time::timeout;

    use super::*;

    type Test = Result<(), Box<dyn Error>>;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

    /// Longer than any answer takes.
    const PATIENCE: Duration = Duration::from_secs(30);

    async fn start(limits: ConnectionLimits) -> Result<SocketAddr, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = Router::new().route("/", get(|| async { "hello" }));
        tokio::spawn(serve(listener, router, limits, std::future::pending()));
        Ok(address)
    }

    /// The first bytes of an answer.
    async fn answer(connection: &mut TcpStream) -> Result<String, Box<dyn Error>> {
        let mut bytes = vec![0; 64];
        let length = timeout(PATIENCE, connection.read(&mut bytes)).await??;
        Ok(String::from_utf8_lossy(bytes.get(..length).unwrap_or_default()).into_owned())
    }

    #[tokio::test]
    async fn connections_with_slow_headers_are_closed() -> Test {
        let limits = ConnectionLimits {
            header_timeout: Duration::from_millis(200),
            ..ConnectionLimits::default()
        };
        let address = start(limits).await?;
        for sent in [&b""[..], b"GET / HTTP/1.1\r\nhost: "] {
            let (mut read, mut write) = TcpStream::connect(address).await?.into_split();
            write.write_all(sent).await?;
            let sending = tokio::spawn(async move {
                while !sent.is_empty() && write.write_all(b"a").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                std::future::pending::<()>().await;
            });
            let mut rest = Vec::new();
            let closed = timeout(PATIENCE, read.read_to_end(&mut rest)).await;
            sending.abort();
            assert!(closed.is_ok(), "the connection stayed open");
        }
        Ok(())
    }

    #[tokio::test]
    async fn number_of_connections_is_limited() -> Test {
        let limits = ConnectionLimits {
            connections: 1,
            ..ConnectionLimits::default()
        };
        let address = start(limits).await?;
        let mut first = TcpStream::connect(address).await?;
        first.write_all(REQUEST).await?;
        assert!(answer(&mut first).await?.starts_with("HTTP/1.1 200 "));

        let mut second = TcpStream::connect(address).await?;
        second.write_all(REQUEST).await?;
        let waiting = timeout(Duration::from_millis(300), second.readable()).await;
        assert!(waiting.is_err(), "the second connection is served");

        drop(first);
        assert!(answer(&mut second).await?.starts_with("HTTP/1.1 200 "));
        Ok(())
    }

    #[tokio::test]
    async fn size_of_headers_is_limited() -> Test {
        let address = start(ConnectionLimits::default()).await?;
        let mut connection = TcpStream::connect(address).await?;
        let head = format!(
            "GET / HTTP/1.1\r\nhost: localhost\r\na: {}\r\n\r\n",
            "a".repeat(MAX_HEADER_SIZE)
        );
        connection.write_all(head.as_bytes()).await?;
        assert!(answer(&mut connection).await?.starts_with("HTTP/1.1 431 "));
        Ok(())
    }
}
