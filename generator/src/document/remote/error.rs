//! The reasons why a remote document cannot be used.

use std::fmt;
use std::path::PathBuf;

use super::url::{RemoteUrl, UrlError};

/// The reason why a remote document cannot be used. Contains no credentials and nothing of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) enum RemoteError {
    Url(UrlError),
    /// The user has not allowed the host.
    NotAllowed {
        host: String,
        is_https: bool,
    },
    /// The request to the host failed.
    Failed {
        host: String,
        reason: String,
    },
    /// The lock file cannot be used.
    Lock {
        path: PathBuf,
        reason: String,
    },
    /// The lock file does not contain the document, but has to.
    NotLocked {
        path: PathBuf,
    },
    /// The response does not have the SHA-256 of the lock file.
    Changed {
        path: PathBuf,
        expected: String,
        found: String,
    },
    /// The stored content does not have the SHA-256 in its name.
    Corrupt {
        path: PathBuf,
    },
    /// The stored content cannot be read.
    Unreadable {
        path: PathBuf,
        reason: String,
    },
}

impl From<UrlError> for RemoteError {
    fn from(error: UrlError) -> Self {
        Self::Url(error)
    }
}

impl RemoteError {
    /// The error of a URL whose host is not allowed.
    pub(in crate::document) fn not_allowed(url: &RemoteUrl) -> Self {
        Self::NotAllowed {
            host: url.host().to_owned(),
            is_https: url.is_https(),
        }
    }

    /// The code of the finding.
    pub(in crate::document) const fn code(&self) -> &'static str {
        match self {
            Self::Url(_) | Self::NotAllowed { .. } => "external-reference",
            Self::Failed { .. } => "failed-request",
            Self::Lock { .. }
            | Self::NotLocked { .. }
            | Self::Changed { .. }
            | Self::Corrupt { .. }
            | Self::Unreadable { .. } => "remote-lock",
        }
    }

    /// A suggestion how to continue.
    pub(in crate::document) fn help(&self) -> Option<String> {
        match self {
            Self::NotAllowed { host, is_https } => {
                let scheme = if *is_https { "" } else { "http://" };
                Some(format!(
                    "if you trust the host, `--allow-host {scheme}{host}` allows its documents, or \
                     `Build::allow_host` in a build script"
                ))
            }
            Self::Url(UrlError::Credentials) => Some(
                "messages and the lock file contain URLs; download the document, and refer to the file".to_owned(),
            ),
            Self::NotLocked { .. } => Some(
                "run the command without `--check`, or the build script with `APICRATE_UPDATE_REMOTE=1`, and review \
                 the lock file"
                    .to_owned(),
            ),
            Self::Changed { .. } => Some(
                "`--update-remote`, or `APICRATE_UPDATE_REMOTE=1` for a build script, accepts the new content".to_owned(),
            ),
            Self::Corrupt { .. } | Self::Unreadable { .. } => {
                Some("restore the file; or delete it, so that it is fetched again".to_owned())
            }
            Self::Lock { .. } => Some(
                "restore the file; or delete it, and review the new one that the next run writes".to_owned(),
            ),
            Self::Url(_) | Self::Failed { .. } => None,
        }
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(error) => error.fmt(f),
            Self::NotAllowed {
                host,
                is_https: true,
            } => {
                write!(f, "the host `{host}` is not allowed")
            }
            Self::NotAllowed {
                host,
                is_https: false,
            } => {
                write!(f, "the host `{host}` is not allowed for `http`")
            }
            Self::Failed { host, reason } => write!(f, "the request to `{host}` failed: {reason}"),
            Self::Lock { path, reason } => {
                write!(f, "`{}` is not usable: {reason}", path.display())
            }
            Self::NotLocked { path } => write!(f, "`{}` does not contain it", path.display()),
            Self::Changed {
                path,
                expected,
                found,
            } => write!(
                f,
                "its content has changed: its SHA-256 is {found}, but `{}` contains {expected}",
                path.display()
            ),
            Self::Corrupt { path } => write!(
                f,
                "the content of `{}` does not have the SHA-256 in the name of the file",
                path.display()
            ),
            Self::Unreadable { path, reason } => {
                write!(f, "`{}` cannot be read: {reason}", path.display())
            }
        }
    }
}
