//! A server on the loopback address that gives every request the same response and forwards the raw requests to the
//! test.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// The time that a test waits for a request.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) struct Server {
    url: String,
    requests: Receiver<Received>,
}

/// The response of a server.
#[derive(Clone)]
pub(crate) enum Answer {
    /// These bytes, after which the connection is closed.
    Bytes(String),
    /// No response, on a connection that stays open.
    Silence,
}

/// A raw request.
pub(crate) struct Received {
    head: String,
    body: String,
}

impl Answer {
    /// A response with one header, such as `content-type: text/html`, and those that HTTP requires.
    pub(crate) fn new(status: &str, header: &str, body: &str) -> Self {
        let length = body.len();
        Self::Bytes(format!(
            "HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    }

    pub(crate) fn json(status: &str, body: &str) -> Self {
        Self::new(status, "content-type: application/json", body)
    }

    pub(crate) fn ok(body: &str) -> Self {
        Self::json("200 OK", body)
    }
}

impl Server {
    /// Starts a server on a free port. It runs until the process ends.
    pub(crate) fn start(answer: Answer) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, sender) = (answer.clone(), sender.clone());
                thread::spawn(move || serve(&stream?, &answer, &sender));
            }
        });
        Ok(Self { url, requests })
    }

    /// The base URL, which ends with the version of the API.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the next request.
    pub(crate) fn received(&self) -> Result<Received, Box<dyn Error>> {
        Ok(self.requests.recv_timeout(RECEIVE_TIMEOUT)?)
    }
}

impl Received {
    /// Method, target and version, such as `GET /v1/users/18 HTTP/1.1`.
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// Path and query.
    pub(crate) fn target(&self) -> &str {
        self.line().split(' ').nth(1).unwrap_or_default()
    }

    /// All values of a header.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        fields(&self.head)
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    pub(crate) fn body(&self) -> &str {
        &self.body
    }
}

fn serve(mut stream: &TcpStream, answer: &Answer, requests: &Sender<Received>) -> io::Result<()> {
    let received = receive(stream)?;
    // A test that does not read the requests may have dropped the receiver.
    let _ = requests.send(received);
    match answer {
        Answer::Bytes(bytes) => stream.write_all(bytes.as_bytes()),
        Answer::Silence => loop {
            thread::park();
        },
    }
}

fn receive(stream: &TcpStream) -> io::Result<Received> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    // The head ends with an empty line, `\r\n`.
    while reader.read_line(&mut head)? > 2 {}

    let length = fields(&head)
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.parse().ok());
    let mut body = String::new();
    reader.take(length.unwrap_or(0)).read_to_string(&mut body)?;
    Ok(Received { head, body })
}

fn fields(head: &str) -> impl Iterator<Item = (&str, &str)> {
    head.lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
}
