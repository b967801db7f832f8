//! Reports the setters and the fields of additional properties whose names are not the ones that follow from the
//! document.

use std::collections::HashSet;

use super::context::renamed_warning;
use crate::diagnostic::Diagnostics;
use crate::model::{Api, ArgumentSource, Setter, TypeKind, plain};

/// Reports all renamed setters of structs and calls, and all renamed fields of additional properties.
pub(super) fn report_renamed(api: &Api, findings: &mut Diagnostics) {
    let structs = api.types.iter().filter_map(|it| match &it.kind {
        TypeKind::Struct(structure) => Some((&it.pointer, structure)),
        _ => None,
    });
    for (pointer, structure) in structs.clone() {
        let name = structure.additional_name();
        let wanted = name.trim_end_matches('_');
        if structure.additional.is_some() && name != wanted {
            findings.push(renamed_warning("field", wanted, &name, pointer));
        }
    }
    let of_structs = structs.flat_map(|(_, structure)| api.setters(structure));
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let of_calls = operations.flat_map(|operation| api.signature(operation).setters);
    let mut known = HashSet::new();
    for Setter { method, argument } in of_structs.chain(of_calls) {
        let pointer = match argument.source {
            ArgumentSource::Field(field) => &field.pointer,
            ArgumentSource::Parameter(parameter) => &parameter.pointer,
            ArgumentSource::Body(_) => continue,
        };
        if method != argument.name && known.insert((pointer, method.clone())) {
            let wanted = plain(argument.name);
            findings.push(renamed_warning("setter", wanted, &method, pointer));
        }
    }
}
