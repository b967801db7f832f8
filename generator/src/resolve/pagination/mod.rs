//! Decides which operations are paginated: those that the configuration or an extension of the document names, and those
//! whose parameters and responses have the usual names and types.

mod detect;
mod extension;
mod input;
mod rule;
mod shape;
mod words;

use std::collections::{HashMap, HashSet};

use openapiv3::Operation as Source;

use self::detect::Detected;
use self::extension::{FERN, SPEAKEASY, Stated, fern, speakeasy};
use self::shape::Shapes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;
use crate::model::{Api, Operation, Pagination, PaginationSource};

/// The facts about pages that the model does not contain.
#[derive(Debug, Default)]
pub(super) struct PaginationFacts {
    /// The extensions of operations, by the pointer of the operation.
    extensions: HashMap<String, (&'static str, Stated)>,
    /// The pointers of the properties that the document describes as URLs.
    pub(super) urls: HashSet<String>,
}

impl PaginationFacts {
    /// Reads the extensions of an operation.
    pub(super) fn read(&mut self, document: &Document, source: &Source, pointer: &str) {
        let fields = &source.extensions;
        let stated = if let Some(value) = fields.get(FERN) {
            (FERN, fern(value, document.openapi.extensions.get(FERN)))
        } else if let Some(value) = fields.get(SPEAKEASY) {
            (SPEAKEASY, speakeasy(value))
        } else {
            return;
        };
        self.extensions.insert(pointer.to_owned(), stated);
    }
}

/// The decision about the pagination of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaginationNote {
    /// The `operationId`.
    pub operation: String,
    /// The pagination for readers, or the reason why the operation is not paginated.
    pub decision: Result<String, String>,
}

/// Decides the pagination of all operations. Returns a note for each operation that is paginated or could be.
pub(super) fn paginate(
    api: &mut Api,
    document: &Document,
    facts: &PaginationFacts,
    findings: &mut Diagnostics,
) -> Vec<PaginationNote> {
    let mut shapes = Shapes::new(api, &facts.urls);
    let mut decisions: Vec<(&str, Decision)> = Vec::new();
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    for operation in operations.filter(|it| !it.is_variant) {
        let decision = decide(&mut shapes, document, facts, operation, findings);
        decisions.push((&operation.id, decision));
    }
    let known: HashSet<&str> = decisions.iter().map(|(id, _)| *id).collect();
    for id in document
        .pagination
        .keys()
        .filter(|id| !known.contains(id.as_str()))
    {
        let message = format!(
            "the pagination of the operation `{id}` is configured, but the document has no such operation"
        );
        findings.push(Diagnostic::error(CODE, "", message).with_entry("pagination", id));
    }
    let mut notes = Vec::new();
    for (id, decision) in &decisions {
        let decision = match decision {
            Decision::Paged(pagination) => Ok(format!("{pagination} ({})", pagination.source)),
            Decision::NotPaged(reason) => Err(reason.clone()),
            Decision::Unrelated => continue,
        };
        notes.push(PaginationNote {
            operation: (*id).to_owned(),
            decision,
        });
    }
    let decisions: Vec<Decision> = decisions
        .into_iter()
        .map(|(_, decision)| decision)
        .collect();
    let operations = api
        .groups
        .iter_mut()
        .flat_map(|group| &mut group.operations);
    for (operation, decision) in operations.filter(|it| !it.is_variant).zip(decisions) {
        if let Decision::Paged(pagination) = decision {
            operation.pagination = Some(pagination);
        }
    }
    notes
}

const CODE: &str = "invalid-pagination";

type Decision = Detected;

fn decide<'a>(
    shapes: &mut Shapes<'a>,
    document: &Document,
    facts: &PaginationFacts,
    operation: &'a Operation,
    findings: &mut Diagnostics,
) -> Decision {
    let applied = |result: Result<Pagination, String>| match result {
        Ok(pagination) => Decision::Paged(pagination),
        Err(reason) => Decision::NotPaged(reason),
    };
    if let Some(configured) = document.pagination.get(&operation.id) {
        let Some(rule) = configured.rule() else {
            return Decision::NotPaged("it is turned off in the configuration".to_owned());
        };
        let result = shapes.apply(operation, &rule, PaginationSource::Configuration);
        if let Err(reason) = &result {
            let message = format!(
                "the configured pagination of `{}` does not fit: {reason}",
                operation.id
            );
            findings.push(Diagnostic::error(CODE, &operation.pointer, message));
        }
        return applied(result);
    }
    if let Some((name, stated)) = facts.extensions.get(&operation.pointer) {
        let result = match stated {
            Ok(None) => return Decision::NotPaged(format!("`{name}` turns it off")),
            Ok(Some(rule)) => shapes.apply(operation, rule, PaginationSource::Extension(name)),
            Err(reason) => Err(reason.clone()),
        };
        if let Err(reason) = &result {
            let message = format!(
                "`{name}` does not fit the operation `{}`: {reason}; the operation is not paginated",
                operation.id
            );
            findings.push(Diagnostic::warning(
                CODE,
                format!("{}/{name}", operation.pointer),
                message,
            ));
        }
        return applied(result);
    }
    shapes.detect(operation)
}

#[cfg(test)]
mod tests;
