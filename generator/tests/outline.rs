//! The outline of `trophy-api`: one snapshot per section, so that the diff of a changed document is small. The list of
//! sections is a snapshot too, so that a removed section is detected.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::panic::catch_unwind;
use std::path::Path;

use apicrate::project::Config;
use apicrate::{Document, RawDocument, outline, resolve};

#[test]
fn application_api_matches_its_outline() {
    assert_outline("application");
}

#[test]
fn admin_api_matches_its_outline() {
    assert_outline("admin");
}

fn assert_outline(name: &str) {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/apicrate.toml");
    let config = Config::read(&config).unwrap();
    let config = config.document(name).unwrap();
    let raw = RawDocument::read(&config.path).unwrap();
    let configured = config.configure(raw, &config.overlays().unwrap());
    let document = Document::from_raw(configured.unwrap()).unwrap();
    let (api, _) = resolve(&document).unwrap();
    let outline = outline(&api);
    let sections: Vec<&str> = outline.keys().map(String::as_str).collect();
    let snapshot = |section: &str| format!("{name}-{}", section.replace(' ', "-"));
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    // All sections are compared, even after a difference.
    let unexpected = settings.bind(|| {
        let list = sections.join("\n");
        let list = catch_unwind(|| insta::assert_snapshot!(snapshot("sections"), list));
        let each = outline.iter().map(|(section, lines)| {
            catch_unwind(|| insta::assert_snapshot!(snapshot(section), lines))
        });
        let all = std::iter::once(list).chain(each);
        all.filter(Result::is_err).count()
    });
    assert_eq!(unexpected, 0, "sections of the outline have changed");
}
