//! Counts the lines of generated files by kind of file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use apicrate::project::files;

/// Numbers of lines by kind of line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lines {
    pub(super) code: usize,
    pub(super) docs: usize,
    pub(super) blank: usize,
}

/// Counts the lines of all files in the folders, by kind of file.
pub(super) fn lines(
    folders: impl Iterator<Item = impl AsRef<Path>>,
) -> io::Result<BTreeMap<&'static str, Lines>> {
    let mut lines = BTreeMap::new();
    for folder in folders {
        for path in files::list(folder.as_ref())? {
            let counted: &mut Lines = lines.entry(kind(&path)).or_default();
            counted.add(&fs::read_to_string(path)?);
        }
    }
    Ok(lines)
}

fn kind(path: &Path) -> &'static str {
    let is_in = |folder: &str| path.parent().is_some_and(|parent| parent.ends_with(folder));
    if is_in("models") {
        "models"
    } else if is_in("server") {
        "server"
    } else if path.ends_with("mod.rs") || path.ends_with("lib.rs") {
        "other"
    } else {
        "services"
    }
}

impl Lines {
    fn add(&mut self, text: &str) {
        for line in text.lines().map(str::trim_start) {
            if line.is_empty() {
                self.blank += 1;
            } else if line.starts_with("//") {
                self.docs += 1;
            } else {
                self.code += 1;
            }
        }
    }

    /// The sum over several kinds of files.
    pub(super) fn sum<'l>(lines: impl Iterator<Item = &'l Self>) -> Self {
        lines.fold(Self::default(), |sum, lines| Self {
            code: sum.code + lines.code,
            docs: sum.docs + lines.docs,
            blank: sum.blank + lines.blank,
        })
    }
}
