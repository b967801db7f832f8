//! Atomic changes of many files. Before a file is written, its old text is copied to a folder. After an error, or if
//! the process was killed, the old texts are restored: at once, or by the next command before it does anything else.
//!
//! This is not part of `apicrate::project`, because file locks need a newer Rust than the library.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The folder of the old texts, below the workspace.
const FOLDER: &str = ".xtask";

/// The list of changed files. As long as it exists, the change is incomplete.
const LIST: &str = "journal.json";

/// The new texts of files by path below the workspace; `None` for files to remove.
pub(crate) type Texts = BTreeMap<PathBuf, Option<String>>;

/// One changed file.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: PathBuf,
    /// The name of the copy of the old text; `None` if the file is new.
    copy: Option<String>,
}

/// Called before each change on disk. Tests use it to make a step fail.
pub(crate) trait Disk {
    /// Returns an error to stop before the next change.
    fn step(&mut self) -> io::Result<()>;
}

/// A disk without artificial failures.
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn step(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all texts, or none of them.
///
/// # Errors
///
/// If a file cannot be written. The old texts have been restored then; if that fails too, the next command
/// restores them.
pub(crate) fn write(root: &Path, texts: &Texts, disk: &mut dyn Disk) -> io::Result<()> {
    let _lock = lock(root)?;
    let result = apply(root, texts, disk);
    if result.is_err() {
        undo(root, disk)?;
    }
    result
}

/// Undoes an incomplete change of an earlier command. Returns true if there was one.
///
/// # Errors
///
/// If a file cannot be restored, or if another command is writing.
pub(crate) fn recover(root: &Path) -> io::Result<bool> {
    if !root.join(FOLDER).exists() {
        return Ok(false);
    }
    let _lock = lock(root)?;
    let is_incomplete = root.join(FOLDER).join(LIST).exists();
    undo(root, &mut RealDisk)?;
    Ok(is_incomplete)
}

/// Locks the workspace until the result is dropped or the process ends.
fn lock(root: &Path) -> io::Result<File> {
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
    // From here on, the change is complete.
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
            remove(&temporary_path(&path))?;
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

/// Removes the copies. Without the list they are not used.
fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Replaces a file atomically, with a step before each change. Creates the folder.
fn put(path: &Path, text: &[u8], disk: &mut dyn Disk) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary = temporary_path(path);
    // An earlier command may have left the file behind; a link in its place is not followed.
    remove(&temporary)?;
    File::create_new(&temporary)?.write_all(text)?;
    disk.step()?;
    fs::rename(&temporary, path)
}

/// The path at which the new text of a file is written before it replaces the file. It is fixed, so that the next command
/// finds the file after an interruption.
fn temporary_path(path: &Path) -> PathBuf {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".new");
    PathBuf::from(temporary)
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

    /// A disk on which every step after the first ones fails, as if the process had ended there.
    struct Failing {
        steps: usize,
    }

    impl Disk for Failing {
        fn step(&mut self) -> io::Result<()> {
            self.steps = self
                .steps
                .checked_sub(1)
                .ok_or_else(|| io::Error::other("power failure"))?;
            Ok(())
        }
    }

    /// A disk on which one step fails.
    struct FailingOnce {
        steps: usize,
    }

    impl Disk for FailingOnce {
        fn step(&mut self) -> io::Result<()> {
            self.steps = self.steps.wrapping_sub(1);
            if self.steps == 0 {
                Err(io::Error::other("disk full"))
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
        write(root, &old(), &mut RealDisk).expect("written");
    }

    /// The text of each file in a folder.
    fn found(root: &Path) -> Texts {
        let mut found = old().keys().map(|path| (path.clone(), None)).collect();
        gather(root, root, &mut found);
        found
    }

    fn gather(root: &Path, folder: &Path, found: &mut Texts) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.ends_with("target") {
                // Contains the lock file only.
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
    fn interrupted_changes_are_complete_or_undone() {
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
    fn interrupted_recoveries_are_repeated() {
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
    fn errors_restore_all_files_at_once() {
        for steps in 1..=13 {
            let folder = tempfile::tempdir().expect("a folder");
            set_up(folder.path());
            write(folder.path(), &new(), &mut FailingOnce { steps }).expect_err("it fails");
            assert_eq!(found(folder.path()), old(), "at step {steps}");
        }
    }

    #[test]
    fn only_one_command_writes_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let lock = lock(folder.path()).expect("the first");
        let error = write(folder.path(), &new(), &mut RealDisk).expect_err("the second");
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        drop(lock);
    }
}
