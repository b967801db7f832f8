//! Calls an API with an access token of OAuth 2. The API and the token endpoint run in the same process. The token becomes
//! invalid, so the client requests another one and sends the call again.
//!
//! ```text
//! cargo run -p apicrate-runtime --example oauth2 --features oauth2
//! ```

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use apicrate_runtime::{
    CallOptions, Client, Decode, Method, OAuth2, Operation, Secret, SecurityRequirements, decode,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A generated crate contains such an operation for each path.
struct CountPlants;

impl Operation for CountPlants {
    type Output = u32;
    const ID: &'static str = "plants_count";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/plants/count";
    const SECURITY: SecurityRequirements = SecurityRequirements::All;
    const DECODE: Decode<Self::Output> = decode::json;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes the result of each call.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let url = serve()?;
    // The URL of a real token endpoint begins with `https://`.
    let tokens =
        OAuth2::client_credentials(format!("{url}/token"), "gardener", Secret::new("rose"))
            .scopes(["plants:read"])
            .build()?;
    let client = Client::builder()
        .base_url(url)
        .bearer_token_from(tokens)
        .build()?;
    for _ in 0..3 {
        let plants = client.call(&CountPlants, &CallOptions::new()).await?;
        writeln!(out, "{} plants", plants.value())?;
    }
    Ok(())
}

/// Starts a server that accepts each token twice. Returns its URL.
fn serve() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        let (mut issued, mut used) = (0, 0);
        for socket in listener.incoming() {
            let mut socket = socket?;
            let request = read(&mut socket)?;
            let is_valid = request.contains(&format!("bearer token-{issued}\r\n")) && used < 2;
            let (status, body) = if request.starts_with("post /token ") {
                (issued, used) = (issued + 1, 0);
                println!("server: issues token {issued}");
                (
                    "200 OK",
                    format!(r#"{{"access_token":"token-{issued}","token_type":"Bearer"}}"#),
                )
            } else if is_valid {
                used += 1;
                ("200 OK", "12".to_owned())
            } else {
                println!("server: rejects the token");
                (
                    "401 Unauthorized",
                    r#"{"error":"invalid_token"}"#.to_owned(),
                )
            };
            let head = "content-type: application/json\r\nconnection: close";
            let length = body.len();
            write!(
                socket,
                "HTTP/1.1 {status}\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}"
            )?;
        }
        Ok::<(), io::Error>(())
    });
    Ok(url)
}

/// Reads a request, as text in lower case.
fn read(socket: &mut TcpStream) -> io::Result<String> {
    let (mut request, mut chunk) = (String::new(), [0; 4096]);
    loop {
        let length = socket.read(&mut chunk)?;
        let chunk = chunk.get(..length).unwrap_or_default();
        request.push_str(&String::from_utf8_lossy(chunk).to_lowercase());
        let is_complete = request.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            !head.starts_with("post") || body.ends_with("plants%3aread")
        });
        if is_complete || length == 0 {
            return Ok(request);
        }
    }
}
