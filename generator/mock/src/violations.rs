//! Compares values of requests with their schemas.

use apicrate::validate::{ApiDescription, Direction};
use serde_json::Value;

use crate::fault::Fault;
use crate::secret_values::SecretValues;

/// Adds the faults of a value. `location` and `name` are those of the body or of a parameter. The messages contain no secrets.
pub(crate) fn check_value(
    description: &ApiDescription,
    schema: &str,
    value: &Value,
    (location, name): (&str, Option<&str>),
    faults: &mut Vec<Fault>,
) {
    let Some(mut violations) = description.violations(schema, value, Direction::Sent) else {
        faults.push(Fault::new(location, name, "takes too many steps to check"));
        return;
    };
    if !violations.is_empty() {
        let mut shown = value.clone();
        SecretValues::new(description).hide(Some(schema), name, &mut shown);
        for violation in &mut violations {
            let found = value.pointer(&violation.pointer);
            let is_scalar = found.is_some_and(|it| !it.is_object() && !it.is_array());
            let is_hidden = found != shown.pointer(&violation.pointer);
            if is_scalar && is_hidden && violation.keyword != "type" {
                violation.message = format!("is a secret that violates `{}`", violation.keyword);
            }
        }
    }
    let found = violations.into_iter();
    faults.extend(found.map(|it| Fault::of_violation(location, name, it)));
}
