//! The module of each type.

use std::collections::HashMap;

use crate::model::TypeDef;

/// Moves the inline types of each component into the component's module.
pub(super) fn assign_modules(mut types: Vec<TypeDef>) -> Vec<TypeDef> {
    let components = types.iter().filter(|definition| !definition.is_inline());
    let modules: HashMap<String, String> = components
        .map(|definition| (definition.pointer.clone(), definition.module.clone()))
        .collect();
    for definition in &mut types {
        let module = definition.component().and_then(|it| modules.get(it));
        if let Some(module) = module {
            definition.module.clone_from(module);
        }
    }
    types
}
