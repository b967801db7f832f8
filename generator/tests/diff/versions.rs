//! Pairs of versions that are compared. The tests of the package `apicrate-testkit` also use this module.

use std::fs;
use std::path::{Path, PathBuf};

use apicrate::diff::{Renames, renames};
use apicrate::document::{self, Names};
use apicrate::{Api, Document, Overlay, RawDocument, resolve, resolve_with_names};

/// The API of `base.yaml`, changed by an overlay.
pub(crate) fn base(overlay: Option<Overlay>) -> Api {
    let overlays: Vec<Overlay> = overlay.into_iter().collect();
    let document = read("base.yaml")
        .with_overlays(&overlays)
        .unwrap_or_else(|errors| panic!("{errors}"));
    api(document)
}

/// All overlays with their names.
pub(crate) fn overlays() -> Vec<(String, Overlay)> {
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

/// Two documents. The second one renames components, methods, values and inline types of the first.
pub(crate) fn renamed_documents() -> (RawDocument, RawDocument) {
    let methods = document::Renames::default()
        .rename_operation("boats_find", "get")
        .rename_operation("boats_replace", "put");
    let new = read("old-names/new.yaml").rename(methods);
    (read("old-names/old.yaml"), new)
}

/// Two documents. The second one adds items that take names of the first.
pub(crate) fn documents_with_new_twins() -> (RawDocument, RawDocument) {
    (read("kept/old.yaml"), read("kept/new.yaml"))
}

fn read(name: &str) -> RawDocument {
    RawDocument::read(&folder().join(name)).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The API of a document.
pub(crate) fn api(document: RawDocument) -> Api {
    let (api, _) = resolve(&parsed(document)).unwrap_or_else(|errors| panic!("{errors}"));
    api
}

/// The APIs of two versions, of which the second keeps the names of the first.
pub(crate) fn kept(old: RawDocument, new: RawDocument) -> (Api, Api) {
    let (old, names) = resolved(&parsed(old), Names::default());
    let (new, _) = resolved(&parsed(new), names);
    (old, new)
}

/// Like [`kept`], and the old names of renamed items are aliases.
pub(crate) fn with_old_names(old: RawDocument, new: RawDocument) -> (Api, Api) {
    let (old, names) = resolved(&parsed(old), Names::default());
    let document = parsed(new);
    let (new, mut names) = resolved(&document, names);
    let Renames { aliases, variants } = renames(&old, &new);
    names.add_old_names(aliases, variants);
    let (new, _) = resolved(&document, names);
    (old, new)
}

fn parsed(raw: RawDocument) -> Document {
    Document::from_raw(raw).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The API of a document that keeps these names, and its names.
fn resolved(document: &Document, names: Names) -> (Api, Names) {
    let document = document.clone().keep_names(names);
    let (api, names, _) = resolve_with_names(&document).unwrap_or_else(|errors| panic!("{errors}"));
    (api, names)
}

fn folder() -> PathBuf {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = packages.map(|package| package.join("tests/diff"));
    folders
        .find(|folder| folder.exists())
        .expect("the package has the documents")
}
