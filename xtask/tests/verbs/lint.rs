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

#[test]
fn findings_have_the_colors_of_apicrate() {
    let colored = |color| {
        let printed = text(&xtask(&["--color", color, "lint"]).stdout);
        printed.contains("\u{1b}[1m\u{1b}[33mwarning[")
    };
    assert!(colored("always") && !colored("auto"));
}
