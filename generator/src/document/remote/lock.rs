//! The lock file of remote documents, and the folder with their contents.
//!
//! The lock file contains the SHA-256 of each document by its URL. Each content is a file whose name is its SHA-256.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::RemoteError;
use super::url::RemoteUrl;
use crate::document::limits::{MAX_LOCK_BYTES, RequestLimits};
use crate::files::replace;
use crate::sha256::sha256;

/// The lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoteLock {
    /// The documents by URL.
    pub(super) documents: BTreeMap<String, LockedContent>,
}

/// The content of a remote document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockedContent {
    /// The SHA-256 in hexadecimal, in lower case.
    pub(super) sha256: String,
    /// The URL after redirects, if it is another one. References in the document are relative to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<String>,
}

impl RemoteLock {
    /// Reads a lock file. It is empty if the file does not exist.
    pub(super) fn read(path: &Path) -> Result<Self, RemoteError> {
        let error = |reason: String| RemoteError::Lock {
            path: path.to_owned(),
            reason,
        };
        let bytes = match read_file(path, MAX_LOCK_BYTES) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(Self::default()),
            Err(reason) => return Err(error(reason.to_string())),
        };
        let lock: Self =
            serde_json::from_slice(&bytes).map_err(|reason| error(reason.to_string()))?;
        for (url, content) in &lock.documents {
            let urls = content.location.iter().chain([url]);
            for url in urls {
                let is_normal = RemoteUrl::parse(url).is_ok_and(|parsed| parsed.as_str() == url);
                if !is_normal {
                    return Err(error("it contains an invalid URL".to_owned()));
                }
            }
            if !is_hash(&content.sha256) {
                return Err(error(format!("the SHA-256 of `{url}` is invalid")));
            }
        }
        Ok(lock)
    }

    fn to_json(&self) -> io::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Writes the lock file if it has another content.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        if Self::read(path).is_ok_and(|lock| lock == *self) {
            return Ok(());
        }
        create_folder(path.parent().unwrap_or(Path::new("")))?;
        replace(path, self.to_json()?.as_bytes())
    }
}

/// The folder with the contents.
#[derive(Debug, Clone)]
pub(super) struct Contents {
    folder: PathBuf,
}

impl Contents {
    /// The folder that belongs to a lock file.
    pub(super) fn new(lock: &Path) -> Self {
        Self {
            folder: lock.with_extension("documents"),
        }
    }

    /// Reads the content with a SHA-256. Returns `None` if it is not stored.
    pub(super) fn read(&self, hash: &str) -> Result<Option<Vec<u8>>, RemoteError> {
        let path = self.path(hash);
        match read_file(&path, RequestLimits::DEFAULT.bytes) {
            Ok(Some(bytes)) if sha256(&bytes) == hash => Ok(Some(bytes)),
            Ok(Some(_)) => Err(RemoteError::Corrupt { path }),
            Ok(None) => Ok(None),
            Err(error) => {
                let reason = error.to_string();
                Err(RemoteError::Unreadable { path, reason })
            }
        }
    }

    /// Stores a content, unless it is stored already. A stored content that is damaged is replaced.
    pub(super) fn write(&self, hash: &str, content: &[u8]) -> io::Result<()> {
        let path = self.path(hash);
        if matches!(self.read(hash), Ok(Some(_))) {
            return Ok(());
        }
        create_folder(&self.folder)?;
        // Git must not change line breaks, because a content with other line breaks has another hash.
        let attributes = self.folder.join(".gitattributes");
        if !attributes.exists() {
            replace(&attributes, b"* -text\n")?;
        }
        replace(&path, content)
    }

    /// Removes a content that no document has any more.
    pub(super) fn remove(&self, hash: &str) {
        _ = fs::remove_file(self.path(hash));
    }

    /// The path of a content. The hash has been checked, so it is a file in the folder.
    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(hash)
    }
}

fn create_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder)
}

/// Reads a regular file. Returns `None` if it does not exist.
fn read_file(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        // Opening a pipe would wait for a writer.
        Ok(metadata) if !metadata.is_file() => return Err(io::Error::other("it is not a file")),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other("it is too large"));
    }
    Ok(Some(bytes))
}

/// Returns true for a SHA-256 in hexadecimal, which cannot be a path.
fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
