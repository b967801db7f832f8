//! The documents of this workspace, and where their code belongs.

use std::error::Error;
use std::path::{Path, PathBuf};

use crate::spec::{self, Text};
use crate::workspace_root;

/// A document and where its code belongs.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) document: &'static str,
    /// The name of its module, and of the file of its examples' tests.
    pub(crate) name: &'static str,
    /// The type that all its services are reached from.
    pub(crate) root: &'static str,
    /// From a `Trophy` to that type.
    pub(crate) call: &'static str,
    /// The module that holds its code, as users write it.
    pub(crate) module: &'static str,
}

pub(crate) const SOURCES: &[Source] = &[
    Source {
        document: "spec/admin.yaml",
        name: "admin",
        root: "Admin",
        call: "trophy.admin()",
        module: "trophy_api::admin",
    },
    Source {
        document: "spec/application.yaml",
        name: "application",
        root: "Application",
        call: "trophy",
        module: "trophy_api",
    },
];

/// What is corrected in those documents.
pub(crate) const OVERLAY: &str = "spec/overlay.yaml";

impl Source {
    /// The module that holds its models, as users write it.
    pub(crate) fn models(&self) -> String {
        format!("{}::models", self.module)
    }
}

/// The paths of all documents, from wherever the command is called.
pub(crate) fn paths() -> Vec<PathBuf> {
    let documents = SOURCES.iter().map(|source| source.document);
    documents.map(|it| workspace_root().join(it)).collect()
}

/// All documents, called by the paths that a maintainer sees. Has to be called in the workspace.
pub(crate) fn read_all() -> Result<Vec<Text>, Box<dyn Error>> {
    let documents = SOURCES.iter().map(|source| Path::new(source.document));
    documents.map(spec::read).collect()
}
