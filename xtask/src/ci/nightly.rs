//! The checks that take too long for each change: searches without an end, and checks whose result seldom depends on one
//! change. `.github/workflows/nightly.yml` runs each of them in a job of its own.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::ValueEnum;

use super::checks::{dependencies, feature_sets};
use super::step::{Fault, Outcome, Runner, Step};
use crate::{features, semver, workspace};

/// The name of a nightly check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Nightly {
    /// Each benchmark once.
    Benches,
    /// The test suites of other projects, and the page with their results. Needs npm.
    Conformance,
    /// The crates of other vendors' documents: warnings of the compiler, and differences of server and client. Needs the documents.
    Corpus,
    /// The licences and sources of dependencies, and the advisories, which appear without a change of this repository. Needs
    /// `cargo-deny`.
    Dependencies,
    /// Each pair of features. Needs `cargo-hack`.
    Features,
    /// Each fuzz target for a minute. Needs `cargo-fuzz`.
    Fuzz,
    /// The programs in each guide with the features of the manifest in the guide, and no others.
    Guides,
    /// The tests of limits that take long.
    Limits,
    /// The libraries with the lowest version of Rust that they support. Needs the toolchain.
    Lowest,
    /// A hundredth of all mutants, another one each day. Needs `cargo-mutants`.
    Mutants,
    /// A longer search for names in documents that conflict with names in generated code.
    Names,
    /// The public items of the libraries, compared with the last release. Needs `cargo-semver-checks`.
    Semver,
}

impl Nightly {
    pub(super) fn run(self, runner: &mut Runner) -> Result<Outcome, Fault> {
        match self {
            Self::Benches => Ok(Outcome::new(runner.passes(&BENCHES)?)),
            Self::Conformance => Ok(Outcome::new(runner.passes(&CONFORMANCE)?)),
            Self::Corpus => corpus(runner),
            Self::Dependencies => dependencies(runner),
            Self::Features => feature_sets(runner, features::pairs()),
            Self::Fuzz => fuzz(runner),
            Self::Guides => Ok(Outcome::new(runner.passes(&GUIDES)?)),
            Self::Limits => Ok(Outcome::new(runner.passes(&LIMITS)?)),
            Self::Lowest => lowest(runner),
            Self::Mutants => mutants(runner),
            Self::Names => Ok(Outcome::new(runner.passes(&NAMES)?)),
            Self::Semver => public_items(runner),
        }
    }
}

const BENCHES: Step<'_> = Step::new(&["test", "--workspace", "--all-features", "--bench", "*"]);

const CONFORMANCE: Step<'_> = Step::new(&["xtask", "conformance", "--check"]);

const GUIDES: Step<'_> = Step::new(&[
    "test",
    "--package",
    "apicrate-cli",
    "--test",
    "recipes",
    "--",
    "--ignored",
]);

const LIMITS: Step<'_> = Step::new(&[
    "test",
    "--release",
    "--package",
    "apicrate",
    "--test",
    "growth",
    "--",
    "--ignored",
]);

const NAMES: Step<'_> = Step {
    environment: &[("PROPTEST_CASES", "100")],
    ..Step::new(&["test", "--package", "apicrate-testkit", "--test", "names"])
};

/// The test of `cargo xtask corpus`, which compiles a crate and its dependencies several times.
const CORPUS: Step<'_> = Step::new(&[
    "test",
    "--package",
    "xtask",
    "--test",
    "verbs",
    "--",
    "--ignored",
]);

/// Generates and compiles the crates of other vendors' documents, and compares their servers and clients.
fn corpus(runner: &mut Runner) -> Result<Outcome, Fault> {
    const FOLDER: &str = "../shared/corpus";
    if !runner.passes(&CORPUS)? {
        return Ok(Outcome::Failed);
    }
    if !workspace::root().join(FOLDER).is_dir() {
        let what = format!("documents of other vendors (`{FOLDER}` does not exist)");
        return Ok(Outcome::Skipped(what));
    }
    let check = [
        "xtask", "corpus", FOLDER, "--check", "--agree", "--jobs", "1",
    ];
    Ok(Outcome::new(runner.passes(&Step::new(&check))?))
}

/// Runs each fuzz target.
fn fuzz(runner: &mut Runner) -> Result<Outcome, Fault> {
    const FOLDER: &str = "generator/fuzz";
    if !workspace::has_command("fuzz")? {
        return Ok(missing("fuzzing", "cargo install cargo-fuzz --locked"));
    }
    let mut targets = Vec::new();
    for file in fs::read_dir(workspace::root().join(FOLDER).join("fuzz_targets"))? {
        let name = file?
            .path()
            .file_stem()
            .map(|it| it.to_string_lossy().into_owned());
        targets.extend(name);
    }
    targets.sort_unstable();
    for target in &targets {
        let run = [
            "fuzz",
            "run",
            "--fuzz-dir",
            FOLDER,
            "--sanitizer",
            "none",
            target,
            "--",
        ];
        let limits = [
            "-max_total_time=60",
            "-timeout=30",
            "-rss_limit_mb=2048",
            "-max_len=4096",
        ];
        if !runner.passes(&Step::new(&[run.as_slice(), &limits].concat()))? {
            return Ok(Outcome::Failed);
        }
    }
    Ok(Outcome::Passed)
}

/// Compiles the libraries with the lowest version of Rust. The test `packages` of `xtask` compares the versions that the
/// dependencies need, and Clippy reports newer items of the standard library.
fn lowest(runner: &mut Runner) -> Result<Outcome, Fault> {
    let version = lowest_version()?;
    let toolchain = Command::new("rustup")
        .args(["run", &version, "cargo", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !toolchain.is_ok_and(|status| status.success()) {
        let install = format!("rustup toolchain install {version} --profile minimal");
        return Ok(missing("the lowest version of Rust", &install));
    }
    let check = Step {
        toolchain: Some(&version),
        ..Step::new(&[
            "check",
            "--locked",
            "--workspace",
            "--exclude",
            "xtask",
            "--all-features",
        ])
    };
    Ok(Outcome::new(runner.passes(&check)?))
}

/// The key `rust-version` of the workspace.
fn lowest_version() -> Result<String, Fault> {
    let manifest = fs::read_to_string(workspace::root().join("Cargo.toml"))?;
    let manifest: toml_edit::DocumentMut = manifest.parse()?;
    let keys = ["workspace", "package", "rust-version"];
    let version = keys
        .iter()
        .try_fold(manifest.as_item(), |item, key| item.get(key));
    let version = version.and_then(toml_edit::Item::as_str);
    Ok(version
        .ok_or("Cargo.toml: `rust-version` is missing")?
        .to_owned())
}

/// The packages whose code is changed, and the tests that should notice it: those that take seconds.
const MUTATED: [(&str, &[&str]); 2] = [
    (
        "apicrate",
        &[
            "--lib", "--test", "diff", "--test", "document", "--test", "features", "--test",
            "lint", "--test", "refusals", "--test", "sample",
        ],
    ),
    ("apicrate-runtime", &["--lib", "--tests"]),
];

/// Changes the code in many places, one after another, and reports the changes that no test notices.
fn mutants(runner: &mut Runner) -> Result<Outcome, Fault> {
    const SHARDS: u64 = 100;
    const SECONDS_OF_DAY: u64 = 86_400;
    if !workspace::has_command("mutants")? {
        return Ok(missing("mutants", "cargo install cargo-mutants --locked"));
    }
    let day = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / SECONDS_OF_DAY;
    let shard = format!("{}/{SHARDS}", day % SHARDS);
    let mut passed = true;
    for (package, tests) in MUTATED {
        let output = format!("target/mutants/{package}");
        let run = ["mutants", "--all-features", "--package", package];
        let shard = ["--sharding", "round-robin", "--shard", &shard];
        // After `--`, they would be arguments of the run only, and all tests would be built.
        let tests: Vec<String> = tests.iter().map(|it| format!("--cargo-arg={it}")).collect();
        let tests: Vec<&str> = tests.iter().map(String::as_str).collect();
        let run = [&run, &shard, ["--output", &output].as_slice(), &tests].concat();
        passed &= runner.passes(&Step::new(&run))?;
    }
    Ok(Outcome::new(passed))
}

/// Compares the public items of the libraries with the last release.
fn public_items(runner: &mut Runner) -> Result<Outcome, Fault> {
    if !workspace::has_command("semver-checks")? {
        return Ok(missing("public items", semver::INSTALL));
    }
    Ok(Outcome::new(
        runner.passes(&Step::new(&["xtask", "semver"]))?,
    ))
}

/// The outcome of a check without its tool.
fn missing(check: &str, install: &str) -> Outcome {
    Outcome::Skipped(format!("{check} (run `{install}`, then again)"))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::Nightly;

    fn names() -> Vec<String> {
        let checks = Nightly::value_variants().iter();
        let names = checks.filter_map(ValueEnum::to_possible_value);
        names.map(|it| it.get_name().to_owned()).collect()
    }

    #[test]
    fn the_workflow_has_a_job_for_each_check() {
        let workflow = include_str!("../../../.github/workflows/nightly.yml");
        let line = format!("check: [{}]", names().join(", "));
        assert!(workflow.contains(&line), "not in nightly.yml: {line}");
    }

    #[test]
    fn each_check_is_documented() {
        let page = include_str!("../../../docs/maintaining.md");
        let section = page
            .split("\n## Nightly checks\n")
            .nth(1)
            .unwrap_or_default();
        let section = section.split("\n## ").next().unwrap_or_default();
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
        let documented: Vec<&str> = rows
            .filter_map(|row| Some(row.split_once('`')?.0))
            .collect();
        assert_eq!(documented, names());
    }
}
