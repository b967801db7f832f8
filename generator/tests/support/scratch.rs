//! Crates that tests write and compile, below the target folder and outside of the workspace.

use std::fs;
use std::path::{Path, PathBuf};

/// Where all of them are built, so that what they depend on is built once for all.
pub(crate) fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch")
}

/// A path of this package as a manifest writes it: one of Windows would be full of escapes.
pub(crate) fn in_manifest(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    path.display().to_string().replace('\\', "/")
}

/// Writes a file. One that has not changed keeps its time, so that cargo leaves it alone.
pub(crate) fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return;
    }
    let folder = path.parent().expect("a file has a folder");
    fs::create_dir_all(folder).expect("a scratch crate can be written");
    fs::write(path, text).expect("a scratch crate can be written");
}

/// Gives a crate the versions of the workspace, so that nothing has to be fetched.
pub(crate) fn put_lock(folder: &Path) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let lock = fs::read_to_string(workspace.join("Cargo.lock")).expect("there is a Cargo.lock");
    put(&folder.join("Cargo.lock"), &lock);
}
