//! `cargo xtask features`: checks each library that has features: without them, with each one, and with each pair.
//! The features of the default transport are checked in pairs with each other only. Warnings are errors. `cargo-hack`
//! does the work.

use std::error::Error;
use std::process::{ExitCode, Stdio};

use apicrate_cli::console::exit_code;

use crate::workspace;

/// The arguments of `cargo` for all libraries. Clippy is used because its flags apply to workspace packages only: with
/// `RUSTFLAGS` all dependencies would be compiled again.
const HACK: &[&str] = &[
    "hack",
    "clippy",
    "--keep-going",
    "--ignore-private",
    "--lib",
    "--feature-powerset",
    "--depth",
    "2",
];

/// The features that are not checked with all others: internal ones, and those that only the default transport reads.
const NOT_COMBINED: &str =
    "default,__http-transport,__rustls,aws-lc,compression,http2,native-tls,wasm_js";

/// The packages of each call, and options for them. Packages without features are checked when they are packaged. `trophy-api` does not compile without one of its two APIs.
const PACKAGES: &[&[&str]] = &[
    &[
        "--package",
        "apicrate",
        "--package",
        "apicrate-runtime",
        "--exclude-features",
        NOT_COMBINED,
    ],
    &[
        "--package",
        "trophy-api",
        "--at-least-one-of",
        "application,admin",
        "--exclude-features",
        NOT_COMBINED,
    ],
    &[
        "--package",
        "apicrate-runtime",
        "--include-features",
        "http-transport,aws-lc,native-tls,compression,http2",
        "--at-least-one-of",
        "http-transport,aws-lc,native-tls",
    ],
];

/// Clippy's arguments.
const DENY_WARNINGS: &[&str] = &["--", "--deny", "warnings"];

/// The command that installs `cargo-hack`.
pub(crate) const INSTALL: &str = "cargo install cargo-hack --locked";

pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    if !is_installed()? {
        return Err(format!("cargo-hack is not installed; run `{INSTALL}`").into());
    }
    let mut all = true;
    for packages in PACKAGES {
        let status = workspace::cargo()
            .args([HACK, packages, DENY_WARNINGS].concat())
            .current_dir(workspace::root())
            // The sets of features differ from run to run, so incremental compilation saves nothing.
            .env("CARGO_INCREMENTAL", "0")
            .status()?;
        all &= status.success();
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
