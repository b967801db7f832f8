//! Any document as a crate of its own.

use std::collections::BTreeMap;
use std::error::Error;
use std::mem;
use std::path::Path;

use apicrate::lint::relax;
use apicrate::render::Gate;
use apicrate::{Diagnostics, GenerateError, Options, Overlay, RawDocument, generate_from};
use heck::ToKebabCase;

use super::Arguments;
use super::summary::Summary;
use crate::tree::Tree;
use crate::workspace_root;

/// The files of the crate, or what is wrong with the document.
pub(super) fn tree(
    spec: &Path,
    out: &Path,
    arguments: &Arguments,
    summary: &mut Summary,
) -> Result<Tree, Box<dyn Error>> {
    let file_name = spec
        .file_name()
        .unwrap_or(spec.as_os_str())
        .to_string_lossy();
    let options = Options {
        source: file_name.into_owned(),
        root_file: "lib.rs".to_owned(),
        server: server(),
        ..Options::default()
    };
    let written = corrected(spec, arguments).map_err(GenerateError::from);
    let generation = written.and_then(|written| generate_from(written, &options));
    let Some(generation) = summary.keep(generation)? else {
        return Err(mem::take(&mut summary.findings).into());
    };
    summary.count(&generation);
    let name = arguments.name.clone();
    let name = name.unwrap_or_else(|| crate_name(&generation.api.title));
    let files = generation.files.into_iter();
    let mut files: BTreeMap<String, String> = files
        .map(|(path, text)| (format!("src/{path}"), text))
        .collect();
    // A manifest that is there already belongs to its owner.
    if !out.join("Cargo.toml").exists() {
        summary.files += 1;
        files.insert("Cargo.toml".to_owned(), manifest(&name));
    }
    Ok(Tree::new(out.to_owned(), files))
}

/// A document with what the caller wants changed in it.
fn corrected(spec: &Path, arguments: &Arguments) -> Result<RawDocument, Diagnostics> {
    let overlays = Overlay::read_all(&arguments.overlays)?;
    let written = RawDocument::read(spec)?.with_overlays(&overlays)?;
    if arguments.relax_from_examples {
        relax(written)
    } else {
        Ok(written)
    }
}

/// A name that Cargo takes.
fn crate_name(title: &str) -> String {
    let name: String = title
        .to_kebab_case()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    match name.trim_matches('-') {
        "" => "api".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("api-{name}"),
        name => name.to_owned(),
    }
}

/// How a generated crate depends on the runtime.
pub(crate) fn manifest_dependency() -> String {
    let runtime = workspace_root().join("generator").join("runtime");
    let runtime = runtime.display().to_string().replace('\\', "/");
    let version = env!("CARGO_PKG_VERSION");
    format!(r#"version = "{version}", path = "{runtime}""#)
}

fn manifest(name: &str) -> String {
    let runtime = manifest_dependency();
    format!(
        r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[features]
# Routes to whatever implements the traits of this API.
server = ["apicrate-runtime/server"]

[dependencies]
apicrate-runtime = {{ {runtime} }}

# Stands alone, wherever the folder is.
[workspace]
"#
    )
}

/// The other end of an API is for those who ask for it: it brings axum.
pub(super) fn server() -> Gate {
    Gate::Feature("server".to_owned())
}
