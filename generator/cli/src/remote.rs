//! The options for documents with URLs, which several commands have.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use apicrate::RawDocument;
use apicrate::document::RemoteAccess;
use apicrate::project::DocumentConfig;
use clap::Args;

use crate::console::Console;
use crate::headings::READING;
use crate::quoted::quoted;

/// The options for documents with URLs.
#[derive(Clone, Debug, Default, Args)]
pub struct RemoteArguments {
    /// Also fetch documents with URLs of this host, such as `api.example.com`, over `https`; `http://HOST` allows `http`.
    /// Can be repeated. Default: only the host of a document that is itself a URL.
    #[arg(long = "allow-host", help_heading = READING, value_name = "HOST")]
    hosts: Vec<String>,
    /// The lock file with the hashes of fetched documents. Their contents are in a folder beside it. Default:
    /// `remote.lock` in the folder of the document. Commands that write no code write it only with this option.
    #[arg(long = "remote-lock", help_heading = READING, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Fetch all documents again, and show which ones differ from those in the lock file.
    #[arg(long, help_heading = READING)]
    update_remote: bool,
}

impl RemoteArguments {
    /// Adds the options to the configuration of a document.
    pub fn configure(&self, config: &mut DocumentConfig) {
        config.allow_host.extend(self.hosts.iter().cloned());
        if let Some(lock) = &self.lock {
            config.remote_lock = Some(lock.clone());
        }
    }

    /// The access for a command that writes code. The documents of a run have one lock file.
    #[must_use]
    pub fn access(&self, lock: PathBuf) -> RemoteAccess {
        self.updated(RemoteAccess::new(lock))
    }

    /// The access for a command that only reads a document, to whose configuration these options were added. A lock file
    /// is read if it exists. A URL on the command line is not locked.
    #[must_use]
    pub fn reading_access(&self, config: &DocumentConfig) -> RemoteAccess {
        let is_locked = config.remote_lock.is_some() || !config.is_remote();
        let lock = config.lock_path();
        let is_used = self.lock.is_some() || is_locked && lock.is_file();
        self.updated(if is_used {
            RemoteAccess::new(lock)
        } else {
            RemoteAccess::unlocked()
        })
    }

    /// Returns true if all documents are fetched again.
    pub(crate) fn is_update(&self) -> bool {
        self.update_remote
    }

    fn updated(&self, access: RemoteAccess) -> RemoteAccess {
        if self.update_remote {
            access.update()
        } else {
            access
        }
    }

    /// Writes the lock file of a command that only reads, if the options name one.
    ///
    /// # Errors
    ///
    /// If a file or a note cannot be written.
    pub fn save(&self, access: &RemoteAccess, console: Console) -> io::Result<()> {
        if self.lock.is_none() {
            return Ok(());
        }
        save(access, |line| console.note(line))
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
    access: &RemoteAccess,
    print: impl Fn(fmt::Arguments<'_>) -> io::Result<()>,
) -> io::Result<()> {
    for change in access.changes() {
        print(format_args!("{}: {change}", access.lock().display()))?;
    }
    access.save()
}
