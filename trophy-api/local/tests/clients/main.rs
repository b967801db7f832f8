//! Clients that are not ours, against the local Trophy: Trophy's own SDK for Python, and schemathesis, which
//! makes up requests from the API's documents and holds the answers against them.
//!
//! Each is installed in a virtual environment below the target folder, in a version that is fixed here. Where
//! that cannot be done, for want of Python or of a package index, the test says so and does nothing.

mod python;
mod schemathesis;
mod sdk;

use std::error::Error;
use std::process::{Command, Output};

use trophy_local::{Seed, Server};

pub(crate) type Test = Result<(), Box<dyn Error + Send + Sync>>;

/// A Trophy in which the examples of the documents find what they speak of.
pub(crate) async fn start() -> Result<Server, Box<dyn Error + Send + Sync>> {
    let seed = Seed::from_json(include_str!("../server/seed.json"))?;
    Ok(Server::builder().seed(seed).start().await?)
}

/// Runs a command to its end while the server goes on.
pub(crate) async fn run(mut command: Command) -> Result<Output, Box<dyn Error + Send + Sync>> {
    Ok(tokio::task::spawn_blocking(move || command.output()).await??)
}
