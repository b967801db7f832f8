//! The documents that this crate is generated from.

use std::path::Path;

use apicrate::{Api, Document, Overlay, RawDocument, resolve};

/// The API of `spec/{name}.yaml`, corrected by the overlay.
pub(crate) fn api(name: &str) -> Api {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let overlay = Overlay::read(&folder.join("overlay.yaml")).expect("the overlay is valid");
    let document = RawDocument::read(&folder.join(format!("{name}.yaml")))
        .and_then(|document| document.with_overlays(&[overlay]))
        .and_then(Document::from_raw)
        .expect("the document is valid");
    resolve(&document).expect("the document is valid").0
}
