//! Conditions on attributes. The Admin API names attributes by ID, the Application API by key.

use std::collections::BTreeMap;

use trophy_api::admin::models::{AdminAttribute, AdminAttributeValue};
use trophy_api::models::AttributeValue;

/// A condition with the ID of the attribute.
pub(crate) type Condition = AdminAttributeValue;

/// A condition with the key of the attribute.
pub(crate) type KeyCondition = AttributeValue;

/// Returns whether the values, by attribute key, satisfy all conditions. A condition on a deleted attribute is never
/// satisfied.
pub(crate) fn hold(
    conditions: &[Condition],
    attributes: &[AdminAttribute],
    values: &BTreeMap<String, String>,
) -> bool {
    conditions.iter().all(|condition| {
        find(attributes, condition)
            .and_then(|attribute| values.get(&attribute.key))
            .is_some_and(|value| *value == condition.attribute_value)
    })
}

/// Converts conditions to those of the Application API. Conditions on deleted attributes are left out.
pub(crate) fn by_key(conditions: &[Condition], attributes: &[AdminAttribute]) -> Vec<KeyCondition> {
    let converted = conditions.iter().filter_map(|condition| {
        let attribute = find(attributes, condition)?;
        Some(KeyCondition::new(
            &attribute.key,
            &condition.attribute_value,
        ))
    });
    converted.collect()
}

fn find<'a>(attributes: &'a [AdminAttribute], condition: &Condition) -> Option<&'a AdminAttribute> {
    let id = condition.attribute_id;
    attributes.iter().find(|attribute| attribute.id == id)
}
