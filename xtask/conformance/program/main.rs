//! Calls the scenarios of the suite with generated clients. `cargo xtask conformance` compiles this program together with
//! the generated crates, which `documents` re-exports.
//!
//! ```text
//! program calls URL             calls scenarios on a server of the suite; prints a line of JSON for each
//! program gateway URL VERSION   serves the documents in a version of OpenAPI; forwards each request to URL
//! ```

mod calls;
mod gateway;
mod results;
mod servers;

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["calls", url] => calls::run(url).await,
        ["gateway", url, version] => gateway::serve(url, version).await,
        _ => Err("usage: program calls URL | program gateway URL VERSION".into()),
    }
}
