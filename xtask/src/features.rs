//! `cargo xtask features`: checks every library without features, with each feature, and with each pair of features.
//! Warnings are errors. `cargo-hack` does the work.

use std::error::Error;
use std::process::{ExitCode, Stdio};

use crate::findings::exit_code;
use crate::workspace;

/// The arguments of `cargo` for all libraries. Clippy is used because its flags apply to workspace packages only: with
/// `RUSTFLAGS` all dependencies would be compiled again. `trophy-api` does not compile without one of its two APIs.
pub(crate) const HACK: &[&[&str]] = &[
    &[
        "hack",
        "clippy",
        "--workspace",
        "--no-private",
        "--exclude",
        "trophy-api",
        "--lib",
        "--feature-powerset",
        "--depth",
        "2",
        "--",
        "--deny",
        "warnings",
    ],
    &[
        "hack",
        "clippy",
        "--package",
        "trophy-api",
        "--lib",
        "--feature-powerset",
        "--depth",
        "2",
        "--at-least-one-of",
        "application,admin",
        "--",
        "--deny",
        "warnings",
    ],
];

/// The command that installs `cargo-hack`.
pub(crate) const INSTALL: &str = "cargo install cargo-hack --locked";

pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    if !is_installed()? {
        return Err(format!("cargo-hack is not installed; run `{INSTALL}`").into());
    }
    let mut all = true;
    for arguments in HACK {
        let mut cargo = workspace::cargo();
        cargo.args(*arguments).current_dir(workspace::root());
        // The sets of features differ from run to run, so incremental compilation saves nothing.
        all &= cargo.env("CARGO_INCREMENTAL", "0").status()?.success();
    }
    Ok(exit_code(all))
}

/// Returns true if `cargo hack` can be run.
pub(crate) fn is_installed() -> Result<bool, Box<dyn Error>> {
    let status = workspace::cargo()
        .args(["hack", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}
