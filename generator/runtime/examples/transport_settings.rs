//! Sends a request through a proxy with a password, which is a server in the same process.
//!
//! ```text
//! cargo run -p apicrate-runtime --example transport_settings
//! ```

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use apicrate_runtime::transport::HttpTransport;
use apicrate_runtime::{CallOptions, Client, Decode, Method, Operation, decode};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A generated crate contains such an operation for each path.
struct GetSeason;

impl Operation for GetSeason {
    type Output = String;
    const ID: &'static str = "season_get";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/season";
    const SERVER: &'static str = "http://plants.example/v1";
    const DECODE: Decode<Self::Output> = decode::text;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes what the proxy has received.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let transport = HttpTransport::builder()
        .proxy(format!("http://Ida:secret@{}", serve()?))
        .connect_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_secs(30))
        .build()?;
    let client = Client::builder().transport(transport).build()?;
    let received = client.call(&GetSeason, &CallOptions::new()).await?;
    write!(out, "{}", received.into_inner())?;
    Ok(())
}

/// Starts a proxy that answers a request itself, with the request line and the names of its headers. Returns its
/// address.
fn serve() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept()?;
        let mut received = String::new();
        for line in BufReader::new(socket.try_clone()?).lines() {
            let line = line?;
            if line.is_empty() {
                break;
            }
            let shown = line
                .split_once(": ")
                .map_or(line.as_str(), |(name, _)| name);
            received.push_str(shown);
            received.push('\n');
        }
        let length = received.len();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain";
        write!(
            socket,
            "{head}\r\ncontent-length: {length}\r\n\r\n{received}"
        )
    });
    Ok(address)
}
