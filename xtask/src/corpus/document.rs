//! The documents of a folder, and the names of their crates.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use apicrate::project::files;

/// A document and the crate that is generated from it.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) path: PathBuf,
    /// The path below the folder of all documents.
    pub(super) name: String,
    pub(super) package: String,
}

/// All documents below a folder, sorted by path.
pub(super) fn documents(folder: &Path) -> io::Result<Vec<Document>> {
    let mut packages = HashSet::new();
    let paths = files::list(folder)?.into_iter();
    let documents = paths.filter(|path| is_document(path)).map(|path| {
        let name = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .display()
            .to_string();
        let mut package = format!("corpus_{}", identifier(&name));
        // Cargo allows 64 characters.
        package.truncate(56);
        while !packages.insert(package.clone()) {
            package.push('_');
        }
        Document {
            path,
            name,
            package,
        }
    });
    Ok(documents.collect())
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str);
    matches!(extension, Some("json" | "yaml" | "yml"))
}

/// Converts a path to a name for a crate or a folder.
pub(super) fn identifier(path: &str) -> String {
    path.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}
