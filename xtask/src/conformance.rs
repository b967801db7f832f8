//! `cargo xtask conformance`: holds the generator against test suites of other projects, and writes the results to
//! `docs/conformance.md`.

mod data_suites;
mod documents;
mod exceptions;
mod judge;
mod page;
mod paths;
mod program;
mod suite;
mod verdict;

use std::error::Error;
use std::fs;
use std::process::ExitCode;

use apicrate_cli::console::exit_code;
use clap::Args;

use self::suite::Suite;
use crate::results_page;

/// Text at the end of the output of `--help`.
const HELP: &str = "\
Needs Node.js and npm. Without them, or if the packages are neither installed nor available, the command
prints the reason, changes nothing, and succeeds.

Exits with 1 if a scenario fails without a reason in `xtask/src/conformance/exceptions.rs`, if a reason is
not needed, or, with --check, if the page would change.";

/// The options of `cargo xtask conformance`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// Do not write the page; fail if it would change.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let data_suites = data_suites::run()?;
    if data_suites.is_empty() {
        eprintln!("SKIPPED: the test suites that are data are not on this machine");
    }
    let suite = match Suite::install() {
        Ok(suite) => suite,
        Err(reason) => {
            eprintln!("SKIPPED: the conformance suite of TypeSpec cannot be installed: {reason}");
            return Ok(ExitCode::SUCCESS);
        }
    };
    let specifications = documents::emit(&suite)?;
    let crates = documents::generate_crates(&specifications)?;
    for (specification, error) in &crates.rejected {
        eprintln!("{specification}: {error}");
    }
    let program = program::build(&crates.crates)?;
    let judgement = judge::judge(&suite, &program)?;
    let (results, unused) = verdict::results(&specifications, &judgement);
    let path = results_page::path();
    let known = fs::read_to_string(&path).unwrap_or_default();
    let text = page::page(&results, &data_suites, &known);
    let failures = page::failures(&results);
    print!("{failures}");
    for exception in &unused {
        println!("not needed: {}: {}", exception.scenarios, exception.reason);
    }
    let is_same = known == text;
    if !is_same && arguments.check {
        println!("docs/conformance.md is out of date");
    } else if !is_same {
        fs::write(path, text)?;
    }
    Ok(exit_code(
        failures.is_empty() && unused.is_empty() && (is_same || !arguments.check),
    ))
}
