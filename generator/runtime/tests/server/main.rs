//! A server under attack: requests that are deep, wide, slow, ambiguous or unauthenticated, sent over HTTP.

mod bodies;
mod keys;
mod messages;
mod multipart;
mod operations;
mod parameters;
mod paths;
mod streams;

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use apicrate_runtime::Value;
use apicrate_runtime::server::Routes;
use axum::Router;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

pub(crate) type Test = Result<(), Box<dyn Error>>;

/// The time limit of one response: a hundred times longer than needed, and much shorter than an attack takes that works.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    /// The JSON body; `null` if there is none.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn message(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }
}

/// Serves the routes on a free port until the test ends.
pub(crate) async fn serve(routes: Routes) -> Result<SocketAddr, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = Router::from(routes);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

/// Sends a request to a new server of all operations.
pub(crate) async fn ask(head: &str, body: &str) -> Result<Answer, Box<dyn Error>> {
    send(serve(operations::routes()).await?, head, body).await
}

/// Sends a request: `head` contains the first line and headers, without `host` and `content-length`.
pub(crate) async fn send(
    address: SocketAddr,
    head: &str,
    body: &str,
) -> Result<Answer, Box<dyn Error>> {
    let length = body.len();
    let head = head.replacen('\n', " HTTP/1.1\n", 1).replace('\n', "\r\n");
    let head = if head.contains('\n') {
        head
    } else {
        format!("{head} HTTP/1.1\r\n")
    };
    let request = format!(
        "{head}host: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    exchange(address, request.as_bytes()).await
}

/// Sends bytes and reads the response up to the end of the connection.
pub(crate) async fn exchange(address: SocketAddr, bytes: &[u8]) -> Result<Answer, Box<dyn Error>> {
    let mut connection = TcpStream::connect(address).await?;
    connection.write_all(bytes).await?;
    let mut received = Vec::new();
    // A connection may be reset after the response if the server did not read the whole request.
    let _ = timeout(TIME_LIMIT, connection.read_to_end(&mut received)).await?;
    let text = String::from_utf8(received)?;
    let (head, body) = text
        .split_once("\r\n\r\n")
        .ok_or_else(|| format!("no response: `{text}`"))?;
    let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
    Ok(Answer {
        status,
        head: head.to_owned(),
        body: serde_json::from_str(body).unwrap_or_default(),
    })
}
