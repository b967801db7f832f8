//! The changes that `diff` reports between two versions of an API, compared with the verdict of the compiler.
//!
//! Each overlay in `overlays/` changes `base.yaml` in one way; the snapshot of the same name is the report. A consumer
//! that uses the whole API of the base is then compiled against each changed version. It must compile if and only if
//! `diff` reports no breaking change. The same is tested with real versions of Trophy's documents, if they are
//! available.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../../tests/support/scratch.rs"]
mod scratch;
#[path = "../../../tests/support/shared.rs"]
mod shared;
mod workspace;

use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::diff::{Bump, Changes, Renames, diff, renames};
use apicrate::document::{self, Names};
use apicrate::{Api, Document, Overlay, RawDocument, resolve, resolve_with_names};

use workspace::{VersionPair, assert_compiles_as_reported};

#[test]
fn reports_of_changes_match_their_snapshots() {
    let base = base(None);
    let mut all_match = true;
    for (name, overlay) in overlays() {
        let report = report(&diff(&base, &self::base(Some(overlay))));
        insta::with_settings!({ omit_expression => true }, {
            let checked = std::panic::catch_unwind(|| insta::assert_snapshot!(name.clone(), report));
            all_match &= checked.is_ok();
        });
    }
    assert!(all_match, "reports differ from their snapshots");
}

#[test]
fn equal_versions_have_no_changes() {
    assert_eq!(diff(&base(None), &base(None)), Changes::default());
}

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
    let read = |name: &str| {
        let path = folder().join(format!("kept/{name}.yaml"));
        RawDocument::read(&path).unwrap_or_else(|errors| panic!("{errors}"))
    };
    let (old, new) = (|| read("old"), || read("new"));
    let plain = |document: RawDocument| {
        let document = Document::from_raw(document).unwrap_or_else(|errors| panic!("{errors}"));
        let (api, _) = resolve(&document).unwrap_or_else(|errors| panic!("{errors}"));
        api
    };
    let (old_api, new_api) = kept(old(), new());
    assert_eq!(diff(&old_api, &new_api).bump(), Some(Bump::Minor));
    let pairs = [
        VersionPair {
            name: "renamed".to_owned(),
            old: plain(old()),
            new: plain(new()),
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
    let read = |name: &str| {
        let path = folder().join(format!("old-names/{name}.yaml"));
        RawDocument::read(&path).unwrap_or_else(|errors| panic!("{errors}"))
    };
    let methods = document::Renames::default()
        .rename_operation("boats_find", "get")
        .rename_operation("boats_replace", "put");
    let next = || read("new").rename(methods.clone());
    let (old, new) = kept(read("old"), next());
    let (_, with_aliases) = with_old_names(read("old"), next());
    let changes = diff(&old, &with_aliases);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("old-names", report(&changes));
    });
    let dropped = VersionPair {
        name: "dropped".to_owned(),
        old: with_aliases.clone(),
        new: new.clone(),
    };
    assert_eq!(diff(&dropped.old, &dropped.new).bump(), Some(Bump::Major));
    let pairs = [
        VersionPair {
            name: "without".to_owned(),
            old: old.clone(),
            new,
        },
        VersionPair {
            name: "with".to_owned(),
            old,
            new: with_aliases,
        },
        dropped,
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
fn old_names_of_real_versions_make_changes_minor() {
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

/// The changes as text.
fn report(changes: &Changes) -> String {
    let mut text = match changes.bump() {
        Some(bump) => format!("{bump}\n"),
        None => "no change\n".to_owned(),
    };
    for change in &changes.api {
        let path = match (&change.before, &change.after) {
            (Some(before), Some(after)) if before != after => format!("{before} -> {after}"),
            (Some(path), _) | (_, Some(path)) => path.clone(),
            (None, None) => panic!("a change has a path"),
        };
        writeln!(
            text,
            "\n{} {} {path}\n  {}\n  {}",
            change.bump, change.kind, change.note, change.pointer
        )
        .expect("a string can be written to");
    }
    for change in &changes.wire {
        writeln!(
            text,
            "\nwire {}\n  {}\n  {}",
            change.path, change.note, change.pointer
        )
        .expect("a string can be written to");
    }
    text
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes")
}

/// The API of the base, changed by an overlay.
fn base(overlay: Option<Overlay>) -> Api {
    let overlays: Vec<Overlay> = overlay.into_iter().collect();
    let document =
        RawDocument::read(&folder().join("base.yaml")).unwrap_or_else(|errors| panic!("{errors}"));
    let document = document
        .with_overlays(&overlays)
        .unwrap_or_else(|errors| panic!("{errors}"));
    let document = Document::from_raw(document).unwrap_or_else(|errors| panic!("{errors}"));
    resolve(&document)
        .unwrap_or_else(|errors| panic!("{errors}"))
        .0
}

/// All overlays with their names.
fn overlays() -> Vec<(String, Overlay)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder().join("overlays"))
        .expect("the overlays can be listed")
        .map(|entry| entry.expect("its entries can be read").path())
        .collect();
    paths.sort();
    let named = paths.into_iter().map(|path| {
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("it has a name");
        let overlay = Overlay::read(&path).unwrap_or_else(|errors| panic!("{errors}"));
        (name.to_owned(), overlay)
    });
    named.collect()
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

/// The APIs of two versions, of which the second keeps the names of the first.
fn kept(old: RawDocument, new: RawDocument) -> (Api, Api) {
    let (old, names) = resolved(&parsed(old), Names::default());
    let (new, _) = resolved(&parsed(new), names);
    (old, new)
}

/// Like [`kept`], and the old names of renamed items are aliases.
fn with_old_names(old: RawDocument, new: RawDocument) -> (Api, Api) {
    let (old, names) = resolved(&parsed(old), Names::default());
    let document = parsed(new);
    let (new, mut names) = resolved(&document, names);
    let Renames { aliases, variants } = renames(&old, &new);
    names.add_old_names(aliases, variants);
    let (new, _) = resolved(&document, names);
    (old, new)
}

fn parsed(raw: RawDocument) -> Document {
    Document::from_raw(raw).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The API of a document that keeps these names, and its names.
fn resolved(document: &Document, names: Names) -> (Api, Names) {
    let document = document.clone().keep_names(names);
    let (api, names, _) = resolve_with_names(&document).unwrap_or_else(|errors| panic!("{errors}"));
    (api, names)
}
