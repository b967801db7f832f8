//! `cargo xtask semver`: compares the public items of each published library with its last release, and fails if the version
//! is too low for the changes. `cargo-semver-checks` does the work.

use std::error::Error;
use std::process::{Command, ExitCode};

use apicrate_cli::console::exit_code;
use clap::Args;

use crate::published::{Package, published};
use crate::release::Release;
use crate::workspace;

/// The command that installs `cargo-semver-checks`.
pub(crate) const INSTALL: &str = "cargo install cargo-semver-checks --locked";

/// The options of `cargo xtask semver`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Compare with this git revision instead, such as the base of a pull request.
    #[arg(long, value_name = "REVISION")]
    base: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    if !workspace::has_command("semver-checks")? {
        return Err(format!("cargo-semver-checks is not installed; run `{INSTALL}`").into());
    }
    let packages = published().map_err(|error| -> Box<dyn Error> { error })?;
    let mut all = true;
    for package in packages.iter().filter(|it| it.is_library()) {
        let base = match &arguments.base {
            Some(base) => Some(base.clone()),
            None => last_release(package)?,
        };
        let Some(base) = base else {
            eprintln!(
                "{}: NOT checked, because there is no tag of an earlier release",
                package.name
            );
            continue;
        };
        all &= is_compatible(&package.name, &base)?;
    }
    Ok(exit_code(all))
}

fn is_compatible(package: &str, base: &str) -> Result<bool, Box<dyn Error>> {
    let status = workspace::cargo()
        .args([
            "semver-checks",
            "--package",
            package,
            "--baseline-rev",
            base,
        ])
        .current_dir(workspace::root())
        .status()?;
    Ok(status.success())
}

/// The tag of the last release that contained a package, before its current version.
fn last_release(package: &Package) -> Result<Option<String>, Box<dyn Error>> {
    let release = Release::of(&package.name);
    let release = release.ok_or_else(|| format!("{}: not a package of a release", package.name))?;
    let tags = format!("{}-[0-9]*", release.package);
    let current = format!("{}-{}", release.package, package.version);
    let output = Command::new("git")
        .args([
            "describe",
            "--tags",
            "--abbrev=0",
            "--match",
            &tags,
            "--exclude",
            &current,
        ])
        .current_dir(workspace::root())
        .output()?;
    let tag = String::from_utf8(output.stdout)?;
    Ok(output.status.success().then(|| tag.trim().to_owned()))
}
