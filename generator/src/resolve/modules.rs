//! The module of each type, and so its file.

use std::collections::HashMap;

use crate::model::{TypeDef, TypeKind};

/// Moves inline types into the module of the type that contains them: those of a component into the component's
/// module, and the one-value enums of other structs (the `type` of an event) into the struct's module.
pub(super) fn share_modules(types: &mut [TypeDef]) {
    let owners = types.iter().filter(|definition| is_owner(definition));
    let modules: HashMap<String, String> = owners
        .map(|definition| (definition.pointer.clone(), definition.module.clone()))
        .collect();
    for definition in types {
        let module = match definition.component() {
            Some(component) => modules.get(component),
            None if is_one_value_enum(definition) => {
                ancestors(&definition.pointer).find_map(|pointer| modules.get(pointer))
            }
            None => None,
        };
        if let Some(module) = module {
            definition.module.clone_from(module);
        }
    }
}

fn is_owner(definition: &TypeDef) -> bool {
    match definition.component() {
        Some(_) => !definition.is_inline(),
        None => matches!(definition.kind, TypeKind::Struct(_)),
    }
}

fn is_one_value_enum(definition: &TypeDef) -> bool {
    matches!(&definition.kind, TypeKind::Enum(values) if values.variants.len() == 1)
}

/// The pointers above `pointer`, the nearest first.
fn ancestors(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(pointer), |pointer| parent(pointer))
}

fn parent(pointer: &str) -> Option<&str> {
    pointer.rsplit_once('/').map(|(parent, _)| parent)
}
