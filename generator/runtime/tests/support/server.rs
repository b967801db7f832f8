//! A local server that records the raw bytes of each request and returns predefined answers, including invalid ones.

use std::io::{Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// The time that a stalling server waits. It is longer than the timeouts of the tests.
const STALL: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    url: String,
    requests: Receiver<Vec<u8>>,
    /// A message for each connection that the client closed while the server stalled.
    hung_up: Receiver<()>,
    shared: Arc<Shared>,
}

/// The state that all connections of a server share.
struct Shared {
    answer: Box<dyn Fn(usize) -> Answer + Send + Sync>,
    count: AtomicUsize,
    bytes_sent: AtomicU64,
}

/// The bytes that a server sends, and what it does after them.
#[derive(Clone)]
pub(crate) struct Answer {
    bytes: Vec<u8>,
    ending: Ending,
}

#[derive(Clone, Copy)]
enum Ending {
    Close,
    /// Sends nothing more, but keeps the connection open.
    Stall,
    /// Sends one byte per second.
    Drip,
    /// Sends this many bytes as fast as possible.
    Flood(u64),
}

/// A recorded request.
pub(crate) struct Received {
    head: String,
    body: String,
}

impl Answer {
    pub(crate) fn new(status: &str, content_type: &str, body: &str) -> Self {
        Self::with_headers(status, &format!("content-type: {content_type}\r\n"), body)
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::new("200 OK", "application/json", body)
    }

    /// An answer with these header lines. Each must end with `\r\n`.
    pub(crate) fn with_headers(status: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::raw(&format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\
             connection: close\r\n\r\n{body}"
        ))
    }

    pub(crate) fn raw(bytes: &str) -> Self {
        Self {
            bytes: bytes.as_bytes().to_vec(),
            ending: Ending::Close,
        }
    }

    /// A successful answer with these header lines, each with `\r\n`, whose body is not a text.
    pub(crate) fn binary(headers: &str, body: &[u8]) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {length}\r\n\r\n");
        Self {
            bytes: [head.as_bytes(), body].concat(),
            ending: Ending::Close,
        }
    }

    /// A successful answer in chunks. If `is_whole` is `false`, the last chunk is missing.
    pub(crate) fn chunked<'c>(
        content_type: &str,
        chunks: impl IntoIterator<Item = &'c [u8]>,
        is_whole: bool,
    ) -> Self {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\nx-request-id: r-1\r\n\
             transfer-encoding: chunked\r\n\r\n"
        );
        let mut bytes = head.into_bytes();
        for chunk in chunks {
            bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        if is_whole {
            bytes.extend(b"0\r\n\r\n");
        }
        Self {
            bytes,
            ending: Ending::Close,
        }
    }

    /// Replaces the status `200 OK`.
    pub(crate) fn with_status(mut self, status: &str) -> Self {
        let rest = self
            .bytes
            .strip_prefix(b"HTTP/1.1 200 OK")
            .map(<[u8]>::to_vec);
        self.bytes = [
            format!("HTTP/1.1 {status}").into_bytes(),
            rest.unwrap_or_default(),
        ]
        .concat();
        self
    }

    /// Closes the connection without an answer.
    pub(crate) fn none() -> Self {
        Self::raw("")
    }

    /// Stalls after the bytes of the answer.
    pub(crate) fn then_stall(self) -> Self {
        self.ending(Ending::Stall)
    }

    pub(crate) fn then_drip(self) -> Self {
        self.ending(Ending::Drip)
    }

    pub(crate) fn then_flood(self, bytes: u64) -> Self {
        self.ending(Ending::Flood(bytes))
    }

    fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }
}

impl Server {
    /// Starts a server that answers every request with this answer.
    pub(crate) fn start(answer: Answer) -> Result<Self> {
        Self::answering(move |_| answer.clone())
    }

    /// Starts a server that chooses the answer by the number of the request. The first number is 1.
    pub(crate) fn answering(
        answer: impl Fn(usize) -> Answer + Send + Sync + 'static,
    ) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let (sender, requests) = channel();
        let (end_sender, hung_up) = channel();
        let shared = Arc::new(Shared {
            answer: Box::new(answer),
            count: AtomicUsize::new(0),
            bytes_sent: AtomicU64::new(0),
        });
        let server_state = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (sender, end_sender) = (sender.clone(), end_sender.clone());
                let shared = Arc::clone(&server_state);
                thread::spawn(move || shared.serve(stream?, &sender, &end_sender));
            }
        });
        Ok(Self {
            url,
            requests,
            hung_up,
            shared,
        })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The address and port.
    pub(crate) fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// The number of received requests.
    pub(crate) fn count(&self) -> usize {
        self.shared.count.load(Ordering::SeqCst)
    }

    /// The number of bytes that floods have sent.
    pub(crate) fn bytes_sent(&self) -> u64 {
        self.shared.bytes_sent.load(Ordering::SeqCst)
    }

    /// Waits until the client closes a connection on which the server stalls.
    pub(crate) fn wait_for_hang_up(&self) -> std::result::Result<(), Box<dyn std::error::Error>> {
        Ok(self.hung_up.recv_timeout(Duration::from_secs(5))?)
    }

    /// The next recorded request.
    pub(crate) fn received(&self) -> std::result::Result<Received, Box<dyn std::error::Error>> {
        let bytes = self.requests.recv_timeout(Duration::from_secs(5))?;
        let text = String::from_utf8(bytes)?;
        let (head, body) = text.split_once("\r\n\r\n").ok_or("incomplete request")?;
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

    /// All values of a header.
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

impl Shared {
    fn serve(
        &self,
        mut stream: TcpStream,
        requests: &Sender<Vec<u8>>,
        hung_up: &Sender<()>,
    ) -> Result<()> {
        let request = read_request(&mut stream)?;
        let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        // Sending fails if the test has dropped the receiver, because it does not check its requests.
        let _ = requests.send(request);
        let answer = (self.answer)(number);
        stream.write_all(&answer.bytes)?;
        match answer.ending {
            Ending::Close => Ok(()),
            Ending::Stall => {
                stream.set_read_timeout(Some(STALL))?;
                if stream.read(&mut [0])? == 0 {
                    let _ = hung_up.send(());
                }
                Ok(())
            }
            Ending::Drip => loop {
                thread::sleep(Duration::from_secs(1));
                stream.write_all(b" ")?;
            },
            Ending::Flood(bytes) => self.flood(&mut stream, bytes),
        }
    }

    fn flood(&self, stream: &mut TcpStream, bytes: u64) -> Result<()> {
        let chunk = vec![b' '; 64 * 1024];
        while self.bytes_sent.load(Ordering::SeqCst) < bytes {
            stream.write_all(&chunk)?;
            self.bytes_sent
                .fetch_add(chunk.len() as u64, Ordering::SeqCst);
        }
        Ok(())
    }
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
    if head.contains("transfer-encoding: chunked") {
        return text.ends_with("\r\n0\r\n\r\n");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    request.len() >= head.len() + 4 + length.unwrap_or(0)
}
