//! What the difference between two versions says, and that the compiler says the same.
//!
//! Each overlay in `overlays/` changes `base.yaml` in one way; the snapshot of its name is what a maintainer
//! reads. A consumer that uses everything of the base is then compiled against each changed version:
//! it compiles exactly where no change stops it. So it is with real versions, where they are at hand.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "../../../tests/support/scratch.rs"]
mod scratch;
#[path = "../../../tests/support/shared.rs"]
mod shared;
mod workspace;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::diff::{Changes, diff};
use apicrate::{Api, Document, Overlay, RawDocument, resolve};

use workspace::{Case, assert_as_told};

#[test]
fn every_change_is_told() {
    let base = base(None);
    let mut all = true;
    for (name, overlay) in overlays() {
        let said = said(&diff(&base, &self::base(Some(overlay))));
        insta::with_settings!({ omit_expression => true }, {
            let shown = std::panic::catch_unwind(|| insta::assert_snapshot!(name.clone(), said));
            all &= shown.is_ok();
        });
    }
    assert!(all, "other changes are told than before");
}

#[test]
fn nothing_is_told_of_the_same() {
    assert_eq!(diff(&base(None), &base(None)), Changes::default());
}

#[test]
fn fixtures_compile_as_told() {
    let old = base(None);
    let mut cases = vec![Case {
        name: "unchanged".to_owned(),
        old: old.clone(),
        new: old.clone(),
    }];
    cases.extend(overlays().into_iter().map(|(name, overlay)| Case {
        name,
        old: old.clone(),
        new: base(Some(overlay)),
    }));
    assert_as_told("changes", &cases);
}

/// A few neighbours of each weight; all of them are in the test below.
const SOME: [(&str, &str); 4] = [
    ("application/08-2026-06-07", "application/10-2026-07-03"),
    ("application/16-2026-08-10", "application/18-2026-08-21"),
    ("admin/14-2026-07-20", "admin/16-2026-07-28"),
    ("combined/24-2025-08-16", "combined/26-2025-08-18"),
];

#[test]
fn some_real_versions_compile_as_told() {
    let found: Vec<Case> = neighbours()
        .into_iter()
        .filter(|(old, new)| {
            SOME.iter().any(|(one, other)| {
                old.display().to_string().contains(one) && new.display().to_string().contains(other)
            })
        })
        .map(|(old, new)| real(&old, &new))
        .collect();
    assert_as_told("upstream", &found);
}

#[test]
#[ignore = "takes minutes: `cargo test -p apicrate-testkit --test changes -- --ignored`"]
fn all_real_versions_compile_as_told() {
    let found: Vec<Case> = neighbours()
        .iter()
        .map(|(old, new)| real(old, new))
        .collect();
    assert_as_told("upstream", &found);
}

/// The changes as a table, one line each.
fn said(changes: &Changes) -> String {
    let mut text = match changes.bump() {
        Some(weight) => format!("{weight}\n"),
        None => "no change\n".to_owned(),
    };
    for change in &changes.api {
        let path = match (&change.before, &change.after) {
            (Some(before), Some(after)) if before != after => format!("{before} -> {after}"),
            (Some(path), _) | (_, Some(path)) => path.clone(),
            (None, None) => panic!("a change is somewhere"),
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

/// The base, changed by an overlay.
fn base(overlay: Option<Overlay>) -> Api {
    let overlays: Vec<Overlay> = overlay.into_iter().collect();
    let written =
        RawDocument::read(&folder().join("base.yaml")).unwrap_or_else(|errors| panic!("{errors}"));
    let written = written
        .with_overlays(&overlays)
        .unwrap_or_else(|errors| panic!("{errors}"));
    let document = Document::from_raw(written).unwrap_or_else(|errors| panic!("{errors}"));
    resolve(&document)
        .unwrap_or_else(|errors| panic!("{errors}"))
        .0
}

/// All overlays by name.
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

/// Every document beside the project with the one that came after it. Those that are broken are left out.
fn neighbours() -> Vec<(PathBuf, PathBuf)> {
    let mut pairs = Vec::new();
    for kind in ["combined", "application", "admin"] {
        let mut documents = shared::shared(&format!("upstream/{kind}"));
        documents.retain(|path| Document::read(path).is_ok());
        let (old, new) = (documents.iter().cloned(), documents.iter().skip(1).cloned());
        pairs.extend(old.zip(new));
    }
    pairs
}

fn real(old: &Path, new: &Path) -> Case {
    let api = |path: &Path| {
        let document = Document::read(path).unwrap_or_else(|errors| panic!("{errors}"));
        resolve(&document)
            .unwrap_or_else(|errors| panic!("{errors}"))
            .0
    };
    let part = |path: &Path| {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        name.split('-').next().unwrap_or_default().to_owned()
    };
    let kind = old
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    Case {
        name: format!("{kind}-{}-{}", part(old), part(new)),
        old: api(old),
        new: api(new),
    }
}
