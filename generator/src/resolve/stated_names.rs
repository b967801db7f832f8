//! The configured names of types, fields, variants, operations and groups, found by the keys of the configuration.

use std::cell::Cell;
use std::collections::HashMap;

use super::json_pointer::JsonPointer;
use super::names;
use super::path_operation::PathOperation;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::Document;

/// The pointer of the components among the schemas, and that of Swagger 2.0.
pub(super) const SCHEMAS: &str = "/components/schemas/";
const DEFINITIONS: &str = "/definitions/";

/// The configured names, each found by the place in the document.
#[derive(Debug, Default)]
pub(super) struct StatedNames<'a> {
    pub(super) names: Vec<StatedName<'a>>,
    /// The indices of names by the pointer of the schema.
    types: HashMap<String, usize>,
    /// By the pointer of the property.
    fields: HashMap<String, usize>,
    /// By the pointer of the schema and the value.
    variants: HashMap<(String, &'a str), usize>,
    /// By `operationId`, or by method and path.
    operations: HashMap<String, usize>,
    /// By the word of a tag or path.
    groups: HashMap<&'a str, usize>,
}

/// A configured name.
#[derive(Debug)]
pub(super) struct StatedName<'a> {
    pub(super) kind: Kind,
    pub(super) key: &'a str,
    /// The names of the groups that contain the method. Empty for the group that follows from the document.
    pub(super) group: Vec<&'a str>,
    /// The name as an identifier.
    pub(super) name: String,
    pub(super) is_used: Cell<bool>,
}

/// The kind of a renamed item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Type,
    Field,
    Variant,
    Operation,
    Group,
}

impl Kind {
    /// The key of the configuration, and the names that it accepts.
    pub(super) const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Type => ("rename.types", "a type name in UpperCamelCase"),
            Self::Field => ("rename.fields", "a field name in snake_case"),
            Self::Variant => ("rename.variants", "a variant name in UpperCamelCase"),
            Self::Operation => ("rename.operations", "a method name in snake_case"),
            Self::Group => ("rename.groups", "a group name in snake_case"),
        }
    }
}

impl StatedName<'_> {
    /// The entry, as in `rename.types` has the name `Animal` for `Pet`.
    pub(super) fn label(&self) -> String {
        let Self {
            kind, key, name, ..
        } = self;
        let (option, _) = kind.texts();
        format!("`{option}` has the name `{name}` for `{key}`")
    }
}

impl<'a> StatedNames<'a> {
    /// Reports names that are not valid.
    pub(super) fn new(document: &'a Document, findings: &mut Diagnostics) -> Self {
        let renames = &document.renames;
        let mut stated = Self::default();
        for (key, name) in &renames.types {
            let pointer = pointer_of_type(key);
            if let Some(index) = stated.add(Kind::Type, key, name, findings) {
                stated.types.insert(pointer, index);
            }
        }
        for (key, name) in &renames.fields {
            if let Some(index) = stated.add(Kind::Field, key, name, findings) {
                let pointers = pointers_of_field(key, document);
                stated.fields.extend(pointers.map(|it| (it, index)));
            }
        }
        for (key, name) in &renames.variants {
            if let Some(index) = stated.add(Kind::Variant, key, name, findings) {
                let values = values_of_schemas(key);
                stated.variants.extend(values.map(|it| (it, index)));
            }
        }
        for (key, name) in &renames.operations {
            if let Some(index) = stated.add(Kind::Operation, key, name, findings) {
                stated.operations.insert(operation_key(key), index);
            }
        }
        for (key, name) in &renames.groups {
            if let Some(index) = stated.add(Kind::Group, key, name, findings) {
                stated.groups.insert(key, index);
            }
        }
        stated
    }

    fn add(
        &mut self,
        kind: Kind,
        key: &'a str,
        text: &'a str,
        findings: &mut Diagnostics,
    ) -> Option<usize> {
        let (group, own) = match text.rsplit_once('.') {
            Some((group, own)) if kind == Kind::Operation => (group.split('.').collect(), own),
            _ => (Vec::new(), text),
        };
        let name = match kind {
            Kind::Type => names::stated_type_name(own),
            Kind::Variant => {
                names::stated_type_name(own).filter(|name| !names::is_reserved_variant(name))
            }
            Kind::Group => names::stated_accessor_name(own),
            Kind::Field | Kind::Operation => names::stated_value_name(own),
        };
        let are_groups = group
            .iter()
            .all(|word| names::stated_accessor_name(word).is_some());
        let Some(name) = name.filter(|_| are_groups) else {
            let (option, valid) = kind.texts();
            let message = format!("`{option}`: the name `{text}` for `{key}` is not {valid}");
            let finding = Diagnostic::error("invalid-rename", "", message);
            findings.push(finding.with_entry(option, key));
            return None;
        };
        self.names.push(StatedName {
            kind,
            key,
            group,
            name,
            is_used: Cell::new(false),
        });
        Some(self.names.len() - 1)
    }

    fn found(&self, index: Option<&usize>) -> Option<&StatedName<'a>> {
        let found = self.names.get(*index?)?;
        found.is_used.set(true);
        Some(found)
    }

    /// The name of the type of a schema.
    pub(super) fn of_type(&self, pointer: &JsonPointer) -> Option<&StatedName<'a>> {
        if self.types.is_empty() {
            return None;
        }
        self.found(self.types.get(pointer.as_str()))
    }

    /// The names of types, in the order of their keys.
    pub(super) fn types(&self) -> impl Iterator<Item = &StatedName<'a>> {
        self.names.iter().filter(|it| it.kind == Kind::Type)
    }

    /// The name of the field for a property of `owner`, which declares or inherits it.
    pub(super) fn of_field<'p>(
        &self,
        owner: &JsonPointer,
        wire: &str,
        declarations: impl DoubleEndedIterator<Item = &'p JsonPointer>,
    ) -> Option<&StatedName<'a>> {
        if self.fields.is_empty() {
            return None;
        }
        let own = owner.entry("properties", wire);
        if let Some(found) = self.found(self.fields.get(own.as_str())) {
            return Some(found);
        }
        let declared = declarations.rev().find_map(|pointer| {
            let of_component = || self.fields.get(&without_members(pointer.as_str()));
            self.fields.get(pointer.as_str()).or_else(of_component)
        });
        self.found(declared)
    }

    /// The name of the variant for a value of the enum at a pointer.
    pub(super) fn of_variant(&self, pointer: &JsonPointer, wire: &str) -> Option<&StatedName<'a>> {
        if self.variants.is_empty() {
            return None;
        }
        self.found(self.variants.get(&(pointer.as_str().to_owned(), wire)))
    }

    /// The name of an operation.
    pub(super) fn of_operation(&self, operation: &PathOperation<'_>) -> Option<&StatedName<'a>> {
        if self.operations.is_empty() {
            return None;
        }
        let PathOperation { path, position, .. } = operation;
        let by_path = format!("{} {path}", position.method);
        let by_path = self.found(self.operations.get(&by_path));
        let by_id = operation.source.operation_id.as_ref();
        let by_id = by_id.and_then(|id| self.found(self.operations.get(id)));
        by_id.or(by_path)
    }

    /// The name of the group of a word.
    pub(super) fn of_group(&self, word: &str) -> Option<&StatedName<'a>> {
        self.found(self.groups.get(word))
    }

    /// Returns whether operations have names in another group.
    pub(super) fn move_operations(&self) -> bool {
        self.names.iter().any(|it| !it.group.is_empty())
    }
}

/// The pointer of the schema that a key names.
pub(super) fn pointer_of_type(key: &str) -> String {
    match key.strip_prefix('#') {
        Some(pointer) => lowered(pointer),
        None => JsonPointer::of_component(key).into(),
    }
}

/// The schemas and values that a key can name. Names of components and values may contain a `.`.
fn values_of_schemas(key: &str) -> impl Iterator<Item = (String, &str)> {
    key.match_indices('.').filter_map(|(at, dot)| {
        let (schema, value) = (key.get(..at)?, key.get(at + dot.len()..)?);
        Some((pointer_of_type(schema), value))
    })
}

/// The pointers of the properties that a key can name. Names of components and properties may contain a `.`.
fn pointers_of_field<'k>(
    key: &'k str,
    document: &'k Document,
) -> impl Iterator<Item = String> + use<'k> {
    let pointer = key.strip_prefix('#').map(lowered);
    let components = document.openapi.components.iter();
    let splits = key.match_indices('.').filter_map(move |(at, dot)| {
        let (component, property) = (key.get(..at)?, key.get(at + dot.len()..)?);
        let mut components = components.clone();
        let is_component = components.any(|it| it.schemas.contains_key(component));
        let schema = JsonPointer::of_component(component);
        is_component.then(|| schema.entry("properties", property).into())
    });
    let is_pointer = pointer.is_some();
    pointer
        .into_iter()
        .chain(splits.filter(move |_| !is_pointer))
}

/// The pointer in OpenAPI 3.
fn lowered(pointer: &str) -> String {
    match pointer.strip_prefix(DEFINITIONS) {
        Some(rest) => [SCHEMAS, rest].concat(),
        None => pointer.to_owned(),
    }
}

/// The pointer of a property as if the component declared it itself and not in a member of `allOf`.
fn without_members(pointer: &str) -> String {
    let Some((mut owner, property)) = pointer.rsplit_once("/properties/") else {
        return pointer.to_owned();
    };
    while let Some((rest, index)) = owner.rsplit_once('/')
        && index.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(outer) = rest.strip_suffix("/allOf")
    {
        owner = outer;
    }
    format!("{owner}/properties/{property}")
}

/// The key of an operation, with the method in capitals.
fn operation_key(key: &str) -> String {
    match key.split_once(' ') {
        Some((method, path)) if path.trim_start().starts_with('/') => {
            format!("{} {}", method.to_uppercase(), path.trim_start())
        }
        _ => key.to_owned(),
    }
}
