//! Files: list a folder, replace a file atomically.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Returns all files below a folder, sorted by path. For the path of a file, returns that path.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(path.to_owned(), &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(path: PathBuf, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path);
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        // The entry knows its type, which saves a system call for each file.
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        } else {
            collect(entry.path(), files)?;
        }
    }
    Ok(())
}

/// Replaces a file atomically: a reader sees the old text or the new text.
///
/// # Errors
///
/// If the file cannot be written.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let temporary = temporary_path(path);
    fs::write(&temporary, text)?;
    fs::rename(&temporary, path)
}

/// The path at which the new text of a file is written before it replaces the file.
#[must_use]
pub fn temporary_path(path: &Path) -> PathBuf {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    PathBuf::from(temporary)
}
