//! The list of all checks.

use std::path::Path;
use std::process::Command;

use super::packages;
use super::step::{Check, Fault, Outcome, Runner, Step, succeeds};
use crate::features;
use crate::workspace;

/// The checks before the tests, and the build of the tests. They use all cores.
pub(super) const FIRST: &[Step<'_>] = &[
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
    Step::new(&[
        "test",
        "--workspace",
        "--all-features",
        "--lib",
        "--bins",
        "--tests",
        "--no-run",
    ]),
];

/// The part of a test's name which says that it waits for a compiler.
const COMPILING: &str = "compil";

/// The tests, apart from [`COMPILING_TESTS`]. Examples are modules of tests, which run them, and Clippy compiles them alone:
/// they are not linked once more.
pub(super) const TESTS: &[Step<'_>] = &[Step {
    cargo: &[
        "test",
        "--workspace",
        "--all-features",
        "--lib",
        "--bins",
        "--tests",
        "--",
        "--skip",
        COMPILING,
    ],
    environment: SNAPSHOTS,
    toolchain: None,
}];

/// The tests that wait for a compiler, beside the others. Cargo lets one of them at a time use the target folder, so the
/// others would wait for each other.
const COMPILING_TESTS: &[Step<'_>] = &[Step {
    cargo: &[
        "test",
        "--workspace",
        "--all-features",
        "--lib",
        "--bins",
        "--tests",
        "--",
        COMPILING,
    ],
    environment: SNAPSHOTS,
    toolchain: None,
}];

/// A snapshot that differs fails; it is never accepted here.
const SNAPSHOTS: &[(&str, &str)] = &[("INSTA_UPDATE", "no")];

fn compiling_tests(runner: &mut Runner) -> Result<Outcome, Fault> {
    Ok(Outcome::new(runner.all_pass(COMPILING_TESTS)?))
}

/// The checks beside the tests. None of them writes a command of this workspace, which the tests run: `cargo xtask` would.
///
/// Cargo lets one command at a time use the target folder. Packing comes first, so that the tests start first.
pub(super) const BESIDE_TESTS: [Check; 6] = [
    packages::check,
    documentation,
    compiling_tests,
    few_features,
    browser,
    dependencies,
];

/// Makes warnings of rustdoc errors.
const DENY_WARNINGS: &[(&str, &str)] = &[("RUSTDOCFLAGS", "--deny warnings")];

/// The pages, and the programs in them.
const DOCUMENTATION: &[Step<'_>] = &[
    Step {
        environment: DENY_WARNINGS,
        ..Step::new(&["doc", "--workspace", "--no-deps", "--all-features"])
    },
    // With default features, to find links to items that need an optional feature.
    Step {
        environment: DENY_WARNINGS,
        ..Step::new(&["doc", "--package", "trophy-api", "--no-deps"])
    },
    Step::new(&["test", "--workspace", "--all-features", "--doc"]),
];

fn documentation(runner: &mut Runner) -> Result<Outcome, Fault> {
    Ok(Outcome::new(runner.all_pass(DOCUMENTATION)?))
}

/// Libraries without the features that are on by default. `cargo xtask features` checks each feature.
const FEW_FEATURES: &[Step<'_>] = &[
    Step::new(&[
        "check",
        "--package",
        "apicrate-runtime",
        "--no-default-features",
    ]),
    Step::new(&[
        "check",
        "--package",
        "trophy-api",
        "--no-default-features",
        "--features",
        "application",
    ]),
];

fn few_features(runner: &mut Runner) -> Result<Outcome, Fault> {
    Ok(Outcome::new(runner.all_pass(FEW_FEATURES)?))
}

/// The target of a browser.
const BROWSER: &str = "wasm32-unknown-unknown";

/// Checks the runtime for a browser. The default transport does not exist there.
fn browser(runner: &mut Runner) -> Result<Outcome, Fault> {
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
    let check = Step::new(&[
        "check",
        "--package",
        "apicrate-runtime",
        "--no-default-features",
        "--features",
        "wasm_js,oauth2,rate-limit,tower,tracing",
        "--target",
        BROWSER,
    ]);
    Ok(Outcome::new(runner.passes(&check)?))
}

/// Checks libraries with sets of features.
pub(super) fn feature_sets(
    runner: &mut Runner,
    calls: impl Iterator<Item = Vec<&'static str>>,
) -> Result<Outcome, Fault> {
    if !workspace::has_command("hack")? {
        return Ok(Outcome::Skipped(format!(
            "sets of features (run `{}`, then again)",
            features::INSTALL
        )));
    }
    for arguments in calls {
        let step = Step {
            environment: features::ENVIRONMENT,
            ..Step::new(&arguments)
        };
        if !runner.passes(&step)? {
            return Ok(Outcome::Failed);
        }
    }
    Ok(Outcome::Passed)
}

/// The checks of `cargo deny` that need no network.
const DENY: Step<'_> = Step::new(&["deny", "--locked", "check", "bans", "licenses", "sources"]);

/// The check against the advisory database, which has been fetched before.
const ADVISORIES: Step<'_> =
    Step::new(&["deny", "--locked", "check", "--disable-fetch", "advisories"]);

/// Checks licences, sources, duplicates and advisories of the dependencies.
pub(super) fn dependencies(runner: &mut Runner) -> Result<Outcome, Fault> {
    if !workspace::has_command("deny")? {
        let what = "dependencies (run `cargo install cargo-deny --locked`, then again)";
        return Ok(Outcome::Skipped(what.to_owned()));
    }
    if !runner.passes(&DENY)? {
        return Ok(Outcome::Failed);
    }
    if !succeeds(&["deny", "fetch", "db"])? {
        let what = "advisories about dependencies (their database cannot be fetched from here)";
        return Ok(Outcome::Skipped(what.to_owned()));
    }
    Ok(Outcome::new(runner.passes(&ADVISORIES)?))
}
