//! `cargo xtask mock`: runs the local Trophy server, the command of the package `trophy-local`. It runs in
//! its own program, because `xtask` cannot depend on the crate that it generates.

use std::error::Error;
use std::ffi::OsString;
use std::process::{Command, ExitCode};

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
    let mut cargo = workspace::cargo();
    cargo
        .args(["run", "--manifest-path"])
        .arg(workspace::root().join("Cargo.toml"))
        .args(["--package", "trophy-local", "--"])
        .args(&arguments.options);
    replace(&mut cargo)
}

/// Runs a program in place of this one, so that a signal to this process stops the program.
#[cfg(unix)]
fn replace(program: &mut Command) -> Result<ExitCode, Box<dyn Error>> {
    use std::os::unix::process::CommandExt;

    Err(program.exec().into())
}

/// Runs a program. On Windows, Ctrl-C stops all processes of the console.
#[cfg(not(unix))]
fn replace(program: &mut Command) -> Result<ExitCode, Box<dyn Error>> {
    let status = program.status()?;
    Ok(apicrate_cli::console::exit_code(status.success()))
}
