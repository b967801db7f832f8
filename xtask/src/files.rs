//! Files on disk: all of those in a folder, and one that is put in place whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// All files of a folder and of those in it, by path. A file is all there is of itself.
pub(crate) fn below(place: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    gather(place.to_owned(), &mut files)?;
    files.sort();
    Ok(files)
}

fn gather(place: PathBuf, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !place.is_dir() {
        files.push(place);
        return Ok(());
    }
    for entry in fs::read_dir(place)? {
        let entry = entry?;
        // The entry knows what it is, so that a file costs no question of its own.
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        } else {
            gather(entry.path(), files)?;
        }
    }
    Ok(())
}

/// Puts a file in place whole: a reader sees the old text or the new one.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let beside = beside(path);
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// Where a file is written before it takes its place.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    PathBuf::from(beside)
}
