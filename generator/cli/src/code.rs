//! The code of configured documents: their modules and crates, and the content lock.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use apicrate::document::Names;
use apicrate::project::{
    Config, CrateManifest, CrateName, DocumentConfig, Lock, ManifestError, ModuleNeeds, NamesLock,
    Output, add_crate, manifest_above, outdated_group_features,
};
use apicrate::render::{Gate, description, example, group_features, readme};
use apicrate::{Api, Diagnostics, Generation};

use crate::paths::{real, relative};
use crate::quoted::quoted;

/// Adds the code of a document to the output: a module, or a crate with its manifest and README.
///
/// # Errors
///
/// If the folder of the runtime or an existing manifest is not usable.
pub fn add_code(
    output: &mut Output,
    config: &DocumentConfig,
    generation: Generation,
) -> Result<(), Box<dyn Error>> {
    let Some(package) = &config.package else {
        output.add_module(&config.output, generation.files, config.layout);
        return Ok(());
    };
    let api = &generation.api;
    let name = package.name.clone();
    let name = name.unwrap_or_else(|| CrateName::from_title(&api.title));
    let runtime = package.runtime_path.as_deref();
    let runtime = runtime.map(|path| runtime_path(path, &config.output));
    let runtime = runtime.transpose()?;
    let options = config.options();
    let described = || description(api, &options);
    let never = Gate::Never;
    let (client, server) = if api.groups.is_empty() {
        (&never, &never)
    } else {
        (&options.client, &options.server)
    };
    let info = &api.package;
    let example = example(api, &options, name.as_str());
    let manifest = CrateManifest {
        name: &name,
        version: package.version.as_ref(),
        description: &package.description.clone().unwrap_or_else(described),
        license: package.license.as_deref().or(info.license.as_deref()),
        repository: package.repository.as_deref().or(info.repository.as_deref()),
        homepage: package.homepage.as_deref().or(info.homepage.as_deref()),
        runtime: runtime.as_deref(),
        client,
        server,
        group_features: &group_features(api, &options),
        runtime_features: &info.runtime_features,
        example: example.as_ref(),
    };
    let readme = readme(api, &options, name.as_str());
    add_crate(output, &config.output, generation.files, &manifest, readme)?;
    Ok(())
}

/// The parts of its crate that the module of a document needs. The runtime is the published version, or in a folder.
///
/// # Errors
///
/// If the folder of the runtime is not usable.
pub(crate) fn module_needs(
    config: &DocumentConfig,
    api: &Api,
    runtime: Option<&Path>,
) -> Result<ModuleNeeds, Box<dyn Error>> {
    let options = config.options();
    let mut needs = ModuleNeeds::default();
    if let Some(runtime) = runtime {
        let manifest = manifest_above(&real(&config.output)?);
        let folder = manifest.parent().unwrap_or(Path::new(""));
        needs.runtime = Some(runtime_path(runtime, folder)?);
    }
    let of_types = api.package.runtime_features.iter();
    needs
        .runtime_features
        .extend(of_types.map(|it| (*it).to_owned()));
    if api.groups.is_empty() {
        return Ok(needs);
    }
    needs.has_client = options.client != Gate::Never;
    if let Gate::Feature(name) = &options.client {
        needs.features.entry(name.clone()).or_default();
    }
    match &options.server {
        Gate::Never => {}
        Gate::Always => _ = needs.runtime_features.insert("server".to_owned()),
        Gate::Feature(name) => {
            let turned_on = needs.features.entry(name.clone()).or_default();
            turned_on.insert("apicrate-runtime/server".to_owned());
        }
    }
    for name in group_features(api, &options) {
        needs.features.entry(name).or_default();
    }
    Ok(needs)
}

/// The features in the manifest of a document's crate that no longer compile anything.
///
/// # Errors
///
/// If the manifest cannot be read.
pub(crate) fn outdated_features(
    config: &DocumentConfig,
    api: &Api,
) -> Result<Vec<String>, ManifestError> {
    let options = config.options();
    if config.package.is_none() || !options.group_features {
        return Ok(Vec::new());
    }
    outdated_group_features(
        &config.output.join("Cargo.toml"),
        &group_features(api, &options),
    )
}

/// The number of features of groups that the crate of a document could have.
pub(crate) fn possible_group_features(config: &DocumentConfig, api: &Api) -> usize {
    let mut options = config.options();
    options.group_features = true;
    group_features(api, &options).len()
}

/// The path of the runtime in the manifest: an absolute path as it is given, any other relative to the crate.
fn runtime_path(path: &Path, out: &Path) -> Result<PathBuf, String> {
    let unusable = |reason: String| format!("runtime-path {}: {reason}", quoted(path));
    if !path.join("Cargo.toml").is_file() {
        return Err(unusable(
            "the folder does not contain a `Cargo.toml`".to_owned(),
        ));
    }
    if path.is_absolute() {
        return Ok(path.to_owned());
    }
    let real = |path| real(path).map_err(|error| unusable(error.to_string()));
    Ok(relative(&real(path)?, &real(out)?))
}

/// The names locks of a run: one for all documents of a configuration.
#[derive(Debug, Default)]
pub struct NamesLocks(BTreeMap<PathBuf, NamesLock>);

impl NamesLocks {
    /// Sets the names of a document. Returns warnings about names in its lock that no longer match.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read.
    pub fn set(
        &mut self,
        config: &DocumentConfig,
        names: &Names,
    ) -> Result<Diagnostics, Diagnostics> {
        let lock = self.lock(config)?;
        Ok(lock.map_or_else(Diagnostics::new, |lock| lock.set(&config.source(), names)))
    }

    /// Removes the aliases of a document, which are then not reported.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read.
    pub fn drop_aliases(&mut self, config: &DocumentConfig) -> Result<(), Diagnostics> {
        if let Some(lock) = self.lock(config)? {
            lock.drop_aliases(&config.source());
        }
        Ok(())
    }

    fn lock(&mut self, config: &DocumentConfig) -> Result<Option<&mut NamesLock>, Diagnostics> {
        let Some(path) = &config.names_lock else {
            return Ok(None);
        };
        Ok(Some(match self.0.entry(path.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(NamesLock::read(path)?),
        }))
    }

    /// Adds the locks to the output, without the documents that are no longer configured.
    pub fn add_to(mut self, output: &mut Output, config: &Config) {
        for (path, lock) in &mut self.0 {
            if config.names_lock.as_ref() == Some(path) {
                lock.retain(|source| config.documents.iter().any(|it| it.source() == source));
            }
            output.add_file(path, lock.to_text());
        }
    }
}

/// Returns the lock of a configuration without documents. It contains the overlays of all documents.
///
/// # Errors
///
/// If an overlay cannot be read.
pub fn empty_lock(config: &Config) -> Result<Lock, Box<dyn Error>> {
    let documents = config.documents.iter().flat_map(|it| &it.overlay);
    let mut text = String::new();
    let mut read = BTreeSet::new();
    for path in config.overlay.iter().chain(documents) {
        if read.insert(path) {
            let name = path.display();
            text += &fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
        }
    }
    Ok(Lock::new(&text))
}
