//! Calls an API with the code that `build.rs` generates from `plants.yaml`.

include!(concat!(env!("OUT_DIR"), "/plants.rs"));

use apicrate_runtime::http::StatusCode;
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::{Blocking, Client, Result};
use plants::Api;
use plants::models::Plant;

fn main() -> Result<()> {
    // Replaces the network. Without it, the client sends requests to the server that the document names.
    let recorder = Recorder::new();
    recorder.answer(StatusCode::OK, &Plant::new("oak").height(21.5));
    let client = Client::builder().transport(recorder.clone()).build()?;

    let oak = Api::new(&client).catalogue().get("oak").wait()?;
    println!("{oak:#?}");
    println!("sent to: {}", recorder.requests()[0].uri());
    Ok(())
}
