//! `cargo xtask ci`: everything that has to pass before a change lands, in the order in which it fails
//! soonest. The same on a desk and on a server. What cannot be looked at here is said at the end.

use std::error::Error;
use std::fs;
use std::process::{Command, ExitCode, Stdio};
use std::time::SystemTime;

use crate::features::libraries;

/// One command, and what it is told through the environment.
struct Step {
    cargo: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

impl Step {
    const fn new(cargo: &'static [&'static str]) -> Self {
        Self {
            cargo,
            environment: &[],
        }
    }
}

/// A warning about documentation is an error.
const DENY_DOCUMENTATION: &[(&str, &str)] = &[("RUSTDOCFLAGS", "--deny warnings")];

const STEPS: &[Step] = &[
    Step::new(&["fmt", "--all", "--check"]),
    Step::new(&["xtask", "generate", "--check"]),
    Step::new(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "--deny",
        "warnings",
    ]),
    // A snapshot that differs is a failure here, never something to be accepted later.
    Step {
        cargo: &["test", "--workspace", "--all-features"],
        environment: &[("INSTA_UPDATE", "no")],
    },
    Step {
        cargo: &["doc", "--workspace", "--no-deps", "--all-features"],
        environment: DENY_DOCUMENTATION,
    },
    // As users read it who ask for no feature: a link must not lead to what is not there.
    Step {
        cargo: &["doc", "--package", "trophy-api", "--no-deps"],
        environment: DENY_DOCUMENTATION,
    },
    Step::new(&["xtask", "features"]),
];

/// What `cargo deny` finds out without asking anybody.
const DENY: Step = Step::new(&["deny", "--locked", "check", "bans", "licenses", "sources"]);

/// What it finds out from a database that has just been fetched.
const ADVISORIES: Step = Step::new(&["deny", "--locked", "check", "--disable-fetch", "advisories"]);

pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    for step in STEPS {
        if !step.passes()? {
            return Ok(ExitCode::FAILURE);
        }
    }
    if !packages()? {
        return Ok(ExitCode::FAILURE);
    }
    let Some(skipped) = dependencies()? else {
        return Ok(ExitCode::FAILURE);
    };
    match skipped {
        "" => println!("\nall passed"),
        skipped => println!("\nall passed, but NOT looked at: {skipped}"),
    }
    Ok(ExitCode::SUCCESS)
}

impl Step {
    fn passes(&self) -> Result<bool, Box<dyn Error>> {
        passes(self.cargo, self.environment)
    }
}

fn passes(arguments: &[&str], environment: &[(&str, &str)]) -> Result<bool, Box<dyn Error>> {
    let shown = format!("cargo {}", arguments.join(" "));
    println!("\n$ {shown}");
    let status = cargo(arguments)
        .envs(environment.iter().copied())
        .status()?;
    if !status.success() {
        eprintln!("\n`{shown}` failed");
    }
    Ok(status.success())
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(crate::workspace_root());
    cargo
}

/// The libraries become packages, and what is in those compiles. They are looked at together, as they depend on
/// each other. At a desk, what is not yet committed is a part of them.
///
/// The folder has another name each time: what Cargo has once unpacked of a package it takes for that package,
/// and it knows them apart by name, version and folder.
fn packages() -> Result<bool, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let folder = format!("target/packages-{}", now.as_millis());
    let libraries = libraries()?;
    let mut arguments = vec![
        "package",
        "--quiet",
        "--allow-dirty",
        "--target-dir",
        &folder,
    ];
    for library in &libraries {
        arguments.extend(["--package", &library.name]);
    }
    let well = passes(&arguments, &[]);
    fs::remove_dir_all(crate::workspace_root().join(&folder))?;
    well
}

/// Licences, sources, duplicates and advisories of the dependencies. What of it was skipped; `None` when
/// something is wrong.
fn dependencies() -> Result<Option<&'static str>, Box<dyn Error>> {
    if !succeeds(&["deny", "--version"])? {
        return Ok(Some(
            "the dependencies (`cargo install cargo-deny --locked`, then again)",
        ));
    }
    if !DENY.passes()? {
        return Ok(None);
    }
    if !succeeds(&["deny", "fetch", "db"])? {
        return Ok(Some(
            "advisories about dependencies, as their database cannot be had from here",
        ));
    }
    Ok(ADVISORIES.passes()?.then_some(""))
}

/// Whether a command succeeds, whatever it says.
fn succeeds(arguments: &[&str]) -> Result<bool, Box<dyn Error>> {
    let status = cargo(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}
