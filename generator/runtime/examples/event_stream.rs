//! Reads an event stream whose connection is lost, from a server in the same process. The client opens the stream again
//! and continues after the last event.
//!
//! ```text
//! cargo run -p apicrate-runtime --example event_stream
//! ```

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use apicrate_runtime::stream::{Event, Events};
use apicrate_runtime::{CallOptions, Client, Decode, Encoder, Method, Operation, decode};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A generated crate contains such an operation for each path with a response of `text/event-stream`.
struct WatchGreenhouse;

impl Operation for WatchGreenhouse {
    type Output = Events<f64>;
    const ID: &'static str = "greenhouse_watch";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/greenhouse";
    const STREAMS: bool = true;
    const DECODE: Decode<Self::Output> = decode::events;

    fn write(&self, request: Encoder) -> Encoder {
        request.accept("text/event-stream")
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes a line for each event.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let client = Client::builder().base_url(serve()?).build()?;
    let call = client.call(&WatchGreenhouse, &CallOptions::new());
    let mut events = call.await?.into_inner();
    while let Some(Event { data, id, .. }) = events.try_next().await? {
        writeln!(out, "{}: {data} degrees", id.unwrap_or_default())?;
    }
    writeln!(out, "reconnected {} time", events.reconnections())?;
    Ok(())
}

/// Starts a server that loses the connection after the second of four readings. Returns its URL.
fn serve() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for socket in listener.incoming() {
            answer(socket?)?;
        }
        Ok::<(), io::Error>(())
    });
    Ok(url)
}

/// Sends the readings after the one that the header `Last-Event-ID` names.
fn answer(mut socket: TcpStream) -> io::Result<()> {
    let mut request = [0; 4096];
    let length = socket.read(&mut request)?;
    let head = String::from_utf8_lossy(request.get(..length).unwrap_or_default()).to_lowercase();
    let (from, to) = if head.contains("last-event-id: 2\r\n") {
        (3, 4)
    } else {
        (1, 2)
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\n";
    socket.write_all(head.as_bytes())?;
    for number in from..=to {
        let degrees = 20.5 + f64::from(number);
        write!(socket, "retry: 100\nid: {number}\ndata: {degrees}\n\n")?;
    }
    if to == 4 {
        socket.write_all(b"data: [DONE]\n\n")?;
    }
    Ok(())
}
