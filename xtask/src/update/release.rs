//! The release that a new version of a document requires: the next version of `trophy-api`, and its changelog entry.

use std::fmt::Write;

use apicrate::diff::{ApiChange, Bump, ChangeKind};
use apicrate_cli::diff::by_type::{by_type, member, shown_path};
use apicrate_cli::diff::comparison::Comparison;
use semver::Version;
use toml_edit::{DocumentMut, Item, Table, value};

pub(super) const MANIFEST: &str = "trophy-api/Cargo.toml";
pub(super) const WORKSPACE_MANIFEST: &str = "Cargo.toml";
pub(super) const CARGO_LOCK: &str = "Cargo.lock";
pub(super) const CHANGELOG: &str = "CHANGELOG.md";

/// The name of the released package.
const PACKAGE: &str = "trophy-api";

/// Returns the version of the package in a manifest.
pub(super) fn version(manifest: &str) -> Result<Version, String> {
    let manifest = parse(MANIFEST, manifest)?;
    let version = manifest.get("package").and_then(|it| it.get("version"));
    let version = version
        .and_then(Item::as_str)
        .ok_or_else(|| format!("{MANIFEST}: `package.version` is not a string"))?;
    Version::parse(version).map_err(|error| format!("{MANIFEST}: version `{version}`: {error}"))
}

/// Returns the next version. In versions below 1.0, Cargo treats the second number as the major one: a major change
/// bumps 0.1.3 to 0.2.0, any other change bumps it to 0.1.4.
pub(super) fn next(version: &Version, bump: Bump) -> Version {
    let Version {
        major,
        minor,
        patch,
        ..
    } = *version;
    match (major, bump) {
        (0, Bump::Major) => Version::new(0, minor + 1, 0),
        (0, _) | (_, Bump::Patch) => Version::new(major, minor, patch + 1),
        (_, Bump::Minor) => Version::new(major, minor + 1, 0),
        (_, Bump::Major) => Version::new(major + 1, 0, 0),
    }
}

/// Returns the manifest with another version.
pub(super) fn set_version(manifest: &str, version: &Version) -> Result<String, String> {
    let mut manifest = parse(MANIFEST, manifest)?;
    let package = manifest.get_mut("package").and_then(Item::as_table_mut);
    let package = package.ok_or_else(|| format!("{MANIFEST}: the table `package` is missing"))?;
    replace(package, "version", version);
    Ok(manifest.to_string())
}

/// Returns the manifest of the workspace with another required version of the package, if it requires one.
pub(super) fn set_required_version(manifest: &str, version: &Version) -> Result<String, String> {
    let mut manifest = parse(WORKSPACE_MANIFEST, manifest)?;
    let keys = ["workspace", "dependencies", PACKAGE, "version"];
    let required = keys.iter().try_fold(manifest.as_item_mut(), |item, key| {
        // `Item::get_mut` would insert a missing key.
        item.as_table_like_mut()?.get_mut(key)
    });
    if let Some(required) = required {
        replace_item(required, version);
    }
    Ok(manifest.to_string())
}

/// Replaces a version, and keeps the comments around it.
fn replace(table: &mut Table, key: &str, version: &Version) {
    match table.get_mut(key) {
        Some(item) => replace_item(item, version),
        None => _ = table.insert(key, value(version.to_string())),
    }
}

fn replace_item(item: &mut Item, version: &Version) {
    if let Some(old) = item.as_value_mut() {
        let decor = old.decor().clone();
        *old = version.to_string().into();
        *old.decor_mut() = decor;
    }
}

/// Returns `Cargo.lock` with another version of the package.
pub(super) fn set_locked_version(lock: &str, version: &Version) -> Result<String, String> {
    let mut lock = parse(CARGO_LOCK, lock)?;
    let packages = lock
        .get_mut("package")
        .and_then(Item::as_array_of_tables_mut);
    let package = packages.and_then(|packages| {
        let is_ours = |it: &&mut Table| it.get("name").and_then(Item::as_str) == Some(PACKAGE);
        packages.iter_mut().find(is_ours)
    });
    match package {
        Some(package) => replace(package, "version", version),
        None => {
            return Err(format!(
                "{CARGO_LOCK}: package {PACKAGE} is missing; run `cargo check`"
            ));
        }
    }
    Ok(lock.to_string())
}

fn parse(path: &str, text: &str) -> Result<DocumentMut, String> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| format!("{path}: {error}"))
}

/// Returns the changelog with one more entry, above the older releases and below `## Unreleased`.
pub(super) fn add_entry(changelog: &str, entry: &str) -> String {
    let mut headings = changelog.match_indices("\n## ").map(|(index, _)| index + 1);
    let newest = headings.find(|&index| {
        changelog
            .get(index..)
            .is_some_and(|rest| !rest.starts_with("## Unreleased"))
    });
    let (above, below) = changelog.split_at(newest.unwrap_or(changelog.len()));
    let below = if below.is_empty() {
        String::new()
    } else {
        format!("\n{below}")
    };
    format!("{}\n\n{entry}{below}", above.trim_end())
}

/// Writes the changelog entry of a release, with the changes of all its documents.
pub(super) fn entry(comparisons: &[Comparison], version: &Version) -> String {
    let mut text = format!("## {PACKAGE} {version}\n\n");
    for it in comparisons {
        let module = it.module.as_deref().unwrap_or_default();
        let (before, after) = it.versions();
        _ = if before == after {
            writeln!(text, "- `{module}`: version {after} of the API.")
        } else {
            writeln!(
                text,
                "- `{module}`: version {after} of the API, after {before}."
            )
        };
    }
    let sections = [
        ("To migrate", &[Bump::Major][..]),
        ("Compatible changes", &[Bump::Minor, Bump::Patch]),
    ];
    for (title, bumps) in sections {
        let lines: String = comparisons.iter().map(|it| api_lines(it, bumps)).collect();
        section(title, &lines, &mut text);
    }
    let lines: String = comparisons.iter().map(payload_lines).collect();
    section("Changes of the payloads only", &lines, &mut text);
    text
}

fn section(title: &str, lines: &str, text: &mut String) {
    if !lines.is_empty() {
        _ = write!(text, "\n### {title}\n\n{lines}");
    }
}

/// The changes of the Rust API that require one of these bumps, by type.
fn api_lines(comparison: &Comparison, bumps: &[Bump]) -> String {
    let module = comparison.module.as_deref().unwrap_or_default();
    let changes = comparison.changes.api.iter();
    let changes = changes.filter(|it| it.kind != ChangeKind::Docs && bumps.contains(&it.bump));
    let mut text = String::new();
    for of_type in by_type(changes) {
        let (own, members): (Vec<&ApiChange>, Vec<&ApiChange>) = of_type
            .changes
            .iter()
            .partition(|change| member(change).is_none());
        let mut own = own.into_iter();
        // The old name of a renamed type, or else the name.
        match own.next() {
            Some(change) => {
                let path = shown_path(change);
                _ = writeln!(text, "- `{module}::{path}` {}.", change.note);
            }
            None => _ = writeln!(text, "- `{module}::{}`:", of_type.path),
        }
        for change in own {
            _ = writeln!(text, "  - it {}.", change.note);
        }
        for change in members {
            let member = member(change).unwrap_or_default();
            _ = writeln!(text, "  - `{member}` {}.", change.note);
        }
    }
    text
}

/// The changes of the payloads that the Rust API does not show.
fn payload_lines(comparison: &Comparison) -> String {
    let module = comparison.module.as_deref().unwrap_or_default();
    let mut text = String::new();
    for change in &comparison.changes.wire {
        _ = writeln!(text, "- `{module}::{}`: {}.", change.path, change.note);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_changes_below_1_0_bump_the_second_number() {
        let next = |version, bump| {
            let version = Version::parse(version).expect("a version");
            next(&version, bump).to_string()
        };
        assert_eq!(next("0.1.3", Bump::Major), "0.2.0");
        assert_eq!(next("0.1.3", Bump::Minor), "0.1.4");
        assert_eq!(next("0.1.3", Bump::Patch), "0.1.4");
        assert_eq!(next("1.2.3", Bump::Major), "2.0.0");
        assert_eq!(next("1.2.3", Bump::Minor), "1.3.0");
        assert_eq!(next("1.2.3", Bump::Patch), "1.2.4");
    }

    #[test]
    fn only_the_version_of_the_package_changes() {
        let version = Version::new(0, 2, 0);
        let manifest = "[package]\nname = \"trophy-api\" # ours\n# A comment.\nversion = \"0.1.0\" # Another.\n\n[dependencies]\nhttp = { version = \"0.1.0\" }\n";
        let expected = manifest.replacen("0.1.0", "0.2.0", 1);
        assert_eq!(set_version(manifest, &version), Ok(expected));

        let workspace = "[workspace.dependencies]\nother = { version = \"0.1.0\" }\ntrophy-api = { path = \"trophy-api\", version = \"0.1.0\" } # ours\n";
        let expected =
            workspace.replace("api\", version = \"0.1.0\"", "api\", version = \"0.2.0\"");
        assert_eq!(set_required_version(workspace, &version), Ok(expected));
        let without = "[workspace]\n".to_owned();
        assert_eq!(set_required_version(&without, &version), Ok(without));

        let other = "[[package]]\nname = \"other\"\nversion = \"0.1.0\"\n";
        let lock = format!(
            "version = 4\n\n{other}\n[[package]]\nname = \"trophy-api\"\nversion = \"0.1.0\"\ndependencies = [\n \"other\",\n]\n"
        );
        let expected = lock.replace(
            "\"trophy-api\"\nversion = \"0.1.0\"",
            "\"trophy-api\"\nversion = \"0.2.0\"",
        );
        assert_eq!(set_locked_version(&lock, &version), Ok(expected));
        let error = set_locked_version(other, &version).expect_err("no such package");
        assert!(error.contains("run `cargo check`"), "{error}");
    }

    #[test]
    fn new_entries_come_before_older_releases() {
        let entry = "## trophy-api 0.2.0\n\nNew.\n";
        let first = "# Changelog\n\n## Unreleased\n\n- One.\n";
        let with_one = format!("{first}\n{entry}");
        assert_eq!(add_entry(first, entry), with_one);
        let second = add_entry(&with_one, "## trophy-api 0.3.0\n\nNewer.\n");
        assert_eq!(
            second,
            format!("{first}\n## trophy-api 0.3.0\n\nNewer.\n\n{entry}")
        );
    }
}
