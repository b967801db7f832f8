//! Lowers what parameters have in OpenAPI 3.2, and `allowReserved` of parameters outside of the query.

use serde_json::Value;

use crate::document::extension::{ALLOW_RESERVED, COOKIE_STYLE, QUERY_STRING};

/// Marks these parameters by extensions.
pub(super) fn lower(value: &mut Value) {
    let Value::Object(parameter) = value else {
        return;
    };
    if parameter.get("in").is_some_and(|it| it == "querystring") {
        parameter.insert("in".to_owned(), "query".into());
        parameter.insert(QUERY_STRING.to_owned(), true.into());
    }
    if parameter.get("style").is_some_and(|it| it == "cookie") {
        parameter.shift_remove("style");
        parameter.insert(COOKIE_STYLE.to_owned(), true.into());
    }
    if parameter.get("allowReserved") == Some(&Value::Bool(true)) {
        parameter.insert(ALLOW_RESERVED.to_owned(), true.into());
    }
}
