//! The HTTP client for documents with URLs, and the engines for regular expressions. This program contains them only with the
//! feature `full`, so that it is built faster. A command that needs one of them is run again by a build with the feature.

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitCode};

use apicrate::RawDocument;
use apicrate::document::RemoteAccess;
use apicrate::lint::checks_patterns;
use apicrate::project::{Config, DocumentConfig};
use apicrate_cli::console::exit_code;

use crate::workspace;

/// Returns the part that a command with these arguments needs and that this program does not contain.
pub(crate) fn missing_part(
    needs_patterns: bool,
    arguments: &[OsString],
    config: &Config,
) -> Option<&'static str> {
    if needs_patterns && !checks_patterns() {
        return Some("the engines for regular expressions");
    }
    let needs_client = arguments.iter().any(|it| fetches(it)) || has_urls(config);
    (needs_client && !RemoteAccess::can_fetch()).then_some("an HTTP client")
}

/// Returns whether an argument is a URL, or an option that allows requests.
fn fetches(argument: &OsStr) -> bool {
    let argument = argument.to_string_lossy();
    let (option, value) = argument.split_once('=').unwrap_or((&argument, ""));
    RawDocument::is_url(&argument)
        || RawDocument::is_url(value)
        || matches!(option, "--allow-host" | "--update-remote")
}

/// Returns whether the configured documents refer to URLs whose contents are not stored yet.
fn has_urls(config: &Config) -> bool {
    let is_configured =
        !config.allow_host.is_empty() || config.documents.iter().any(DocumentConfig::is_remote);
    is_configured && !workspace::root().join(&config.remote_lock).is_file()
}

/// Builds this program with the feature `full`, and runs it with these arguments.
pub(crate) fn run_again(part: &str, arguments: &[OsString]) -> Result<ExitCode, Box<dyn Error>> {
    eprintln!("the command needs {part}; building `xtask` with the feature `full`");
    let status = with_feature(arguments).status()?;
    Ok(exit_code(status.success()))
}

fn with_feature(arguments: &[OsString]) -> Command {
    let mut cargo = workspace::cargo();
    cargo
        .args(["run", "--manifest-path"])
        .arg(workspace::root().join("Cargo.toml"))
        .args(["--package", "xtask", "--features", "full", "--"])
        .args(arguments);
    cargo
}

#[cfg(test)]
mod tests {
    use std::ffi::{OsStr, OsString};

    use super::{fetches, with_feature};

    #[test]
    fn urls_and_allowed_hosts_need_the_http_client() {
        for argument in [
            "https://api.example.com/openapi.yaml",
            "--payloads=http://127.0.0.1/openapi.yaml",
            "--allow-host",
            "--allow-host=api.example.com",
            "--update-remote",
        ] {
            assert!(fetches(OsStr::new(argument)), "{argument}");
        }
        for argument in ["openapi.yaml", "HEAD", "--remote-lock", "--document=admin"] {
            assert!(!fetches(OsStr::new(argument)), "{argument}");
        }
    }

    #[test]
    fn the_command_is_run_again_with_its_arguments() {
        let arguments = [
            "update",
            "https://api.example.com/openapi.yaml",
            "--dry-run",
        ];
        let command = with_feature(&arguments.map(OsString::from));
        let arguments = command.get_args().map(OsStr::to_string_lossy);
        let arguments = arguments.collect::<Vec<_>>().join(" ");
        let expected = "--package xtask --features full -- update https://api.example.com/openapi.yaml --dry-run";
        assert!(arguments.ends_with(expected), "{arguments}");
    }
}
