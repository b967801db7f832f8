//! Tests the local server with third-party clients: Trophy's official Python SDK, and schemathesis, which generates
//! requests from the API's documents and validates the responses.
//!
//! Each client is installed in a virtual environment in the target folder, in a fixed version. If Python or the package
//! index is not available, the test prints a message and passes.

mod python;
mod schemathesis;
mod sdk;

use std::error::Error;
use std::process::{Command, Output};

use trophy_local::{Seed, Server};

pub(crate) type Test = Result<(), Box<dyn Error + Send + Sync>>;

/// Starts a server with the data to which the examples in the documents refer.
pub(crate) async fn start() -> Result<Server, Box<dyn Error + Send + Sync>> {
    let seed = Seed::from_json(include_str!("../server/seed.json"))?;
    Ok(Server::builder().seed(seed).start().await?)
}

/// Runs a command without blocking the server.
pub(crate) async fn run(mut command: Command) -> Result<Output, Box<dyn Error + Send + Sync>> {
    Ok(tokio::task::spawn_blocking(move || command.output()).await??)
}
