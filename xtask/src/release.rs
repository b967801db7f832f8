//! The release that a change of the documents makes: the next version of `trophy-api`, and what the changelog
//! says of it. Below 1.0 Cargo takes the second number for the first: a major change is 0.2.0 after 0.1.3, and
//! everything else is 0.1.4.

use std::fmt::Write;

use apicrate::diff::{ApiChange, Bump, ChangeKind};

use crate::diff::Comparison;
use crate::report;

pub(crate) const MANIFEST: &str = "trophy-api/Cargo.toml";
pub(crate) const CARGO_LOCK: &str = "Cargo.lock";
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";

/// The version that a manifest gives its package.
pub(crate) fn version(manifest: &str) -> Result<String, String> {
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    line.map(str::to_owned)
        .ok_or_else(|| format!("{MANIFEST}: there is no line `version = \"…\"`"))
}

/// The version after a change.
pub(crate) fn next(version: &str, weight: Bump) -> Result<String, String> {
    let numbers: Result<Vec<u64>, _> = version.split('.').map(str::parse).collect();
    let Ok([major, minor, patch]) = numbers.as_deref() else {
        return Err(format!("{MANIFEST}: `{version}` is not three numbers"));
    };
    Ok(match (major, weight) {
        (0, Bump::Major) => format!("0.{}.0", minor + 1),
        (0, _) | (_, Bump::Patch) => format!("{major}.{minor}.{}", patch + 1),
        (_, Bump::Minor) => format!("{major}.{}.0", minor + 1),
        (_, Bump::Major) => format!("{}.0.0", major + 1),
    })
}

/// The manifest with the next version.
pub(crate) fn with_version(manifest: &str, before: &str, after: &str) -> Result<String, String> {
    replaced(
        manifest,
        &format!("\nversion = \"{before}\"\n"),
        &format!("\nversion = \"{after}\"\n"),
    )
    .ok_or_else(|| format!("{MANIFEST}: the version cannot be set"))
}

/// The lock file with the next version.
pub(crate) fn locked(lock: &str, before: &str, after: &str) -> Result<String, String> {
    let package = |version: &str| format!("name = \"trophy-api\"\nversion = \"{version}\"\n");
    replaced(lock, &package(before), &package(after))
        .ok_or_else(|| format!("{CARGO_LOCK}: trophy-api {before} is not in it; run `cargo check`"))
}

fn replaced(text: &str, before: &str, after: &str) -> Option<String> {
    text.contains(before)
        .then(|| text.replacen(before, after, 1))
}

/// The changelog with one more entry: the newest release stands first, below what is not released.
pub(crate) fn with_entry(changelog: &str, entry: &str) -> String {
    let mut headings = changelog.match_indices("\n## ").map(|(index, _)| index + 1);
    let place = headings.find(|&index| {
        changelog
            .get(index..)
            .is_some_and(|rest| !rest.starts_with("## Unreleased"))
    });
    let (above, below) = changelog.split_at(place.unwrap_or(changelog.len()));
    let below = if below.is_empty() {
        String::new()
    } else {
        format!("\n{below}")
    };
    format!("{}\n\n{entry}{below}", above.trim_end())
}

/// What the changelog says of a release.
pub(crate) fn entry(comparison: &Comparison, version: &str) -> String {
    let module = comparison.source.map_or("", |source| source.module);
    let (before, after) = &comparison.versions;
    let mut text = format!(
        "## trophy-api {version}\n\n`{module}`: version {after} of the API, after {before}.\n"
    );
    let within = |path: &Option<String>| path.as_ref().map(|path| format!("{module}::{path}"));
    let full: Vec<ApiChange> = comparison
        .changes
        .api
        .iter()
        .filter(|change| change.kind != ChangeKind::Docs)
        .map(|change| ApiChange {
            before: within(&change.before),
            after: within(&change.after),
            ..change.clone()
        })
        .collect();
    let of = |weight: Bump| {
        full.iter()
            .filter(move |change| change.bump == weight)
            .collect::<Vec<_>>()
    };
    if !of(Bump::Major).is_empty() {
        text.push_str("\nTo migrate:\n\n");
        report::table(&of(Bump::Major), &mut text);
    }
    let lighter = [of(Bump::Minor), of(Bump::Patch)].concat();
    if !lighter.is_empty() {
        text.push('\n');
        for change in lighter {
            let path = change
                .after
                .as_deref()
                .or(change.before.as_deref())
                .unwrap_or_default();
            _ = writeln!(text, "- `{path}` {}.", change.note);
        }
    }
    if !comparison.changes.wire.is_empty() {
        text.push_str("\nOn the wire alone:\n\n");
        for change in &comparison.changes.wire {
            _ = writeln!(text, "- `{module}::{}`: {}.", change.path, change.note);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_one_a_major_change_is_the_second_number() {
        let next = |version, weight| next(version, weight).unwrap_or_default();
        assert_eq!(next("0.1.3", Bump::Major), "0.2.0");
        assert_eq!(next("0.1.3", Bump::Minor), "0.1.4");
        assert_eq!(next("0.1.3", Bump::Patch), "0.1.4");
        assert_eq!(next("1.2.3", Bump::Major), "2.0.0");
        assert_eq!(next("1.2.3", Bump::Minor), "1.3.0");
        assert_eq!(next("1.2.3", Bump::Patch), "1.2.4");
    }

    #[test]
    fn an_entry_stands_below_what_is_not_released() {
        let entry = "## trophy-api 0.2.0\n\nNew.\n";
        let first = "# Changelog\n\n## Unreleased\n\n- One.\n";
        let with_one = format!("{first}\n{entry}");
        assert_eq!(with_entry(first, entry), with_one);
        let second = with_entry(&with_one, "## trophy-api 0.3.0\n\nNewer.\n");
        assert_eq!(
            second,
            format!("{first}\n## trophy-api 0.3.0\n\nNewer.\n\n{entry}")
        );
    }
}
