//! Layers of tower and tower-http around a transport. A recorder takes the place of the network.
//!
//! ```text
//! cargo run -p apicrate-runtime --example tower_layers --features tower
//! ```

use std::io::{self, Write};
use std::time::Duration;

use apicrate_runtime::http::{HeaderName, HeaderValue, StatusCode};
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::transport::{TowerTransport, TransportService};
use apicrate_runtime::{CallOptions, Client, Decode, Method, Operation, decode};
use tower_http::set_header::SetRequestHeader;
use tower_http::timeout::Timeout;

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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    run(&mut io::stdout()).await
}

/// Writes the result of the call, and the header that a layer has added to its request.
pub(crate) async fn run(out: &mut impl Write) -> Result<(), Box<dyn std::error::Error>> {
    let recorder = Recorder::new();
    recorder.answer(StatusCode::OK, &"spring");

    let service = TransportService::new(recorder.clone());
    let limit = Duration::from_secs(5);
    let service = Timeout::with_status_code(service, StatusCode::GATEWAY_TIMEOUT, limit);
    let team = HeaderName::from_static("x-team");
    let value = HeaderValue::from_static("gardeners");
    let service = SetRequestHeader::overriding(service, team, value);
    let client = Client::builder()
        .transport(TowerTransport::new(service))
        .build()?;

    let season = client.call(&GetSeason, &CallOptions::new()).await?;
    writeln!(out, "{}", season.value())?;
    for request in recorder.requests() {
        writeln!(out, "x-team: {:?}", request.headers().get("x-team"))?;
    }
    Ok(())
}
