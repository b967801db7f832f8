//! Conversions from a struct into the components that it extends. A conversion exists if the struct has each field of
//! the component, with the same or a narrower type.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Extends, Field, FieldConversion, Presence, StructDef, TypeDef, TypeKind};

/// Sets the conversions of all structs. Removes extended components without a conversion.
pub(super) fn fill_conversions(types: &mut BTreeMap<String, TypeDef>) {
    let filled: Vec<(String, Vec<Extends>)> = types
        .iter()
        .filter_map(|(name, definition)| Some((name.clone(), as_struct(definition)?)))
        .map(|(name, structure)| {
            let fields = structure.fields.iter();
            let by_wire = fields.map(|field| (field.wire.as_str(), field)).collect();
            let extends = structure
                .extends
                .iter()
                .filter_map(|extends| conversion(structure, &by_wire, &extends.target, types));
            (name, extends.collect())
        })
        .collect();
    for (name, extends) in filled {
        if let Some(TypeDef {
            kind: TypeKind::Struct(structure),
            ..
        }) = types.get_mut(&name)
        {
            structure.extends = extends;
        }
    }
}

fn as_struct(definition: &TypeDef) -> Option<&StructDef> {
    match &definition.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}

fn conversion(
    from: &StructDef,
    by_wire: &HashMap<&str, &Field>,
    target: &str,
    types: &BTreeMap<String, TypeDef>,
) -> Option<Extends> {
    let base = as_struct(types.get(target)?)?;
    if base.additional.is_some() && base.additional != from.additional {
        return None;
    }
    let fields = base.fields.iter().map(|field| {
        let source = by_wire.get(field.wire.as_str())?;
        Some((field.name.clone(), field_conversion(source, field)?))
    });
    Some(Extends {
        target: target.to_owned(),
        fields: fields.collect::<Option<_>>()?,
    })
}

fn field_conversion(source: &Field, target: &Field) -> Option<FieldConversion> {
    if source.ty != target.ty || source.boxed != target.boxed || source.name != target.name {
        return None;
    }
    if source.rust_type() == target.rust_type() {
        return Some(FieldConversion::Same);
    }
    match (source.presence, target.presence) {
        (
            Presence::Required | Presence::Collection { .. },
            Presence::Optional | Presence::Nullable { .. } | Presence::Patch,
        )
        | (Presence::Optional | Presence::Nullable { .. }, Presence::Patch) => {
            Some(FieldConversion::Into)
        }
        (Presence::Optional | Presence::Nullable { .. }, Presence::Collection { .. }) => {
            Some(FieldConversion::OrDefault)
        }
        _ => None,
    }
}
