//! `cargo xtask mock`: runs the local Trophy server, the command of the package `trophy-local`. It is not a
//! dependency of this crate, since it depends on the crate that this one generates.

use std::error::Error;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

use clap::Args;

use crate::{exit_code, workspace_root};

/// The arguments of `cargo xtask mock`.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// The options of `trophy-local`; `--help` lists them.
    #[arg(
        allow_hyphen_values = true,
        trailing_var_arg = true,
        value_name = "OPTIONS"
    )]
    options: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--manifest-path"])
        .arg(workspace_root().join("Cargo.toml"))
        .args(["--package", "trophy-local", "--"])
        .args(&arguments.options)
        .status()?;
    Ok(exit_code(status.success()))
}
