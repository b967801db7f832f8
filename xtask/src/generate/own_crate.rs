//! `cargo xtask generate --spec FILE --out DIR`: a crate for any document.

use std::error::Error;
use std::fmt;
use std::mem;
use std::path::{Path, PathBuf};

use apicrate::document::RemoteAccess;
use apicrate::lint::relax;
use apicrate::project::{CrateManifest, CrateName, Output, crate_output};
use apicrate::render::Gate;
use apicrate::{Diagnostics, GenerateError, Options, Overlay, RawDocument, generate_from};
use clap::Args;

use crate::generate::summary::Summary;
use crate::quoted::quoted;
use crate::workspace;

/// The options for a crate of any document.
#[derive(Debug, Args)]
pub(super) struct CrateArguments {
    /// Generate a crate for this document, instead of the code of this workspace. `--allow-host` must allow the host of a
    /// URL.
    #[arg(long, value_name = "FILE|URL", requires = "out")]
    spec: Option<PathBuf>,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// The name of the crate. Default: the title of the document.
    #[arg(long, requires = "spec")]
    name: Option<CrateName>,
    /// An OpenAPI Overlay to apply to the document. Can be repeated; overlays are applied in this order.
    #[arg(long = "overlay", value_name = "FILE", requires = "spec")]
    overlays: Vec<PathBuf>,
    /// Make it an error if an action of an overlay matches nothing, changes nothing or does not fit.
    #[arg(long, requires = "overlays")]
    strict: bool,
    /// Also read files below this folder if the document refers to them. Can be repeated. Default: only files below the
    /// folder of the document.
    #[arg(long = "allow-dir", value_name = "DIR", requires = "spec")]
    allowed: Vec<PathBuf>,
    /// If an example contradicts its schema, relax the schema: a property becomes optional if a documented payload does
    /// not have it, and nullable if a documented payload has `null` for it.
    #[arg(long, requires = "spec")]
    relax_from_examples: bool,
    /// Generate code for a document with errors: a schema with an error is treated as any value, and an operation with
    /// an error is left out. The end of the run lists them.
    #[arg(long, requires = "spec")]
    tolerant: bool,
}

impl CrateArguments {
    /// Returns true if `--spec` is given.
    pub(super) fn is_given(&self) -> bool {
        self.spec.is_some()
    }

    /// The document.
    pub(super) fn spec(&self) -> Option<&Path> {
        self.spec.as_deref()
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for CrateArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths = [("--spec", &self.spec), ("--out", &self.out)];
        let paths = paths
            .into_iter()
            .filter_map(|(option, path)| Some((option, path.as_ref()?)));
        let overlays = self.overlays.iter().map(|path| ("--overlay", path));
        let allowed = self.allowed.iter().map(|path| ("--allow-dir", path));
        for (option, path) in paths.chain(overlays).chain(allowed) {
            write!(f, " {option} {}", quoted(path))?;
        }
        if let Some(name) = &self.name {
            write!(f, " --name {name}")?;
        }
        if self.relax_from_examples {
            f.write_str(" --relax-from-examples")?;
        }
        if self.tolerant {
            f.write_str(" --tolerant")?;
        }
        if self.strict {
            f.write_str(" --strict")?;
        }
        Ok(())
    }
}

/// Generates the crate in memory. The error is a list of findings if the document has errors.
pub(super) fn output(
    arguments: &CrateArguments,
    remote: Option<&RemoteAccess>,
    summary: &mut Summary,
) -> Result<Output, Box<dyn Error>> {
    let (Some(spec), Some(out)) = (&arguments.spec, &arguments.out) else {
        return Err("`--spec` and `--out` are required".into());
    };
    let file_name = spec
        .file_name()
        .unwrap_or(spec.as_os_str())
        .to_string_lossy();
    // The name of a remote document has no query.
    let file_name = file_name.split('?').next().unwrap_or_default();
    let options = Options {
        source: file_name.to_owned(),
        root_file: "lib.rs".to_owned(),
        server: Gate::Feature("server".to_owned()),
        ..Options::default()
    };
    let written = corrected(spec, arguments, remote).map_err(GenerateError::from);
    let generation = written.and_then(|written| generate_from(written, &options));
    let Some(generation) = summary.keep_errors(generation)? else {
        if !arguments.tolerant {
            summary.add_tolerated("`--tolerant`", corrected(spec, arguments, remote).ok());
        }
        return Err(mem::take(&mut summary.findings).into());
    };
    summary.add(&generation);
    let name = arguments.name.clone();
    let name = name.unwrap_or_else(|| CrateName::from_title(&generation.api.title));
    let manifest = CrateManifest {
        name: &name,
        runtime: Some(&workspace::runtime_folder()),
    };
    Ok(crate_output(out, generation.files, &manifest))
}

/// Reads the document and applies the overlays and `--relax-from-examples`.
fn corrected(
    spec: &Path,
    arguments: &CrateArguments,
    remote: Option<&RemoteAccess>,
) -> Result<RawDocument, Diagnostics> {
    let overlays = Overlay::read_all(&arguments.overlays)?.into_iter();
    let overlays: Vec<_> = overlays.map(|it| it.strict(arguments.strict)).collect();
    let written = RawDocument::open(spec, remote)?.allow_dirs(&arguments.allowed)?;
    let written = written.with_overlays(&overlays)?;
    let written = if arguments.relax_from_examples {
        relax(written)?
    } else {
        written
    };
    Ok(if arguments.tolerant {
        written.tolerant()
    } else {
        written
    })
}
