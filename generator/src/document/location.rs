//! The place from which a text was read: a file or a URL.

use std::path::{Path, PathBuf};

use super::remote::RemoteUrl;

/// The place from which a text was read, to which the references in it are relative.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Location {
    File(PathBuf),
    Url(RemoteUrl),
}

impl Location {
    /// The path, if it is a file.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Url(_) => None,
        }
    }

    /// The URL, if it is one.
    pub(super) const fn url(&self) -> Option<&RemoteUrl> {
        match self {
            Self::File(_) => None,
            Self::Url(url) => Some(url),
        }
    }

    /// The last segment of the path.
    pub(super) fn file_name(&self) -> String {
        match self {
            Self::File(path) => {
                let name = path.file_name().unwrap_or_default();
                name.display().to_string()
            }
            Self::Url(url) => url.file_name().to_owned(),
        }
    }
}
