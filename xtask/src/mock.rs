//! `cargo xtask mock`: runs the local Trophy server, the command of the package `trophy-local`. It runs in
//! its own process, because `xtask` cannot depend on the crate that it generates.

use std::error::Error;
use std::ffi::OsString;
use std::process::ExitCode;

use apicrate_cli::console::exit_code;
use clap::Args;

use crate::workspace;

/// The options of `cargo xtask mock`.
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
    let status = workspace::cargo()
        .args(["run", "--manifest-path"])
        .arg(workspace::root().join("Cargo.toml"))
        .args(["--package", "trophy-local", "--"])
        .args(&arguments.options)
        .status()?;
    Ok(exit_code(status.success()))
}
