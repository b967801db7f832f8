//! Helpers for several tests: running the command, and a folder with a document.

use std::fmt::Arguments;
use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A document with one operation and two schemas, which a run writes to two model files.
pub(crate) const PETS: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}:
    get:
      operationId: pets_get
      tags: [Pets]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        '200':
          description: The pet.
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties: { name: { type: string }, owner: { $ref: '#/components/schemas/Owner' } }
    Owner:
      type: object
      properties: { email: { type: string } }
";

/// A document whose only schema is this reference.
pub(crate) fn referring_to(reference: &str) -> String {
    let document = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pet:
    get:
      operationId: pets_get
      tags: [Pets]
      responses:
        '200':
          description: The pet.
          content: { application/json: { schema: { $ref: \"REFERENCE\" } } }
";
    document.replace("REFERENCE", reference)
}

/// The command without arguments.
pub(crate) fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_apicrate"))
}

/// The command without arguments, which is stopped after a minute: a test of a pipe must not hang.
pub(crate) fn limited_command() -> Command {
    if cfg!(unix) {
        let mut command = Command::new("timeout");
        command.args(["60", env!("CARGO_BIN_EXE_apicrate")]);
        command
    } else {
        command()
    }
}

pub(crate) fn apicrate(arguments: &[&str]) -> Output {
    command().args(arguments).output().expect("apicrate runs")
}

/// The output of a command as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a document in it, and the document's path.
pub(crate) fn folder_with(document: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pets.yaml");
    fs::write(&path, document).expect("the document is written");
    (folder, path)
}

/// A temporary folder for the files of a test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// A path in the folder. An empty path is the folder itself.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file, and creates the folders above it.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, content).expect("written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a text")
    }
}

/// The root folder of this workspace.
pub(crate) fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generator = package.parent().expect("the package is in `generator`");
    generator
        .parent()
        .expect("the workspace is above `generator`")
}

/// The folder of Trophy's own documents in many versions, which is not part of this repository.
pub(crate) fn upstream() -> Option<PathBuf> {
    let upstream = root().join("../shared/upstream");
    if upstream.exists() {
        return Some(upstream);
    }
    skip(format_args!("{} does not exist", upstream.display()));
    None
}

/// Reports that a test was skipped, directly to standard error: the test harness hides the output of passing tests.
pub(crate) fn skip(why: Arguments<'_>) {
    let _ = writeln!(stderr(), "SKIPPED: {why}");
}

/// Checks that a crate compiles without warnings.
pub(crate) fn assert_checked(krate: &Path, options: &[&str]) {
    assert_silent(krate, &["check"], options);
}

/// Checks that the documentation of a crate has no warnings.
pub(crate) fn assert_documented(krate: &Path, options: &[&str]) {
    assert_silent(krate, &["doc", "--no-deps"], options);
}

/// Runs a command of cargo, and checks that it reports nothing.
fn assert_silent(krate: &Path, command: &[&str], options: &[&str]) {
    // With the versions of this workspace, nothing has to be downloaded.
    fs::copy(root().join("Cargo.lock"), krate.join("Cargo.lock")).expect("copied");
    let output = Command::new(env!("CARGO"))
        .args(command)
        .args(["--offline", "--quiet"])
        .args(options)
        .current_dir(krate)
        // That of the workspace, in which most of the dependencies are compiled already.
        .env(
            "CARGO_TARGET_DIR",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/.."),
        )
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .expect("cargo runs");
    let stderr = text(&output.stderr);
    assert!(
        output.status.success() && stderr.is_empty(),
        "{} {command:?} {options:?}: {stderr}",
        krate.display()
    );
}
