//! A crate with a manifest of a page, and with the programs of the page to which it applies.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use toml::{Table, Value};

use crate::page::{Block, Item, Mark, Page};
use crate::scratch::{in_manifest, put};
use crate::workspace::root;

/// The tables of a manifest with dependencies.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The prefix of paths in this repository: the guides assume a clone in this folder.
const CLONE: &str = "../trophy/";

/// The document of the crate `plants` for pages that show none.
const PLANTS: &str = include_str!("plants.yaml");

/// A manifest with programs.
pub(crate) struct Recipe<'a> {
    page: &'a Page,
    /// The line of the last block of the manifest.
    pub(crate) line: usize,
    manifest: Table,
    programs: Vec<&'a Block>,
    /// Files such as the build script, by name.
    files: Vec<(&'a str, &'a str)>,
}

/// The package of the crate `plants` of a page.
fn plants(page: &Page) -> String {
    format!("plants-of-{}", page.path.replace(['/', '.'], "-"))
}

/// The folder with the crates of a page.
pub(crate) struct Place(PathBuf);

impl Place {
    /// Generates the crate `plants` from the document of the page.
    pub(crate) fn new(page: &Page) -> Self {
        let folder = root().join(page.path.replace(['/', '.'], "-"));
        let shown = page.blocks().find(|block| block.is_file("plants.yaml"));
        let document = shown.map_or(PLANTS, |block| &block.text);
        put(&folder.join("plants.yaml"), document);
        // The packages of a workspace have different names; the recipes of the page call this one `plants`.
        let configuration = format!(
            "[[documents]]\npath = \"plants.yaml\"\noutput = \"plants\"\ncrate = {{ name = \"{}\" }}\n",
            plants(page)
        );
        put(&folder.join("apicrate.toml"), &configuration);
        let output = Command::new(env!("CARGO_BIN_EXE_apicrate"))
            .args(["generate", "--quiet"])
            .current_dir(&folder)
            .output()
            .expect("the command can be started");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {stderr}", page.path);
        Self(folder)
    }

    /// The name of the folder.
    pub(crate) fn name(&self) -> String {
        let name = self.0.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

impl Block {
    fn is_file(&self, name: &str) -> bool {
        matches!(&self.mark, Some(Mark::File(file)) if file == name)
    }

    fn fault(&self, page: &Page, problem: &str) -> String {
        format!("{}:{}: {problem}", page.path, self.line)
    }
}

/// A manifest that applies to a section, and the files beside it.
#[derive(Clone, Default)]
struct Scope<'a> {
    level: usize,
    line: usize,
    manifest: Table,
    files: Vec<(&'a str, &'a str)>,
}

impl<'a> Scope<'a> {
    /// The scope below a block; `None` if the block does not change it.
    fn with(mut self, block: &'a Block) -> Result<Option<Self>, String> {
        match &block.mark {
            Some(Mark::File(name)) => self.files.push((name, &block.text)),
            None | Some(Mark::Page) if block.language == "toml" => {
                let table: Table = block.text.parse().map_err(|it| format!("{it}"))?;
                if !DEPENDENCIES.iter().any(|key| table.contains_key(*key)) {
                    return Ok(None);
                }
                add(&mut self.manifest, table);
                self.line = block.line;
            }
            None | Some(Mark::From(_)) => return Ok(None),
            Some(Mark::Page) => return Err("this is not a manifest".to_owned()),
        }
        Ok(Some(self))
    }
}

impl<'a> Recipe<'a> {
    /// The recipes of a page, or the block that has none.
    pub(crate) fn all(page: &'a Page) -> Result<Vec<Self>, String> {
        let mut recipes: Vec<Self> = Vec::new();
        let mut scopes = vec![Scope::default()];
        let mut level = 0;
        for item in &page.items {
            let block = match item {
                Item::Heading(next) => {
                    level = *next;
                    scopes.retain(|scope| scope.level < level);
                    continue;
                }
                Item::Block(block) => block,
            };
            let around = scopes.last().cloned().unwrap_or_default();
            let is_ignored = block.language.contains("ignore");
            let scope = match &block.mark {
                None | Some(Mark::From(_)) if block.is_rust() && !is_ignored => {
                    let recipe = Self::new(page, block, around)?;
                    match recipes.iter_mut().find(|known| known.is_same(&recipe)) {
                        Some(known) => known.programs.push(block),
                        None => recipes.push(recipe),
                    }
                    None
                }
                None if block.is_rust() => {
                    return Err(block.fault(page, "name the file that contains this code"));
                }
                _ => around.with(block).map_err(|it| block.fault(page, &it))?,
            };
            if let Some(scope) = scope {
                let is_for_page = matches!(block.mark, Some(Mark::Page));
                let level = if is_for_page { 0 } else { level };
                scopes.retain(|scope| scope.level < level);
                scopes.push(Scope { level, ..scope });
            }
        }
        Ok(recipes)
    }

    fn new(page: &'a Page, block: &'a Block, scope: Scope<'a>) -> Result<Self, String> {
        if scope.manifest.is_empty() {
            return Err(block.fault(page, "the page names no dependencies for this code"));
        }
        Ok(Self {
            page,
            line: scope.line,
            manifest: scope.manifest,
            programs: vec![block],
            files: scope.files,
        })
    }

    fn is_same(&self, other: &Self) -> bool {
        self.manifest == other.manifest && self.files == other.files
    }

    /// Writes the crate, and returns its name, which is that of its folder.
    pub(crate) fn write(&self, place: &Place, index: usize) -> String {
        // Packages with equal names would share their compiled files, although their folders differ.
        let name = format!("{}-recipe-{index}", self.page.path.replace(['/', '.'], "-"));
        let folder = place.0.join(&name);
        put(&folder.join("Cargo.toml"), &self.cargo_toml(&name));
        put(&folder.join("src/lib.rs"), "");
        for (name, text) in &self.files {
            put(&folder.join(name), text);
        }
        let mut root = "#![deny(warnings)]\n#![allow(dead_code)]\n".to_owned();
        for block in &self.programs {
            let module = format!("line_{}", block.line);
            writeln!(root, "pub mod {module};").expect("a string can be written to");
            put(
                &folder.join(format!("tests/page/{module}.rs")),
                &program(block),
            );
        }
        put(&folder.join("tests/page/main.rs"), &root);
        name
    }

    fn cargo_toml(&self, name: &str) -> String {
        let mut manifest = self.manifest.clone();
        for key in DEPENDENCIES {
            let dependencies = manifest.get_mut(key).and_then(Value::as_table_mut);
            for (_, dependency) in dependencies.into_iter().flatten() {
                if let Some(Value::String(path)) = dependency.get_mut("path")
                    && let Some(inside) = path.strip_prefix(CLONE)
                {
                    *path = in_manifest(inside);
                }
            }
        }
        let dependencies = manifest
            .get_mut("dependencies")
            .and_then(Value::as_table_mut);
        if let Some(plants) = dependencies.and_then(|it| it.get_mut("plants")) {
            *plants = table([("path", "../plants"), ("package", &self::plants(self.page))]);
        }
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{manifest}"
        )
    }
}

fn table<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Value {
    let entries = entries.into_iter();
    Value::Table(
        entries
            .map(|(key, value)| (key.to_owned(), value.into()))
            .collect(),
    )
}

/// Adds the dependencies of a section to those of the section around it.
fn add(manifest: &mut Table, section: Table) {
    for (key, value) in section {
        match (manifest.get_mut(&key), value) {
            (Some(Value::Table(known)), Value::Table(more)) => known.extend(more),
            (_, value) => _ = manifest.insert(key, value),
        }
    }
}

/// The code of a block in the same lines as in the page. Statements become a function, as in tests of documentation; such
/// tests do not show the characters `# ` at the beginning of a line. A test must not be inside of a function.
fn program(block: &Block) -> String {
    let mut text = "\n".repeat(block.line - 1);
    let items = ["fn main()", "#[test]", "#[tokio::test]"];
    let is_program = items.iter().any(|item| block.text.contains(item));
    text.push_str(if is_program {
        "\n"
    } else {
        "fn block() { _ = || {\n"
    });
    for line in block.text.lines() {
        let line = if line == "#" { "" } else { line };
        text.push_str(line.strip_prefix("# ").unwrap_or(line));
        text.push('\n');
    }
    text.push_str(if is_program { "" } else { "}; }\n" });
    text
}
