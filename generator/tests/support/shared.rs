//! Documents in the folder `shared` next to the repository. If the folder does not exist, their tests are skipped.

use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};

/// Returns all files below a folder, sorted by path. If the folder has no files, prints a note to the
/// standard error stream directly, because the test harness captures `eprintln`.
pub(crate) fn shared(folder: &str) -> Vec<PathBuf> {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let workspace = above.find(|folder| folder.join("Cargo.lock").exists());
    let workspace = workspace.unwrap_or(Path::new("."));
    let root = workspace.join("../shared").join(folder);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    if files.is_empty() {
        _ = writeln!(stderr(), "SKIPPED: no documents in {}", root.display());
    }
    files
}
