//! All of `trophy-api` at a glance: one snapshot for each section of its outline, so that a change of a
//! document shows as a few lines where it belongs. The list of sections is a snapshot, too: one that is gone
//! does not go unnoticed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use apicrate::{Document, Overlay, RawDocument, outline, resolve};

#[test]
fn the_outline_of_the_application_api_is_known() {
    assert_known("application");
}

#[test]
fn the_outline_of_the_admin_api_is_known() {
    assert_known("admin");
}

fn spec(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../spec")
        .join(file)
}

fn assert_known(name: &str) {
    let overlay = Overlay::read(&spec("overlay.yaml")).unwrap();
    let written = RawDocument::read(&spec(&format!("{name}.yaml"))).unwrap();
    let document = Document::from_raw(written.with_overlays(&[overlay]).unwrap()).unwrap();
    let (api, _) = resolve(&document).unwrap();
    let outline = outline(&api);
    let sections: Vec<&str> = outline.keys().map(String::as_str).collect();
    let snapshot = |section: &str| format!("{name}-{}", section.replace(' ', "-"));
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    // Each section has its say, however many have changed.
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
