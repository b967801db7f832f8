//! Crates that are generated for a measurement.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::model::{Api, TypeKind};
use apicrate::project::{Output, files};
use apicrate::render::Gate;
use apicrate::{Options, RawDocument, generate_from};

use super::measure::{Subject, TARGET};
use crate::workspace;

/// The numbers of items in a generated crate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Items {
    pub(super) models: usize,
    pub(super) structs: usize,
    pub(super) enums: usize,
    pub(super) unions: usize,
    pub(super) operations: usize,
}

impl Items {
    fn new(api: &Api) -> Self {
        let count = |is_kind: fn(&TypeKind) -> bool| {
            let types = api.types.iter();
            types.filter(|it| is_kind(&it.kind)).count()
        };
        Self {
            models: api.types.len(),
            structs: count(|kind| matches!(kind, TypeKind::Struct(_))),
            enums: count(|kind| matches!(kind, TypeKind::Enum(_))),
            unions: count(|kind| matches!(kind, TypeKind::Union(_))),
            operations: api.operation_count(),
        }
    }
}

/// A crate below the target folder, outside of the workspace.
#[derive(Debug)]
pub(super) struct ScratchCrate {
    pub(super) subject: Subject,
    pub(super) items: Items,
}

impl ScratchCrate {
    /// Generates the crate of a document.
    pub(super) fn generate(
        name: &str,
        document: RawDocument,
        server: Gate,
    ) -> Result<Self, Box<dyn Error>> {
        let options = Options {
            source: format!("{name}.json"),
            root_file: "lib.rs".to_owned(),
            server,
            ..Options::default()
        };
        let generation = generate_from(document, &options)?;
        let items = Items::new(&generation.api);
        let mut output = Output::new();
        output.add_folder(&folder(name).join("src"), generation.files);
        Self::write(name, output, items)
    }

    /// A crate without code. Its figures are those of Cargo, and of loading the dependencies.
    pub(super) fn empty() -> Result<Self, Box<dyn Error>> {
        let mut output = Output::new();
        let root = "//! Nothing.\n\npub use apicrate_runtime::Client;\n".to_owned();
        output.add_file(folder("empty").join("src").join("lib.rs"), root);
        Self::write("empty", output, Items::default())
    }

    fn write(name: &str, mut output: Output, items: Items) -> Result<Self, Box<dyn Error>> {
        // Packages with equal names would share their compiled files, although their folders differ.
        let package = package(name);
        let folder = folder(name);
        fs::create_dir_all(&folder)?;
        output.add_file(folder.join("Cargo.toml"), manifest(&package));
        output.write(&output.differences()?)?;
        // With the versions of this workspace, nothing has to be downloaded.
        fs::copy(
            workspace::root().join("Cargo.lock"),
            folder.join("Cargo.lock"),
        )?;
        let source = folder.join("src");
        let subject = Subject {
            package,
            root: source.join("lib.rs"),
            model: model(&source)?,
            target: workspace::root().join(TARGET),
            workspace: folder,
        };
        Ok(Self { subject, items })
    }
}

/// The name of a package, whose folder may have any name.
fn package(name: &str) -> String {
    let characters = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    format!("measured-{}", characters.collect::<String>())
}

fn folder(name: &str) -> PathBuf {
    workspace::root().join(TARGET).join("crates").join(name)
}

/// The file of the model in the middle of the list.
fn model(source: &Path) -> Result<Option<PathBuf>, Box<dyn Error>> {
    let mut models = files::list(source)?;
    models.retain(|path| {
        let folder = path.parent().and_then(Path::file_name);
        folder.is_some_and(|it| it == "models") && !path.ends_with("mod.rs")
    });
    models.sort();
    let middle = models.len() / 2;
    Ok(models.into_iter().nth(middle))
}

fn manifest(package: &str) -> String {
    let runtime = workspace::own_runtime();
    format!(
        r#"[package]
name = "{package}"
version = "0.1.0"
edition = "2024"

[dependencies]
apicrate-runtime = {{ {runtime}, default-features = false, features = ["server"] }}

[workspace]
"#
    )
}
