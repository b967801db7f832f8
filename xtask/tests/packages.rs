//! Checks the published packages: their metadata, and the archives with the command that a release has.

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

fn is_published(package: &Value) -> bool {
    package["publish"].is_null()
}

fn texts(list: &Value) -> Vec<&str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

#[test]
fn published_packages_are_described_completely() -> Test {
    let mut faults = Vec::new();
    let packages = packages()?;
    for package in packages.iter().filter(|it| is_published(it)) {
        let name = package["name"].as_str().unwrap_or_default();
        let mut check = |is_right: bool, key: &str| {
            if !is_right {
                faults.push(format!("{name}: {key}"));
            }
        };
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        check(
            text("description").ends_with('.'),
            "`description` is not a sentence",
        );
        check(text("license") == "MIT OR Apache-2.0", "`license`");
        check(text("edition") == "2024", "`edition`");
        check(
            !text("rust_version").is_empty(),
            "`rust-version` is missing",
        );
        check(
            text("repository").starts_with("https://"),
            "`repository` is not a URL",
        );
        check(
            text("documentation") == format!("https://docs.rs/{name}"),
            "`documentation`",
        );
        let keywords = texts(&package["keywords"]);
        check(
            (1..=5).contains(&keywords.len()),
            "`keywords` has not one to five items",
        );
        for keyword in keywords {
            let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+');
            let is_valid = keyword.len() <= 20 && keyword.chars().all(is_allowed);
            check(is_valid, &format!("the keyword `{keyword}` is not valid"));
        }
        check(
            (1..=5).contains(&texts(&package["categories"]).len()),
            "`categories` has not one to five items",
        );
        let docs_rs = &package["metadata"]["docs"]["rs"];
        check(
            docs_rs["all-features"] == true,
            "`package.metadata.docs.rs` has not all features",
        );
        let manifest = PathBuf::from(text("manifest_path"));
        let folder = manifest.parent().ok_or("no folder")?;
        check(text("readme") == "README.md", "`readme`");
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            check(folder.join(file).is_file(), &format!("{file} is missing"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// The documentation on docs.rs shows the features that an item requires.
#[test]
fn libraries_with_features_show_them_in_their_documentation() -> Test {
    for package in packages()?.iter().filter(|it| is_published(it)) {
        let has_features = package["features"]
            .as_object()
            .is_some_and(|it| !it.is_empty());
        let targets = package["targets"].as_array().into_iter().flatten();
        let library = targets.filter(|it| texts(&it["kind"]).contains(&"lib"));
        for target in library.filter(|_| has_features) {
            let path = target["src_path"].as_str().unwrap_or_default();
            let shows =
                fs::read_to_string(path)?.contains("#![cfg_attr(docsrs, feature(doc_cfg))]");
            assert!(shows, "{path}");
        }
    }
    Ok(())
}

/// Packages depend on the current version of each other. Dependencies of tests have no version, because packages are
/// published without them.
#[test]
fn packages_depend_on_the_current_version_of_each_other() -> Test {
    let packages = packages()?;
    let own: BTreeMap<&str, &Value> = packages
        .iter()
        .filter_map(|it| Some((it["name"].as_str()?, it)))
        .collect();
    for package in packages.iter().filter(|it| is_published(it)) {
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        for dependency in dependencies.filter(|it| it["kind"] != "dev") {
            let name = dependency["name"].as_str().unwrap_or_default();
            let Some(other) = own.get(name) else {
                continue;
            };
            let version = format!("^{}", other["version"].as_str().unwrap_or_default());
            let shown = format!("{} depends on {name}", package["name"]);
            assert_eq!(
                dependency["req"].as_str(),
                Some(version.as_str()),
                "{shown}"
            );
            assert!(is_published(other), "{shown}, which is not published");
        }
    }
    Ok(())
}

/// No dependency needs a newer Rust than the libraries.
#[test]
fn dependencies_support_the_lowest_version_of_rust() -> Test {
    // The packages of other systems are downloaded: nothing else needs them.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--all-features"])
        .args(["--format-version", "1"])
        .current_dir(root())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    // `1.88` is `1.88.0`.
    let version = |package: &Value| -> Option<[u64; 3]> {
        let mut numbers = package["rust_version"].as_str()?.split('.');
        let mut next = || numbers.next().map_or(Some(0), |number| number.parse().ok());
        Some([next()?, next()?, next()?])
    };
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    let is_ours = |it: &&Value| it["source"].is_null() && is_published(it);
    let lowest = packages.iter().filter(is_ours).filter_map(version).min();
    let lowest = lowest.ok_or("no rust-version")?;
    let newer = packages
        .iter()
        .filter(|it| !it["source"].is_null() && version(it) > Some(lowest));
    let newer: Vec<&Value> = newer.map(|it| &it["name"]).collect();
    assert!(
        newer.is_empty(),
        "{newer:?} need a newer Rust than {lowest:?}"
    );
    Ok(())
}

/// `cargo binstall` looks for the archives that the workflow of a release attaches.
#[test]
fn archives_of_a_release_are_those_that_binstall_downloads() -> Test {
    let packages = packages()?;
    let package = packages.iter().find(|it| it["name"] == "apicrate-cli");
    let package = package.ok_or("apicrate-cli is missing")?;
    let binstall = &package["metadata"]["binstall"];
    let version = package["version"].as_str().ok_or("no version")?;
    let workflow = fs::read_to_string(root().join(".github/workflows/release.yml"))?;
    let workflow: serde_yaml::Value = serde_yaml::from_str(&workflow)?;
    let builds = workflow["jobs"]["binaries"]["strategy"]["matrix"]["include"].as_sequence();

    let mut targets = BTreeSet::new();
    for build in builds.ok_or("no matrix")? {
        let target = build["target"].as_str().ok_or("no target")?;
        let archive = build["archive"].as_str().ok_or("no archive")?;
        targets.insert(target);
        let of_target = &binstall["overrides"][target];
        let value = |key: &str| of_target[key].as_str().or_else(|| binstall[key].as_str());
        let filled = |template: &str| {
            template
                .replace("{ repo }", "https://example.com/a/b")
                .replace("{ version }", version)
                .replace("{ target }", target)
                .replace("{ bin }", "apicrate")
                .replace(
                    "{ binary-ext }",
                    if target.contains("windows") {
                        ".exe"
                    } else {
                        ""
                    },
                )
        };
        let url = filled(value("pkg-url").ok_or("no pkg-url")?);
        assert_eq!(
            url,
            format!("https://example.com/a/b/releases/download/apicrate-{version}/{archive}")
        );
        let extension = Path::new(archive).extension();
        let is_zip = extension.is_some_and(|it| it == "zip");
        let format = if is_zip { "zip" } else { "tgz" };
        assert_eq!(value("pkg-fmt"), Some(format), "{target}");
        let program = filled(value("bin-dir").ok_or("no bin-dir")?);
        let (folder, _) = archive
            .split_once(&format!("{target}."))
            .ok_or("the archive has another name")?;
        assert!(
            program.starts_with(&format!("{folder}{target}/apicrate")),
            "{program}"
        );
    }
    let expected = [
        "aarch64-apple-darwin",
        "aarch64-unknown-linux-gnu",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "x86_64-pc-windows-msvc",
        "x86_64-unknown-linux-gnu",
        "x86_64-unknown-linux-musl",
    ];
    assert_eq!(targets, expected.into());
    let overridden = binstall["overrides"].as_object().into_iter().flatten();
    for (target, _) in overridden {
        assert!(targets.contains(target.as_str()), "{target} is not built");
    }
    Ok(())
}
