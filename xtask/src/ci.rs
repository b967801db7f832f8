//! `cargo xtask ci`: all checks that must pass before a change is merged, ordered so that frequent failures come first.
//! It is the same on a developer's machine and on a server. The end of the output lists the time of each check, and the
//! checks that cannot run here.
//!
//! Many tests use one core: they wait for each other or for a server, or they compile one large crate. So the checks that
//! need neither the tests nor their results run beside the tests.

mod checks;
mod nightly;
mod packages;
mod step;

use std::error::Error;
use std::process::ExitCode;
use std::thread;

use apicrate_cli::console::exit_code;
use clap::{Args, ValueEnum};

use self::checks::{BESIDE_TESTS, FIRST, TESTS};
use self::nightly::Nightly;
use self::step::{Fault, Outcome, Output, Runner};

/// The options of `cargo xtask ci`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Run the checks that take too long for each change instead: all of them, or those with these names.
    #[arg(long, value_enum, value_name = "CHECK", num_args = 0..)]
    nightly: Option<Vec<Nightly>>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let passed = match &arguments.nightly {
        None => all_pass(),
        Some(checks) if checks.is_empty() => nightly_pass(Nightly::value_variants()),
        Some(checks) => nightly_pass(checks),
    };
    let passed = passed.map_err(|fault| -> Box<dyn Error> { fault })?;
    Ok(exit_code(passed))
}

/// Runs nightly checks, also after one has failed. Returns true if none fails.
fn nightly_pass(checks: &[Nightly]) -> Result<bool, Fault> {
    let mut runner = Runner::new(Output::Shown);
    let mut passed = true;
    let mut skipped = Vec::new();
    for check in checks {
        match check.run(&mut runner)? {
            Outcome::Passed => {}
            Outcome::Failed => passed = false,
            Outcome::Skipped(what) => skipped.push(what),
        }
    }
    println!("\ntimes in seconds:");
    runner.print_times();
    if passed {
        print_success(&skipped);
    }
    Ok(passed)
}

/// Prints that no check has failed, and which could not run.
fn print_success(skipped: &[String]) {
    if skipped.is_empty() {
        println!("\nall checks passed");
    } else {
        let skipped = skipped.join("\n  ");
        println!("\nall checks passed, but NOT checked:\n  {skipped}");
    }
}

/// Runs all checks of a change. Returns true if none fails.
fn all_pass() -> Result<bool, Fault> {
    let mut first = Runner::new(Output::Shown);
    if !first.all_pass(FIRST)? {
        return Ok(false);
    }
    let (tests, beside) = thread::scope(|scope| {
        let beside = scope.spawn(run_beside);
        (first.all_pass(TESTS), beside.join())
    });
    let Beside {
        runner,
        passed,
        skipped,
    } = beside.map_err(|_| "a check has panicked")??;
    println!("\ntimes in seconds (below the line: beside the tests):");
    first.print_times();
    println!("{:->9}", "");
    runner.print_times();
    if !tests? || !passed {
        return Ok(false);
    }
    print_success(&skipped);
    Ok(true)
}

/// The results of the checks beside the tests.
struct Beside {
    runner: Runner,
    /// False if a check has failed. The checks after it have not run.
    passed: bool,
    /// The checks that cannot run here, with the reasons.
    skipped: Vec<String>,
}

/// Runs the checks beside the tests.
fn run_beside() -> Result<Beside, Fault> {
    let mut beside = Beside {
        runner: Runner::new(Output::Kept),
        passed: true,
        skipped: Vec::new(),
    };
    for check in &BESIDE_TESTS {
        match check(&mut beside.runner)? {
            Outcome::Passed => {}
            Outcome::Failed => {
                beside.passed = false;
                break;
            }
            Outcome::Skipped(what) => beside.skipped.push(what),
        }
    }
    Ok(beside)
}
