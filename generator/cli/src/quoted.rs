//! Arguments of commands in messages.

use std::path::Path;

use apicrate::project::shown;

/// A path as an argument on a command line.
pub(crate) fn quoted(path: &Path) -> String {
    let path = shown(path);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':');
    if path.chars().all(is_plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
