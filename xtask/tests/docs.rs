//! Checks the Markdown pages against the repository: link targets and commands exist, versions are those of the packages, and
//! the page about dependencies lists exactly the dependencies of the manifests.

#[path = "support/metadata.rs"]
mod metadata;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use metadata::{packages, root};

type Test = Result<(), Box<dyn Error>>;

/// The text of each page by path.
fn pages() -> Result<BTreeMap<PathBuf, String>, Box<dyn Error>> {
    let mut pages = BTreeMap::new();
    for folder in ["", "docs", "generator/runtime/docs", "trophy-api/docs"] {
        for entry in fs::read_dir(root().join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path)?;
                pages.insert(path, text);
            }
        }
    }
    Ok(pages)
}

/// A page without its code blocks, where brackets and hashes have another meaning.
fn prose(page: &str) -> String {
    page.split("\n```").step_by(2).collect()
}

/// The targets of a page's links, and of its link definitions.
fn links(page: &str) -> Vec<String> {
    let prose = prose(page);
    let rest = prose.split("](").skip(1);
    let inline = rest.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()));
    let defined = prose.lines().filter_map(|line| {
        let (_, target) = line.strip_prefix('[')?.split_once("]: ")?;
        Some(target.to_owned())
    });
    inline.chain(defined).collect()
}

/// The fragment that links to a heading.
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
fn link_targets_exist() -> Test {
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
            let exists = match fragment {
                "" => target.exists(),
                fragment => fs::read_to_string(&target).is_ok_and(|page| {
                    let prose = prose(&page);
                    let mut headings = prose.lines().filter(|line| line.starts_with('#'));
                    headings.any(|heading| anchor(heading) == fragment)
                }),
            };
            if !exists {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

/// The paths of this repository among the code spans of a page. A path with a name in capitals is a pattern.
fn paths(page: &str) -> Vec<String> {
    let prose = prose(page);
    let spans = prose.split('`').skip(1).step_by(2);
    let folders = ["docs/", "generator/", "spec/", "trophy-api/", "xtask/"];
    let is_path = |span: &&str| {
        let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
        folders.iter().any(|folder| span.starts_with(folder)) && span.chars().all(is_plain)
    };
    let is_pattern = |span: &&str| span.contains("NAME");
    let paths = spans.filter(is_path).filter(|span| !is_pattern(span));
    paths.map(str::to_owned).collect()
}

#[test]
fn documented_paths_exist() -> Test {
    let mut missing = Vec::new();
    for (page, text) in pages()? {
        let paths = paths(&text).into_iter();
        let paths = paths.filter(|path| !root().join(path).exists());
        missing.extend(paths.map(|path| format!("{}: {path}", page.display())));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    Ok(())
}

/// The commands of `cargo xtask`.
fn commands() -> Result<BTreeSet<String>, Box<dyn Error>> {
    let help = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--help")
        .output()?;
    let help = String::from_utf8(help.stdout)?;
    let lines = help.lines().filter_map(|line| line.strip_prefix("  "));
    let words = lines.filter_map(|line| line.split_whitespace().next());
    let commands = words.filter(|word| !word.starts_with('-') && *word != "help");
    Ok(commands.map(str::to_owned).collect())
}

/// The command at the beginning of a text.
fn command(text: &str) -> String {
    let letters = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '-');
    letters.collect()
}

#[test]
fn documented_commands_exist() -> Test {
    let commands = commands()?;
    for (path, text) in pages()? {
        for rest in text.split("cargo xtask ").skip(1) {
            let command = command(rest);
            let known = command.is_empty() || commands.contains(&command);
            assert!(known, "{}: cargo xtask {command}", path.display());
        }
    }
    Ok(())
}

#[test]
fn every_command_is_documented() -> Test {
    let page = fs::read_to_string(root().join("docs/maintaining.md"))?;
    let listed: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `cargo xtask ")?.split('`').next())
        .collect();
    let distinct: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(listed.len(), distinct.len(), "duplicates in {listed:?}");
    let documented: BTreeSet<String> = listed.iter().map(|it| command(it)).collect();
    assert_eq!(documented, commands()?);
    Ok(())
}

#[test]
fn readme_states_the_lowest_versions_of_rust() -> Test {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let libraries = lowest(&root().join("Cargo.toml"))?;
    let xtask = env!("CARGO_PKG_RUST_VERSION");
    for shown in [
        format!("a Rust toolchain ({xtask} or later)"),
        format!(
            "the libraries and the command `apicrate` need {libraries}, `cargo xtask` needs {xtask}"
        ),
    ] {
        assert!(readme.contains(&shown), "not in README.md: {shown}");
    }
    Ok(())
}

/// The versions of a package on a page: in dependencies, and in the header `User-Agent`.
fn versions<'p>(page: &'p str, package: &str) -> Vec<&'p str> {
    let starts = [
        format!("{package} = \""),
        format!("{package} = {{ version = \""),
        format!("{package}/"),
    ];
    let found = starts
        .iter()
        .flat_map(|start| page.split(start.as_str()).skip(1));
    let versions = found.map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        rest.split_at(end.unwrap_or(rest.len()))
            .0
            .trim_end_matches('.')
    });
    versions.filter(|version| !version.is_empty()).collect()
}

#[test]
fn documented_versions_are_those_of_the_packages() -> Test {
    let mut count = 0;
    for package in packages()? {
        let text = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
        let (name, current) = (text("name"), text("version"));
        for (path, page) in pages()? {
            for version in versions(&page, &name) {
                // `0.1` is each version that begins with it.
                let is_current = format!("{current}.").starts_with(&format!("{version}."));
                assert!(
                    is_current,
                    "{}: {name} {version}, is {current}",
                    path.display()
                );
                count += 1;
            }
        }
    }
    assert!(count > 5, "{count} versions");
    Ok(())
}

/// The `rust-version` of a manifest.
fn lowest(manifest: &Path) -> Result<String, Box<dyn Error>> {
    let manifest = fs::read_to_string(manifest)?;
    let mut lines = manifest.lines();
    let version = lines.find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    Ok(version.ok_or("no rust-version")?.to_owned())
}

#[test]
fn documented_dependencies_are_those_of_the_manifests() -> Test {
    let page = fs::read_to_string(root().join("docs/dependencies.md"))?;
    assert_eq!(documented(&page), declared()?);
    Ok(())
}

/// The names in the first column of each section whose heading is a package.
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

/// The dependencies of each package, without those of tests and build scripts.
fn declared() -> Result<BTreeMap<String, BTreeSet<String>>, Box<dyn Error>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let packages = packages()?.into_iter().map(|package| {
        let dependencies = list(&package["dependencies"]).into_iter();
        let normal = dependencies.filter(|it| it["kind"].is_null());
        (name(&package), normal.map(|it| name(&it)).collect())
    });
    // The example of a build script has no section. The other package has dependencies of tests only.
    let without_section = ["build-script", "trophy-checks"];
    Ok(packages
        .filter(|(name, _)| !without_section.contains(&name.as_str()))
        .collect())
}
