//! The options for documents with URLs, which several commands have.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use apicrate::document::RemoteAccess;
use apicrate::{Diagnostics, RawDocument};
use clap::Args;

use crate::console::Console;
use crate::quoted::quoted;

/// The options for documents with URLs.
#[derive(Clone, Debug, Default, Args)]
pub struct RemoteArguments {
    /// Also fetch documents with URLs of this host, such as `api.example.com`, over `https`; `http://HOST` allows `http`.
    /// Can be repeated. Default: only the host of a document that is itself a URL.
    #[arg(long = "allow-host", value_name = "HOST")]
    hosts: Vec<String>,
    /// The lock file with the hashes of fetched documents. Their contents are in a folder beside it. Default:
    /// `remote.lock` in the folder of the document. Commands that write no code write it only with this option.
    #[arg(long = "remote-lock", value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Fetch all documents again, and show which ones differ from those in the lock file.
    #[arg(long)]
    update_remote: bool,
}

impl RemoteArguments {
    /// The access for a command that writes code from a document. `lock` is the default lock file.
    pub(crate) fn for_code(
        &self,
        document: &Path,
        lock: PathBuf,
    ) -> Result<Option<RemoteAccess>, Diagnostics> {
        self.for_document(document, Some(lock))
    }

    /// The access for a command that only reads a document. The lock file beside a document is read, if it exists.
    ///
    /// # Errors
    ///
    /// If a text is not a host.
    pub fn for_reading(&self, document: &Path) -> Result<Option<RemoteAccess>, Diagnostics> {
        let lock = RemoteAccess::lock_of(document);
        let lock = (!is_url(document) && lock.is_file()).then_some(lock);
        self.for_document(document, lock)
    }

    fn for_document(
        &self,
        document: &Path,
        lock: Option<PathBuf>,
    ) -> Result<Option<RemoteAccess>, Diagnostics> {
        let url = document.to_str().filter(|_| is_url(document));
        if self.hosts.is_empty() && url.is_none() {
            return Ok(None);
        }
        let remote = self.access(&[], self.lock.clone().or(lock))?;
        Ok(Some(match url {
            Some(url) => remote.allow_url(url),
            None => remote,
        }))
    }

    /// The access for documents that may refer to documents of these hosts, in addition to those of the options. `lock`
    /// is the default lock file.
    ///
    /// # Errors
    ///
    /// If a text is not a host.
    pub fn for_hosts(
        &self,
        hosts: &[String],
        lock: PathBuf,
    ) -> Result<Option<RemoteAccess>, Diagnostics> {
        if self.hosts.is_empty() && hosts.is_empty() {
            return Ok(None);
        }
        let lock = self.lock.clone().unwrap_or(lock);
        Ok(Some(self.access(hosts, Some(lock))?))
    }

    fn access(&self, more: &[String], lock: Option<PathBuf>) -> Result<RemoteAccess, Diagnostics> {
        let remote = lock.map_or_else(RemoteAccess::unlocked, RemoteAccess::new);
        let remote = remote.allow_hosts(&self.hosts)?.allow_hosts(more)?;
        Ok(if self.update_remote {
            remote.update()
        } else {
            remote
        })
    }

    /// Writes the lock file of a command that only reads, if the options name one.
    ///
    /// # Errors
    ///
    /// If a file or a note cannot be written.
    pub fn save(&self, remote: Option<&RemoteAccess>, console: Console) -> io::Result<()> {
        let remote = remote.filter(|_| self.lock.is_some());
        save(remote, |line| console.note(line))
    }
}

/// Returns true if the argument of a command is a URL.
pub(crate) fn is_url(document: &Path) -> bool {
    document.to_str().is_some_and(RawDocument::is_url)
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for RemoteArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for host in &self.hosts {
            write!(f, " --allow-host {}", quoted(Path::new(host)))?;
        }
        if let Some(lock) = &self.lock {
            write!(f, " --remote-lock {}", quoted(lock))?;
        }
        Ok(())
    }
}

/// Writes the lock file and the contents, and prints the differences.
///
/// # Errors
///
/// If a file or a line cannot be written.
pub fn save(
    remote: Option<&RemoteAccess>,
    print: impl Fn(fmt::Arguments<'_>) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(remote) = remote {
        for change in remote.changes() {
            print(format_args!("{}: {change}", remote.lock().display()))?;
        }
        remote.save()?;
    }
    Ok(())
}
