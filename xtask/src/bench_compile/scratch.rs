//! Crates that are generated for a measurement.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::model::{Api, TypeKind};
use apicrate::project::{Output, files};
use apicrate::render::Gate;
use apicrate::{Options, RawDocument, generate_from};

use super::TARGET;
use super::measure::Subject;
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
        let folder = folder(name);
        let mut output = Output::new();
        output.add_folder(&folder.join("src"), generation.files);
        output.add_file(folder.join("Cargo.toml"), manifest());
        Self::write(folder, &output, items)
    }

    /// A crate without code. Its figures are those of Cargo, and of loading the dependencies.
    pub(super) fn empty() -> Result<Self, Box<dyn Error>> {
        let folder = folder("empty");
        let mut output = Output::new();
        let root = "//! Nothing.\n\npub use apicrate_runtime::Client;\n".to_owned();
        output.add_file(folder.join("src").join("lib.rs"), root);
        output.add_file(folder.join("Cargo.toml"), manifest());
        Self::write(folder, &output, Items::default())
    }

    fn write(folder: PathBuf, output: &Output, items: Items) -> Result<Self, Box<dyn Error>> {
        fs::create_dir_all(&folder)?;
        output.write(&output.differences()?)?;
        // With the versions of this workspace, nothing has to be downloaded.
        fs::copy(
            workspace::root().join("Cargo.lock"),
            folder.join("Cargo.lock"),
        )?;
        let source = folder.join("src");
        let subject = Subject {
            package: PACKAGE.to_owned(),
            root: source.join("lib.rs"),
            model: model(&source)?,
            target: workspace::root().join(TARGET),
            workspace: folder,
        };
        Ok(Self { subject, items })
    }
}

/// The name of every generated package.
const PACKAGE: &str = "measured";

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

fn manifest() -> String {
    let runtime = workspace::own_runtime();
    format!(
        r#"[package]
name = "{PACKAGE}"
version = "0.1.0"
edition = "2024"

[dependencies]
apicrate-runtime = {{ {runtime}, default-features = false, features = ["server"] }}

[workspace]
"#
    )
}
