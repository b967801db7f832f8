//! `cargo xtask features`: checks each library alone: without features, and with each one; with `--pairs`, also with
//! each pair. The features of the default transport are checked in pairs with each other only. Warnings are errors.
//! `cargo-hack` does the work.

use std::error::Error;
use std::process::ExitCode;

use apicrate_cli::console::exit_code;
use clap::Args;

use crate::workspace;

/// The options of `cargo xtask features`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Check each pair of features, too. It takes several times as long.
    #[arg(long)]
    pairs: bool,
}

/// The arguments of `cargo` for all libraries. Clippy is used because its flags apply to workspace packages only: with
/// `RUSTFLAGS` all dependencies would be compiled again.
const HACK: &[&str] = &[
    "hack",
    "clippy",
    "--keep-going",
    "--ignore-private",
    "--lib",
];

/// The features that are not checked with all others: internal ones, those that only the default transport reads, and those
/// that only add types and their traits.
const NOT_COMBINED: &str = "default,__http-transport,__rustls,aws-lc,chrono,compression,http2,native-tls,rust_decimal,schemars,time,\
                            url,wasm_js";

/// The features that mean nothing alone: internal ones, and those for another target.
const NOT_ALONE: &str = "default,__http-transport,__rustls,wasm_js";

/// The features of `trophy-api` that it only passes on to the runtime.
const FORWARDED: &str = "default,aws-lc,compression,http2,native-tls,wasm_js";

/// The libraries with each feature, and those without features alone. All features together are checked with the workspace.
/// `trophy-api` does not compile without one of its two APIs.
const EACH: &[&[&str]] = &[
    &[
        "--package",
        "apicrate",
        "--package",
        "apicrate-cli",
        "--package",
        "apicrate-derive",
        "--package",
        "apicrate-mock",
        "--package",
        "apicrate-runtime",
        "--package",
        "trophy-local",
        "--each-feature",
        "--exclude-all-features",
        "--exclude-features",
        NOT_ALONE,
    ],
    &[
        "--package",
        "trophy-api",
        "--each-feature",
        "--features",
        "application",
        "--exclude-all-features",
        "--exclude-features",
        FORWARDED,
    ],
    &[
        "--package",
        "trophy-api",
        "--no-default-features",
        "--features",
        "admin",
    ],
];

/// The libraries with each pair of features.
const PAIRS: &[&[&str]] = &[
    &[
        "--package",
        "apicrate",
        "--package",
        "apicrate-runtime",
        "--feature-powerset",
        "--depth",
        "2",
        "--exclude-features",
        NOT_COMBINED,
    ],
    &[
        "--package",
        "trophy-api",
        "--feature-powerset",
        "--depth",
        "2",
        "--at-least-one-of",
        "application,admin",
        "--exclude-features",
        NOT_COMBINED,
    ],
    &[
        "--package",
        "apicrate-runtime",
        "--feature-powerset",
        "--depth",
        "2",
        "--include-features",
        "http-transport,aws-lc,native-tls,compression,http2",
        "--at-least-one-of",
        "http-transport,aws-lc,native-tls",
    ],
];

/// Clippy's arguments.
const DENY_WARNINGS: &[&str] = &["--", "--deny", "warnings"];

/// The environment variables of these calls. The sets of features differ from run to run, so incremental compilation saves
/// nothing.
pub(crate) const ENVIRONMENT: &[(&str, &str)] = &[("CARGO_INCREMENTAL", "0")];

/// The command that installs `cargo-hack`.
pub(crate) const INSTALL: &str = "cargo install cargo-hack --locked";

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    if !workspace::has_command("hack")? {
        return Err(format!("cargo-hack is not installed; run `{INSTALL}`").into());
    }
    let mut all = true;
    for arguments in calls(if arguments.pairs { PAIRS } else { EACH }) {
        let status = workspace::cargo()
            .args(arguments)
            .current_dir(workspace::root())
            .envs(ENVIRONMENT.iter().copied())
            .status()?;
        all &= status.success();
    }
    Ok(exit_code(all))
}

/// The arguments of the calls of `cargo` that check each pair of features.
pub(crate) fn pairs() -> impl Iterator<Item = Vec<&'static str>> {
    calls(PAIRS)
}

fn calls(sets: &'static [&'static [&'static str]]) -> impl Iterator<Item = Vec<&'static str>> {
    sets.iter()
        .map(|packages| [HACK, packages, DENY_WARNINGS].concat())
}
