//! The configuration of one document: how it is read, and what is generated from it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::group_features::{self, ManifestError};
use super::names_lock::NamesLock;
use super::scaffold::{CrateConfig, CrateName, MANIFEST, is_new_crate};
use crate::diagnostic::Diagnostics;
use crate::document::{
    ConfigPositions, Derive, FormatType, GroupBy, Overlay, PaginationOverrides, RawDocument,
    RemoteAccess, Renames, Selection, TypeOptions, TypePath,
};
use crate::lint::relax;
use crate::redact::redacted;
use crate::render::{CallSite, Gate, Layout, Library, Options};

/// The configuration of one document: everything that the generated code depends on, besides the document itself.
///
/// The configuration file, the arguments of the command and a build script all become such a value.
///
/// ```no_run
/// use std::path::Path;
///
/// use apicrate::generate_from;
/// use apicrate::project::DocumentConfig;
///
/// let mut config = DocumentConfig::new("pets.yaml");
/// config.overlay.push("corrections.yaml".into());
/// config.tolerant = true;
/// let document = apicrate::RawDocument::read(&config.path)?;
/// let document = config.configure(document, &config.overlays()?)?;
/// let generation = generate_from(document, &config.options())?;
/// # Ok::<(), apicrate::GenerateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of the configuration"
)]
#[non_exhaustive]
pub struct DocumentConfig {
    /// The path of the document, or its URL.
    pub path: PathBuf,
    /// See [`Options::source`]. Default: the path as it is in the configuration, or the file name of an absolute path.
    pub source: Option<String>,
    /// The folder of the generated module, to which no hand-written files belong, or that of the crate. Default: `src/NAME`
    /// or the name of the crate.
    #[serde(default)]
    pub output: PathBuf,
    /// The path of the module that contains the generated code, for example `trophy_api::admin`. Reports of changes contain
    /// it.
    pub module: Option<String>,
    /// The crate that contains the generated code. Default: the code is a module of an existing crate.
    #[serde(rename = "crate")]
    pub package: Option<CrateConfig>,
    /// See [`Options::root`].
    pub root: Option<String>,
    /// See [`Options::client`]: `"always"` (the default), `"never"` or `{ feature = "NAME" }`.
    pub client: Option<Gate>,
    /// See [`Options::server`]: `"never"` (the default of a module), `"always"` (the default of a crate without a client) or
    /// `{ feature = "NAME" }` (the default of another crate, with the name `server`).
    pub server: Option<Gate>,
    /// See [`Options::validation`]: `false` (the default) or `true`.
    #[serde(default)]
    pub validation: bool,
    /// See [`Options::group_features`]. Default: `false` for a module, and for a crate whose manifest does not have the feature
    /// `all-groups`; `true` for other crates.
    pub group_features: Option<bool>,
    /// The number of files: `"files"` (the default) or `"file"`. A module in one file is the file with the name of its
    /// folder, such as `src/pets.rs`. See [`Options::layout`].
    #[serde(default)]
    pub layout: Layout,
    /// See [`Options::call_site`].
    pub call_site: Option<CallSite>,
    /// The paths of the overlays that correct the document, in this order: one path or a list.
    #[serde(default, deserialize_with = "one_or_more")]
    pub overlay: Vec<PathBuf>,
    /// The number of overlays, from the first one on, that are for several documents of the configuration. See
    /// [`Overlay::shared`].
    #[serde(skip)]
    pub shared_overlays: usize,
    /// Make it an error if a part of an overlay has no effect. See [`Overlay::strict`].
    #[serde(default)]
    pub strict: bool,
    /// Require a `description` of each action of an overlay. See [`Overlay::require_reasons`].
    #[serde(default)]
    pub require_reasons: bool,
    /// The folders, other than that of the document, whose files the document can refer to. See
    /// [`RawDocument::allow_dirs`].
    #[serde(default)]
    pub allow_dir: Vec<PathBuf>,
    /// The hosts whose documents the document can refer to. See [`RemoteAccess::allow_hosts`].
    #[serde(default)]
    pub allow_host: Vec<String>,
    /// The path of the lock file of remote documents. Default: `remote.lock` in the folder of the document, or in the
    /// current folder if the document is a URL. In a configuration file, it is a key for all documents.
    #[serde(skip)]
    pub remote_lock: Option<PathBuf>,
    /// The path of the [names lock](super::NamesLock). Default: there is no names lock. In a configuration file, it is a key
    /// for all documents.
    #[serde(skip)]
    pub names_lock: Option<PathBuf>,
    /// Relax schemas that the document's own examples violate. See [`relax`].
    #[serde(default)]
    pub relax_from_examples: bool,
    /// Generate code even if the document has errors. See [`RawDocument::tolerant`].
    #[serde(default)]
    pub tolerant: bool,
    /// The pagination of operations, by `operationId`. See [`RawDocument::paginate`].
    #[serde(default)]
    pub pagination: PaginationOverrides,
    /// The operations, webhooks and models to generate. See [`RawDocument::select`].
    #[serde(default)]
    pub select: Selection,
    /// See [`TypeOptions::types`].
    #[serde(default)]
    pub types: BTreeMap<String, TypePath>,
    /// The way in which operations are grouped: `"tag"` (the default), `"path"` or `"none"`. See
    /// [`RawDocument::group_by`].
    #[serde(default)]
    pub group_by: GroupBy,
    /// See [`TypeOptions::formats`].
    #[serde(default)]
    pub formats: BTreeMap<String, FormatType>,
    /// See [`TypeOptions::derives`].
    #[serde(default)]
    pub derives: BTreeMap<String, Vec<Derive>>,
    /// The names of types, fields, methods and groups. See [`RawDocument::rename`].
    #[serde(default)]
    pub rename: Renames,
    /// The positions of the entries in the configuration file.
    #[serde(skip)]
    pub(crate) positions: ConfigPositions,
}

impl DocumentConfig {
    /// The configuration of a document without options. The document is a path or a URL.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            ..Self::default()
        }
    }

    /// The name of the document: that of its crate if it is configured, or else the file name of the document without its
    /// extension, for example `admin` for `spec/admin.yaml`.
    #[must_use]
    pub fn name(&self) -> String {
        let package = self.package.as_ref();
        if let Some(name) = package.and_then(|package| package.name.as_ref()) {
            return name.to_string();
        }
        let path = self.path.to_string_lossy();
        let path = if RawDocument::is_url(&path) {
            path.split(['?', '#']).next().unwrap_or_default()
        } else {
            &path
        };
        let file = Path::new(path).file_stem().unwrap_or_default();
        file.to_string_lossy().into_owned()
    }

    /// Returns whether the document is a URL.
    #[must_use]
    pub fn is_remote(&self) -> bool {
        self.path.to_str().is_some_and(RawDocument::is_url)
    }

    /// Returns the access to remote documents that this document has, or `None` if it is a local file and no hosts are
    /// allowed. The host of a document with a URL is allowed.
    ///
    /// # Errors
    ///
    /// If a text is not a host.
    pub fn remote(&self, access: &RemoteAccess) -> Result<Option<RemoteAccess>, Diagnostics> {
        let url = self.path.to_str().filter(|_| self.is_remote());
        if self.allow_host.is_empty() && url.is_none() {
            return Ok(None);
        }
        let access = access.clone().allow_hosts(&self.allow_host)?;
        Ok(Some(match url {
            Some(url) => access.allow_url(url),
            None => access,
        }))
    }

    /// The path of the lock file of remote documents.
    #[must_use]
    pub fn lock_path(&self) -> PathBuf {
        let lock = self.remote_lock.clone();
        lock.unwrap_or_else(|| RemoteAccess::lock_of(&self.path))
    }

    /// Removes overlays from the configuration, such as files that do not exist in a former version.
    pub fn retain_overlays(&mut self, mut is_kept: impl FnMut(&Path) -> bool) {
        let (mut index, mut shared) = (0, 0);
        self.overlay.retain(|path| {
            let is_kept = is_kept(path);
            shared += usize::from(is_kept && index < self.shared_overlays);
            index += 1;
            is_kept
        });
        self.shared_overlays = shared;
    }

    /// Reads the overlays.
    ///
    /// # Errors
    ///
    /// If an overlay cannot be read, or if an action without a reason is not allowed.
    pub fn overlays(&self) -> Result<Vec<Overlay>, Diagnostics> {
        self.ruled(Overlay::read_all(&self.overlay)?)
    }

    /// Applies the rules for overlays to overlays that have been read: `strict` and `require-reasons`.
    ///
    /// # Errors
    ///
    /// If an action without a reason is not allowed.
    pub fn ruled(&self, overlays: Vec<Overlay>) -> Result<Vec<Overlay>, Diagnostics> {
        let overlays = overlays.into_iter().enumerate().map(|(index, overlay)| {
            let overlay = overlay
                .strict(self.strict)
                .shared(index < self.shared_overlays);
            if self.require_reasons {
                overlay.require_reasons()
            } else {
                Ok(overlay)
            }
        });
        overlays.collect()
    }

    /// Applies the configuration to a document that has been read: the folders that it can refer to, the overlays, and
    /// everything that changes the model.
    ///
    /// # Errors
    ///
    /// If a folder does not exist, an overlay cannot be applied, or the names lock is not valid.
    pub fn configure(
        &self,
        document: RawDocument,
        overlays: &[Overlay],
    ) -> Result<RawDocument, Diagnostics> {
        let document = document.allow_dirs(&self.allow_dir)?;
        let document = document.configured_at(self.positions.clone());
        let document = document.with_overlays(overlays)?;
        let document = if self.relax_from_examples {
            relax(document)?
        } else {
            document
        };
        let document = document.paginate(self.pagination.clone());
        let document = document.select(self.select.clone());
        let document = document.with_types(self.type_options());
        let document = document.group_by(self.group_by);
        let document = document.rename(self.rename.clone());
        let document = match &self.names_lock {
            Some(lock) => document.keep_names(NamesLock::read(lock)?.names(&self.source())),
            None => document,
        };
        Ok(if self.tolerant {
            document.tolerant()
        } else {
            document
        })
    }

    /// The options that decide about the types of the document.
    #[must_use]
    pub fn type_options(&self) -> TypeOptions {
        TypeOptions {
            types: self.types.clone(),
            formats: self.formats.clone(),
            derives: self.derives.clone(),
        }
    }

    /// The options for rendering the document: as the root of a crate, or as a module.
    #[must_use]
    pub fn options(&self) -> Options {
        let default = Options::default();
        let is_crate = self.package.is_some();
        let client = self.client.clone().unwrap_or(default.client);
        let server = self.server.clone().unwrap_or_else(|| {
            if is_crate && client == Gate::Never {
                Gate::Always
            } else if is_crate {
                Gate::Feature("server".to_owned())
            } else {
                default.server
            }
        });
        Options {
            source: self.source(),
            root: self.root.clone().unwrap_or(default.root),
            root_file: if is_crate { "lib.rs" } else { "mod.rs" }.to_owned(),
            library: None,
            layout: self.layout,
            call_site: self.call_site.clone(),
            client,
            server,
            validation: self.validation,
            group_features: self.group_features.unwrap_or(is_crate),
        }
    }

    /// The library of a crate, for [`Options::library`]. `None` for modules, and for crates whose manifest does not have a
    /// name. `title` is that of the API.
    #[must_use]
    pub fn library(&self, title: &str) -> Option<Library> {
        let package = self.package.as_ref()?;
        if !is_new_crate(&self.output) {
            return group_features::library(&self.output.join(MANIFEST));
        }
        let name = package.name.clone();
        let name = name.unwrap_or_else(|| CrateName::from_title(title));
        Some(Library::of_package(name.as_str()))
    }

    /// Sets `group_features` to its default, which depends on the manifest of an existing crate.
    ///
    /// # Errors
    ///
    /// If the manifest cannot be read.
    pub fn find_group_features(&mut self) -> Result<(), ManifestError> {
        if self.group_features.is_none() && self.package.is_some() && !is_new_crate(&self.output) {
            let has_list = group_features::has_list(&self.output.join(MANIFEST))?;
            self.group_features = Some(has_list);
        }
        Ok(())
    }

    /// The document's name in the first line of each file. The URL of a document has no query, which could contain a
    /// secret.
    #[must_use]
    pub fn source(&self) -> String {
        if let Some(source) = &self.source {
            return source.clone();
        }
        let path = self.path.to_string_lossy();
        if self.is_remote() {
            let path = path.split(['?', '#']).next().unwrap_or_default();
            return redacted(path).into_owned();
        }
        match self.path.file_name() {
            // The code is the same on every machine.
            Some(name) if self.path.is_absolute() => name.to_string_lossy().into_owned(),
            _ => path.into_owned(),
        }
    }

    /// The folder for the output of a configuration that does not name it.
    pub(super) fn default_output(&self) -> PathBuf {
        let name = self.name();
        if self.package.is_some() {
            return name.into();
        }
        let is_kept = |c: char| if c.is_alphanumeric() { c } else { '_' };
        let module: String = name.chars().map(is_kept).collect();
        Path::new("src").join(module)
    }

    /// The folder whose files are all generated.
    #[must_use]
    pub fn generated_folder(&self) -> PathBuf {
        match self.package {
            Some(_) => self.output.join("src"),
            None => self.output.clone(),
        }
    }
}

/// Deserializes one path or a list of paths.
pub(super) fn one_or_more<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<PathBuf>, D::Error> {
    struct Paths;

    impl<'de> Visitor<'de> for Paths {
        type Value = Vec<PathBuf>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a path or a list of paths")
        }

        fn visit_str<E>(self, path: &str) -> Result<Self::Value, E> {
            Ok(vec![path.into()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut paths = Vec::new();
            while let Some(path) = list.next_element()? {
                paths.push(path);
            }
            Ok(paths)
        }
    }

    deserializer.deserialize_any(Paths)
}
