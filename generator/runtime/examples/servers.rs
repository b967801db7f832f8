//! Sends a request to the default server of an API, and to another one with variables. A recorder takes the place of the
//! network.
//!
//! ```text
//! cargo run -p apicrate-runtime --example servers
//! ```

use std::io::{self, Write};

use apicrate_runtime::http::StatusCode;
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::{
    CallOptions, Client, Decode, DocumentServer, Method, Operation, Result, ServerUrl, Setters,
    decode,
};

/// A generated crate contains such an operation for each path.
struct GetSeason;

impl Operation for GetSeason {
    type Output = String;
    const ID: &'static str = "season_get";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/season";
    const SERVER: &'static str = "https://plants.example/v1";
    const DECODE: Decode<Self::Output> = decode::json;
}

/// A generated crate contains such a type for a document with several servers.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
enum Server {
    /// The URL is `https://plants.example/v1`.
    #[default]
    Production,
    /// The URL is `https://{garden}.plants.example/v1`.
    Garden(GardenServer),
}

/// The variables of [`Server::Garden`].
#[derive(Clone, Debug, Default, PartialEq, Setters)]
#[non_exhaustive]
struct GardenServer {
    /// The name of the garden. Default: `kew`.
    garden: Option<String>,
}

impl DocumentServer for Server {
    fn url(&self) -> ServerUrl {
        match self {
            Self::Production => ServerUrl::new(0, "https://plants.example/v1"),
            Self::Garden(server) => ServerUrl::new(1, "https://{garden}.plants.example/v1").text(
                "garden",
                "kew",
                server.garden.as_ref(),
            ),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    run(&mut io::stdout()).await
}

/// Writes the URLs of the requests, and the error of a value that is not a part of a host name.
pub(crate) async fn run(
    out: &mut impl Write,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    for server in [
        Server::Production,
        Server::Garden(GardenServer::new().garden("eden")),
    ] {
        let recorder = Recorder::new();
        recorder.answer(StatusCode::OK, &"spring");
        let client = connect(server, &recorder)?;
        client.call(&GetSeason, &CallOptions::new()).await?;
        for request in recorder.requests() {
            writeln!(out, "{}", request.uri())?;
        }
    }
    let invalid = Server::Garden(GardenServer::new().garden("eden.example/"));
    if let Err(error) = connect(invalid, &Recorder::new()) {
        writeln!(out, "{error}")?;
    }
    Ok(())
}

fn connect(server: Server, transport: &Recorder) -> Result<Client> {
    Client::builder()
        .server(server)
        .transport(transport.clone())
        .build()
}
