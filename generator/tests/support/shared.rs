//! Documents that stand beside the project and not in it: where they are not, there is nothing to check.

use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};

/// All files of a folder and of those in it, by path. Where there are none, that is said past the test harness,
/// which would keep it to itself.
pub(crate) fn shared(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(folder);
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
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
        _ = writeln!(
            stderr(),
            "SKIPPED: there are no documents in {}",
            root.display()
        );
    }
    files
}
