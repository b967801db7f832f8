//! Access to external files: only regular files below the folder of the main document, or below another folder that the
//! user has allowed, are read.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::references::percent_decode;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A folder whose files can be read.
#[derive(Debug, Clone)]
pub(super) struct AllowedFolder {
    /// The path as the user wrote it.
    name: String,
    /// The path without links.
    real: PathBuf,
}

impl AllowedFolder {
    /// Allows a folder if it exists.
    pub(super) fn new(path: &Path) -> Result<Self, Diagnostics> {
        // The folder of `pets.yaml` has an empty path.
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let name = path.display().to_string();
        match fs::canonicalize(path) {
            Ok(real) if real.is_dir() => Ok(Self { name, real }),
            Ok(_) => Err(unusable(&name, "it is not a folder")),
            Err(error) => Err(unusable(&name, &error.to_string())),
        }
    }
}

fn unusable(name: &str, reason: &str) -> Diagnostics {
    let message = format!("cannot allow references to files in this folder: {reason}");
    let mut finding = Diagnostic::error("unreadable", "", message);
    name.clone_into(&mut finding.file);
    finding.into()
}

/// The reason why the file of a reference is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The reference is an absolute path or a URL of another scheme than HTTP, or contains a character that is not
    /// portable.
    NotRelative,
    /// The file is not below an allowed folder. Contains the names of these folders.
    Outside(Vec<String>),
    Missing,
    /// A folder, a pipe or a device.
    NotAFile,
}

impl Refusal {
    /// A suggestion how to fix the reference.
    pub(super) fn help(&self) -> Option<&'static str> {
        match self {
            Self::NotRelative => Some(
                "only local files with a relative path are loaded; bundle other documents into this one first",
            ),
            Self::Outside(_) => Some(
                "only files below the folder of the document are loaded; `--allow-dir DIR`, or `Build::allow_dir` \
                 in a build script, allows another folder",
            ),
            Self::Missing | Self::NotAFile => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRelative => f.write_str("it is not a relative path"),
            Self::Outside(folders) => {
                let plural = if folders.len() == 1 { "" } else { "s" };
                let folders = folders.join("`, `");
                write!(f, "it is outside of the folder{plural} `{folders}`")
            }
            Self::Missing => f.write_str("it does not exist"),
            Self::NotAFile => f.write_str("it is not a file"),
        }
    }
}

/// Reads the external files of one document.
#[derive(Debug, Clone)]
pub(super) struct FileAccess {
    allowed: Vec<AllowedFolder>,
}

impl FileAccess {
    /// Gives access to the folder of the main document, if it exists, and to the other folders.
    pub(super) fn new(main: &Path, others: &[AllowedFolder]) -> Self {
        let own = AllowedFolder::new(main.parent().unwrap_or(Path::new("")));
        let mut allowed: Vec<AllowedFolder> = own.into_iter().collect();
        allowed.extend_from_slice(others);
        Self { allowed }
    }

    /// Returns the path of the file that a reference names, without `.` and `..`. `path` is the reference without its
    /// fragment, and `file` is the file that contains it.
    pub(super) fn resolve(&self, path: &str, file: &Path) -> Result<PathBuf, Refusal> {
        let path = percent_decode(path);
        // Documents that were written on Windows contain backslashes.
        let path = path.replace('\\', "/");
        // A colon follows the scheme of a URL and the drive of a Windows path.
        if path.contains([':', '\0']) || path.starts_with('/') {
            return Err(Refusal::NotRelative);
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let path = normalize_path(&folder.join(path));
        let (real, is_complete) = real_path(&path);
        let is_allowed = self.allowed.iter().any(|it| real.starts_with(&it.real));
        if !is_allowed {
            // Comes before the check that the file exists, so that a document cannot find out which files exist.
            let names = self.allowed.iter().map(|it| it.name.clone());
            return Err(Refusal::Outside(names.collect()));
        }
        match fs::metadata(&real) {
            _ if !is_complete => Err(Refusal::Missing),
            Ok(metadata) if metadata.is_file() => Ok(path),
            Ok(_) => Err(Refusal::NotAFile),
            Err(_) => Err(Refusal::Missing),
        }
    }

    /// Reads a file whose path was resolved. Returns `None` if it has more than `limit` bytes.
    pub(super) fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other(Refusal::NotAFile.to_string()));
        }
        if metadata.len() > limit {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        // Some files, such as those of `/proc`, are longer than their metadata states.
        file.take(limit + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= limit).then_some(bytes))
    }
}

/// Returns the path without links, and true; if it does not exist, that of the nearest folder above it that exists, and
/// false.
fn real_path(path: &Path) -> (PathBuf, bool) {
    for ancestor in path.ancestors() {
        let named = if ancestor.as_os_str().is_empty() {
            Path::new(".")
        } else {
            ancestor
        };
        if let Ok(real) = fs::canonicalize(named) {
            return (real, ancestor == path);
        }
    }
    (PathBuf::new(), false)
}

/// Removes `.` and, where possible, `..` from a path.
pub(super) fn normalize_path(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}
