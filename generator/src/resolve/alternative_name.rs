//! The names of inline alternatives: the title, the value of a constant, the type, or a property that no other alternative
//! has. An alternative without any of these, or with the same name as another one, has a number.

use std::collections::HashMap;

use openapiv3::{ReferenceOr, Schema};

use super::names;
use super::order::rank;
use super::schema_view::{Primitive, SchemaNode, SchemaView};

/// The part of a type name for each alternative. It is not used for references.
pub(super) fn alternative_parts(members: &[ReferenceOr<Schema>]) -> Vec<String> {
    let views = members.iter().map(|member| match member.into() {
        SchemaNode::Schema(schema) => Some(SchemaView::new(schema)),
        SchemaNode::Reference(_) => None,
    });
    let views: Vec<Option<SchemaView<'_>>> = views.collect();
    let mut owners: HashMap<&str, usize> = HashMap::new();
    let properties = views.iter().flatten().flat_map(SchemaView::properties);
    for (name, _) in properties {
        *owners.entry(name).or_default() += 1;
    }
    let parts = views.iter().map(|view| {
        let words = words(view.as_ref()?, &owners)?;
        Some(names::type_name_part(&words)).filter(|part| !part.is_empty())
    });
    let parts: Vec<Option<String>> = parts.collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for part in parts.iter().flatten() {
        *counts.entry(part.clone()).or_default() += 1;
    }
    let is_unique = |part: &String| counts.get(part) == Some(&1);
    let parts = parts.into_iter().enumerate();
    let parts = parts.map(|(index, part)| match part.filter(is_unique) {
        Some(part) => part,
        None => format!("Option{}", index + 1),
    });
    parts.collect()
}

/// The words that identify an alternative among others. `owners` has the number of alternatives with each property.
fn words(view: &SchemaView<'_>, owners: &HashMap<&str, usize>) -> Option<String> {
    if let Some(title) = &view.data.title {
        return Some(title.clone());
    }
    if let [value] = view.strings.as_slice() {
        return Some((*value).to_owned());
    }
    if let Some(constant) = constant(view) {
        return Some(constant.to_owned());
    }
    if view.has_properties() {
        let own = view.properties().map(|(name, _)| name);
        let own = own.filter(|name| owners.get(name) == Some(&1));
        let is_optional = |name: &str| !view.required.iter().any(|it| it == name);
        let property = own.min_by_key(|name| (is_optional(name), rank(name)))?;
        return Some(format!("with {property}"));
    }
    if view.has_values() {
        return Some("enum".to_owned());
    }
    let ty = match view.primitive? {
        Primitive::Object => "map",
        Primitive::Array => "list",
        other => other.name(),
    };
    Some(ty.to_owned())
}

/// The value of the first property that has only one.
fn constant<'a>(view: &SchemaView<'a>) -> Option<&'a str> {
    let constants = view.properties().filter_map(|(name, node)| {
        let SchemaNode::Schema(schema) = node else {
            return None;
        };
        match SchemaView::new(schema).strings.as_slice() {
            [value] => Some((name, *value)),
            _ => None,
        }
    });
    let first = constants.min_by_key(|(name, _)| rank(name));
    first.map(|(_, value)| value)
}
