//! The documents that this crate is generated from.

use std::path::Path;

use apicrate::{Api, Document, Overlay, RawDocument, resolve};

/// The document `spec/{name}.yaml`, corrected by the overlay.
pub(crate) fn document(name: &str) -> RawDocument {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let overlay = Overlay::read(&folder.join("overlay.yaml")).expect("the overlay is valid");
    RawDocument::read(&folder.join(format!("{name}.yaml")))
        .and_then(|document| document.with_overlays(&[overlay]))
        .expect("the document is valid")
}

/// The API of a document.
pub(crate) fn api(name: &str) -> Api {
    let document = Document::from_raw(document(name)).expect("the document is valid");
    resolve(&document).expect("the document is valid").0
}
