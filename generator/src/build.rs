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
//! [`Build::from_config`] takes the document and all options from an `apicrate.toml`.
//!
//! An error in the document fails the build; a warning appears in its output. Both have file, line and column. The
//! script runs again when the document or an overlay changes.
//!
//! Only generated files are replaced or removed, and symbolic links are not followed: see [`Output`].

use std::env;
use std::error::Error;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::{GroupBy, PaginationOverride, RemoteAccess};
use crate::file_name::is_device;
use crate::one_line::one_line;
use crate::project::{Config, DocumentConfig, Output};
use crate::render::{CallSite, Gate, Layout, header, in_module, is_identifier};
use crate::{Files, GenerateError, Generation, RawDocument, generate_from, tolerated};

/// The environment variable that lets a build fetch remote documents again and write the lock file.
const UPDATE_REMOTE: &str = "APICRATE_UPDATE_REMOTE";

/// Generates code from a document in a build script.
///
/// Each method sets the key of [`DocumentConfig`] with the same name.
#[derive(Clone, Debug)]
pub struct Build {
    config: DocumentConfig,
    /// The configuration file, if there is one.
    file: Option<PathBuf>,
    /// The errors in arguments, which the build reports. Each is a line.
    errors: Vec<String>,
}

impl Build {
    /// Creates a build for the document at a path relative to the package, or at a URL.
    #[must_use]
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self {
            config: DocumentConfig::new(document),
            file: None,
            errors: Vec::new(),
        }
    }

    /// Creates a build for a document of a configuration file, such as `apicrate.toml`, with all options that it has
    /// there. `name` is that of [`Config::document`]. The keys `output` and `crate` have no effect.
    ///
    /// ```no_run
    /// # use apicrate::build::Build;
    /// Build::from_config("apicrate.toml", "pets").module("pets");
    /// ```
    #[must_use]
    pub fn from_config(file: impl Into<PathBuf>, name: &str) -> Self {
        let file = file.into();
        let config = Config::read(&file).map_err(|errors| errors.iter().map(line).collect());
        let document = config.and_then(|config| match config.document(name) {
            Ok(document) => Ok(document.clone()),
            Err(reason) => Err(vec![format!("{}: {reason}", file.display())]),
        });
        let (config, errors) = match document {
            Ok(document) => (document, Vec::new()),
            Err(errors) => (DocumentConfig::default(), errors),
        };
        Self {
            config: DocumentConfig {
                package: None,
                ..config
            },
            file: Some(file),
            errors,
        }
    }

    /// Adds an overlay. Overlays are applied in the order in which they were added.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.config.overlay.push(path.into());
        self
    }

    /// Makes it an error if a part of an overlay has no effect. See [`Overlay::strict`](crate::Overlay::strict).
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.config.strict = true;
        self
    }

    /// Allows references to files below another folder than the document's own. See [`RawDocument::allow_dirs`].
    #[must_use]
    pub fn allow_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config.allow_dir.push(folder.into());
        self
    }

    /// Allows references to documents with URLs of a host, such as `api.example.com`. See [`RemoteAccess::allow_hosts`]. The
    /// host of a document that is itself a URL is allowed.
    ///
    /// The [lock file](Self::remote_lock) must contain these documents: a build never uses other contents. If the
    /// environment variable `APICRATE_UPDATE_REMOTE` is set, the build fetches all of them and writes the lock file and the
    /// contents, which belong to the package. Fetching needs the feature `remote`; stored contents do not.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.config.allow_host.push(host.into());
        self
    }

    /// Sets the path of the [names lock](crate::project::NamesLock), whose names the code keeps. A build does not write it:
    /// `apicrate generate` does.
    #[must_use]
    pub fn names_lock(mut self, path: impl Into<PathBuf>) -> Self {
        self.config.names_lock = Some(path.into());
        self
    }

    /// Sets the path of the lock file of remote documents. Default: `remote.lock` in the folder of the document, or in
    /// that of the package if the document is a URL.
    #[must_use]
    pub fn remote_lock(mut self, path: impl Into<PathBuf>) -> Self {
        self.config.remote_lock = Some(path.into());
        self
    }

    /// Generates code for a document with errors, too. Errors become warnings, and what depends on them is degraded. See
    /// [`RawDocument::tolerant`].
    #[must_use]
    pub fn tolerant(mut self) -> Self {
        self.config.tolerant = true;
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
        let overrides = &mut self.config.pagination;
        overrides.insert(operation.into(), pagination);
        self
    }

    /// Generates code for the operations, webhooks or models that a pattern matches, such as `users_*`, `GET /users/**` or
    /// `tag:users`, and for those of other patterns. See [`SelectionPattern`](crate::document::SelectionPattern).
    #[must_use]
    pub fn include(mut self, pattern: &str) -> Self {
        let pattern = self.parsed(pattern);
        self.config.select.include.extend(pattern);
        self
    }

    /// Leaves out the operations and webhooks that a pattern matches, even if they are included.
    #[must_use]
    pub fn exclude(mut self, pattern: &str) -> Self {
        let pattern = self.parsed(pattern);
        self.config.select.exclude.extend(pattern);
        self
    }

    /// Leaves out deprecated operations.
    #[must_use]
    pub fn without_deprecated(mut self) -> Self {
        self.config.select.without_deprecated = true;
        self
    }

    /// Uses your own type, such as `rust_money::Money`, in place of a component (`Money`) or of a property
    /// (`Pet.owner`). See [`TypeOptions::types`](crate::document::TypeOptions::types).
    #[must_use]
    pub fn types(mut self, schema: impl Into<String>, path: &str) -> Self {
        if let Some(path) = self.parsed(path) {
            self.config.types.insert(schema.into(), path);
        }
        self
    }

    /// Sets the way in which operations are grouped. See [`RawDocument::group_by`].
    #[must_use]
    pub fn group_by(mut self, group_by: GroupBy) -> Self {
        self.config.group_by = group_by;
        self
    }

    /// Sets the type of strings and numbers with a format: a short name, such as `chrono`, or the path of a type. See
    /// [`TypeOptions::formats`](crate::document::TypeOptions::formats).
    #[must_use]
    pub fn formats(mut self, format: impl Into<String>, ty: &str) -> Self {
        if let Some(ty) = self.parsed(ty) {
            self.config.formats.insert(format.into(), ty);
        }
        self
    }

    /// Adds derives to the type of a component (`Pet`), to those of a pattern of components (`New*`), or to all types (`*`).
    /// See [`TypeOptions::derives`](crate::document::TypeOptions::derives).
    #[must_use]
    pub fn derives(
        mut self,
        schema: impl Into<String>,
        derives: impl IntoIterator<Item: AsRef<str>>,
    ) -> Self {
        let derives = derives.into_iter();
        let derives: Vec<_> = derives.filter_map(|it| self.parsed(it.as_ref())).collect();
        let of_schema = self.config.derives.entry(schema.into());
        of_schema.or_default().extend(derives);
        self
    }

    /// Names the type of a schema. See [`Renames::types`](crate::document::Renames::types).
    #[must_use]
    pub fn rename_type(mut self, schema: impl Into<String>, name: impl Into<String>) -> Self {
        self.config.rename.types.insert(schema.into(), name.into());
        self
    }

    /// Names the field of a property. See [`Renames::fields`](crate::document::Renames::fields).
    #[must_use]
    pub fn rename_field(mut self, property: impl Into<String>, name: impl Into<String>) -> Self {
        self.config
            .rename
            .fields
            .insert(property.into(), name.into());
        self
    }

    /// Names the variant of an enum. See [`Renames::variants`](crate::document::Renames::variants).
    #[must_use]
    pub fn rename_variant(mut self, value: impl Into<String>, name: impl Into<String>) -> Self {
        self.config
            .rename
            .variants
            .insert(value.into(), name.into());
        self
    }

    /// Names the method of an operation. See [`Renames::operations`](crate::document::Renames::operations).
    #[must_use]
    pub fn rename_operation(
        mut self,
        operation: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        self.config
            .rename
            .operations
            .insert(operation.into(), name.into());
        self
    }

    /// Names a group. See [`Renames::groups`](crate::document::Renames::groups).
    #[must_use]
    pub fn rename_group(mut self, group: impl Into<String>, name: impl Into<String>) -> Self {
        self.config.rename.groups.insert(group.into(), name.into());
        self
    }

    /// Parses an argument, or keeps the error.
    fn parsed<T: FromStr<Err: Display>>(&mut self, text: &str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.push(error.to_string());
                None
            }
        }
    }

    /// Requires a `description` of each action of an overlay. See
    /// [`Overlay::require_reasons`](crate::Overlay::require_reasons).
    #[must_use]
    pub fn require_reasons(mut self) -> Self {
        self.config.require_reasons = true;
        self
    }

    /// Relaxes schemas that the document's own examples violate. See [`relax`](crate::lint::relax).
    #[must_use]
    pub fn relax_from_examples(mut self) -> Self {
        self.config.relax_from_examples = true;
        self
    }

    /// Sets the document's name in the first line of each file. See [`Options::source`](crate::Options::source).
    #[must_use]
    pub fn source(mut self, name: impl Into<String>) -> Self {
        self.config.source = Some(name.into());
        self
    }

    /// Sets the name of the root type. See [`Options::root`](crate::Options::root).
    #[must_use]
    pub fn root(mut self, name: impl Into<String>) -> Self {
        self.config.root = Some(name.into());
        self
    }

    /// Sets the condition for the client. See [`Options::client`](crate::Options::client).
    #[must_use]
    pub fn client(mut self, gate: Gate) -> Self {
        self.config.client = Some(gate);
        self
    }

    /// Sets the condition for the module `server`. See [`Options::server`](crate::Options::server).
    #[must_use]
    pub fn server(mut self, gate: Gate) -> Self {
        self.config.server = Some(gate);
        self
    }

    /// Adds the schemas of requests to the module `server`. See [`Options::validation`](crate::Options::validation).
    #[must_use]
    pub fn validation(mut self) -> Self {
        self.config.validation = true;
        self
    }

    /// Compiles each group with a Cargo feature of the package. See
    /// [`Options::group_features`](crate::Options::group_features).
    #[must_use]
    pub fn group_features(mut self) -> Self {
        self.config.group_features = Some(true);
        self
    }

    /// Sets the number of files. With [`Layout::File`], the file `name.rs` of [`Self::module`] contains all code and refers to
    /// no other file. See [`Options::layout`](crate::Options::layout).
    #[must_use]
    pub fn layout(mut self, layout: Layout) -> Self {
        self.config.layout = layout;
        self
    }

    /// Adds an example to the documentation of each operation. See [`Options::call_site`](crate::Options::call_site).
    #[must_use]
    pub fn call_site(mut self, call_site: CallSite) -> Self {
        self.config.call_site = Some(call_site);
        self
    }

    /// Writes the code to the folder `name` in Cargo's output folder, and the file `name.rs` next to it. Include that
    /// file: it declares the code as a public module `name`. The name must be an identifier of Rust, and a file name on
    /// every system.
    ///
    /// Reports each error to Cargo, which then fails the build.
    pub fn module(&self, name: &str) {
        let files = self.file.iter().chain(&self.config.overlay);
        let files = files.chain(&self.config.names_lock);
        let document = Some(&self.config.path).filter(|_| !self.config.is_remote());
        let lock = self.has_remote().then(|| self.config.lock_path());
        for path in files.chain(document).chain(&lock) {
            report("rerun-if-changed", path.display());
        }
        if lock.is_some() {
            report("rerun-if-env-changed", UPDATE_REMOTE);
        }
        for error in &self.errors {
            report("error", error);
        }
        if !self.errors.is_empty() {
            return;
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
        let Some(mut files) = self.files(remote.as_ref()) else {
            return Ok(());
        };
        if let Some(remote) = remote.filter(|_| is_updating()) {
            for change in remote.changes() {
                report("warning", change);
            }
            remote.save()?;
        }
        let layout = self.config.layout;
        let mut output = Output::new();
        if layout == Layout::File {
            let texts = files.values_mut();
            texts.for_each(|text| *text = in_module(name, text));
        } else {
            let header = header(&self.config.source());
            let module = format!("{header}\n#[path = {root:?}]\npub mod {name};\n");
            output.add_file(out.join(format!("{name}.rs")), module);
        }
        output.add_module(&out.join(name), files, layout);
        output.write(&output.differences()?)?;
        Ok(())
    }

    /// The generated files. Reports errors and warnings to Cargo; returns `None` after an error.
    fn files(&self, remote: Option<&RemoteAccess>) -> Option<Files> {
        match self.generate(remote) {
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

    fn generate(&self, remote: Option<&RemoteAccess>) -> Result<Generation, GenerateError> {
        generate_from(self.read(remote)?, &self.config.options())
    }

    /// Returns whether the document is a URL or may refer to URLs.
    fn has_remote(&self) -> bool {
        !self.config.allow_host.is_empty() || self.config.is_remote()
    }

    fn remote(&self) -> Result<Option<RemoteAccess>, Diagnostics> {
        let access = RemoteAccess::new(self.config.lock_path());
        self.config.remote(&if is_updating() {
            access.update()
        } else {
            access.locked()
        })
    }

    fn read(&self, remote: Option<&RemoteAccess>) -> Result<RawDocument, Diagnostics> {
        let overlays = self.config.overlays()?;
        let document = RawDocument::open(&self.config.path, remote)?;
        self.config.configure(document, &overlays)
    }

    /// Reports the code that [`Self::tolerant`] would generate for a document with errors.
    fn report_tolerated(&self, remote: Option<&RemoteAccess>) {
        let document = self.read(remote).ok();
        let document = document.filter(|_| !self.config.tolerant);
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

/// Reports each kind of finding once, and the positions of the others.
fn report_all(findings: &Diagnostics) {
    for group in findings.groups() {
        let instruction = match group.first.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        report(instruction, line(group.first));
        if let Some(more) = group.more() {
            let places = group.places().join("; ");
            report(instruction, format_args!("and {more}: {places}"));
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::NamedPagination;

    /// A build with all methods for keys.
    fn configured() -> Build {
        Build::new("pets.yaml")
            .source("the pets")
            .root("Pets")
            .client(Gate::Never)
            .server(Gate::Always)
            .validation()
            .group_features()
            .call_site(CallSite {
                argument: "pets: pets::Pets".to_owned(),
                root: "pets".to_owned(),
                models: "pets::models".to_owned(),
                runtime: None,
            })
            .overlay("corrections.yaml")
            .strict()
            .require_reasons()
            .allow_dir("common")
            .allow_host("api.example")
            .remote_lock("remote.lock")
            .names_lock("names.lock")
            .relax_from_examples()
            .tolerant()
            .pagination("pets_list", NamedPagination::Off)
            .include("tag:pets")
            .exclude("pets_delete")
            .without_deprecated()
            .types("Pet", "crate::Pet")
            .formats("uri", "url")
            .derives("*", ["Eq", "Hash"])
            .group_by(GroupBy::Path)
            .layout(Layout::File)
            .rename_type("Pet", "Animal")
            .rename_field("Pet.petName", "name")
            .rename_variant("Rhythm.24h", "Daily")
            .rename_operation("pets_get", "fetch")
            .rename_group("Pets", "animals")
    }

    /// A new key of the configuration needs a method.
    #[test]
    fn every_key_of_the_configuration_has_a_method() {
        let build = configured();
        let default = DocumentConfig::default();
        // The code is a module, so it has no crate, and `module` sets its place.
        let DocumentConfig {
            path,
            source,
            output: _,
            module: _,
            package: _,
            root,
            client,
            server,
            validation,
            group_features,
            layout,
            call_site,
            overlay,
            // Not a key.
            shared_overlays: _,
            strict,
            require_reasons,
            allow_dir,
            allow_host,
            remote_lock,
            names_lock,
            relax_from_examples,
            tolerant,
            pagination,
            select,
            types,
            formats,
            derives,
            group_by,
            rename,
            positions: _,
        } = build.config;
        for (key, is_set) in [
            ("path", path != default.path),
            ("source", source != default.source),
            ("root", root != default.root),
            ("client", client != default.client),
            ("server", server != default.server),
            ("validation", validation),
            ("group-features", group_features != default.group_features),
            ("layout", layout != default.layout),
            ("call-site", call_site != default.call_site),
            ("overlay", overlay != default.overlay),
            ("strict", strict),
            ("require-reasons", require_reasons),
            ("allow-dir", allow_dir != default.allow_dir),
            ("allow-host", allow_host != default.allow_host),
            ("remote-lock", remote_lock != default.remote_lock),
            ("names-lock", names_lock != default.names_lock),
            ("relax-from-examples", relax_from_examples),
            ("tolerant", tolerant),
            ("derives", derives != default.derives),
            ("pagination", pagination != default.pagination),
            ("select", select != default.select),
            ("types", types != default.types),
            ("formats", formats != default.formats),
            ("group-by", group_by != default.group_by),
            ("rename.types", !rename.types.is_empty()),
            ("rename.fields", !rename.fields.is_empty()),
            ("rename.variants", !rename.variants.is_empty()),
            ("rename.operations", !rename.operations.is_empty()),
            ("rename.groups", !rename.groups.is_empty()),
        ] {
            assert!(is_set, "{key}");
        }
        assert_eq!(build.errors, Vec::<String>::new());
    }
}
