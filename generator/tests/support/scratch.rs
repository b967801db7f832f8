//! Crates that tests write and compile, outside of the workspace.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace: the closest one above the package that has a `Cargo.lock`.
pub(crate) fn workspace() -> &'static Path {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    folders
        .find(|folder| folder.join("Cargo.lock").exists())
        .expect("the workspace has a Cargo.lock")
}

/// The build folder of all scratch crates. It is that of the workspace, so that dependencies with equal features are
/// compiled once.
pub(crate) fn target() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).to_owned()
}

/// A path below the workspace, as a string in a manifest. A Windows path has `/` as its separator, which needs no escape.
pub(crate) fn in_manifest(path: &str) -> String {
    let path = workspace().join(path);
    path.display().to_string().replace('\\', "/")
}

/// Writes a file, unless it has this text already: cargo compiles files again whose times have changed.
pub(crate) fn put(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return;
    }
    let folder = path.parent().expect("a file is in a folder");
    fs::create_dir_all(folder).expect("the folder can be created");
    fs::write(path, text).expect("the file can be written");
}

/// Copies the workspace's `Cargo.lock` into a crate, so that its build needs no network.
pub(crate) fn put_lock(folder: &Path) {
    let lock = fs::read_to_string(workspace().join("Cargo.lock")).expect("the file can be read");
    put(&folder.join("Cargo.lock"), &lock);
}
