//! The record of the last successful run. If no input and no output has changed since then, there is nothing to
//! generate (goal of `docs/performance.md`: 10 ms if nothing has changed).
//!
//! The record contains one hash of the inputs and one hash of the outputs. The next run hashes all bytes of all files
//! again. Modification times are not used, because an edit within one tick of the clock keeps the time; the only
//! exception is the program itself, which is identified by path, length and time.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::output::Output;
use crate::files;
use crate::parallel;

/// The content of the record: both hashes, and the caller's summary of the run.
#[derive(Debug, Serialize, Deserialize)]
struct Record<S> {
    inputs: u64,
    outputs: u64,
    summary: S,
}

/// The hash of everything that a run depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs(u64);

impl Inputs {
    /// Hashes the running program and the given files.
    ///
    /// Call this before the files are read for another purpose. An edit during this run then changes the hash of the
    /// next run. Returns `None` if a file cannot be read; the run itself reports that error.
    pub fn hash<P: AsRef<Path>>(files: impl IntoIterator<Item = P>) -> Option<Self> {
        let mut hasher = DefaultHasher::new();
        let program = env::current_exe().ok()?;
        let metadata = fs::metadata(&program).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        write(&mut hasher, program.as_os_str().as_encoded_bytes());
        hasher.write_u64(metadata.len());
        hasher.write_u128(modified.as_nanos());
        for file in files {
            let file = file.as_ref();
            write(&mut hasher, file.as_os_str().as_encoded_bytes());
            write(&mut hasher, &fs::read(file).ok()?);
        }
        Some(Self(hasher.finish()))
    }

    /// Returns the summary of the last run, if the inputs are the same and no output file has changed since.
    ///
    /// `outputs` are the files and folders that contain the output and no other files.
    pub fn last_run<S: DeserializeOwned>(&self, record: &Path, outputs: &[PathBuf]) -> Option<S> {
        let record: Record<S> = serde_json::from_slice(&fs::read(record).ok()?).ok()?;
        let is_same = record.inputs == self.0 && record.outputs == hash_on_disk(outputs).ok()?;
        is_same.then_some(record.summary)
    }

    /// Records a run whose output is now on disk. If the record cannot be written, the next run does its work again.
    pub fn record<S: Serialize>(&self, record: &Path, output: &Output, summary: &S) {
        let files: BTreeMap<&Path, &str> = output.files().collect();
        let hashes = files.iter();
        let content = Record {
            inputs: self.0,
            outputs: total(hashes.map(|(path, text)| hash_file(path, text.as_bytes()))),
            summary,
        };
        let created = record.parent().map_or(Ok(()), fs::create_dir_all);
        if let (Ok(()), Ok(text)) = (created, serde_json::to_string(&content)) {
            _ = files::replace(record, text.as_bytes());
        }
    }
}

/// The hash of all files in the given files and folders.
fn hash_on_disk(paths: &[PathBuf]) -> io::Result<u64> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(files::list(path)?);
    }
    files.sort();
    let hashes = parallel::map(&files, |file| Ok(hash_file(file, &fs::read(file)?)));
    let hashes: io::Result<Vec<u64>> = hashes.into_iter().collect();
    Ok(total(hashes?.into_iter()))
}

fn hash_file(path: &Path, bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    write(&mut hasher, path.as_os_str().as_encoded_bytes());
    write(&mut hasher, bytes);
    hasher.finish()
}

fn total(hashes: impl Iterator<Item = u64>) -> u64 {
    let mut total = DefaultHasher::new();
    hashes.for_each(|hash| total.write_u64(hash));
    total.finish()
}

/// Hashes bytes and their length, so that the same bytes divided in another way have another hash.
fn write(hasher: &mut DefaultHasher, bytes: &[u8]) {
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
}
