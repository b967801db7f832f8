//! Checks of values that several kinds of resources have. An error is the message of an issue.

use std::ops::RangeInclusive;

use trophy_api::admin::models::{AdminAttribute, AdminAttributeType};
use trophy_api::{Date, Uuid};

use crate::data::conditions::Condition;

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

pub(super) fn check_range(
    name: &str,
    value: Option<i64>,
    range: RangeInclusive<i64>,
) -> Result<(), String> {
    match value {
        Some(value) if !range.contains(&value) => {
            let (least, most) = range.into_inner();
            Err(format!(
                "`{name}`: {value} is not between {least} and {most}"
            ))
        }
        _ => Ok(()),
    }
}

pub(super) fn check_dates(start: &Date, end: Option<&Date>) -> Result<(), String> {
    if end.is_some_and(|end| end < start) {
        return Err("`end`: must not be before `start`".to_owned());
    }
    Ok(())
}

/// Checks that the attributes of conditions exist.
pub(super) fn check_conditions(
    conditions: &[Condition],
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
