//! The packages of this workspace that are published, as `cargo metadata` describes them.

use serde::Deserialize;

use crate::workspace;

/// The part of `cargo metadata` that lists the packages of the workspace.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A package of the workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) repository: Option<String>,
    /// The registries that the package may be published to: `None` for all, an empty list for an unpublished package.
    publish: Option<Vec<String>>,
    targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
}

impl Package {
    /// Returns whether other crates use the items of the package. Derives are used through the runtime.
    pub(crate) fn is_library(&self) -> bool {
        let mut kinds = self.targets.iter().flat_map(|target| &target.kind);
        kinds.any(|kind| kind == "lib")
    }
}

/// The packages that are published.
pub(crate) fn published() -> Result<Vec<Package>, Box<dyn std::error::Error + Send + Sync>> {
    let output = workspace::cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(workspace::root())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let Metadata { mut packages } = serde_json::from_slice(&output.stdout)?;
    packages.retain(|it| it.publish.as_ref().is_none_or(|to| !to.is_empty()));
    Ok(packages)
}
