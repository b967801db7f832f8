//! The process that generates one document, with limits on its time and memory.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::corpus::document::Document;
use crate::corpus::report::{Row, State};
use crate::corpus::single::SingleResult;

/// The time limit for one document.
const TIME: Duration = Duration::from_secs(120);

/// The memory limit of the process, in KiB.
const MEMORY: usize = 6 * 1024 * 1024;

/// The interval for polling the process.
const TICK: Duration = Duration::from_millis(5);

/// Generates one document in the folder of its crate; with `agree`, also the program that compares server and client.
pub(super) fn generate(
    document: &Document,
    allowed: &[PathBuf],
    out: &Path,
    agree: bool,
) -> io::Result<Row> {
    if out.exists() && !out.is_dir() {
        fs::remove_file(out)?;
    }
    fs::create_dir_all(out)?;
    let (stdout, stderr) = (out.join("outcome.json"), out.join("errors.txt"));
    let start = Instant::now();
    let mut child = command(document, allowed, out, agree)?
        .stdin(Stdio::null())
        .stdout(File::create(&stdout)?)
        .stderr(File::create(&stderr)?)
        .spawn()?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if start.elapsed() > TIME {
            child.kill()?;
            child.wait()?;
            break None;
        }
        sleep(TICK);
    };
    let seconds = start.elapsed().as_secs_f64();
    let outcome = fs::read_to_string(stdout)?;
    let errors = fs::read_to_string(stderr)?;
    let (state, result) = judge(status, &outcome, errors);
    Ok(Row::new(document, state, result, seconds))
}

/// Returns the command for one document. A shell sets the memory limit, because `std` cannot set it.
/// On Windows the memory is not limited.
fn command(
    document: &Document,
    allowed: &[PathBuf],
    out: &Path,
    agree: bool,
) -> io::Result<Command> {
    let program = std::env::current_exe()?;
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        let script = format!("ulimit -v {MEMORY} 2>/dev/null; exec \"$@\"");
        shell.args(["-c", &script, "sh"]).arg(program);
        shell
    } else {
        Command::new(program)
    };
    command
        .args(["corpus", "--single"])
        .arg(&document.path)
        .arg("--out")
        .arg(out)
        .args(agree.then_some("--agree"));
    for folder in allowed {
        command.arg("--allow-dir").arg(folder);
    }
    Ok(command)
}

/// Interprets the exit status (`None` after the time limit), the standard output and the standard error of the process.
fn judge(status: Option<ExitStatus>, stdout: &str, stderr: String) -> (State, SingleResult) {
    let Some(status) = status else {
        let message = format!("took longer than {} seconds", TIME.as_secs());
        return (State::Crashed(message), SingleResult::default());
    };
    match serde_json::from_str::<SingleResult>(stdout) {
        Ok(result) if status.success() && result.lines.is_some() => (State::Accepted, result),
        Ok(result) if status.success() => (State::Rejected, result),
        _ if status.code() == Some(101) => (State::Panicked(stderr), SingleResult::default()),
        _ => (
            State::Crashed(format!("{status}: {stderr}")),
            SingleResult::default(),
        ),
    }
}
