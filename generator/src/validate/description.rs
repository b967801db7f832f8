//! An API description for programs that check HTTP messages against it, such as a mock server.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use super::pattern::Patterns;
use super::{Checker, Direction, Violation, ViolationKind};
use crate::diagnostic::Diagnostics;
use crate::document::{
    DynamicAnchors, JsonPointer, OperationFacts, RawDocument, ResolvedDocument, local_pointer,
    operations, segments,
};
use crate::ecma_pattern::{Engine, translated};

/// A document whose references are resolved, for checking values against its schemas.
///
/// ```
/// use apicrate::RawDocument;
/// use apicrate::validate::{ApiDescription, Direction};
///
/// let text = "
/// openapi: 3.1.0
/// info: { title: Pets, version: 1.0.0 }
/// components:
///   schemas:
///     Pet: { type: object, required: [name], properties: { name: { type: string, minLength: 1 } } }
/// ";
/// let pets = ApiDescription::from_raw(RawDocument::parse("pets.yaml", text)?)?;
/// let pet = serde_json::json!({ "name": "" });
/// let violations = pets.violations("/components/schemas/Pet", &pet, Direction::Sent);
/// let violations = violations.ok_or("too many steps")?;
/// assert_eq!(violations[0].pointer, "/name");
/// assert_eq!(violations[0].keyword, "minLength");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ApiDescription {
    document: ResolvedDocument,
    anchors: DynamicAnchors,
    patterns: Mutex<Patterns>,
}

/// An operation of a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedOperation {
    /// The HTTP method, such as `GET`.
    pub method: String,
    /// The path template, such as `/users/{id}`.
    pub path: String,
    /// JSON pointer to the path item.
    pub item: String,
    /// JSON pointer to the operation.
    pub pointer: String,
    /// False if the [selection](RawDocument::select) leaves it out.
    pub is_selected: bool,
}

/// A violation of a schema by a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaViolation {
    /// JSON pointer from the root of the value to the wrong value, or to the missing property.
    pub pointer: String,
    /// The violated keyword.
    pub keyword: String,
    /// The problem, as the rest of a sentence about the value: "is missing".
    pub message: String,
}

impl ApiDescription {
    /// Resolves the references of a document.
    ///
    /// # Errors
    ///
    /// All errors in the document, with their positions in the text. Patterns of the selection that match no operation are
    /// errors, too.
    pub fn from_raw(raw: RawDocument) -> Result<Self, Diagnostics> {
        let description = Self {
            document: ResolvedDocument::from_raw(raw)?,
            anchors: DynamicAnchors::default(),
            patterns: Mutex::default(),
        };
        let unused = description.unused_patterns();
        if unused.has_errors() {
            return Err(description.locate(unused));
        }
        Ok(description)
    }

    /// The document in its own version of OpenAPI 3. Every reference has the form `#/components/<section>/<name>`, and its
    /// target exists.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.document.value
    }

    /// Warnings about values that were corrected, guessed or ignored.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.document.warnings
    }

    /// The paths of the other files to which the document refers.
    pub fn other_files(&self) -> impl Iterator<Item = &Path> {
        self.document.files()
    }

    /// Fills in file, position and excerpt of diagnostics about the [value](Self::value).
    #[must_use]
    pub fn locate(&self, diagnostics: Diagnostics) -> Diagnostics {
        self.document.locate(diagnostics)
    }

    /// The operations, in the order of their paths in the document.
    #[must_use]
    pub fn operations(&self) -> Vec<DescribedOperation> {
        let selection = &self.document.selection;
        let all = self.selectable().into_iter();
        all.map(|(operation, facts)| DescribedOperation {
            is_selected: selection.contains_operation(&facts.of(&operation)),
            ..operation
        })
        .collect()
    }

    /// The errors about patterns that match no operation.
    fn unused_patterns(&self) -> Diagnostics {
        let selection = &self.document.selection;
        let mut errors = Diagnostics::default();
        if selection.is_everything() || selection.allow_unused {
            return errors;
        }
        let all = self.selectable();
        let patterns = selection.include.iter().chain(&selection.exclude);
        for pattern in patterns.filter(|pattern| pattern.is_of_operations()) {
            let mut facts = all.iter().map(|(operation, facts)| facts.of(operation));
            if !facts.any(|facts| pattern.matches_operation(&facts)) {
                errors.push(pattern.unused("matches nothing in the document"));
            }
        }
        errors
    }

    /// The operations as if all were selected, with what a selection compares.
    fn selectable(&self) -> Vec<(DescribedOperation, Selectable)> {
        let paths = self.value().get("paths").and_then(Value::as_object);
        let paths = paths.into_iter().flat_map(Map::iter);
        let paths = paths.filter(|(path, _)| path.starts_with('/'));
        let found = paths.flat_map(|(path, item)| {
            let root = JsonPointer::ROOT.name("paths").name(path).to_string();
            operations(item).map(move |position| {
                let names = position.names.iter();
                let pointer = names.fold(root.clone(), |at, name| {
                    JsonPointer::Start(&at).name(name).to_string()
                });
                let operation = DescribedOperation {
                    method: position.method.to_string(),
                    path: path.clone(),
                    item: root.clone(),
                    pointer,
                    is_selected: true,
                };
                let value = self.value().pointer(&operation.pointer);
                let name = position.names.last().copied().unwrap_or_default();
                let facts = Selectable::new(value.unwrap_or(&Value::Null), name, path);
                (operation, facts)
            })
        });
        found.collect()
    }

    /// Returns the pointer to which a `$ref` refers; `None` if the text is not a local reference.
    #[must_use]
    pub fn target(reference: &str) -> Option<String> {
        local_pointer(reference).map(|pointer| pointer.to_string())
    }

    /// Returns true if keywords beside `$ref` have no effect in schemas of this version.
    #[must_use]
    pub const fn ignores_siblings(&self) -> bool {
        self.document.version.ignores_siblings()
    }

    /// Checks a value against the schema at a pointer. Returns `None` if that takes too many steps, because alternatives
    /// inside of alternatives multiply.
    ///
    /// A pattern that cannot be compared with a text is ignored.
    #[must_use]
    pub fn violations(
        &self,
        schema: &str,
        value: &Value,
        direction: Direction,
    ) -> Option<Vec<SchemaViolation>> {
        // No code that holds the lock panics, so a poisoned lock is still consistent.
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        let mut checker = Checker::new(self.value(), &self.anchors, self.document.version);
        checker.patterns = std::mem::take(&mut *patterns);
        let violations = checker.violations(schema, value, direction);
        *patterns = checker.patterns;
        drop(patterns);
        let violations = violations?.into_iter();
        Some(violations.map(|it| described(&it, value)).collect())
    }

    /// Returns whether a pattern of the document matches a part of a text; `None` if this is unknown.
    #[must_use]
    pub fn pattern_matches(&self, pattern: &str, text: &str) -> Option<bool> {
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        patterns.matches(pattern, text, &JsonPointer::ROOT)
    }

    /// Translates a pattern of the document to the dialect of the crate `regex`; `None` if it has look-around or
    /// back-references.
    #[must_use]
    pub fn pattern(pattern: &str) -> Option<String> {
        translated(pattern, Engine::Linear)
    }
}

/// The facts about an operation that patterns are compared with, besides its method and path.
struct Selectable {
    id: String,
    tags: Vec<String>,
    is_deprecated: bool,
}

impl Selectable {
    /// `method` is the field of the path item.
    fn new(operation: &Value, method: &str, path: &str) -> Self {
        let id = operation.get("operationId").and_then(Value::as_str);
        let id = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
        let tags = operation.get("tags").and_then(Value::as_array);
        let tags = tags.into_iter().flatten().filter_map(Value::as_str);
        Self {
            id,
            tags: tags.map(str::to_owned).collect(),
            is_deprecated: operation.get("deprecated") == Some(&Value::Bool(true)),
        }
    }

    fn of<'a>(&'a self, operation: &'a DescribedOperation) -> OperationFacts<'a> {
        OperationFacts {
            id: &self.id,
            method: &operation.method,
            path: &operation.path,
            tags: &self.tags,
            is_deprecated: self.is_deprecated,
        }
    }
}

fn described(violation: &Violation, root: &Value) -> SchemaViolation {
    let at = JsonPointer::Start(&violation.at);
    let (pointer, message) = match &violation.kind {
        ViolationKind::Missing(name) => (at.name(name).to_string(), "is missing".to_owned()),
        ViolationKind::MissingBeside { name, present } => {
            let message = format!("is missing, but required because of `{present}`");
            (at.name(name).to_string(), message)
        }
        ViolationKind::Undeclared(name) => {
            let message = "is a property that the schema does not allow".to_owned();
            (at.name(name).to_string(), message)
        }
        kind => {
            let value = root.pointer(&violation.at).unwrap_or(&Value::Null);
            (violation.at.clone(), kind.predicate(value))
        }
    };
    let keyword = match &violation.kind {
        ViolationKind::MissingBeside { .. } => Some("dependentRequired".into()),
        _ => segments(&violation.rule).last(),
    };
    SchemaViolation {
        pointer,
        keyword: keyword.unwrap_or_default().into_owned(),
        message,
    }
}
