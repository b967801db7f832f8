//! The old names of a document, which stay as deprecated aliases.

use std::path::Path;

use apicrate::Diagnostics;
use apicrate::document::{Names, RemoteAccess};
use apicrate::project::DocumentConfig;

use crate::diff::comparison::ResolvedDocument;
use crate::input::ConfiguredDocument;
use crate::usage::UsageError;

/// Fails unless there is one document, and its names lock can list aliases.
pub(crate) fn check(documents: &[DocumentConfig]) -> Result<(), UsageError> {
    match documents {
        [only] if only.names_lock.is_none() => Err(UsageError(
            "`--keep-old-names` needs a names lock, such as `--names-lock names.lock`".to_owned(),
        )),
        [_] => Ok(()),
        several => Err(UsageError::several(several, "`--keep-old-names`")),
    }
}

/// The names of a document, with aliases for the names of an old version. Both have the names of the lock.
pub(crate) fn with_aliases(
    document: &ConfiguredDocument,
    old: &Path,
    access: &RemoteAccess,
) -> Result<Names, Diagnostics> {
    let mut config = document.config.clone();
    config.source = Some(document.config.source());
    old.clone_into(&mut config.path);
    // The overlays are for the new version, and the old one need not contain everything that is selected.
    config.strict = false;
    config.select.allow_unused = true;
    let old = ConfiguredDocument::new(config).version_of(document);
    let resolved = |document: &ConfiguredDocument| {
        let folder = document.config.path.parent().unwrap_or(Path::new(""));
        ResolvedDocument::new(document.read(access)?, folder)
    };
    Ok(resolved(document)?.keep_old_names(&resolved(&old)?)?.names)
}
