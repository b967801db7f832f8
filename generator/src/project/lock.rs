//! The content lock: hashes of the documents from which the code was generated. It shows that a document has changed
//! even if the document's own version has not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::sha256::sha256;

/// The sources of the generated code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// The version of the generator.
    generator: String,
    /// The documents by the names in the first lines of their files.
    documents: BTreeMap<String, LockedDocument>,
    /// The SHA-256 of the overlay, in hexadecimal.
    overlay: String,
}

/// One document in a [`Lock`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LockedDocument {
    /// The version of the API (`info.version`).
    pub version: String,
    /// The SHA-256 of the text, in hexadecimal.
    pub sha256: String,
    /// The SHA-256 of the upstream document that was merged last, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
}

impl Lock {
    /// Reads a lock file. Returns an empty lock if the file does not exist or is not a lock.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let text = fs::read(path).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Returns a lock for an overlay and no documents yet.
    #[must_use]
    pub fn new(overlay: &str) -> Self {
        Self {
            generator: env!("CARGO_PKG_VERSION").to_owned(),
            documents: BTreeMap::new(),
            overlay: sha256(overlay),
        }
    }

    /// Adds a document with its text and the version of its API. The upstream document is copied from `previous`.
    pub fn add(&mut self, path: &str, text: &str, version: &str, previous: &Self) {
        let locked = LockedDocument {
            version: version.to_owned(),
            sha256: sha256(text),
            upstream: previous.upstream(path).map(str::to_owned),
        };
        self.documents.insert(path.to_owned(), locked);
    }

    /// Copies the documents that are not in this lock, for a run that generates only some documents.
    pub fn keep_others(&mut self, previous: &Self) {
        for (path, document) in &previous.documents {
            let entry = self.documents.entry(path.clone());
            entry.or_insert_with(|| document.clone());
        }
    }

    /// The SHA-256 of the upstream document that was merged last into a document.
    #[must_use]
    pub fn upstream(&self, document: &str) -> Option<&str> {
        self.documents.get(document)?.upstream.as_deref()
    }

    /// Sets the SHA-256 of the upstream document that was merged last.
    pub fn set_upstream(&mut self, document: &str, sha256: String) {
        if let Some(locked) = self.documents.get_mut(document) {
            locked.upstream = Some(sha256);
        }
    }

    /// The text of the lock file.
    ///
    /// # Errors
    ///
    /// If the lock cannot be serialized.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}
