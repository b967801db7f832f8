//! Code generation in a build script: writes a module to Cargo's output folder, and reports errors and warnings as
//! messages of Cargo.
//!
//! ```no_run
//! // build.rs
//! use apicrate::build::Build;
//!
//! fn main() {
//!     Build::new("pets.yaml").overlay("corrections.yaml").module("pets");
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs
//! include!(concat!(env!("OUT_DIR"), "/pets.rs"));
//! ```
//!
//! An error in the document fails the build; a warning appears in its output. Both have file, line and column. The
//! script runs again when the document or an overlay changes.
//!
//! Only generated files are replaced or removed, and symbolic links are not followed: see [`Output`].

use std::env;
use std::error::Error;
use std::fmt::Display;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::{
    PaginationOverride, PaginationOverrides, PatternError, RemoteAccess, Selection,
    SelectionPattern, TypeOptions, TypePathError,
};
use crate::file_name::is_device;
use crate::one_line::one_line;
use crate::project::Output;
use crate::render::{header, is_identifier};
use crate::{
    Files, GenerateError, Generation, Options, Overlay, RawDocument, generate_from, tolerated,
};

/// The environment variable that lets a build fetch remote documents again and write the lock file.
const UPDATE_REMOTE: &str = "APICRATE_UPDATE_REMOTE";

/// Generates code from a document in a build script.
#[derive(Clone, Debug)]
pub struct Build {
    document: PathBuf,
    overlays: Vec<PathBuf>,
    is_strict: bool,
    allowed: Vec<PathBuf>,
    hosts: Vec<String>,
    remote_lock: Option<PathBuf>,
    is_tolerant: bool,
    pagination: PaginationOverrides,
    /// The selection, or the error in a pattern, which the build reports.
    selection: Result<Selection, PatternError>,
    /// The options for types, or the error in one of them, which the build reports.
    types: Result<TypeOptions, TypePathError>,
    options: Options,
}

impl Build {
    /// Creates a build for the document at a path relative to the package, or at a URL whose host is
    /// [allowed](Self::allow_host).
    #[must_use]
    pub fn new(document: impl Into<PathBuf>) -> Self {
        let document = document.into();
        // The path of a URL has no query, which could contain a secret.
        let source = document.display().to_string();
        let source = source.split('?').next().unwrap_or_default();
        Self {
            options: Options {
                source: source.to_owned(),
                ..Options::default()
            },
            document,
            overlays: Vec::new(),
            is_strict: false,
            allowed: Vec::new(),
            hosts: Vec::new(),
            remote_lock: None,
            is_tolerant: false,
            pagination: PaginationOverrides::new(),
            selection: Ok(Selection::default()),
            types: Ok(TypeOptions::default()),
        }
    }

    /// Adds an overlay. Overlays are applied in the order in which they were added.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(path.into());
        self
    }

    /// Makes it an error if a part of an overlay has no effect. See [`Overlay::strict`].
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.is_strict = true;
        self
    }

    /// Allows references to files below another folder than the document's own. See [`RawDocument::allow_dirs`].
    #[must_use]
    pub fn allow_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.allowed.push(folder.into());
        self
    }

    /// Allows documents and references with URLs of a host, such as `api.example.com`. See
    /// [`RemoteAccess::allow_hosts`].
    ///
    /// The [lock file](Self::remote_lock) must contain these documents: a build never uses other contents. If the
    /// environment variable `APICRATE_UPDATE_REMOTE` is set, the build fetches all of them and writes the lock file and the
    /// contents, which belong to the package. Fetching needs the feature `remote`; stored contents do not.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Sets the path of the lock file of remote documents. Default: `remote.lock` in the folder of the document, or in
    /// that of the package if the document is a URL.
    #[must_use]
    pub fn remote_lock(mut self, path: impl Into<PathBuf>) -> Self {
        self.remote_lock = Some(path.into());
        self
    }

    /// Generates code for a document with errors, too. Errors become warnings, and what depends on them is degraded. See
    /// [`RawDocument::tolerant`].
    #[must_use]
    pub fn tolerant(mut self) -> Self {
        self.is_tolerant = true;
        self
    }

    /// Sets the pagination of the operation with this `operationId`. See
    /// [`RawDocument::paginate`](crate::RawDocument::paginate).
    #[must_use]
    pub fn pagination(
        mut self,
        operation: impl Into<String>,
        pagination: impl Into<PaginationOverride>,
    ) -> Self {
        let pagination = pagination.into();
        self.pagination.insert(operation.into(), pagination);
        self
    }

    /// Generates code for the operations, webhooks or models that a pattern matches, such as `users_*`, `GET /users/**` or
    /// `tag:users`, and for those of other patterns. See [`SelectionPattern`].
    #[must_use]
    pub fn include(self, pattern: &str) -> Self {
        self.select(pattern, |selection| &mut selection.include)
    }

    /// Leaves out the operations and webhooks that a pattern matches, even if they are included.
    #[must_use]
    pub fn exclude(self, pattern: &str) -> Self {
        self.select(pattern, |selection| &mut selection.exclude)
    }

    /// Leaves out deprecated operations.
    #[must_use]
    pub fn without_deprecated(mut self) -> Self {
        if let Ok(selection) = &mut self.selection {
            selection.without_deprecated = true;
        }
        self
    }

    fn select(
        mut self,
        pattern: &str,
        patterns: impl Fn(&mut Selection) -> &mut Vec<SelectionPattern>,
    ) -> Self {
        self.selection = self.selection.and_then(|mut selection| {
            patterns(&mut selection).push(pattern.parse()?);
            Ok(selection)
        });
        self
    }

    /// Uses a type of one's own, such as `rust_money::Money`, in place of a component (`Money`) or of a property
    /// (`Pet.owner`). See [`TypeOptions::types`].
    #[must_use]
    pub fn types(mut self, schema: impl Into<String>, path: &str) -> Self {
        self.types = self.types.and_then(|mut types| {
            types.types.insert(schema.into(), path.parse()?);
            Ok(types)
        });
        self
    }

    /// Sets the options of the output. [`Options::root_file`] is ignored; it is always `mod.rs`.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Writes the code to the folder `name` in Cargo's output folder, and the file `name.rs` next to it. Include that
    /// file: it declares the code as a public module `name`. The name must be an identifier of Rust, and a file name on
    /// every system.
    ///
    /// Reports each error to Cargo, which then fails the build.
    pub fn module(&self, name: &str) {
        let remote = self.lock_path();
        let files = self.overlays.iter().chain(self.local_document());
        for path in files.chain(&remote) {
            report("rerun-if-changed", path.display());
        }
        if remote.is_some() {
            report("rerun-if-env-changed", UPDATE_REMOTE);
        }
        if let Err(error) = self.write(name) {
            report("error", error);
        }
    }

    fn write(&self, name: &str) -> Result<(), Box<dyn Error>> {
        if !is_identifier(name) || is_device(name) {
            let name = one_line(name);
            return Err(format!("`{name}` is not a valid name for a module").into());
        }
        let out = env::var_os("OUT_DIR").map(PathBuf::from);
        let out = out.ok_or("OUT_DIR is not set; call this from a build script")?;
        let root = out.join(name).join("mod.rs");
        let root = root.to_str().ok_or("the path of OUT_DIR is not UTF-8")?;
        let remote = match self.remote() {
            Ok(remote) => remote,
            Err(findings) => {
                report_all(&findings);
                return Ok(());
            }
        };
        let selection = self.selection.clone()?;
        let types = self.types.clone()?;
        let Some(files) = self.files(remote.as_ref(), &selection, &types) else {
            return Ok(());
        };
        if let Some(remote) = remote.filter(|_| is_updating()) {
            for change in remote.changes() {
                report("warning", change);
            }
            remote.save()?;
        }
        let header = header(&self.options.source);
        let module = format!("{header}\n#[path = {root:?}]\npub mod {name};\n");
        let mut output = Output::new();
        output.add_folder(&out.join(name), files);
        output.add_file(out.join(format!("{name}.rs")), module);
        output.write(&output.differences()?)?;
        Ok(())
    }

    /// The generated files. Reports errors and warnings to Cargo; returns `None` after an error.
    fn files(
        &self,
        remote: Option<&RemoteAccess>,
        selection: &Selection,
        types: &TypeOptions,
    ) -> Option<Files> {
        match self.generate(remote, selection, types) {
            Ok(generation) => {
                for path in &generation.other_files {
                    report("rerun-if-changed", path.display());
                }
                report_all(&generation.warnings);
                return Some(generation.files);
            }
            Err(GenerateError::Document(findings)) => {
                report_all(&findings);
                self.report_tolerated(remote);
            }
            Err(GenerateError::Render(error)) => report("error", error),
        }
        None
    }

    fn generate(
        &self,
        remote: Option<&RemoteAccess>,
        selection: &Selection,
        types: &TypeOptions,
    ) -> Result<Generation, GenerateError> {
        let options = Options {
            root_file: "mod.rs".to_owned(),
            ..self.options.clone()
        };
        let document = self.read(remote)?.select(selection.clone());
        let document = document.with_types(types.clone());
        generate_from(document, &options)
    }

    /// The document, if it is a file.
    fn local_document(&self) -> Option<&PathBuf> {
        let is_url = self.document.to_str().is_some_and(RawDocument::is_url);
        (!is_url).then_some(&self.document)
    }

    /// The path of the lock file, if hosts are allowed.
    fn lock_path(&self) -> Option<PathBuf> {
        let default = || RemoteAccess::lock_of(&self.document);
        let path = self.remote_lock.clone();
        (!self.hosts.is_empty()).then(|| path.unwrap_or_else(default))
    }

    fn remote(&self) -> Result<Option<RemoteAccess>, Diagnostics> {
        let Some(path) = self.lock_path() else {
            return Ok(None);
        };
        let remote = RemoteAccess::new(path).allow_hosts(&self.hosts)?;
        Ok(Some(if is_updating() {
            remote.update()
        } else {
            remote.locked()
        }))
    }

    fn read(&self, remote: Option<&RemoteAccess>) -> Result<RawDocument, Diagnostics> {
        let overlays = Overlay::read_all(&self.overlays)?.into_iter();
        let overlays: Vec<_> = overlays.map(|it| it.strict(self.is_strict)).collect();
        let document = RawDocument::open(&self.document, remote)?;
        let document = document.allow_dirs(&self.allowed)?;
        let document = document.with_overlays(&overlays)?;
        let document = document.paginate(self.pagination.clone());
        Ok(if self.is_tolerant {
            document.tolerant()
        } else {
            document
        })
    }

    /// Reports the code that [`Self::tolerant`] would generate for a document with errors.
    fn report_tolerated(&self, remote: Option<&RemoteAccess>) {
        let document = self.read(remote).ok().filter(|_| !self.is_tolerant);
        if let Some(findings) = document.and_then(tolerated) {
            let degraded = findings.degraded();
            let message = format!("`Build::tolerant` would generate all but {degraded}");
            report("warning", message);
        }
    }
}

/// Returns true if the user wants to fetch remote documents again.
fn is_updating() -> bool {
    env::var_os(UPDATE_REMOTE).is_some_and(|value| !value.is_empty() && value != "0")
}

fn report_all(findings: &Diagnostics) {
    for finding in findings {
        let instruction = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        report(instruction, line(finding));
    }
}

/// A finding in one line: a message of Cargo cannot have more.
fn line(finding: &Diagnostic) -> String {
    let position = match finding.position {
        Some(position) => format!("{}:{}:{}", finding.file, position.line, position.column),
        None => finding.file.clone(),
    };
    let help = finding.help.as_ref().map(|help| format!(" (help: {help})"));
    format!(
        "{position}: {} [{}]{}",
        finding.message,
        finding.code,
        help.unwrap_or_default()
    )
}

/// Prints an instruction to Cargo. Line breaks are replaced, since they would end it.
fn report(instruction: &str, what: impl Display) {
    let what = what.to_string().replace(['\r', '\n'], " ");
    println!("cargo::{instruction}={what}");
}
