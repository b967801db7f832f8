//! A server on the loopback that keeps the raw bytes of each request and gives the answer it was
//! made with.

use std::io::{Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long a server keeps a client waiting that shall run into its limit.
const STALL: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    url: String,
    requests: Receiver<Vec<u8>>,
}

/// What a server sends, and where it stops.
#[derive(Clone)]
pub(crate) struct Answer {
    bytes: String,
    stalls: bool,
}

/// One request, as it was on the wire.
pub(crate) struct Received {
    head: String,
    body: String,
}

impl Answer {
    pub(crate) fn new(status: &str, content_type: &str, body: &str) -> Self {
        let length = body.len();
        let bytes = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        );
        Self {
            bytes,
            stalls: false,
        }
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::new("200 OK", "application/json", body)
    }

    pub(crate) fn raw(bytes: &str) -> Self {
        Self {
            bytes: bytes.to_owned(),
            stalls: false,
        }
    }

    /// Sends what there is and then nothing, on an open connection.
    pub(crate) fn then_stall(mut self) -> Self {
        self.stalls = true;
        self
    }
}

impl Server {
    /// Gives every request this answer, until the process ends.
    pub(crate) fn start(answer: Answer) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, sender) = (answer.clone(), sender.clone());
                thread::spawn(move || serve(stream?, &answer, &sender));
            }
        });
        Ok(Self { url, requests })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The next request that arrived.
    pub(crate) fn received(&self) -> std::result::Result<Received, Box<dyn std::error::Error>> {
        let bytes = self.requests.recv_timeout(Duration::from_secs(5))?;
        let text = String::from_utf8(bytes)?;
        let (head, body) = text
            .split_once("\r\n\r\n")
            .ok_or("a request without an end")?;
        Ok(Received {
            head: head.to_owned(),
            body: body.to_owned(),
        })
    }
}

impl Received {
    /// The first line, such as `GET /users HTTP/1.1`.
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// Every value that a header was sent with.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let fields = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "));
        fields
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    pub(crate) fn body(&self) -> &str {
        &self.body
    }
}

fn serve(mut stream: TcpStream, answer: &Answer, requests: &Sender<Vec<u8>>) -> Result<()> {
    let request = read_request(&mut stream)?;
    // A test that does not look at its requests has dropped the other end.
    let _ = requests.send(request);
    stream.write_all(answer.bytes.as_bytes())?;
    if answer.stalls {
        thread::sleep(STALL);
    }
    Ok(())
}

fn read_request(stream: &mut TcpStream) -> Result<Vec<u8>> {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk)?;
        request.extend_from_slice(&chunk[..count]);
        if count == 0 || is_complete(&request) {
            return Ok(request);
        }
    }
}

fn is_complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    request.len() >= head.len() + 4 + length.unwrap_or(0)
}
