//! The source files of each package import each other in one direction only, and each module of the generator
//! imports only the modules and crates that the tables below allow (see CONTRIBUTING.md).

mod imports;
mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use self::modules::Package;

type Test = Result<(), Box<dyn Error>>;

/// The root file of each package.
const ROOTS: &[&str] = &[
    "generator/src/lib.rs",
    "generator/cli/src/lib.rs",
    "generator/mock/src/lib.rs",
    "generator/runtime/src/lib.rs",
    "generator/runtime/derive/src/lib.rs",
    "generator/testkit/src/lib.rs",
    "generator/testkit/agreement/src/lib.rs",
    "trophy-api/src/lib.rs",
    "trophy-api/local/src/lib.rs",
    "xtask/src/main.rs",
];

/// The modules of the generator, each with the other modules that it may import. A module may import earlier modules
/// only.
const MODULES: &[(&str, &[&str])] = &[
    ("counted", &[]),
    ("ecma_pattern", &[]),
    ("file_name", &[]),
    ("files", &[]),
    ("keyword", &[]),
    ("one_line", &[]),
    ("redact", &[]),
    ("sha256", &[]),
    ("similar", &[]),
    ("standard_derives", &[]),
    ("diagnostic", &["counted", "one_line"]),
    ("media_type", &[]),
    ("parallel", &[]),
    (
        "document",
        &[
            "counted",
            "diagnostic",
            "files",
            "keyword",
            "media_type",
            "one_line",
            "parallel",
            "redact",
            "sha256",
            "similar",
            "standard_derives",
        ],
    ),
    ("model", &["media_type"]),
    (
        "resolve",
        &[
            "counted",
            "diagnostic",
            "document",
            "ecma_pattern",
            "file_name",
            "keyword",
            "media_type",
            "model",
            "parallel",
            "sha256",
            "similar",
        ],
    ),
    (
        "render",
        &[
            "media_type",
            "model",
            "one_line",
            "parallel",
            "standard_derives",
        ],
    ),
    ("diff", &["media_type", "model"]),
    (
        "validate",
        &["counted", "diagnostic", "document", "ecma_pattern"],
    ),
    ("sample", &["document", "validate"]),
    (
        "lint",
        &[
            "counted",
            "diagnostic",
            "document",
            "media_type",
            "parallel",
            "resolve",
            "similar",
            "validate",
        ],
    ),
    (
        "project",
        &[
            "diagnostic",
            "document",
            "file_name",
            "files",
            "lint",
            "one_line",
            "parallel",
            "redact",
            "render",
            "sha256",
            "similar",
        ],
    ),
    (
        "build",
        &[
            "diagnostic",
            "document",
            "file_name",
            "one_line",
            "project",
            "render",
        ],
    ),
];

/// External crates, each with the only modules of the generator that may use it.
const CRATES: &[(&str, &[&str])] = &[
    ("glob", &["document", "project"]),
    ("openapiv3", &["document", "resolve"]),
    ("serde_yaml", &["document"]),
    ("saphyr_parser", &["document"]),
    ("quote", &["render"]),
    ("syn", &["render"]),
    ("proc_macro2", &["render"]),
    ("prettyplease", &["render"]),
    ("tempfile", &["files"]),
    ("ureq", &["document"]),
    ("rustls", &["document"]),
    ("fancy_regex", &["validate"]),
    ("regress", &["lint", "validate"]),
    ("pulldown_cmark", &["render"]),
];

fn package(root: &str) -> Result<Package, Box<dyn Error>> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Package::read(&workspace, root)
}

#[test]
fn no_two_files_import_each_other() -> Test {
    let mut cycles = Vec::new();
    for root in ROOTS {
        let import_graph = package(root)?.import_graph();
        cycles.extend(
            cyclic(&import_graph)
                .into_iter()
                .map(|(from, to, name)| format!("{from} -> {to}: {name}")),
        );
    }
    assert!(
        cycles.is_empty(),
        "imports that are part of a cycle:\n{}",
        cycles.join("\n")
    );
    Ok(())
}

#[test]
fn modules_of_the_generator_import_only_allowed_modules() -> Test {
    let package = package("generator/src/lib.rs")?;
    let allowed: BTreeMap<_, _> = MODULES.iter().copied().collect();
    let mut wrong = BTreeSet::new();
    for (from, targets) in package.import_graph() {
        let Some(source) = module_of(&from) else {
            continue;
        };
        let permitted = allowed.get(source).copied();
        let permitted =
            permitted.ok_or_else(|| format!("`{source}` is missing in the table of modules"))?;
        for (to, name) in targets {
            match module_of(&to) {
                Some(target) if target != source && !permitted.contains(&target) => {
                    wrong.insert(format!("{from} -> {to}: {name}"));
                }
                _ => {}
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports that the table `MODULES` does not allow:\n{}",
        join(&wrong)
    );
    Ok(())
}

#[test]
fn crates_are_used_only_in_allowed_modules() -> Test {
    let package = package("generator/src/lib.rs")?;
    let owners: BTreeMap<_, _> = CRATES.iter().copied().collect();
    let mut wrong = BTreeSet::new();
    for (file, names) in package.external_crates() {
        for name in names {
            let Some(modules) = owners.get(name.as_str()) else {
                continue;
            };
            if module_of(&file).is_none_or(|module| !modules.contains(&module)) {
                wrong.insert(format!("{file}: {name}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates used in modules that the table `CRATES` does not allow:\n{}",
        join(&wrong)
    );
    Ok(())
}

#[test]
fn finds_a_cycle_through_a_third_file() {
    let edge = |to: &str| BTreeMap::from([(to.to_owned(), "Name".to_owned())]);
    let import_graph = BTreeMap::from([
        ("a.rs".to_owned(), edge("b.rs")),
        ("b.rs".to_owned(), edge("c.rs")),
        ("c.rs".to_owned(), edge("a.rs")),
        ("d.rs".to_owned(), edge("a.rs")),
    ]);
    let files: Vec<_> = cyclic(&import_graph)
        .into_iter()
        .map(|(from, _, _)| from)
        .collect();
    assert_eq!(files, ["a.rs", "b.rs", "c.rs"]);
}

/// The top-level module of a file of the generator; `None` for `lib.rs`.
fn module_of(file: &str) -> Option<&str> {
    let path = file.strip_prefix("generator/src/")?;
    let module = path.split(['/', '.']).next()?;
    (module != "lib").then_some(module)
}

fn join(lines: &BTreeSet<String>) -> String {
    lines.iter().cloned().collect::<Vec<_>>().join("\n")
}

/// The import graph: for each file, the files that it imports, with one imported name each.
type ImportGraph = BTreeMap<String, BTreeMap<String, String>>;

/// Returns the imports that are part of a cycle.
fn cyclic(import_graph: &ImportGraph) -> Vec<(String, String, String)> {
    let mut cyclic = Vec::new();
    for (from, targets) in import_graph {
        for (to, name) in targets {
            if reaches(import_graph, to, from) {
                cyclic.push((from.clone(), to.clone(), name.clone()));
            }
        }
    }
    cyclic
}

fn reaches(import_graph: &ImportGraph, start: &str, goal: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![start];
    while let Some(file) = pending.pop() {
        if file == goal {
            return true;
        }
        if seen.insert(file) {
            pending.extend(
                import_graph
                    .get(file)
                    .into_iter()
                    .flat_map(|targets| targets.keys().map(String::as_str)),
            );
        }
    }
    false
}
