//! What the tests send and answer, made of the documents in `spec/` as they are generated from: no file of
//! them has to follow when the API changes.

use std::path::Path;
use std::sync::LazyLock;

use apicrate::render::agreement_cases;
use apicrate::{Document, Overlay, RawDocument, resolve};

pub(crate) static ADMIN: LazyLock<String> = LazyLock::new(|| cases("admin.yaml"));

pub(crate) static APPLICATION: LazyLock<String> = LazyLock::new(|| cases("application.yaml"));

fn cases(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let overlay = Overlay::read(&folder.join("overlay.yaml")).expect("the overlay is right");
    let written =
        RawDocument::read(&folder.join(name)).and_then(|written| written.with_overlays(&[overlay]));
    let document = written
        .and_then(Document::from_raw)
        .expect("the document is right");
    let (api, _) = resolve(&document).expect("the document is right");
    agreement_cases(&api)
}
