//! What a value has and its type does not declare: nothing reads it.

use serde_json::Value;

use crate::document::JsonPointer;
use crate::model::{Api, StructDef, Type, TypeKind};

/// The properties of a value that its type does not declare, as JSON pointers.
#[must_use]
pub fn undeclared(api: &Api, ty: &Type, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    find(api, ty, value, &JsonPointer::ROOT, &mut found);
    found
}

fn find(api: &Api, ty: &Type, value: &Value, at: &JsonPointer<'_>, found: &mut Vec<String>) {
    match (ty, value) {
        (Type::Nullable(inner), value) => find(api, inner, value, at, found),
        (Type::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                find(api, item, value, &at.item(index), found);
            }
        }
        (Type::Tuple(types), Value::Array(items)) => {
            for (index, (ty, value)) in types.iter().zip(items).enumerate() {
                find(api, ty, value, &at.item(index), found);
            }
        }
        (Type::Map(inner), Value::Object(properties)) => {
            for (name, value) in properties {
                find(api, inner, value, &at.name(name), found);
            }
        }
        (Type::Named(name), value) => match (api.type_named(name).map(|it| &it.kind), value) {
            (Some(TypeKind::Alias(ty)), value) => find(api, ty, value, at, found),
            (Some(TypeKind::Struct(structure)), Value::Object(properties)) => {
                for (name, value) in properties {
                    match declared(structure, name) {
                        Some(ty) => find(api, ty, value, &at.name(name), found),
                        None => found.push(at.name(name).to_string()),
                    }
                }
            }
            _ => {}
        },
        _ => {}
    }
}

/// The type that a struct declares for a property.
fn declared<'s>(structure: &'s StructDef, name: &str) -> Option<&'s Type> {
    let mut fields = structure.fields.iter();
    let field = fields.find(|field| field.wire == name);
    field
        .map(|field| &field.ty)
        .or(structure.additional.as_ref())
}
