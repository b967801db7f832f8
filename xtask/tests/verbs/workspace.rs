//! A small temporary workspace with two documents and the code generated from them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::support::{command, text};

/// The document of the Application API, with our descriptions.
pub(crate) const PETS: &str = "\
# Pets, version 1.0.0.
openapi: 3.1.0
info:
  title: Pets
  version: 1.0.0
paths:
  /pets/{id}:
    get:
      operationId: pets_get
      tags: [Pets]
      summary: Get a pet
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Pet'
components:
  schemas:
    Pet:
      type: object
      description: A pet, in our words.
      required: [name]
      properties:
        name:
          type: string
          description: What it is called.
        owner:
          $ref: '#/components/schemas/Owner'
    Owner:
      type: object
      properties: { email: { type: string, maxLength: 80 } }
";

/// The document of the Admin API.
pub(crate) const KENNELS: &str = "\
openapi: 3.1.0
info: { title: Kennels, version: 1.0.0 }
paths:
  /kennels:
    get:
      operationId: kennels_count
      tags: [Kennels]
      responses:
        '200': { description: How many., content: { application/json: { schema: { type: integer } } } }
";

/// The configuration of the real workspace.
const CONFIG: &str = include_str!("../../../spec/apicrate.toml");

/// An overlay without an effect on the code. An overlay must have an action.
pub(crate) const OVERLAY: &str = "\
overlay: 1.0.0
info: { title: Nothing, version: 1.0.0 }
actions:
  - description: An extension that nothing reads.
    target: $.info
    update: { x-nothing: true }
";

/// The workspace. It is removed on drop.
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    /// Returns a workspace with generated code.
    pub(crate) fn new() -> Self {
        Self::with(PETS, KENNELS, OVERLAY)
    }

    pub(crate) fn with(application: &str, admin: &str, overlay: &str) -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        workspace.put(
            "Cargo.toml",
            "[workspace]\n\n[workspace.dependencies]\ntrophy-api = { path = \"trophy-api\", version = \"0.1.0\" }\n",
        );
        // The names that the configuration gives to types of the real documents.
        let is_name =
            |line: &str| line.starts_with("[documents.rename") || line.starts_with("\"#/");
        let config: Vec<&str> = CONFIG.lines().filter(|line| !is_name(line)).collect();
        workspace.put("spec/apicrate.toml", &config.join("\n"));
        workspace.put("spec/application.yaml", application);
        workspace.put("spec/admin.yaml", admin);
        workspace.put("spec/overlay.yaml", overlay);
        workspace.put(
            "trophy-api/Cargo.toml",
            "[package]\nname = \"trophy-api\"\nversion = \"0.1.0\"\n",
        );
        workspace.put(
            "Cargo.lock",
            "[[package]]\nname = \"trophy-api\"\nversion = \"0.1.0\"\n",
        );
        workspace.put(
            "CHANGELOG.md",
            "# Changelog\n\n## Unreleased\n\n- All of it.\n",
        );
        let output = workspace.xtask(&["generate"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        workspace
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("a file")
    }

    /// A command in this workspace.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command();
        command.args(arguments).current_dir(self.path());
        command
    }

    pub(crate) fn xtask(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("xtask runs")
    }

    /// The text of each file, without the target folder and internal files.
    pub(crate) fn tree(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        gather(self.path(), self.path(), &mut files);
        files
    }
}

fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let relative = path.strip_prefix(root).expect("below").to_owned();
        if [".git", ".xtask", "target"]
            .iter()
            .any(|name| relative.starts_with(name))
        {
            continue;
        }
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            files.insert(relative, fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// The files that were added, removed or changed.
pub(crate) fn changed(
    before: &BTreeMap<PathBuf, String>,
    after: &BTreeMap<PathBuf, String>,
) -> Vec<String> {
    let paths: std::collections::BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    let changed = paths
        .into_iter()
        .filter(|path| before.get(*path) != after.get(*path));
    changed
        .map(|path| path.display().to_string().replace('\\', "/"))
        .collect()
}
