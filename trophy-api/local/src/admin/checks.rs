//! Checks of values that several kinds of resources have. An error is the message of an issue.

use trophy_api::admin::models::{
    AdminAchievementUserAttributesItem, AdminAttribute, AdminAttributeType,
};
use trophy_api::{Date, Uuid};

/// Checks that a key is not taken and consists of letters, digits, `-` and `_`.
pub(super) fn check_key<'a>(
    key: &str,
    taken: impl IntoIterator<Item = &'a String>,
) -> Result<(), String> {
    let is_valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if key.is_empty() || !key.chars().all(is_valid) {
        return Err("`key`: must consist of letters, digits, `-` and `_`".to_owned());
    }
    if taken.into_iter().any(|other| other == key) {
        return Err(format!("`key`: `{key}` is taken"));
    }
    Ok(())
}

pub(super) fn check_length(name: &str, text: &str) -> Result<(), String> {
    const MAX: usize = 255;
    if text.chars().count() > MAX {
        return Err(format!("`{name}`: longer than {MAX} characters"));
    }
    Ok(())
}

pub(super) fn check_dates(start: &Date, end: Option<&Date>) -> Result<(), String> {
    if end.is_some_and(|end| end < start) {
        return Err("`end`: must not be before `start`".to_owned());
    }
    Ok(())
}

/// Checks that the attributes of conditions exist.
pub(super) fn check_conditions(
    conditions: &[AdminAchievementUserAttributesItem],
    attributes: &[AdminAttribute],
    kind: &AdminAttributeType,
) -> Result<(), String> {
    let is_known = |id: Uuid| {
        attributes
            .iter()
            .any(|attribute| attribute.id == id && attribute.r#type == *kind)
    };
    match conditions.iter().find(|it| !is_known(it.attribute_id)) {
        None => Ok(()),
        Some(unknown) => Err(format!(
            "`attributeId`: no {kind} attribute has the ID {}",
            unknown.attribute_id
        )),
    }
}
