//! What the pages say about this repository is so: links lead somewhere, commands exist, and the page about
//! dependencies has those of the manifests and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

type Test = Result<(), Box<dyn Error>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages for people, by their paths.
fn pages() -> Result<BTreeMap<PathBuf, String>, Box<dyn Error>> {
    let mut pages = BTreeMap::new();
    for folder in [root(), root().join("docs")] {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path)?;
                pages.insert(path, text);
            }
        }
    }
    Ok(pages)
}

/// A page without its blocks of code, in which brackets and hashes mean something else.
fn prose(page: &str) -> String {
    page.split("\n```").step_by(2).collect()
}

/// The targets of a page's links.
fn links(page: &str) -> Vec<String> {
    let prose = prose(page);
    let rest = prose.split("](").skip(1);
    rest.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
        .collect()
}

/// What a heading can be reached by.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
        _ => None,
    });
    kept.collect()
}

#[test]
fn links_lead_somewhere() -> Test {
    let mut broken = Vec::new();
    for (path, text) in pages()? {
        for link in links(&text) {
            if link.contains("://") {
                continue;
            }
            let (file, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file {
                "" => path.clone(),
                file => path.parent().ok_or("a page is in a folder")?.join(file),
            };
            let leads = match fragment {
                "" => target.exists(),
                fragment => fs::read_to_string(&target).is_ok_and(|page| {
                    let prose = prose(&page);
                    let mut headings = prose.lines().filter(|line| line.starts_with('#'));
                    headings.any(|heading| anchor(heading) == fragment)
                }),
            };
            if !leads {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

/// What `cargo xtask` can be asked for.
fn verbs() -> Result<BTreeSet<String>, Box<dyn Error>> {
    let help = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--help")
        .output()?;
    let help = String::from_utf8(help.stdout)?;
    let lines = help.lines().filter_map(|line| line.strip_prefix("  "));
    let words = lines.filter_map(|line| line.split_whitespace().next());
    let verbs = words.filter(|word| !word.starts_with('-') && *word != "help");
    Ok(verbs.map(str::to_owned).collect())
}

/// The verb that a text begins with.
fn verb(text: &str) -> String {
    let letters = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '-');
    letters.collect()
}

#[test]
fn commands_exist() -> Test {
    let verbs = verbs()?;
    for (path, text) in pages()? {
        for rest in text.split("cargo xtask ").skip(1) {
            let verb = verb(rest);
            let known = verb.is_empty() || verbs.contains(&verb);
            assert!(known, "{}: cargo xtask {verb}", path.display());
        }
    }
    Ok(())
}

#[test]
fn every_command_is_in_the_list_of_commands() -> Test {
    let page = fs::read_to_string(root().join("docs/maintaining.md"))?;
    let listed: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `cargo xtask ")?.split('`').next())
        .collect();
    let unlike: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(listed.len(), unlike.len(), "twice in the list: {listed:?}");
    let named: BTreeSet<String> = listed.iter().map(|command| verb(command)).collect();
    assert_eq!(named, verbs()?);
    Ok(())
}

#[test]
fn the_front_page_names_the_lowest_versions_of_rust() -> Test {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let libraries = lowest(&root().join("Cargo.toml"))?;
    let commands = env!("CARGO_PKG_RUST_VERSION");
    for shown in [
        format!("A Rust toolchain ({commands} or later)"),
        format!("the libraries need {libraries}, the commands {commands}"),
    ] {
        assert!(readme.contains(&shown), "README.md does not say: {shown}");
    }
    Ok(())
}

/// The `rust-version` of a manifest.
fn lowest(manifest: &Path) -> Result<String, Box<dyn Error>> {
    let manifest = fs::read_to_string(manifest)?;
    let mut lines = manifest.lines();
    let version = lines.find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    Ok(version.ok_or("there is no rust-version")?.to_owned())
}

#[test]
fn every_dependency_has_its_reason_and_nothing_else_has() -> Test {
    let page = fs::read_to_string(root().join("docs/dependencies.md"))?;
    assert_eq!(documented(&page), declared()?);
    Ok(())
}

/// The names in the first column of each section that is named after a package.
fn documented(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sections = page.split("\n## `").skip(1);
    let sections = sections.filter_map(|section| section.split_once('`'));
    sections
        .map(|(package, section)| {
            let section = section.split("\n## ").next().unwrap_or_default();
            let cells = section
                .lines()
                .filter_map(|line| line.strip_prefix("| `")?.split_once('|'));
            let names = cells.flat_map(|(cell, _)| {
                let names = cell.split(',').map(|name| name.trim_matches([' ', '`']));
                names.map(str::to_owned).collect::<Vec<_>>()
            });
            (package.to_owned(), names.collect())
        })
        .collect()
}

/// What each package depends on, tests and build scripts aside.
fn declared() -> Result<BTreeMap<String, BTreeSet<String>>, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let packages = list(&metadata["packages"]).into_iter().map(|package| {
        let dependencies = list(&package["dependencies"]).into_iter();
        let normal = dependencies.filter(|it| it["kind"].is_null());
        (name(&package), normal.map(|it| name(&it)).collect())
    });
    // An example is nobody's dependency.
    Ok(packages
        .filter(|(name, _)| name != "build-script")
        .collect())
}
