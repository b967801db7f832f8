//! A short hash of the structure of an inline type, which identifies the type in the next version of the document.

use std::collections::HashMap;
use std::fmt::Write;

use crate::model::{Field, Type, TypeKind};
use crate::sha256::sha256;

/// The number of hexadecimal digits. Only types at the same property are compared.
const DIGITS: usize = 8;

/// The hash of a type without its documentation and the names of its variants. `known` has the hashes of other inline
/// types by their names.
pub(super) fn fingerprint(kind: &TypeKind, known: &HashMap<String, String>) -> String {
    let mut text = String::new();
    let mut add = |part: &str, ty: Option<&Type>| {
        _ = write!(text, "{part:?} ");
        if let Some(ty) = ty {
            add_type(&mut text, ty, known);
        }
        text.push('\n');
    };
    match kind {
        TypeKind::Struct(structure) => {
            add("struct", structure.additional.as_ref());
            let mut fields: Vec<&Field> = structure.fields.iter().collect();
            fields.sort_by_key(|field| &field.wire);
            for field in fields {
                add(&field.wire, Some(&field.ty));
                add(
                    if field.is_required() {
                        "required"
                    } else {
                        "optional"
                    },
                    None,
                );
            }
        }
        TypeKind::Enum(values) => {
            add("enum", None);
            values.variants.iter().for_each(|it| add(&it.wire, None));
        }
        TypeKind::Union(union) => {
            add("union", None);
            union.tag.iter().for_each(|tag| add(tag, None));
            let variants = union.variants.iter();
            variants.for_each(|it| add("variant", Some(&it.ty)));
        }
        TypeKind::Events(events) => {
            add("events", None);
            let variants = events.variants.iter();
            variants.for_each(|it| add(&it.event, Some(&it.ty)));
        }
        TypeKind::Alias(ty) => add("alias", Some(ty)),
        TypeKind::Newtype(newtype) => add("newtype", Some(&newtype.ty)),
    }
    let mut hash = sha256(&text);
    hash.truncate(DIGITS);
    hash
}

fn add_type(text: &mut String, ty: &Type, known: &HashMap<String, String>) {
    match ty {
        Type::List(inner) => add_wrapped(text, "list", inner, known),
        Type::Map(inner) => add_wrapped(text, "map", inner, known),
        Type::Nullable(inner) => add_wrapped(text, "nullable", inner, known),
        Type::Tuple(items) => items
            .iter()
            .for_each(|item| add_wrapped(text, "item", item, known)),
        Type::Named(name) => text.push_str(known.get(name).unwrap_or(name)),
        other => _ = write!(text, "{other}"),
    }
}

fn add_wrapped(text: &mut String, word: &str, inner: &Type, known: &HashMap<String, String>) {
    text.push_str(word);
    text.push(' ');
    add_type(text, inner, known);
}
