//! Python virtual environments with one package each.

use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Held while an environment is created, since several tests use the same one at the same time.
static CREATING: Mutex<()> = Mutex::new(());

/// Returns the folder with the programs of an environment that has this package, and creates it on first use. If that
/// fails, prints the reason and returns `None`.
pub(crate) fn environment(package: &str, version: &str) -> Option<PathBuf> {
    let _creating = CREATING.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{package}-{version}"));
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let complete = folder.join("complete");
    if complete.exists() {
        return Some(programs);
    }
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    let mut install = Command::new(programs.join("python3"));
    install
        .args(["-m", "pip", "install", "--quiet", "--retries", "1"])
        .arg(format!("{package}=={version}"));
    let outcome = succeeds(venv)
        .and_then(|()| succeeds(install))
        .and_then(|()| fs::write(complete, "").map_err(|error| error.to_string()));
    match outcome {
        Ok(()) => Some(programs),
        Err(reason) => {
            skip(&format!(
                "{package} {version} cannot be installed: {reason}"
            ));
            None
        }
    }
}

fn succeeds(mut command: Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Prints that a test is skipped, directly to standard error, since the test harness captures `eprintln!`.
fn skip(reason: &str) {
    let _ = writeln!(stderr(), "SKIPPED: {reason}");
}
