//! Calls of `cargo`, and their times.

use std::error::Error;
use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::workspace;

/// An error of a check, which may have run on another thread.
pub(super) type Fault = Box<dyn Error + Send + Sync>;

/// A check that consists of more than one call, or that may be impossible on this machine.
pub(super) type Check = fn(&mut Runner) -> Result<Outcome, Fault>;

/// The result of a [`Check`].
pub(super) enum Outcome {
    Passed,
    Failed,
    /// The check did not run: its name and the reason.
    Skipped(String),
}

impl Outcome {
    pub(super) const fn new(passed: bool) -> Self {
        if passed { Self::Passed } else { Self::Failed }
    }
}

/// One call of `cargo`, and its environment variables.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) cargo: &'a [&'a str],
    pub(super) environment: &'a [(&'a str, &'a str)],
    /// A toolchain of `rustup`. `None` for the one that runs this command.
    pub(super) toolchain: Option<&'a str>,
}

impl<'a> Step<'a> {
    pub(super) const fn new(cargo: &'a [&'a str]) -> Self {
        Self {
            cargo,
            environment: &[],
            toolchain: None,
        }
    }
}

impl Step<'_> {
    fn command(&self) -> Command {
        let mut command = match self.toolchain {
            Some(toolchain) => {
                let mut rustup = Command::new("rustup");
                rustup.args(["run", toolchain, "cargo"]);
                rustup.args(self.cargo).current_dir(workspace::root());
                rustup
            }
            None => cargo(self.cargo),
        };
        command.envs(self.environment.iter().copied());
        command
    }
}

/// The destination of the output of a call.
#[derive(Clone, Copy)]
pub(super) enum Output {
    /// The terminal.
    Shown,
    /// The terminal, but only when the call has ended, and at once: other calls are writing to it.
    Kept,
}

/// Runs calls one after another, and records their times.
pub(super) struct Runner {
    output: Output,
    times: Vec<(String, Duration)>,
}

impl Runner {
    pub(super) const fn new(output: Output) -> Self {
        Self {
            output,
            times: Vec::new(),
        }
    }

    /// Runs a call and shows its command. Returns true if it succeeds.
    pub(super) fn passes(&mut self, step: &Step<'_>) -> Result<bool, Fault> {
        let toolchain = step
            .toolchain
            .map(|it| format!("+{it} "))
            .unwrap_or_default();
        let shown = format!("cargo {toolchain}{}", step.cargo.join(" "));
        let mut cargo = step.command();
        let start = Instant::now();
        let success = match self.output {
            Output::Shown => {
                println!("\n$ {shown}");
                cargo.status()?.success()
            }
            Output::Kept => {
                let output = cargo.output()?;
                let mut terminal = io::stdout().lock();
                writeln!(terminal, "\n$ {shown}")?;
                terminal.write_all(&output.stdout)?;
                terminal.write_all(&output.stderr)?;
                output.status.success()
            }
        };
        if !success {
            eprintln!("\n`{shown}` failed");
        }
        self.times.push((shown, start.elapsed()));
        Ok(success)
    }

    /// Runs calls until one fails. Returns true if all succeed.
    pub(super) fn all_pass(&mut self, steps: &[Step<'_>]) -> Result<bool, Fault> {
        for step in steps {
            if !self.passes(step)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn print_times(&self) {
        for (shown, time) in &self.times {
            println!("{:>9.1} {}", time.as_secs_f64(), shortened(shown));
        }
    }
}

/// The beginning and the end of a long command.
fn shortened(command: &str) -> String {
    const BEGINNING: usize = 60;
    const END: usize = 30;
    let length = command.chars().count();
    if length <= BEGINNING + END {
        return command.to_owned();
    }
    let beginning: String = command.chars().take(BEGINNING).collect();
    let end: String = command.chars().skip(length - END).collect();
    format!("{beginning} … {end}")
}

/// Runs `cargo` without showing its output. Returns true if it succeeds.
pub(super) fn succeeds(arguments: &[&str]) -> Result<bool, Fault> {
    let status = cargo(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}

/// A call of `cargo` in the root of the workspace.
pub(super) fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = workspace::cargo();
    cargo.args(arguments).current_dir(workspace::root());
    cargo
}
