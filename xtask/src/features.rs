//! `cargo xtask features`: every library compiles with each of its features alone, with each two of them, and
//! with none, without a warning. All share one target folder, so that a dependency is compiled once for each
//! set of its own features and not for each of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde::Deserialize;

use crate::workspace_root;

/// What Cargo says about the workspace, as far as it is of interest here.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A package of the workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Each feature, and what it turns on.
    features: BTreeMap<String, Vec<String>>,
    /// Where it may be published. `None` is everywhere, and an empty list nowhere.
    publish: Option<Vec<String>>,
}

type Features = BTreeSet<String>;

/// Packages that do not compile without one of some features.
const ONE_OF: &[(&str, &[&str])] = &[("trophy-api", &["application", "admin"])];

pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    let mut failed = Vec::new();
    for package in libraries()? {
        let sets = package.sets();
        let start = Instant::now();
        for set in &sets {
            let list = set.iter().cloned().collect::<Vec<_>>().join(",");
            if !compiles(&package.name, &list)? {
                failed.push(format!("{} with [{list}]", package.name));
            }
        }
        let (name, count) = (&package.name, sets.len());
        println!(
            "{name}: {count} sets of features in {:.0?}",
            start.elapsed()
        );
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("\nwith errors or warnings:\n  {}", failed.join("\n  "));
    Ok(ExitCode::FAILURE)
}

/// The packages of the workspace that others can depend on.
pub(crate) fn libraries() -> Result<Vec<Package>, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(workspace_root())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let Metadata { mut packages } = serde_json::from_slice(&output.stdout)?;
    packages.retain(|package| package.publish.as_ref().is_none_or(|to| !to.is_empty()));
    Ok(packages)
}

/// Whether a library compiles with these features, and no others, without a warning.
fn compiles(package: &str, features: &str) -> Result<bool, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--lib", "--no-default-features"])
        .args(["--package", package, "--features", features])
        // What changes is the features: there is nothing to be gained for the next time.
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(workspace_root())
        .output()?;
    // Cargo tells of no dependency's warnings, so that whatever it says is about this workspace.
    let said = String::from_utf8_lossy(&output.stderr);
    let well = output.status.success() && said.trim().is_empty();
    if !well {
        eprintln!("{package} with [{features}]\n{said}");
    }
    Ok(well)
}

impl Package {
    /// No feature, each one, and each two. What turns others on stands for itself with them, so that nothing
    /// is compiled twice.
    fn sets(&self) -> BTreeSet<Features> {
        let own: Vec<&String> = self.features.keys().filter(|it| *it != "default").collect();
        let none = Features::new();
        let pairs = own.iter().enumerate().flat_map(|(index, one)| {
            let others = own.iter().skip(index);
            others.map(move |other| [one, other].map(ToString::to_string).into())
        });
        let sets = pairs.chain([none]).map(|set| self.with_one_of(set));
        sets.map(|set| self.closed(set)).collect()
    }

    /// The set with a feature without which nothing compiles.
    fn with_one_of(&self, mut set: Features) -> Features {
        let needed = ONE_OF.iter().find(|(name, _)| *name == self.name);
        if let Some((_, needed)) = needed {
            let closed = self.closed(set.clone());
            if !needed.iter().any(|feature| closed.contains(*feature)) {
                set.extend(needed.first().map(ToString::to_string));
            }
        }
        set
    }

    /// The set with all features that those in it turn on.
    fn closed(&self, mut set: Features) -> Features {
        let mut open: Vec<String> = set.iter().cloned().collect();
        while let Some(feature) = open.pop() {
            let turned_on = self.features.get(&feature).into_iter().flatten();
            for other in turned_on.filter(|other| self.features.contains_key(*other)) {
                if set.insert(other.clone()) {
                    open.push(other.clone());
                }
            }
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, features: &[(&str, &[&str])]) -> Package {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        Package {
            name: name.to_owned(),
            features: features
                .iter()
                .map(|(feature, turned_on)| ((*feature).to_owned(), owned(turned_on)))
                .collect(),
            publish: None,
        }
    }

    fn sets(package: &Package) -> Vec<String> {
        let sets = package.sets().into_iter();
        sets.map(|set| set.into_iter().collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn each_feature_and_each_two_are_tried_once() {
        let package = package(
            "p",
            &[
                ("a", &[]),
                ("b", &["dep:x"]),
                ("c", &["a"]),
                ("default", &["a"]),
            ],
        );
        assert_eq!(sets(&package), ["", "a", "a b", "a b c", "a c", "b"]);
    }

    #[test]
    fn what_cannot_be_without_a_feature_has_it() {
        let package = package(
            "trophy-api",
            &[("admin", &[]), ("application", &[]), ("tracing", &[])],
        );
        let expected = [
            "admin",
            "admin application",
            "admin tracing",
            "application",
            "application tracing",
        ];
        assert_eq!(sets(&package), expected);
    }
}
