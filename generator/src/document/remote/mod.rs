//! Documents with URLs: which hosts are allowed, the requests, and the lock file that makes a run reproducible.
//!
//! A document with an entry in the lock file has the content with the SHA-256 of the entry. If the content is stored
//! beside the lock file, there is no request.

mod error;
#[cfg(feature = "remote")]
mod http;
#[cfg(not(feature = "remote"))]
#[path = "no_http.rs"]
mod http;
mod lock;
mod url;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(super) use self::error::RemoteError;
use self::http::HttpClient;
use self::lock::{Contents, LockedContent, RemoteLock};
use self::url::AllowedHost;
pub(super) use self::url::RemoteUrl;
use super::limits::{MAX_REQUEST_TIME, RequestLimits};
use crate::counted::counted;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::sha256::sha256;

/// Access to documents with URLs, which a document can refer to.
///
/// Only documents of the allowed hosts are fetched. A lock file contains the SHA-256 of each document, and a folder
/// beside it the contents: `remote.documents` for `remote.lock`. A run that finds both sends no request. [`Self::save`]
/// writes them.
///
/// Clones share the documents: each is fetched once.
///
/// ```
/// use apicrate::document::RemoteAccess;
///
/// let remote = RemoteAccess::new("spec/remote.lock").allow_hosts(&["api.example.com"])?;
/// # let _ = remote;
/// # Ok::<(), apicrate::Diagnostics>(())
/// ```
#[derive(Debug, Clone)]
pub struct RemoteAccess {
    hosts: Vec<AllowedHost>,
    lock: PathBuf,
    contents: Contents,
    mode: Mode,
    state: Arc<Mutex<State>>,
}

/// The documents that can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Those whose content is not stored. A document that is not in the lock file is added to it.
    Missing,
    /// Those in the lock file whose content is not stored.
    Locked,
    /// All, also if they have another content than that in the lock file.
    All,
}

#[derive(Debug, Default)]
struct State {
    client: Option<HttpClient>,
    /// The lock file, once it has been read.
    lock: Option<Result<RemoteLock, RemoteError>>,
    /// The results of this run by the URLs in references.
    results: HashMap<RemoteUrl, Result<RemoteContent, RemoteError>>,
    /// The documents that were recognized.
    used: BTreeSet<RemoteUrl>,
    /// The time that requests have taken.
    time: Duration,
}

/// The content of a remote document.
#[derive(Debug, Clone)]
pub(super) struct RemoteContent {
    /// The URL after redirects.
    pub(super) url: RemoteUrl,
    pub(super) bytes: Arc<[u8]>,
    hash: String,
}

impl RemoteContent {
    fn new(url: RemoteUrl, bytes: Vec<u8>) -> Self {
        Self {
            url,
            hash: sha256(&bytes),
            bytes: bytes.into(),
        }
    }

    /// The entry in the lock file for the document with this URL.
    fn locked(&self, url: &RemoteUrl) -> LockedContent {
        let location = (self.url != *url).then(|| self.url.to_string());
        LockedContent {
            sha256: self.hash.clone(),
            location,
        }
    }
}

impl RemoteAccess {
    /// Returns whether documents can be fetched, which needs the feature `remote`. Without it, documents come from the
    /// folder beside the lock file only.
    #[must_use]
    pub const fn can_fetch() -> bool {
        cfg!(feature = "remote")
    }

    /// Gives access to the contents that belong to a lock file. No host is allowed yet.
    #[must_use]
    pub fn new(lock: impl Into<PathBuf>) -> Self {
        let lock = lock.into();
        Self {
            hosts: Vec::new(),
            contents: Contents::new(&lock),
            lock,
            mode: Mode::Missing,
            state: Arc::default(),
        }
    }

    /// Gives access without a lock file: each document is fetched, and [`Self::save`] writes nothing.
    #[must_use]
    pub fn unlocked() -> Self {
        // No file has this path.
        Self::new("")
    }

    /// Returns the usual path of the lock file: `remote.lock` in the folder of a document, or in the current folder if
    /// the document is a URL.
    #[must_use]
    pub fn lock_of(document: &Path) -> PathBuf {
        let is_url = document.to_str().is_some_and(RemoteUrl::is_url);
        let folder = document.parent().filter(|_| !is_url);
        folder.unwrap_or(Path::new("")).join("remote.lock")
    }

    /// Allows documents of hosts. `api.example.com` and `api.example.com:8443` allow `https`;
    /// `http://127.0.0.1:8080` allows `http`.
    ///
    /// # Errors
    ///
    /// If a text is not a host.
    pub fn allow_hosts(mut self, hosts: &[impl AsRef<str>]) -> Result<Self, Diagnostics> {
        for host in hosts {
            let host = AllowedHost::parse(host.as_ref()).map_err(|reason| {
                let message = format!("cannot allow references to documents of a host: {reason}");
                Diagnostic::error("external-reference", "", message)
            })?;
            self.hosts.push(host);
        }
        Ok(self)
    }

    /// Allows the documents of the host of a URL that the user has given. `http` is allowed for this machine only, and a
    /// text that is not a URL allows nothing.
    #[must_use]
    pub fn allow_url(mut self, url: &str) -> Self {
        let url = RemoteUrl::parse(url).ok();
        let url = url.filter(|url| url.is_https() || url.is_loopback());
        self.hosts.extend(url.as_ref().map(AllowedHost::of_url));
        self
    }

    /// Requires that the lock file contains each document. Only documents with an entry are fetched.
    #[must_use]
    pub fn locked(mut self) -> Self {
        self.mode = Mode::Locked;
        self
    }

    /// Fetches all documents again. They can have other contents than those in the lock file; [`Self::changes`] returns
    /// the differences.
    #[must_use]
    pub fn update(mut self) -> Self {
        self.mode = Mode::All;
        self
    }

    /// The differences between the documents of this run and the lock file.
    #[must_use]
    pub fn changes(&self) -> Vec<RemoteChange> {
        let state = self.state();
        let Some(Ok(lock)) = &state.lock else {
            return Vec::new();
        };
        let change = |(url, content): (&RemoteUrl, &RemoteContent)| {
            let old = lock.documents.get(url.as_str());
            let new = content.locked(url);
            (old != Some(&new)).then(|| RemoteChange {
                url: url.to_string(),
                lines: old.and_then(|old| self.changed_lines(&old.sha256, content)),
                old: old.map(|old| old.sha256.clone()),
                new: new.sha256,
            })
        };
        state.used().filter_map(change).collect()
    }

    /// The numbers of lines that were added and removed, if the old content is stored.
    fn changed_lines(&self, old: &str, new: &RemoteContent) -> Option<(usize, usize)> {
        let old = self.contents.read(old).ok()??;
        let mut counts: HashMap<&[u8], isize> = HashMap::new();
        for line in new.bytes.split(|byte| *byte == b'\n') {
            *counts.entry(line).or_default() += 1;
        }
        for line in old.split(|byte| *byte == b'\n') {
            *counts.entry(line).or_default() -= 1;
        }
        let (added, removed): (Vec<_>, Vec<_>) = counts.values().partition(|count| **count > 0);
        let sum = |counts: Vec<isize>| counts.into_iter().map(isize::unsigned_abs).sum();
        Some((sum(added), sum(removed)))
    }

    /// Adds the documents of this run to the lock file, and stores their contents. Each file is replaced atomically.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or written. The message contains its path.
    pub fn save(&self) -> io::Result<()> {
        let state = self.state();
        if state.used.is_empty() || self.lock.as_os_str().is_empty() {
            return Ok(());
        }
        let failed = |error: io::Error| {
            let path = self.lock.display();
            io::Error::new(error.kind(), format!("{path}: {error}"))
        };
        // Another run can have changed the file.
        let lock = RemoteLock::read(&self.lock);
        let mut lock = lock.map_err(|error| io::Error::other(error.to_string()))?;
        let mut replaced = Vec::new();
        for (url, content) in state.used() {
            self.contents
                .write(&content.hash, &content.bytes)
                .map_err(failed)?;
            let old = lock.documents.insert(url.to_string(), content.locked(url));
            replaced.extend(old.map(|old| old.sha256));
        }
        lock.write(&self.lock).map_err(failed)?;
        for hash in replaced {
            if !lock
                .documents
                .values()
                .any(|content| content.sha256 == hash)
            {
                self.contents.remove(&hash);
            }
        }
        Ok(())
    }

    /// The path of the lock file.
    #[must_use]
    pub fn lock(&self) -> &Path {
        &self.lock
    }

    /// Returns the content of a document.
    pub(super) fn get(&self, url: &RemoteUrl) -> Result<RemoteContent, RemoteError> {
        self.check_host(url)?;
        let mut state = self.state();
        if let Some(result) = state.results.get(url) {
            return result.clone();
        }
        let result = self.find(url, &mut state);
        state.results.insert(url.clone(), result.clone());
        result
    }

    /// Adds a document to those that [`Self::save`] writes.
    pub(super) fn keep(&self, url: &RemoteUrl) {
        self.state().used.insert(url.clone());
    }

    /// Reads a document from the stored contents, or fetches it.
    fn find(&self, url: &RemoteUrl, state: &mut State) -> Result<RemoteContent, RemoteError> {
        let lock = state
            .lock
            .get_or_insert_with(|| RemoteLock::read(&self.lock));
        let lock = lock.as_ref().map_err(Clone::clone)?;
        let entry = lock.documents.get(url.as_str()).cloned();
        let Some(entry) = entry.filter(|_| self.mode != Mode::All) else {
            if self.mode == Mode::Locked {
                let path = self.lock.clone();
                return Err(RemoteError::NotLocked { path });
            }
            return self.fetch(url, state);
        };
        if let Some(bytes) = self.contents.read(&entry.sha256)? {
            let location = entry
                .location
                .as_deref()
                .map(RemoteUrl::parse)
                .transpose()?;
            let location = location.unwrap_or_else(|| url.clone());
            self.check_host(&location)?;
            return Ok(RemoteContent::new(location, bytes));
        }
        let content = self.fetch(url, state)?;
        if content.hash != entry.sha256 {
            return Err(RemoteError::Changed {
                path: self.lock.clone(),
                expected: entry.sha256,
                found: content.hash,
            });
        }
        Ok(content)
    }

    fn fetch(&self, url: &RemoteUrl, state: &mut State) -> Result<RemoteContent, RemoteError> {
        let client = state
            .client
            .get_or_insert_with(|| HttpClient::new(RequestLimits::DEFAULT));
        let left = MAX_REQUEST_TIME.saturating_sub(state.time);
        if left.is_zero() {
            let limit = MAX_REQUEST_TIME.as_secs();
            return Err(RemoteError::Failed {
                host: url.host().to_owned(),
                reason: format!("all requests together have taken more than {limit} seconds"),
            });
        }
        let start = Instant::now();
        let result = client.get(url, left, |url| self.check_host(url).is_ok());
        state.time += start.elapsed();
        let (url, bytes) = result?;
        Ok(RemoteContent::new(url, bytes))
    }

    fn check_host(&self, url: &RemoteUrl) -> Result<(), RemoteError> {
        if self.hosts.iter().any(|host| host.allows(url)) {
            return Ok(());
        }
        Err(RemoteError::not_allowed(url))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The documents that were recognized, by the URLs in references.
    fn used(&self) -> impl Iterator<Item = (&RemoteUrl, &RemoteContent)> {
        let content = |url| Some((url, self.results.get(url)?.as_ref().ok()?));
        self.used.iter().filter_map(content)
    }
}

/// A document whose content is not the one in the lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoteChange {
    /// The URL in references.
    pub url: String,
    /// The SHA-256 in the lock file; `None` for a new document.
    pub old: Option<String>,
    /// The new SHA-256.
    pub new: String,
    /// The numbers of lines that were added and removed; `None` if the old content is unknown.
    pub lines: Option<(usize, usize)>,
}

impl fmt::Display for RemoteChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            url,
            old,
            new,
            lines,
        } = self;
        match old {
            None => write!(f, "added: {url}, SHA-256 {new}"),
            Some(old) => {
                write!(f, "changed: {url}")?;
                if let Some((added, removed)) = lines {
                    let added = counted(*added, "line");
                    write!(f, ", {added} added and {removed} removed")?;
                }
                write!(f, ", SHA-256 {old} -> {new}")
            }
        }
    }
}
