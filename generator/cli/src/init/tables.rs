//! The choices about types, names and pages, with examples from the document.

use apicrate::model::{TypeDef, TypeKind};

use super::choice::Choice;
use super::facts::Facts;
use super::toml_string::toml_string;

/// The pointers of the components among the schemas, in OpenAPI 3 and 2.0.
const COMPONENTS: [&str; 2] = ["/components/schemas/", "/definitions/"];

/// The tables of a document that change its types, names and pages.
pub(super) fn type_tables(facts: &Facts) -> Vec<Choice> {
    let mut choices = Vec::new();
    if uses_dates(facts) {
        choices.push(table(
            "formats",
            "The types of formats, such as those of a crate for dates.",
            ("date-time", "\"chrono\""),
        ));
    }
    if let Some((component, name)) = component(facts) {
        let key = &toml_string(component);
        choices.push(table(
            "types",
            "Types of your own in place of schemas.",
            (key, "\"crate::OwnType\""),
        ));
        choices.push(table(
            "derives",
            "More derives of the types, here of all that can have them.",
            ("\"*\"", "[\"Eq\", \"Hash\"]"),
        ));
        choices.push(table(
            "rename.types",
            "Other names of types; `rename` has tables for fields, variants, operations and groups, too.",
            (key, &toml_string(&format!("{name}Model"))),
        ));
    }
    if let Some(operation) = paged(facts) {
        choices.push(table(
            "pagination",
            "The pages of operations: `apicrate lint --pages` lists those that were found.",
            (&toml_string(operation), "\"off\""),
        ));
    }
    choices
}

/// A table with one entry.
fn table(name: &str, reason: &str, (key, value): (&str, &str)) -> Choice {
    let lines = [format!("[documents.{name}]"), format!("{key} = {value}")];
    Choice::new(reason, lines)
}

fn structures(facts: &Facts) -> impl Iterator<Item = &TypeDef> {
    let types = facts.api.types.iter();
    types.filter(|it| matches!(it.kind, TypeKind::Struct(_)))
}

/// The first component that is a struct, and its name in Rust.
fn component(facts: &Facts) -> Option<(&str, &str)> {
    structures(facts).find_map(|definition| {
        let mut prefixes = COMPONENTS.iter();
        let name = prefixes.find_map(|prefix| definition.pointer.strip_prefix(prefix))?;
        // A part of a component, or a name with an escaped character.
        (!name.contains(['/', '~'])).then_some((name, definition.name.as_str()))
    })
}

/// Returns whether a field is a date or a time.
fn uses_dates(facts: &Facts) -> bool {
    structures(facts).any(|definition| match &definition.kind {
        TypeKind::Struct(structure) => structure.fields.iter().any(|field| {
            let ty = field.rust_type().to_string();
            ty.contains("Timestamp") || ty.contains("Date")
        }),
        _ => false,
    })
}

/// The first operation with pages.
fn paged(facts: &Facts) -> Option<&str> {
    let mut operations = facts.api.groups.iter().flat_map(|group| &group.operations);
    let paged = operations.find(|it| it.pagination.is_some())?;
    Some(&paged.id)
}
