//! The facts about a document that decide which choices are worth a comment.

use std::collections::BTreeMap;

use apicrate::diagnostic::Severity;
use apicrate::model::Operation;
use apicrate::{Api, Diagnostics, Document, RawDocument, resolve};

/// The facts about a document.
#[derive(Debug)]
pub(super) struct Facts {
    /// The API; if the document has errors, the part of it that is generated if they are tolerated.
    pub(super) api: Api,
    /// The version of OpenAPI, as the document has it.
    pub(super) standard: String,
    /// The number of errors that can be tolerated.
    pub(super) errors: usize,
    /// The tags of operations, each with the number of its operations.
    pub(super) tags: BTreeMap<String, usize>,
    /// The number of operations without tags.
    pub(super) untagged: usize,
    /// The number of deprecated operations.
    pub(super) deprecated: usize,
}

impl Facts {
    /// Resolves a document. Returns its errors if not all of them can be tolerated.
    pub(super) fn read(raw: RawDocument) -> Result<Self, Diagnostics> {
        let standard = ["openapi", "swagger"].into_iter();
        let mut standard = standard.filter_map(|key| raw.value().get(key));
        let standard = match standard.next() {
            Some(serde_json::Value::String(version)) => version.clone(),
            Some(version) => version.to_string(),
            None => String::new(),
        };
        let (api, errors) = match resolved(raw.clone()) {
            Ok(api) => (api, 0),
            Err(findings) => {
                let errors = findings.iter();
                let errors = errors.filter(|it| it.severity == Severity::Error);
                let errors = errors.count();
                (resolved(raw.tolerant()).map_err(|_| findings)?, errors)
            }
        };
        let operations = || api.groups.iter().flat_map(|group| &group.operations);
        let originals = || operations().filter(|operation| !operation.is_variant);
        let count = |is_counted: fn(&&Operation) -> bool| originals().filter(is_counted).count();
        let mut tags = BTreeMap::new();
        for tag in originals().flat_map(|operation| &operation.tags) {
            *tags.entry(tag.clone()).or_default() += 1;
        }
        Ok(Self {
            standard,
            errors,
            tags,
            untagged: count(|operation| operation.tags.is_empty()),
            deprecated: count(|operation| operation.deprecated),
            api,
        })
    }
}

fn resolved(raw: RawDocument) -> Result<Api, Diagnostics> {
    Ok(resolve(&Document::from_raw(raw)?)?.0)
}
