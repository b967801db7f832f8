//! The crate around a generated module: its manifest, and the file that declares the module.
//!
//! Both belong to the user. A run changes neither, and lists what they lack.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::output::module_file;
use super::scaffold::{MANIFEST, runtime_dependency};
use crate::render::is_identifier;

/// The dependency of all generated code.
const RUNTIME: &str = "apicrate-runtime";

/// The name of the module with this folder, such as `pets` for `src/pets`. `None` if the last part of the path is not an
/// identifier.
#[must_use]
pub fn module_name(folder: &Path) -> Option<&str> {
    folder.file_name()?.to_str().filter(|it| is_identifier(it))
}

/// The parts of a crate that a generated module needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleNeeds {
    /// The features of `apicrate-runtime` that the code always needs.
    pub runtime_features: BTreeSet<String>,
    /// True if the code sends requests, for which the runtime has a default transport.
    pub has_client: bool,
    /// The features of the crate, each with those that it turns on.
    pub features: BTreeMap<String, BTreeSet<String>>,
    /// The folder of `apicrate-runtime`, relative to the manifest of the crate unless it is absolute. `None` for the
    /// published version.
    pub runtime: Option<PathBuf>,
}

/// A part that a file of the crate lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingPart {
    /// The path of the file. It need not exist.
    pub file: PathBuf,
    /// The table of the manifest; `None` for a file with code.
    pub table: Option<&'static str>,
    /// The line to add.
    pub line: String,
}

impl ModuleNeeds {
    /// Compares the crate around the module with this folder, whose path is absolute and has no links. Files that cannot be
    /// read lack everything.
    #[must_use]
    pub fn missing(&self, folder: &Path) -> Vec<MissingPart> {
        let mut missing: Vec<MissingPart> = declaration(folder).into_iter().collect();
        let file = manifest_above(folder);
        let manifest = read(&file);
        let part = |table, line| MissingPart {
            file: file.clone(),
            table: Some(table),
            line,
        };
        let features = manifest.get("features").and_then(Value::as_table);
        let turned_on = features.into_iter().flat_map(Table::values);
        let turned_on: BTreeSet<&str> = turned_on.flat_map(texts).collect();
        let runtime = Runtime::of(&manifest, &file);
        let is_missing = |feature: &&String| {
            let by_crate = format!("{RUNTIME}/{feature}");
            let runtime = runtime.as_ref();
            !turned_on.contains(&*by_crate) && !runtime.is_some_and(|it| it.has(feature))
        };
        let lacks = self.runtime_features.iter().any(|it| is_missing(&it));
        if runtime.is_none() || lacks {
            missing.push(part("dependencies", self.dependency(runtime.as_ref())));
        }
        for (name, others) in &self.features {
            if !features.is_some_and(|it| it.contains_key(name)) {
                let others = others.iter().map(String::as_str);
                let others: toml_edit::Array = others.collect();
                let line = format!("{} = {others}", toml_edit::Key::new(name));
                missing.push(part("features", line));
            }
        }
        missing
    }

    /// The line of the dependency, with the features that it has already.
    fn dependency(&self, runtime: Option<&Runtime>) -> String {
        let has_defaults = runtime.map_or(self.has_client, |it| it.has_defaults);
        let present = runtime.into_iter().flat_map(|it| &it.features);
        let features: BTreeSet<&String> = present.chain(&self.runtime_features).collect();
        let mut line = format!(
            "{RUNTIME} = {{ {}",
            runtime_dependency(self.runtime.as_deref())
        );
        if !has_defaults {
            line.push_str(", default-features = false");
        }
        if !features.is_empty() {
            let features: toml_edit::Array = features.into_iter().map(String::as_str).collect();
            _ = write!(line, ", features = {features}");
        }
        line + " }"
    }
}

/// The dependency on the runtime in a manifest.
struct Runtime {
    has_defaults: bool,
    features: BTreeSet<String>,
}

impl Runtime {
    /// Reads the dependency, and that of the workspace if it is inherited.
    fn of(manifest: &Table, file: &Path) -> Option<Self> {
        let own = dependency(manifest)?;
        let mut features: BTreeSet<String> = features_of(own).map(str::to_owned).collect();
        let mut has_defaults = has_defaults(own);
        if own.get("workspace").and_then(Value::as_bool) == Some(true) {
            let workspace = file.ancestors().find_map(|folder| {
                let manifest = read(&folder.join(MANIFEST));
                manifest.get("workspace")?.as_table().cloned()
            });
            if let Some(inherited) = dependency(&workspace.unwrap_or_default()) {
                features.extend(features_of(inherited).map(str::to_owned));
                has_defaults &= self::has_defaults(inherited);
            }
        }
        Some(Self {
            has_defaults,
            features,
        })
    }

    fn has(&self, feature: &str) -> bool {
        self.features.contains(feature)
    }
}

/// The dependency on the runtime in a table with dependencies.
fn dependency(table: &Table) -> Option<&Value> {
    let dependencies = table.get("dependencies")?;
    let names = [RUNTIME, "apicrate_runtime"];
    names.iter().find_map(|name| dependencies.get(name))
}

fn has_defaults(dependency: &Value) -> bool {
    let defaults = dependency.get("default-features").and_then(Value::as_bool);
    defaults.unwrap_or(true)
}

fn features_of(dependency: &Value) -> impl Iterator<Item = &str> {
    dependency.get("features").into_iter().flat_map(texts)
}

/// The texts in a list.
fn texts(list: &Value) -> impl Iterator<Item = &str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str)
}

/// The declaration of the module, if the file that contains the parent module does not have it.
fn declaration(folder: &Path) -> Option<MissingPart> {
    let name = module_name(folder)?;
    let parent = folder.parent().unwrap_or(Path::new(""));
    let files = if parent.ends_with("src") {
        ["lib.rs", "main.rs"].map(|name| parent.join(name))
    } else {
        [module_file(parent), parent.join("mod.rs")]
    };
    let declaration = format!("mod {name};");
    let mut texts = files.iter().filter_map(|it| fs::read_to_string(it).ok());
    if texts.any(|text| is_declared(&text, &declaration)) {
        return None;
    }
    let existing = files.iter().find(|file| file.is_file());
    Some(MissingPart {
        file: existing.or(files.first())?.clone(),
        table: None,
        // The compiler warns of each unused item of a private module.
        line: format!("pub {declaration}"),
    })
}

/// Returns whether the code of a text contains a declaration.
fn is_declared(text: &str, declaration: &str) -> bool {
    text.lines().any(|line| {
        let code = line.split("//").next().unwrap_or_default();
        let mut found = code.match_indices(declaration);
        found.any(|(start, _)| {
            let before = code.get(..start).unwrap_or_default();
            before.is_empty() || before.ends_with([' ', '\t', ';', '}', ']'])
        })
    })
}

/// The path of the manifest of the crate around a module, whose folder is absolute: the next one above it. It need not exist.
#[must_use]
pub fn manifest_above(folder: &Path) -> PathBuf {
    let mut manifests = folder.ancestors().map(|folder| folder.join(MANIFEST));
    let found = manifests.find(|manifest| manifest.is_file());
    found.unwrap_or_else(|| MANIFEST.into())
}

/// The content of a manifest; empty if it cannot be read.
fn read(manifest: &Path) -> Table {
    let text = fs::read_to_string(manifest).unwrap_or_default();
    text.parse().unwrap_or_default()
}
