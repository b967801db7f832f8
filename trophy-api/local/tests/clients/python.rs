//! Virtual environments of Python, each with one package.

use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Tests run side by side, and several want the same environment.
static MAKING: Mutex<()> = Mutex::new(());

/// The folder of the programs of an environment that has this package, made on first use. `None`, which is
/// said aloud, where it cannot be made.
pub(crate) fn environment(package: &str, version: &str) -> Option<PathBuf> {
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
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
        Err(why) => {
            skip(&format!("{package} {version} cannot be installed: {why}"));
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

/// Says that a test did nothing, past the test harness, which would keep it to itself.
fn skip(why: &str) {
    let _ = writeln!(stderr(), "SKIPPED: {why}");
}
