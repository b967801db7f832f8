//! Helpers for several tests: running the command, and the inputs that are not part of this repository.

use std::fmt::Arguments;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The command without arguments.
pub(crate) fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
}

pub(crate) fn xtask(arguments: &[&str]) -> Output {
    command().args(arguments).output().expect("xtask runs")
}

/// The output of a command as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The root folder of this workspace.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("the workspace is above xtask")
}

/// The folder of Trophy's own documents in many versions, which is not part of this repository.
pub(crate) fn upstream() -> Option<PathBuf> {
    let upstream = root().join("../shared/upstream");
    if upstream.exists() {
        return Some(upstream);
    }
    skip(format_args!("{} does not exist", upstream.display()));
    None
}

/// Reports that a test was skipped, directly to standard error: the test harness hides the output of passing tests.
fn skip(why: Arguments<'_>) {
    let _ = writeln!(stderr(), "SKIPPED: {why}");
}
