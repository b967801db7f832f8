//! `cargo xtask lint`: the documents of this workspace.

use super::support::{text, xtask};

#[test]
fn own_documents_have_no_errors() {
    let output = xtask(&["lint"]);
    let printed = text(&output.stdout);
    assert!(output.status.success(), "{printed}");
    assert!(
        printed.contains("application.yaml") && printed.contains("admin.yaml"),
        "{printed}"
    );
}
