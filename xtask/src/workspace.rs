//! The workspace that the commands work on: its root folder, its configuration, and the `cargo` that builds it.

use std::env;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use apicrate::document::RemoteAccess;
use apicrate::project::{Config, DocumentConfig, runtime_dependency};
use apicrate_cli::remote::RemoteArguments;

/// The configuration file, relative to the root.
pub(crate) const CONFIG: &str = "spec/apicrate.toml";

static ROOT: OnceLock<PathBuf> = OnceLock::new();

/// Finds the workspace: from the current folder upwards, then from the folder of the package that `cargo run` has
/// started. The folder in which this program was compiled does not matter.
pub(crate) fn find() -> Result<&'static Path, String> {
    let current = env::current_dir().map_err(|error| format!("current folder: {error}"))?;
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let folders = [Some(current.clone()), package].into_iter().flatten();
    let mut candidates = folders.flat_map(|folder| {
        let ancestors = folder.ancestors().map(Path::to_owned);
        ancestors.collect::<Vec<_>>()
    });
    match candidates.find(|folder| is_root(folder)) {
        Some(root) => Ok(ROOT.get_or_init(|| root)),
        None => Err(format!(
            "{}: not in the workspace of trophy-api, whose root contains `{CONFIG}`; run the command there",
            current.display()
        )),
    }
}

fn is_root(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    manifest.lines().any(|line| line.trim() == "[workspace]") && folder.join(CONFIG).is_file()
}

/// The root folder of the workspace. `main` has called [`find`] before any command runs.
pub(crate) fn root() -> &'static Path {
    ROOT.get().map_or(Path::new("."), PathBuf::as_path)
}

/// The configuration. Its paths begin with `root_of_paths`: the root of the workspace, or an empty path for paths that are
/// relative to it.
pub(crate) fn config(root_of_paths: &Path) -> Result<Config, Box<dyn Error>> {
    let text = fs::read_to_string(root().join(CONFIG));
    let text = text.map_err(|error| format!("{CONFIG}: {error}"))?;
    Ok(Config::parse(&root_of_paths.join(CONFIG), &text)?)
}

/// Adds options to the configuration, and returns the access to the remote documents of the workspace.
pub(crate) fn remote(arguments: &RemoteArguments, config: &mut Config) -> RemoteAccess {
    for document in &mut config.documents {
        arguments.configure(document);
    }
    let document = config.documents.first();
    let lock = document.map_or_else(|| config.remote_lock.clone(), DocumentConfig::lock_path);
    arguments.access(lock)
}

/// The keys of a dependency on this workspace's own `apicrate-runtime`.
pub(crate) fn own_runtime() -> String {
    runtime_dependency(Some(&root().join("generator").join("runtime")))
}

/// The starts of the names of the variables with which `cargo run` describes the package of the command that it runs.
const OF_PACKAGE: [&str; 4] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_LINKS",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_",
];

/// A call of the `cargo` that has started this command, or of the one in `PATH`.
///
/// It does not get the variables of this package. Otherwise the build script of `ring`, which reads variables of the same
/// names, would run again, and everything that depends on it would be compiled again.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if OF_PACKAGE.iter().any(|start| text.starts_with(start)) {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// Returns whether Cargo has a command, such as `deny`.
pub(crate) fn has_command(name: &str) -> io::Result<bool> {
    let status = cargo()
        .args([name, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}

#[cfg(test)]
mod tests {
    use super::cargo;

    #[test]
    fn calls_of_cargo_do_not_get_the_package_of_this_command() {
        let removed = |name: &str| {
            let cargo = cargo();
            let mut changes = cargo.get_envs();
            changes.any(|(changed, value)| changed == name && value.is_none())
        };
        // `cargo test` sets these variables.
        for name in [
            "CARGO_MANIFEST_DIR",
            "CARGO_PKG_NAME",
            "CARGO_PKG_VERSION_PRE",
        ] {
            assert!(std::env::var_os(name).is_some() && removed(name), "{name}");
        }
        assert!(!removed("CARGO"));
    }
}
