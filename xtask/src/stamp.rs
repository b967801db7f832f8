//! Whether anything has changed since the last run of `cargo xtask generate`. If nothing has, there is nothing to
//! generate.
//!
//! A run that leaves everything in order notes two numbers in the target folder: one over what it had before it, one
//! over what it had to leave behind. The next run counts again, over all bytes of all files. Times of files are
//! not believed, but for the program itself, which nobody edits.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use apicrate::parallel;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::generate::Summary;
use crate::tree::Tree;

/// Where the note is, below the workspace.
const NOTE: &str = "target/xtask/generate.json";

/// What a run notes: the two numbers, and what it had to tell.
#[derive(Debug, Serialize, Deserialize)]
struct Note<S> {
    inputs: u64,
    outputs: u64,
    summary: S,
}

/// What a run has before it.
#[derive(Debug)]
pub(crate) struct Inputs(u64);

impl Inputs {
    /// Counts the program and some files, before any of them is read for another purpose: what is edited later is
    /// then seen by the next run. `None` if one of them cannot be read, of which others have to tell.
    pub(crate) fn of<'p>(files: impl Iterator<Item = &'p str>) -> Option<Self> {
        let mut number = DefaultHasher::new();
        let program = env::current_exe().ok()?;
        let about = fs::metadata(&program).ok()?;
        let time = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        count(&mut number, program.as_os_str().as_encoded_bytes());
        number.write_u64(about.len());
        number.write_u128(time.as_nanos());
        for file in files {
            count(&mut number, file.as_bytes());
            count(&mut number, &fs::read(file).ok()?);
        }
        Some(Self(number.finish()))
    }

    /// What the last run had to tell, if it had the same before it, and all that it left behind is there and as it was.
    /// `places` are the files and folders that hold it, and nothing else.
    pub(crate) fn are_unchanged(&self, places: &[&str]) -> Option<Summary> {
        let note: Note<Summary> = serde_json::from_slice(&fs::read(NOTE).ok()?).ok()?;
        let is_same = note.inputs == self.0 && note.outputs == on_disk(places).ok()?;
        is_same.then_some(note.summary)
    }

    /// Notes a run that has found or left these files in order. If that fails, the next run does its work again.
    pub(crate) fn note(&self, trees: &[Tree], summary: &Summary) {
        let files = trees.iter().flat_map(Tree::files);
        let files: BTreeMap<&Path, &str> = files.collect();
        let files = files.iter();
        let note = Note {
            inputs: self.0,
            outputs: total(files.map(|(path, text)| of_file(path, text.as_bytes()))),
            summary,
        };
        let path = Path::new(NOTE);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all);
        if let (Ok(()), Ok(text)) = (written, serde_json::to_string(&note)) {
            _ = files::replace(path, text.as_bytes());
        }
    }
}

/// The number of what stands in some places.
fn on_disk(places: &[&str]) -> io::Result<u64> {
    let mut files = Vec::new();
    for place in places {
        files.extend(files::below(Path::new(place))?);
    }
    files.sort();
    let numbers = parallel::map(&files, |file| Ok(of_file(file, &fs::read(file)?)));
    let numbers: io::Result<Vec<u64>> = numbers.into_iter().collect();
    Ok(total(numbers?.into_iter()))
}

fn of_file(path: &Path, bytes: &[u8]) -> u64 {
    let mut number = DefaultHasher::new();
    count(&mut number, path.as_os_str().as_encoded_bytes());
    count(&mut number, bytes);
    number.finish()
}

fn total(numbers: impl Iterator<Item = u64>) -> u64 {
    let mut total = DefaultHasher::new();
    numbers.for_each(|number| total.write_u64(number));
    total.finish()
}

/// Counts bytes and how many they are, so that what follows them cannot be taken for a part of them.
fn count(number: &mut DefaultHasher, bytes: &[u8]) {
    number.write_usize(bytes.len());
    number.write(bytes);
}
