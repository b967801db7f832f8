//! The changes that `diff` reports between two versions of an API.
//!
//! Each overlay in `overlays/` changes `base.yaml` in one way. The snapshot of the same name has the report, and then the report
//! of the opposite change. The modules compare small documents, for changes that `base.yaml` has no place for. The test `changes`
//! of the package `apicrate-testkit` compares the reports with the verdict of the compiler.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed precondition fails the test"
)]

mod access;
mod bodies;
mod names;
mod operations;
mod report;
mod types;
mod validation;
mod versions;

use std::panic::catch_unwind;

use apicrate::diff::{Bump, Changes, diff};

use report::report;
use versions::{base, overlays};

#[test]
fn reports_of_changes_match_their_snapshots() {
    let base = base(None);
    let mut all_match = true;
    for (name, overlay) in overlays() {
        let changed = self::base(Some(overlay));
        let there = report(&diff(&base, &changed));
        let back = report(&diff(&changed, &base));
        let report = format!("{there}\n# The opposite change\n\n{back}");
        insta::with_settings!({ omit_expression => true }, {
            let checked = catch_unwind(|| insta::assert_snapshot!(name.clone(), report));
            all_match &= checked.is_ok();
        });
    }
    assert!(all_match, "reports differ from their snapshots");
}

#[test]
fn equal_versions_have_no_changes() {
    let changes = diff(&base(None), &base(None));
    assert_eq!(changes, Changes::default());
    assert_eq!(changes.bump(), None);
}

#[test]
fn only_reordered_arguments_still_compile_after_a_major_change() {
    let (base, overlays) = (base(None), overlays());
    for (name, bump, stop) in [
        ("arguments-swapped", Bump::Major, false),
        ("field-removed", Bump::Major, true),
        ("field-optional-added", Bump::Minor, false),
        ("documentation-only", Bump::Patch, false),
        ("wire-only", Bump::Patch, false),
    ] {
        let found = overlays.iter().find(|(known, _)| known == name);
        let (_, overlay) = found.expect("the overlay exists");
        let changes = diff(&base, &self::base(Some(overlay.clone())));
        assert_eq!(changes.bump(), Some(bump), "{name}");
        assert_eq!(changes.stop_compiling(), stop, "{name}");
    }
}
