//! The whole of the application API at a glance: one snapshot for each section of its outline, so that a
//! change of the document shows as a few lines where it belongs. The list of sections is a snapshot, too:
//! one that is gone does not go unnoticed.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::path::Path;

use trophy_generator::{Document, outline, resolve};

#[test]
fn the_outline_of_the_application_api_is_known() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/application.yaml");
    let document = Document::read(&spec).unwrap_or_else(|errors| panic!("{errors}"));
    let (api, _) = resolve(&document).unwrap_or_else(|errors| panic!("{errors}"));
    let outline = outline(&api);
    let sections: Vec<&str> = outline.keys().map(String::as_str).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    // Each section has its say, however many have changed.
    let unexpected = settings.bind(|| {
        let list =
            std::panic::catch_unwind(|| insta::assert_snapshot!("sections", sections.join("\n")));
        let each = outline.iter().map(|(section, lines)| {
            std::panic::catch_unwind(|| insta::assert_snapshot!(section.replace(' ', "-"), lines))
        });
        std::iter::once(list)
            .chain(each)
            .filter(Result::is_err)
            .count()
    });
    assert_eq!(
        unexpected, 0,
        "sections of the outline differ from their snapshots"
    );
}
