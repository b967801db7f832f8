//! The process that generates one document, and the bounds that it is kept in.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Document;
use super::report::{Row, State};
use super::single::Outcome;

/// How long one document may take.
const TIME: Duration = Duration::from_secs(120);

/// How much memory the process may have, in KiB.
const MEMORY: usize = 6 * 1024 * 1024;

/// How often to look whether it is done.
const TICK: Duration = Duration::from_millis(5);

/// Generates one document into the folder of its crate.
pub(super) fn generate(document: &Document, out: &Path) -> io::Result<Row> {
    if out.exists() && !out.is_dir() {
        fs::remove_file(out)?;
    }
    fs::create_dir_all(out)?;
    let (stdout, stderr) = (out.join("outcome.json"), out.join("errors.txt"));
    let start = Instant::now();
    let mut child = command(document, out)?
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
    let said = fs::read_to_string(stderr)?;
    let (state, outcome) = judge(status, &outcome, said);
    Ok(Row::new(document, state, outcome, seconds))
}

/// The shell is what sets a bound on memory without unsafe code; Windows has no such bound.
fn command(document: &Document, out: &Path) -> io::Result<Command> {
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
        .arg(out);
    Ok(command)
}

fn judge(status: Option<ExitStatus>, outcome: &str, said: String) -> (State, Outcome) {
    let Some(status) = status else {
        let message = format!("took longer than {} seconds", TIME.as_secs());
        return (State::Crashed(message), Outcome::default());
    };
    match serde_json::from_str::<Outcome>(outcome) {
        Ok(outcome) if status.success() && outcome.lines.is_some() => (State::Accepted, outcome),
        Ok(outcome) if status.success() => (State::Rejected, outcome),
        _ if status.code() == Some(101) => (State::Panicked(said), Outcome::default()),
        _ => (
            State::Crashed(format!("{status}: {said}")),
            Outcome::default(),
        ),
    }
}
