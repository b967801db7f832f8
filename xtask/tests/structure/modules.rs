//! The module tree of a package: its files, the items that each file defines, and the resolution of paths.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use syn::{Attribute, Item, UseTree, Visibility};

use crate::ImportGraph;
use crate::imports::{Import, imports};

/// Maximum length of a chain of re-exports.
const MAX_REEXPORTS: usize = 16;

/// One module with a file of its own.
pub(crate) struct Module {
    /// The file, relative to the workspace.
    pub(crate) file: String,
    /// The items of the file, except those that are compiled for tests only.
    pub(crate) items: Vec<Item>,
    /// The names of the items that the file defines.
    definitions: BTreeSet<String>,
    /// The paths behind the names that the file re-exports; several for `*`.
    reexports: Vec<(String, Vec<String>)>,
}

/// A package: its modules by path, `[]` for the root.
pub(crate) struct Package {
    modules: BTreeMap<Vec<String>, Module>,
}

impl Package {
    /// Reads all files of a package that are reachable from its root by `mod`. Generated files are left out.
    pub(crate) fn read(workspace: &Path, root: &str) -> Result<Self, Box<dyn Error>> {
        let mut package = Self {
            modules: BTreeMap::new(),
        };
        package.read_module(workspace, Path::new(root), &[])?;
        Ok(package)
    }

    fn read_module(
        &mut self,
        workspace: &Path,
        file: &Path,
        path: &[String],
    ) -> Result<(), Box<dyn Error>> {
        let text = fs::read_to_string(workspace.join(file))
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let mut items = syn::parse_file(&text)
            .map_err(|error| format!("{}: {error}", file.display()))?
            .items;
        items.retain(|item| !is_for_tests(attributes(item)));
        let folder = match file.file_stem().and_then(|stem| stem.to_str()) {
            Some("lib" | "main" | "mod") | None => file.with_file_name(""),
            Some(stem) => file.with_file_name(stem),
        };
        let mut definitions = BTreeSet::new();
        let mut reexports = Vec::new();
        for item in &items {
            definitions.extend(defined_name(item));
            if let Item::Use(item) = item
                && !matches!(item.vis, Visibility::Inherited)
            {
                flatten(&item.tree, &mut Vec::new(), &mut reexports);
            }
        }
        let children: Vec<String> = items.iter().filter_map(child_with_file).collect();
        let module = Module {
            file: file.display().to_string(),
            items,
            definitions,
            reexports,
        };
        self.modules.insert(path.to_vec(), module);
        for child in children {
            let candidates = [
                folder.join(format!("{child}.rs")),
                folder.join(&child).join("mod.rs"),
            ];
            let Some(file) = candidates
                .into_iter()
                .find(|file| workspace.join(file).is_file())
            else {
                return Err(format!("{}: module `{child}` has no file", file.display()).into());
            };
            if child != "generated" {
                self.read_module(workspace, &file, &[path, &[child]].concat())?;
            }
        }
        Ok(())
    }

    /// The imports between different files, each with one imported name.
    pub(crate) fn import_graph(&self) -> ImportGraph {
        let mut import_graph = ImportGraph::new();
        for (path, module) in &self.modules {
            let targets = import_graph.entry(module.file.clone()).or_default();
            for import in imports(module, path, self) {
                if let Import::Inside(target) = import
                    && let Some(file) = self.file_of(&target)
                    && file != module.file
                {
                    targets
                        .entry(file.to_owned())
                        .or_insert_with(|| target.join("::"));
                }
            }
        }
        import_graph
    }

    /// The external crates that each file names.
    pub(crate) fn external_crates(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut crates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, module) in &self.modules {
            for import in imports(module, path, self) {
                if let Import::Crate(name) = import {
                    crates.entry(module.file.clone()).or_default().insert(name);
                }
            }
        }
        crates
    }

    /// Returns whether a path is the path of a module with a file of its own.
    pub(crate) fn is_module(&self, path: &[String]) -> bool {
        self.modules.contains_key(path)
    }

    /// The file that defines the item at the end of an absolute path.
    fn file_of(&self, path: &[String]) -> Option<&str> {
        self.followed(path, MAX_REEXPORTS)
    }

    fn followed(&self, path: &[String], chain: usize) -> Option<&str> {
        let length = (0..=path.len())
            .rev()
            .find(|length| self.modules.contains_key(&path[..*length]))?;
        let (module_path, rest) = path.split_at(length);
        let module = self.modules.get(module_path)?;
        let Some(name) = rest.first() else {
            return Some(&module.file);
        };
        if chain == 0 || module.definitions.contains(name) {
            return Some(&module.file);
        }
        for (exported, target) in &module.reexports {
            let target = self.absolute(module_path, target);
            let target = match target {
                Some(target) if exported == name => target,
                Some(target) if exported == "*" => {
                    [target.as_slice(), std::slice::from_ref(name)].concat()
                }
                _ => continue,
            };
            let is_glob = exported == "*";
            match self.followed(&target, chain - 1) {
                Some(file) if !is_glob || self.defines(file, name) => return Some(file),
                _ => {}
            }
        }
        Some(&module.file)
    }

    fn defines(&self, file: &str, name: &str) -> bool {
        self.modules
            .values()
            .any(|module| module.file == file && module.definitions.contains(name))
    }

    /// Converts a path to a path from the root of the package. Returns `None` if it is a path into another crate.
    pub(crate) fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let first = path.first()?;
        match first.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => {
                let ups = path
                    .iter()
                    .take_while(|segment| *segment == "super")
                    .count();
                let parent = module.get(..module.len().checked_sub(ups)?)?;
                Some([parent, &path[ups..]].concat())
            }
            _ => {
                let child = [module, std::slice::from_ref(first)].concat();
                self.is_module(&child).then(|| [module, path].concat())
            }
        }
    }
}

/// Collects all paths of a `use` item, each with the name that it introduces.
pub(crate) fn flatten(
    tree: &UseTree,
    prefix: &mut Vec<String>,
    paths: &mut Vec<(String, Vec<String>)>,
) {
    let named = |name: String, last: String, prefix: &[String]| {
        let path = if last == "self" {
            prefix.to_vec()
        } else {
            [prefix, &[last]].concat()
        };
        let name = if name == "self" {
            path.last().cloned().unwrap_or_default()
        } else {
            name
        };
        (name, path)
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, paths);
            prefix.pop();
        }
        UseTree::Name(name) => paths.push(named(
            name.ident.to_string(),
            name.ident.to_string(),
            prefix,
        )),
        UseTree::Rename(rename) => paths.push(named(
            rename.rename.to_string(),
            rename.ident.to_string(),
            prefix,
        )),
        UseTree::Glob(_) => paths.push(("*".to_owned(), prefix.clone())),
        UseTree::Group(group) => group
            .items
            .iter()
            .for_each(|tree| flatten(tree, prefix, paths)),
    }
}

fn child_with_file(item: &Item) -> Option<String> {
    match item {
        Item::Mod(module) if module.content.is_none() => Some(module.ident.to_string()),
        _ => None,
    }
}

fn defined_name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        Item::Mod(item) if item.content.is_some() => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns whether an item is compiled for tests or doctests only.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|condition| condition == "test" || condition == "doctest")
    })
}
