//! Changes of many files that happen all or not at all. What stands on disk is kept beside before anything is
//! written; whatever goes wrong then, an error or the end of the process, it is put back: at once, or by
//! the next command before it does anything.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::beside;

/// Where what was there before is kept, below the workspace.
const FOLDER: &str = ".xtask";

/// The list of what was there. While it exists, the change is not complete.
const LIST: &str = "journal.json";

/// The texts that files should have, by path below the workspace; `None` for those that should not be.
pub(crate) type Texts = BTreeMap<PathBuf, Option<String>>;

/// One file that is about to change.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    /// The name of the copy. `None` if there was no such file.
    copy: Option<String>,
}

/// Steps that change something on disk. A test lets one of them fail.
pub(crate) trait Disk {
    /// Asked before each step.
    fn step(&mut self) -> io::Result<()>;
}

/// A disk that does as it is told.
pub(crate) struct Sound;

impl Disk for Sound {
    fn step(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all texts or none.
///
/// # Errors
///
/// What kept a file from being written; then everything is as it was. If even that fails, the next command
/// sees to it.
pub(crate) fn write(root: &Path, texts: &Texts, disk: &mut dyn Disk) -> io::Result<()> {
    let _alone = alone(root)?;
    let result = apply(root, texts, disk);
    if result.is_err() {
        undo(root, disk)?;
    }
    result
}

/// Puts back what a command has left half done. Whether there was something.
///
/// # Errors
///
/// What keeps a file from being put back, or that another command is at work.
pub(crate) fn recover(root: &Path) -> io::Result<bool> {
    if !root.join(FOLDER).exists() {
        return Ok(false);
    }
    let _alone = alone(root)?;
    let is_half_done = root.join(FOLDER).join(LIST).exists();
    undo(root, &mut Sound)?;
    Ok(is_half_done)
}

/// Keeps other commands out until it is dropped, or until this process ends in whatever way.
fn alone(root: &Path) -> io::Result<File> {
    let target = root.join("target");
    fs::create_dir_all(&target)?;
    let lock = File::create(target.join("xtask.lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another `cargo xtask` is writing to this workspace",
        )),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn apply(root: &Path, texts: &Texts, disk: &mut dyn Disk) -> io::Result<()> {
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder)?;
    let mut entries = Vec::with_capacity(texts.len());
    for (index, path) in texts.keys().enumerate() {
        let copy = match fs::read(root.join(path)) {
            Ok(before) => {
                disk.step()?;
                let name = format!("{index}.before");
                fs::write(folder.join(&name), before)?;
                Some(name)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let path = path.clone();
        entries.push(Entry { path, copy });
    }
    disk.step()?;
    put(&folder.join(LIST), &serde_json::to_vec(&entries)?, disk)?;
    for (path, text) in texts {
        disk.step()?;
        match text {
            Some(text) => put(&root.join(path), text.as_bytes(), disk)?,
            None => remove(&root.join(path))?,
        }
    }
    disk.step()?;
    // From here on the change is complete.
    remove(&folder.join(LIST))?;
    clear(&folder)
}

fn undo(root: &Path, disk: &mut dyn Disk) -> io::Result<()> {
    let folder = root.join(FOLDER);
    if let Ok(list) = fs::read(folder.join(LIST)) {
        let entries: Vec<Entry> = serde_json::from_slice(&list)?;
        for Entry { path, copy } in entries {
            disk.step()?;
            let path = root.join(path);
            remove(&beside(&path))?;
            match copy {
                Some(copy) => put(&path, &fs::read(folder.join(copy))?, disk)?,
                None => remove(&path)?,
            }
        }
        disk.step()?;
        remove(&folder.join(LIST))?;
    }
    clear(&folder)
}

/// Removes the copies. Without a list they mean nothing.
fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// As [`files::replace`](crate::files::replace), in steps of their own, and with the folder.
fn put(path: &Path, text: &[u8], disk: &mut dyn Disk) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = beside(path);
    fs::write(&beside, text)?;
    disk.step()?;
    fs::rename(&beside, path)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that gives out after some steps, for good: as when the process ends there.
    struct Failing {
        steps: usize,
    }

    impl Disk for Failing {
        fn step(&mut self) -> io::Result<()> {
            self.steps = self
                .steps
                .checked_sub(1)
                .ok_or_else(|| io::Error::other("pulled the plug"))?;
            Ok(())
        }
    }

    /// A disk on which one step fails.
    struct Hiccup {
        steps: usize,
    }

    impl Disk for Hiccup {
        fn step(&mut self) -> io::Result<()> {
            self.steps = self.steps.wrapping_sub(1);
            if self.steps == 0 {
                Err(io::Error::other("no space"))
            } else {
                Ok(())
            }
        }
    }

    fn texts(of: &[(&str, Option<&str>)]) -> Texts {
        of.iter()
            .map(|(path, text)| (PathBuf::from(path), text.map(str::to_owned)))
            .collect()
    }

    fn old() -> Texts {
        texts(&[
            ("a", Some("1")),
            ("b/c", Some("2")),
            ("d", None),
            ("e", Some("5")),
        ])
    }

    fn new() -> Texts {
        texts(&[
            ("a", Some("one")),
            ("b/c", None),
            ("d", Some("four")),
            ("e", Some("five")),
        ])
    }

    fn set_up(root: &Path) {
        write(root, &old(), &mut Sound).expect("written");
    }

    /// All files of a folder and what is in them.
    fn found(root: &Path) -> Texts {
        let mut found = old().keys().map(|path| (path.clone(), None)).collect();
        gather(root, root, &mut found);
        found
    }

    fn gather(root: &Path, folder: &Path, found: &mut Texts) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.ends_with("target") {
                // What is locked, and no part of the tree.
            } else if path.is_dir() {
                gather(root, &path, found);
            } else {
                let text = fs::read_to_string(&path).expect("a text");
                found.insert(
                    path.strip_prefix(root).expect("below").to_owned(),
                    Some(text),
                );
            }
        }
    }

    #[test]
    fn a_change_is_whole_wherever_it_is_cut_off() {
        let mut outcomes = [0, 0];
        for steps in 0.. {
            let folder = tempfile::tempdir().expect("a folder");
            set_up(folder.path());
            let result = write(folder.path(), &new(), &mut Failing { steps });
            recover(folder.path()).expect("recovered");
            let found = found(folder.path());
            assert_eq!(
                found,
                if result.is_ok() { new() } else { old() },
                "after {steps} steps"
            );
            if result.is_ok() {
                outcomes[1] += 1;
                break;
            }
            outcomes[0] += 1;
        }
        assert_eq!(outcomes, [13, 1]);
    }

    #[test]
    fn recovery_may_be_cut_off_too() {
        for (cut, again) in (0..14).flat_map(|cut| (0..14).map(move |again| (cut, again))) {
            let folder = tempfile::tempdir().expect("a folder");
            set_up(folder.path());
            let result = write(folder.path(), &new(), &mut Failing { steps: cut });
            let _ = undo(folder.path(), &mut Failing { steps: again });
            recover(folder.path()).expect("recovered");
            let expected = if result.is_ok() { new() } else { old() };
            assert_eq!(found(folder.path()), expected, "{cut}, {again}");
        }
    }

    #[test]
    fn an_error_puts_everything_back_at_once() {
        for steps in 1..=13 {
            let folder = tempfile::tempdir().expect("a folder");
            set_up(folder.path());
            write(folder.path(), &new(), &mut Hiccup { steps }).expect_err("it fails");
            assert_eq!(found(folder.path()), old(), "at step {steps}");
        }
    }

    #[test]
    fn two_commands_do_not_write_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let alone = alone(folder.path()).expect("the first");
        let error = write(folder.path(), &new(), &mut Sound).expect_err("the second");
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        drop(alone);
    }
}
