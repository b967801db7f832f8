//! A server on the loopback that keeps the raw bytes of each request and answers as it is told,
//! however badly.

use std::io::{Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long a server keeps a client waiting that shall run into its limit.
const STALL: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    url: String,
    requests: Receiver<Vec<u8>>,
    /// A message for each connection that the client has closed while the server stalled.
    hung_up: Receiver<()>,
    shared: Arc<Shared>,
}

/// What all connections of a server have in common.
struct Shared {
    answer: Box<dyn Fn(usize) -> Answer + Send + Sync>,
    count: AtomicUsize,
    bytes_sent: AtomicU64,
}

/// What a server sends, and how it ends.
#[derive(Clone)]
pub(crate) struct Answer {
    bytes: Vec<u8>,
    ending: Ending,
}

#[derive(Clone, Copy)]
enum Ending {
    Close,
    /// Nothing more, on an open connection.
    Stall,
    /// A byte a second.
    Drip,
    /// So many bytes, as fast as they go.
    Flood(u64),
}

/// One request, as it was on the wire.
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

    /// With header lines that each end in `\r\n`.
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

    /// A success in chunks, of which the last may be still to come.
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

    /// Takes the request and closes the connection.
    pub(crate) fn none() -> Self {
        Self::raw("")
    }

    /// Sends what there is and then nothing, on an open connection.
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
    /// Gives every request this answer, until the process ends.
    pub(crate) fn start(answer: Answer) -> Result<Self> {
        Self::answering(move |_| answer.clone())
    }

    /// Gives each request an answer by its number, of which the first is 1.
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
        let of_server = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (sender, end_sender) = (sender.clone(), end_sender.clone());
                let shared = Arc::clone(&of_server);
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

    /// How many requests have arrived.
    pub(crate) fn count(&self) -> usize {
        self.shared.count.load(Ordering::SeqCst)
    }

    /// How many bytes of floods have left.
    pub(crate) fn bytes_sent(&self) -> u64 {
        self.shared.bytes_sent.load(Ordering::SeqCst)
    }

    /// Waits until the client has closed a connection on which the server stalls.
    pub(crate) fn wait_for_hang_up(&self) -> std::result::Result<(), Box<dyn std::error::Error>> {
        Ok(self.hung_up.recv_timeout(Duration::from_secs(5))?)
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

impl Shared {
    fn serve(
        &self,
        mut stream: TcpStream,
        requests: &Sender<Vec<u8>>,
        hung_up: &Sender<()>,
    ) -> Result<()> {
        let request = read_request(&mut stream)?;
        let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        // A test that does not look at its requests has dropped the other end.
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
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    request.len() >= head.len() + 4 + length.unwrap_or(0)
}
