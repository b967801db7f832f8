//! The content lock, `spec/lock.json`: what the generated code was generated from, to the letter. It tells a
//! document that was changed from one that was not, whatever the document says of its version.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::sources::SOURCES;
use crate::spec::Text;
use crate::tree::Tree;

/// Where the lock is, below the workspace.
pub(crate) const LOCK: &str = "spec/lock.json";

/// What the code was generated from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    /// The version of the generator.
    generator: String,
    /// The documents, by path.
    documents: BTreeMap<String, Locked>,
    /// The SHA-256 of the overlay, in hexadecimal digits.
    overlay: String,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Locked {
    /// Its `info.version`.
    version: String,
    /// The SHA-256 of its text, in hexadecimal digits.
    sha256: String,
    /// The SHA-256 of the document whose facts `cargo xtask update` has taken over last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) upstream: Option<String>,
}

impl Lock {
    /// The lock of a workspace. One that is missing or is no lock is as good as none.
    pub(crate) fn read(root: &Path) -> Self {
        let text = std::fs::read(root.join(LOCK)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// The lock for what stands in `spec/` now: documents with their versions, in the order of their sources.
    pub(crate) fn of(documents: &[(&Text, &str)], overlay: &Text, before: &Self) -> Self {
        let documents = SOURCES
            .iter()
            .zip(documents)
            .map(|(source, (text, version))| {
                let path = source.document.to_owned();
                let upstream = before.upstream(&path).map(str::to_owned);
                let sha256 = sha256(&text.text);
                let version = (*version).to_owned();
                (
                    path,
                    Locked {
                        version,
                        sha256,
                        upstream,
                    },
                )
            });
        Self {
            generator: env!("CARGO_PKG_VERSION").to_owned(),
            documents: documents.collect(),
            overlay: sha256(&overlay.text),
        }
    }

    /// The document whose facts were taken over last.
    pub(crate) fn upstream(&self, document: &str) -> Option<&str> {
        self.documents.get(document)?.upstream.as_deref()
    }

    /// Notes whose facts were taken over.
    pub(crate) fn set_upstream(&mut self, document: &str, hash: String) {
        if let Some(locked) = self.documents.get_mut(document) {
            locked.upstream = Some(hash);
        }
    }

    /// The file.
    pub(crate) fn tree(&self) -> Result<Tree, serde_json::Error> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        Ok(Tree::of_file(LOCK, text))
    }
}

/// The SHA-256 of a text, in hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        _ = write!(digits, "{byte:02x}");
    }
    digits
}
