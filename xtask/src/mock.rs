//! `cargo xtask mock`: a Trophy on this machine. The server is `trophy_api::local`, run by an example of that
//! crate: the maintainer's commands cannot depend on the crate that one of them generates.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Args;

use crate::{exit_code, workspace_root};

/// What `cargo xtask mock` is told.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The port of 127.0.0.1 to listen on.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// What the server begins with, as JSON: the documentation of `trophy_api::local::Seed` says how.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Where webhooks are sent.
    #[arg(long, value_name = "URL", requires = "secret")]
    webhook: Option<String>,
    /// What they are signed with.
    #[arg(long, requires = "webhook")]
    secret: Option<String>,
    /// The one API key that the server takes. By default it takes them all.
    #[arg(long, value_name = "KEY")]
    api_key: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["run", "--manifest-path"])
        .arg(workspace_root().join("Cargo.toml"))
        .args(["--package", "trophy-api", "--features", "local"])
        .args(["--example", "local", "--"])
        .args(["--port", &arguments.port.to_string()]);
    if let Some(seed) = &arguments.seed {
        cargo.arg("--seed").arg(seed);
    }
    let rest = [
        ("--webhook", &arguments.webhook),
        ("--secret", &arguments.secret),
        ("--api-key", &arguments.api_key),
    ];
    for (option, value) in rest {
        if let Some(value) = value {
            cargo.args([option, value]);
        }
    }
    Ok(exit_code(cargo.status()?.success()))
}
