//! The options for documents with URLs, which several commands have.

use std::error::Error;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use apicrate::Diagnostics;
use apicrate::document::RemoteAccess;
use apicrate::project::Config;
use clap::Args;

use crate::quoted::quoted;

/// The options for documents with URLs.
#[derive(Debug, Default, Args)]
pub(crate) struct RemoteArguments {
    /// Also fetch documents with URLs of this host, such as `api.example.com`, over `https`; `http://HOST` allows `http`.
    /// Can be repeated. Default: no document is fetched.
    #[arg(long = "allow-host", value_name = "HOST")]
    pub(crate) hosts: Vec<String>,
    /// The lock file with the hashes of fetched documents. Their contents are in a folder beside it. Default:
    /// `remote.lock` in the folder of the document, or in the current folder if the document is a URL.
    #[arg(long = "remote-lock", value_name = "FILE", requires = "hosts")]
    pub(crate) lock: Option<PathBuf>,
    /// Fetch all documents again, and show which ones differ from those in the lock file.
    #[arg(long)]
    update_remote: bool,
}

impl RemoteArguments {
    /// The access to remote documents for a document, or `None` if no host is allowed.
    pub(crate) fn for_document(
        &self,
        document: &Path,
    ) -> Result<Option<RemoteAccess>, Diagnostics> {
        let default = || RemoteAccess::lock_of(document);
        self.access(&[], self.lock.clone().unwrap_or_else(default))
    }

    /// The access for the documents of the workspace, whose root is `root`.
    pub(crate) fn for_workspace(
        &self,
        config: &Config,
        root: &Path,
    ) -> Result<Option<RemoteAccess>, Diagnostics> {
        let lock = config.remote_lock.as_deref().unwrap_or("remote.lock");
        let lock = self.lock.clone().unwrap_or_else(|| root.join(lock));
        self.access(&config.allow_host, lock)
    }

    fn access(&self, more: &[String], lock: PathBuf) -> Result<Option<RemoteAccess>, Diagnostics> {
        if self.hosts.is_empty() && more.is_empty() {
            return Ok(None);
        }
        let remote = RemoteAccess::new(lock);
        let remote = remote.allow_hosts(&self.hosts)?.allow_hosts(more)?;
        Ok(Some(if self.update_remote {
            remote.update()
        } else {
            remote
        }))
    }
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
pub(crate) fn save(
    remote: Option<&RemoteAccess>,
    print: impl Fn(&dyn Display),
) -> Result<(), Box<dyn Error>> {
    if let Some(remote) = remote {
        for change in remote.changes() {
            print(&format_args!("{}: {change}", remote.lock().display()));
        }
        remote.save()?;
    }
    Ok(())
}
