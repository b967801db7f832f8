//! Uploads a file, downloads it, and sends it as a part of a form. All of them are streams, so the memory does not depend on
//! the size. The server runs in the same process.
//!
//! ```text
//! cargo run -p apicrate-runtime --example large_files            # 1 MiB
//! cargo run -p apicrate-runtime --example large_files -- 2048    # 2 GiB
//! ```

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

use apicrate_runtime::{
    Body, Bytes, CallOptions, Client, Decode, Encoder, FilePart, Method, Multipart, Operation,
    decode,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

// A generated crate contains such operations for bodies of `application/octet-stream` and `multipart/form-data`. There, the
// calls are `files.replace(body)`, `files.get().stream_body()` and `files.add(file)`.

struct ReplaceFile {
    body: Body,
}

impl Operation for ReplaceFile {
    type Output = String;
    const ID: &'static str = "file_replace";
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/file";
    const DECODE: Decode<Self::Output> = decode::text;

    fn write(&self, request: Encoder) -> Encoder {
        request.body("application/octet-stream", self.body.clone())
    }
}

struct GetFile;

impl Operation for GetFile {
    type Output = Bytes;
    const ID: &'static str = "file_get";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/file";
    const DECODE: Decode<Self::Output> = decode::bytes;
}

struct AddFile {
    file: FilePart,
}

impl Operation for AddFile {
    type Output = String;
    const ID: &'static str = "file_add";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/files";
    const DECODE: Decode<Self::Output> = decode::text;

    fn write(&self, request: Encoder) -> Encoder {
        let parts = Multipart::new().part("title", "A large file").files(
            "file",
            "application/octet-stream",
            [&self.file],
        );
        request.multipart("multipart/form-data", parts)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let size = std::env::args().nth(1).map(|size| size.parse::<u64>());
    run(&mut io::stdout(), size.transpose()?.unwrap_or(1) << 20).await?;
    // The peak memory of the process, on Linux.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM")) {
        println!("{line}");
    }
    Ok(())
}

/// Transfers a file of `size` bytes three times, and writes a line for each.
pub(crate) async fn run(out: &mut impl Write, size: u64) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("large-files-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let result = transfer(out, &folder, size).await;
    std::fs::remove_dir_all(&folder)?;
    result
}

async fn transfer(out: &mut impl Write, folder: &Path, size: u64) -> Result<()> {
    let path = folder.join("data.bin");
    File::create(&path)?.set_len(size)?;
    let client = Client::builder()
        .base_url(serve(size)?)
        .timeout(Duration::MAX)
        .build()?;
    let options = CallOptions::new();

    let body = Body::from_path(&path).await?;
    let received = client.call(&ReplaceFile { body }, &options).await?;
    writeln!(out, "the server received {} bytes", received.value())?;

    let file = FilePart::from_path(&path).await?;
    client.call(&AddFile { file }, &options).await?;
    writeln!(out, "the server received a form")?;

    let mut percent = 0;
    let download = client.stream_body(&GetFile, &options).await?;
    let download = download.on_progress(move |received, total| {
        let now = received * 100 / total.unwrap_or(received).max(1);
        if now / 25 > percent / 25 {
            eprintln!("{now} %");
        }
        percent = now;
    });
    let saved = download.save_to(folder.join("copy.bin")).await?;
    writeln!(out, "saved {saved} bytes")?;
    Ok(())
}

/// Starts a server that counts the bytes of each body that it receives, and sends `size` bytes. Returns its URL.
fn serve(size: u64) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for socket in listener.incoming() {
            let socket = socket?;
            thread::spawn(move || answer(&socket, size));
        }
        Ok::<(), io::Error>(())
    });
    Ok(url)
}

fn answer(socket: &TcpStream, size: u64) -> io::Result<()> {
    let mut reader = BufReader::new(socket);
    let mut head = String::new();
    while reader.read_line(&mut head)? > 2 {}
    let head = head.to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    io::copy(&mut reader.take(length), &mut io::sink())?;
    let mut writer = socket;
    write!(writer, "HTTP/1.1 200 OK\r\nconnection: close\r\n")?;
    if head.starts_with("get ") {
        write!(writer, "content-length: {size}\r\n\r\n")?;
        io::copy(&mut io::repeat(b'x').take(size), &mut writer)?;
    } else {
        let text = length.to_string();
        write!(writer, "content-length: {}\r\n\r\n{text}", text.len())?;
    }
    Ok(())
}
