//! Paths relative to other folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Returns a path relative to a folder, with `..` if it is not below the folder. Both have the same base.
pub(crate) fn relative(path: &Path, folder: &Path) -> PathBuf {
    for (up, ancestor) in folder.ancestors().enumerate() {
        if let Ok(rest) = path.strip_prefix(ancestor) {
            let mut relative: PathBuf = std::iter::repeat_n("..", up).collect();
            relative.push(rest);
            return relative;
        }
    }
    path.to_owned()
}

/// Returns the path of a folder without links and `..`. The last parts of the path need not exist.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    for ancestor in absolute.ancestors() {
        if let Ok(real) = fs::canonicalize(ancestor) {
            let rest = absolute.strip_prefix(ancestor).unwrap_or(Path::new(""));
            return Ok(real.join(rest));
        }
    }
    Ok(absolute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_up_to_a_common_folder() {
        for (path, folder, expected) in [
            ("/a/b", "/a/c/d", "../../b"),
            ("/a/b", "/a", "b"),
            ("/a", "/a/b", ".."),
            ("b", "c", "../b"),
            ("/a", "b", "/a"),
        ] {
            let relative = relative(Path::new(path), Path::new(folder));
            assert_eq!(relative, Path::new(expected), "{path} from {folder}");
        }
    }
}
