//! The folders of the command.

use std::path::PathBuf;

use crate::workspace;

/// The folder of everything that the command writes, apart from the page.
pub(super) fn target() -> PathBuf {
    workspace::root().join("target").join("conformance")
}

/// The folder of the hand-written files: those of the suite, and the program.
pub(super) fn sources() -> PathBuf {
    workspace::root().join("xtask").join("conformance")
}
