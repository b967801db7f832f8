//! The changes that `diff` reports between two versions of an API, compared with the verdict of the compiler.
//!
//! A consumer that uses the whole API of `tests/diff/base.yaml` of the package `apicrate` is compiled against each changed version
//! of it. It must compile if and only if `diff` reports no breaking change. The same is tested with real versions of Trophy's
//! documents, if they are available. The test `diff` of `apicrate` has the reports.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../../tests/support/scratch.rs"]
mod scratch;
#[path = "../../../tests/support/shared.rs"]
mod shared;
#[path = "../../../tests/diff/versions.rs"]
mod versions;
mod workspace;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use apicrate::diff::{Bump, diff};
use apicrate::{Api, Document, RawDocument};

use versions::{
    api, base, documents_with_new_twins, kept, overlays, renamed_documents, with_old_names,
};
use workspace::{VersionPair, assert_compiles_as_reported};

#[test]
fn fixtures_compile_as_reported() {
    let old = base(None);
    let mut pairs = vec![VersionPair {
        name: "unchanged".to_owned(),
        old: old.clone(),
        new: old.clone(),
    }];
    pairs.extend(overlays().into_iter().map(|(name, overlay)| VersionPair {
        name,
        old: old.clone(),
        new: base(Some(overlay)),
    }));
    assert_compiles_as_reported("changes", &pairs);
}

/// An addition that renames types, and other changes, with and without the names of the old version.
#[test]
fn kept_names_compile_as_reported() {
    let (old, new) = documents_with_new_twins();
    let (old_api, new_api) = kept(old.clone(), new.clone());
    assert_eq!(diff(&old_api, &new_api).bump(), Some(Bump::Minor));
    let pairs = [
        VersionPair {
            name: "renamed".to_owned(),
            old: api(old),
            new: api(new),
        },
        VersionPair {
            name: "kept".to_owned(),
            old: old_api,
            new: new_api,
        },
    ];
    assert_eq!(diff(&pairs[0].old, &pairs[0].new).bump(), Some(Bump::Major));
    assert_compiles_as_reported("kept-names", &pairs);
}

/// Renamed components, methods, values and inline types, without and with aliases of the old names.
#[test]
fn old_names_compile_as_reported() {
    let (old, next) = renamed_documents();
    let (before, after) = kept(old.clone(), next.clone());
    let (_, with_aliases) = with_old_names(old, next);
    let pairs = [
        VersionPair {
            name: "without".to_owned(),
            old: before.clone(),
            new: after.clone(),
        },
        VersionPair {
            name: "with".to_owned(),
            old: before,
            new: with_aliases.clone(),
        },
        VersionPair {
            name: "dropped".to_owned(),
            old: with_aliases,
            new: after,
        },
    ];
    assert_compiles_as_reported("old-names", &pairs);
}

/// Pairs of versions with different bumps. The test below has all pairs.
const SELECTED: [(&str, &str); 6] = [
    ("application/18-2026-08-21", "1.27.0/application"),
    ("admin/20-2026-08-21", "1.27.0/admin"),
    ("application/08-2026-06-07", "application/10-2026-07-03"),
    ("application/16-2026-08-10", "application/18-2026-08-21"),
    ("admin/14-2026-07-20", "admin/16-2026-07-28"),
    ("combined/24-2025-08-16", "combined/26-2025-08-18"),
];

#[test]
fn selected_real_versions_compile_as_reported() {
    let pairs: Vec<VersionPair> = successive_versions()
        .into_iter()
        .filter(|(old, new)| {
            SELECTED.iter().any(|(one, other)| {
                old.display().to_string().contains(one) && new.display().to_string().contains(other)
            })
        })
        .map(|(old, new)| real(&old, &new))
        .collect();
    assert_compiles_as_reported("upstream", &pairs);
}

/// The pairs of versions whose only major changes are renamed types.
const RENAMED: [(&str, &str); 2] = [
    ("combined/12-2025-07-02", "combined/14-2025-07-02"),
    ("admin/10-2026-06-07", "admin/12-2026-07-03"),
];

#[test]
fn real_versions_with_old_names_are_minor_and_compile() {
    let mut pairs = Vec::new();
    for (old, new) in successive_versions() {
        let are_selected = |(one, other): &(&str, &str)| {
            old.display().to_string().contains(one) && new.display().to_string().contains(other)
        };
        if RENAMED.iter().any(are_selected) {
            let without = real(&old, &new);
            assert_eq!(diff(&without.old, &without.new).bump(), Some(Bump::Major));
            let with = pair(&old, &new, with_old_names);
            assert_eq!(diff(&with.old, &with.new).bump(), Some(Bump::Minor));
            pairs.push(with);
        }
    }
    assert!(pairs.is_empty() || pairs.len() == RENAMED.len());
    assert_compiles_as_reported("upstream-old-names", &pairs);
}

#[test]
#[ignore = "takes minutes: `cargo test -p apicrate-testkit --test changes -- --ignored`"]
fn all_real_versions_compile_as_reported() {
    let pairs: Vec<VersionPair> = successive_versions()
        .iter()
        .map(|(old, new)| real(old, new))
        .collect();
    assert_compiles_as_reported("upstream", &pairs);
}

#[test]
#[ignore = "takes minutes: `cargo test -p apicrate-testkit --test changes -- --ignored`"]
fn all_real_versions_with_old_names_compile_as_reported() {
    let pairs: Vec<VersionPair> = successive_versions()
        .iter()
        .map(|(old, new)| pair(old, new, with_old_names))
        .collect();
    assert_compiles_as_reported("upstream-old-names", &pairs);
}

/// The documents of version 1.27.0 that follow the last published ones.
const LAST: &str = "trophy-1.27.0";

/// Each version of Trophy's documents with the next one. Invalid versions are skipped.
fn successive_versions() -> Vec<(PathBuf, PathBuf)> {
    let mut pairs = Vec::new();
    for kind in ["combined", "application", "admin"] {
        let mut documents = shared::shared(&format!("upstream/{kind}"));
        documents.retain(|path| Document::read(path).is_ok());
        let last = shared::shared(LAST).into_iter();
        documents.extend(last.filter(|path| path.file_stem() == Some(OsStr::new(kind))));
        let (old, new) = (documents.iter().cloned(), documents.iter().skip(1).cloned());
        pairs.extend(old.zip(new));
    }
    pairs
}

/// Two real versions. The new one keeps the names of the old one, as with a names lock.
fn real(old: &Path, new: &Path) -> VersionPair {
    pair(old, new, kept)
}

fn pair(
    old: &Path,
    new: &Path,
    resolved: fn(RawDocument, RawDocument) -> (Api, Api),
) -> VersionPair {
    let read = |path: &Path| RawDocument::read(path).unwrap_or_else(|errors| panic!("{errors}"));
    let (old_api, new_api) = resolved(read(old), read(new));
    let part = |path: &Path| {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        name.split(['-', '.']).next().unwrap_or_default().to_owned()
    };
    let kind = old
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    VersionPair {
        name: format!("{kind}-{}-{}", part(old), part(new)),
        old: old_api,
        new: new_api,
    }
}
