//! A module of an existing crate: its folder, its layout, and what it needs in the crate.

use std::fmt::{self, Write};
use std::io;
use std::path::{Path, PathBuf};

use apicrate::project::{ModuleNeeds, module_name, shown};
use apicrate::render::Layout;
use clap::ValueEnum;

use crate::paths::real;
use crate::quoted::quoted;

/// The number of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutArgument {
    /// A file for each model and each group.
    Files,
    /// One file: `lib.rs` of a crate, or the file with the name of a module.
    File,
}

impl From<LayoutArgument> for Layout {
    fn from(layout: LayoutArgument) -> Self {
        match layout {
            LayoutArgument::Files => Self::Files,
            LayoutArgument::File => Self::File,
        }
    }
}

/// The value as on a command line.
impl fmt::Display for LayoutArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Files => "files",
            Self::File => "file",
        })
    }
}

/// Parses the folder of a module. Its last part is the name of the module.
pub(crate) fn module_folder(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if module_name(&folder).is_some() {
        Ok(folder)
    } else if folder.extension() == Some("rs".as_ref()) {
        Err(
            "expected a folder without `.rs`; `--layout file` writes one file with this name"
                .to_owned(),
        )
    } else {
        Err("expected a folder with the name of a module, such as `src/pets`".to_owned())
    }
}

/// The note about the parts that the crate around a module lacks.
pub(crate) fn needed(folder: &Path, needs: &ModuleNeeds) -> io::Result<Option<String>> {
    let missing = needs.missing(&real(folder)?);
    if missing.is_empty() {
        return Ok(None);
    }
    let current = real(Path::new("."))?;
    let mut note = format!("note: the module {} needs in its crate:", quoted(folder));
    for part in missing {
        let file = part.file.strip_prefix(&current).unwrap_or(&part.file);
        let table = part.table.map(|table| format!(" [{table}]"));
        let table = table.unwrap_or_default();
        _ = write!(note, "\n  {}{table}: {}", shown(file), part.line);
    }
    Ok(Some(note))
}
