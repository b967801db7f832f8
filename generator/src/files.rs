//! Files: list a folder, replace a file atomically.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

/// Returns all files below a folder, sorted by path. For the path of a file, returns that path. Symbolic links, pipes and
/// devices are left out.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn list(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if fs::symlink_metadata(path)?.is_file() {
        files.push(path.to_owned());
    } else {
        collect(path, &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // The entry knows its type, which saves a system call for each file.
        let kind = entry.file_type()?;
        if kind.is_file() {
            files.push(entry.path());
        } else if kind.is_dir() {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

/// Replaces a file atomically: a reader sees the old text or the new text. A symbolic link is replaced, not followed.
///
/// # Errors
///
/// If the file cannot be written. The old text is still there then.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    Ok(stage(path, text)?.persist(path)?)
}

/// Writes the new text of a file to a temporary file in the same folder, which is removed on drop.
pub(crate) fn stage(path: &Path, text: &[u8]) -> io::Result<TempPath> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = Builder::new();
    builder.prefix(".apicrate-").suffix(".tmp");
    // Other files have these permissions too; the default is that only the owner can read the file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(text)?;
    // Closes the file, because a process can open only a limited number of files.
    Ok(file.into_temp_path())
}
