//! The specifications of the suite as OpenAPI documents, and the crates that are generated from them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::document::{PaginationOverride, PaginationOverrides, PaginationRule};
use apicrate::project::Output;
use apicrate::render::Gate;
use apicrate::{Files, GenerateError, Options, RawDocument, generate_from};
use serde::Deserialize;
use serde_json::Value;

use super::paths::{sources, target};
use super::suite::Suite;

type Fault = Box<dyn Error>;

/// The versions of OpenAPI: the names of folders, and the short names.
pub(super) const VERSIONS: [(&str, &str); 2] = [("3.1.0", "3.1"), ("3.2.0", "3.2")];

/// A specification of the suite.
#[derive(Debug, Deserialize)]
pub(super) struct Specification {
    /// The path in the suite, such as `parameters/query`.
    pub(super) name: String,
    /// The names of the scenarios.
    pub(super) scenarios: Vec<String>,
}

/// The crate of a document.
#[derive(Debug)]
pub(super) struct Crate {
    pub(super) package: String,
    /// The versions of OpenAPI whose documents have this code.
    pub(super) versions: Vec<&'static str>,
    /// The path of the document's server.
    pub(super) base: String,
}

/// All crates, and the specifications whose documents the generator rejects, each with the error.
#[derive(Debug, Default)]
pub(super) struct Crates {
    pub(super) crates: Vec<Crate>,
    pub(super) rejected: Vec<(String, String)>,
}

/// Emits the documents of all specifications, unless they exist already.
pub(super) fn emit(suite: &Suite) -> Result<Vec<Specification>, Fault> {
    let out = documents();
    let list = out.join("specifications.json");
    let key = suite.lock()? + &fs::read_to_string(sources().join("suite/emit.mjs"))?;
    let stamp = out.join("stamp.txt");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == key) {
        return Ok(serde_json::from_str(&fs::read_to_string(list)?)?);
    }
    eprintln!("emitting the documents");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let output = suite.node("emit.mjs").arg(&out).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let specifications = serde_json::from_slice(&output.stdout)?;
    fs::write(list, output.stdout)?;
    fs::write(stamp, key)?;
    Ok(specifications)
}

/// Generates a crate from each document. Documents in several versions of OpenAPI share a crate if their code is equal.
pub(super) fn generate_crates(specifications: &[Specification]) -> Result<Crates, Fault> {
    let mut all = Crates::default();
    let mut output = Output::new();
    for specification in specifications {
        let mut known: BTreeMap<String, (usize, Files)> = BTreeMap::new();
        for (version_folder, version) in VERSIONS {
            let documents = documents().join(&specification.name).join(version_folder);
            for path in json_files(&documents)? {
                let label = label(&path);
                let name = [specification.name.as_str(), &label].join(" ");
                let options = Options {
                    source: format!("{}.json", name.trim()),
                    root_file: "lib.rs".to_owned(),
                    server: Gate::Always,
                    ..Options::default()
                };
                let raw = RawDocument::read(&path).map_err(GenerateError::from);
                let raw = raw.map(|raw| raw.paginate(pagination(&specification.name)));
                let files = match raw.and_then(|raw| generate_from(raw, &options)) {
                    Ok(generation) => generation.files,
                    Err(error) => {
                        let error = format!("OpenAPI {version}: {error}");
                        all.rejected.push((specification.name.clone(), error));
                        continue;
                    }
                };
                if let Some((index, same)) = known.get(&label)
                    && *same == files
                    && let Some(first) = all.crates.get_mut(*index)
                {
                    first.versions.push(version);
                    continue;
                }
                let mut package = identifier(name.trim());
                if known.contains_key(&label) {
                    package = format!("{package}_openapi_{}", identifier(version));
                }
                known.insert(label.clone(), (all.crates.len(), files.clone()));
                output.add_folder(&crates().join("apis").join(&package).join("src"), files);
                output.add_file(
                    crates().join("apis").join(&package).join("Cargo.toml"),
                    manifest(&package),
                );
                all.crates.push(Crate {
                    package,
                    versions: vec![version],
                    base: base(&serde_json::from_str(&fs::read_to_string(&path)?)?, &label),
                });
            }
        }
    }
    for folder in entries(&crates().join("apis"))? {
        let name = folder.file_name().unwrap_or_default();
        if all.crates.iter().all(|it| name != it.package.as_str()) {
            fs::remove_dir_all(folder)?;
        }
    }
    output.write(&output.differences()?)?;
    Ok(all)
}

/// The pagination of operations that is not detected.
fn pagination(specification: &str) -> PaginationOverrides {
    let token = |next: &str, items: &str| PaginationRule {
        cursor: Some("token".to_owned()),
        next: Some(next.to_owned()),
        items: Some(items.to_owned()),
        ..PaginationRule::default()
    };
    let rules = match specification {
        "payload/pageable" => vec![
            (
                "ServerDrivenPagination_nestedLink",
                PaginationRule {
                    next_url: Some("nestedNext.next".to_owned()),
                    items: Some("nestedItems.pets".to_owned()),
                    ..PaginationRule::default()
                },
            ),
            (
                "ContinuationToken_requestHeaderResponseBody",
                token("nextToken", "pets"),
            ),
            (
                "ContinuationToken_requestQueryNestedResponseBody",
                token("nestedNext.nextToken", "nestedItems.pets"),
            ),
            (
                "ContinuationToken_requestHeaderNestedResponseBody",
                token("nestedNext.nextToken", "nestedItems.pets"),
            ),
        ],
        _ => Vec::new(),
    };
    let rule = |rule| PaginationOverride::Rule(Box::new(rule));
    let rules = rules.into_iter();
    rules.map(|(id, it)| (id.to_owned(), rule(it))).collect()
}

/// The folder of the documents.
fn documents() -> PathBuf {
    target().join("documents")
}

/// The folder of the workspace of the generated crates.
pub(super) fn crates() -> PathBuf {
    target().join("crates")
}

fn manifest(package: &str) -> String {
    format!(
        r#"[package]
name = "{package}"
version = "0.1.0"
edition = "2024"

[dependencies]
apicrate-runtime.workspace = true

[lints]
workspace = true
"#
    )
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths = entries.collect::<Result<Vec<_>, Fault>>()?;
    paths.sort();
    Ok(paths)
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut paths = entries(folder)?;
    paths.retain(|path| path.extension().is_some_and(|it| it == "json"));
    Ok(paths)
}

/// The version of the API in the name of a document: `v1` of `openapi.v1.json`.
fn label(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    name.trim_start_matches("openapi")
        .trim_start_matches('.')
        .to_owned()
}

/// Converts a name to that of a crate.
fn identifier(name: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    name.chars().map(word).collect::<String>().to_lowercase()
}

/// The path of a document's first server, without the variable of the host. Another variable has its default, or the version
/// of the API.
fn base(document: &Value, version: &str) -> String {
    let server = &document["servers"][0];
    let url = server["url"].as_str().unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|start| rest.get(start..)),
        None => url.split_once('}').map(|(_, rest)| rest),
    };
    let mut path = path.unwrap_or_default().trim_end_matches('/').to_owned();
    for (name, variable) in server["variables"].as_object().into_iter().flatten() {
        let value = variable["default"].as_str().filter(|it| !it.is_empty());
        path = path.replace(&format!("{{{name}}}"), value.unwrap_or(version));
    }
    path
}
