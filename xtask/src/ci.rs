//! `cargo xtask ci`: all checks that must pass before a change is merged, ordered so that frequent failures come first.
//! It is the same on a developer's machine and on a server. Checks that cannot run here are listed at the end.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::SystemTime;

use serde::Deserialize;

use crate::features;
use crate::workspace;

/// One call of `cargo`, and its environment variables.
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

    fn passes(&self) -> Result<bool, Box<dyn Error>> {
        passes(self.cargo, self.environment)
    }
}

/// Makes warnings of rustdoc errors.
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
    // A snapshot that differs fails; it is never accepted here.
    Step {
        cargo: &["test", "--workspace", "--all-features"],
        environment: &[("INSTA_UPDATE", "no")],
    },
    Step {
        cargo: &["doc", "--workspace", "--no-deps", "--all-features"],
        environment: DENY_DOCUMENTATION,
    },
    // With default features, to find links to items that need an optional feature.
    Step {
        cargo: &["doc", "--package", "trophy-api", "--no-deps"],
        environment: DENY_DOCUMENTATION,
    },
];

/// The checks of `cargo deny` that need no network.
const DENY: Step = Step::new(&["deny", "--locked", "check", "bans", "licenses", "sources"]);

/// The check against the advisory database, which has been fetched before.
const ADVISORIES: Step = Step::new(&["deny", "--locked", "check", "--disable-fetch", "advisories"]);

/// The result of a check that may be impossible on this machine.
enum Outcome {
    Passed,
    Failed,
    /// The check did not run: its name and the reason.
    Skipped(String),
}

pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    for step in STEPS {
        if !step.passes()? {
            return Ok(ExitCode::FAILURE);
        }
    }
    let mut skipped = Vec::new();
    for check in [feature_sets, browser, packages, dependencies] {
        match check()? {
            Outcome::Passed => {}
            Outcome::Failed => return Ok(ExitCode::FAILURE),
            Outcome::Skipped(what) => skipped.push(what),
        }
    }
    if skipped.is_empty() {
        println!("\nall checks passed");
    } else {
        let skipped = skipped.join("\n  ");
        println!("\nall checks passed, but NOT checked:\n  {skipped}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `cargo` with these arguments and shows the command. Returns true if it succeeds.
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

/// Runs `cargo` without showing its output. Returns true if it succeeds.
fn succeeds(arguments: &[&str]) -> Result<bool, Box<dyn Error>> {
    let status = cargo(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = workspace::cargo();
    cargo.args(arguments).current_dir(workspace::root());
    cargo
}

/// Checks every library with its sets of features.
fn feature_sets() -> Result<Outcome, Box<dyn Error>> {
    if !features::is_installed()? {
        return Ok(Outcome::Skipped(format!(
            "sets of features (run `{}`, then again)",
            features::INSTALL
        )));
    }
    Ok(result(passes(&["xtask", "features"], &[])?))
}

/// The target of a browser.
const BROWSER: &str = "wasm32-unknown-unknown";

/// Checks the runtime for a browser. The default transport does not exist there.
fn browser() -> Result<Outcome, Box<dyn Error>> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", BROWSER])
        .current_dir(workspace::root())
        .output()?;
    let folder = String::from_utf8(output.stdout)?;
    if !output.status.success() || !Path::new(folder.trim()).exists() {
        return Ok(Outcome::Skipped(format!(
            "the runtime for browsers (run `rustup target add {BROWSER}`, then again)"
        )));
    }
    let arguments = [
        "check",
        "--package",
        "apicrate-runtime",
        "--no-default-features",
        "--features",
        "wasm_js,oauth2,rate-limit,tower,tracing",
        "--target",
        BROWSER,
    ];
    Ok(result(passes(&arguments, &[])?))
}

/// Packages the libraries and compiles the packages, together because they depend on each other. Uncommitted changes
/// are included.
///
/// The target folder has a new name each time, because Cargo does not unpack a package again whose name, version and
/// target folder it has seen before.
fn packages() -> Result<Outcome, Box<dyn Error>> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let folder = format!("target/packages-{}", now.as_millis());
    let libraries = published()?;
    let mut arguments = vec![
        "package",
        "--quiet",
        "--allow-dirty",
        "--target-dir",
        &folder,
    ];
    for library in &libraries {
        arguments.extend(["--package", library]);
    }
    let passed = passes(&arguments, &[]);
    fs::remove_dir_all(workspace::root().join(&folder))?;
    Ok(result(passed?))
}

/// The part of `cargo metadata` that lists the packages of the workspace.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    /// The registries that the package may be published to: `None` for all, an empty list for an unpublished package.
    publish: Option<Vec<String>>,
}

/// The names of the packages that are published.
fn published() -> Result<Vec<String>, Box<dyn Error>> {
    let output = cargo(&["metadata", "--no-deps", "--format-version", "1"]).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let Metadata { packages } = serde_json::from_slice(&output.stdout)?;
    let is_published = |package: &Package| package.publish.as_ref().is_none_or(|to| !to.is_empty());
    let published = packages.into_iter().filter(is_published);
    Ok(published.map(|package| package.name).collect())
}

/// Checks licences, sources, duplicates and advisories of the dependencies.
fn dependencies() -> Result<Outcome, Box<dyn Error>> {
    if !succeeds(&["deny", "--version"])? {
        let what = "dependencies (run `cargo install cargo-deny --locked`, then again)";
        return Ok(Outcome::Skipped(what.to_owned()));
    }
    if !DENY.passes()? {
        return Ok(Outcome::Failed);
    }
    if !succeeds(&["deny", "fetch", "db"])? {
        let what = "advisories about dependencies (their database cannot be fetched from here)";
        return Ok(Outcome::Skipped(what.to_owned()));
    }
    Ok(result(ADVISORIES.passes()?))
}

fn result(passed: bool) -> Outcome {
    if passed {
        Outcome::Passed
    } else {
        Outcome::Failed
    }
}
