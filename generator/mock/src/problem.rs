//! Responses to requests with faults: problem details (RFC 9457), in the format that the document has for the status.

use apicrate::validate::Direction;
use apicrate_runtime::http::StatusCode;
use apicrate_runtime::media_type::is_json;
use serde_json::{Map, Value, json};

use crate::api::Api;
use crate::fault::Fault;
use crate::operation::Operation;
use crate::reply::{Reply, documented, with_status};
use apicrate::sample::sample;

/// The media type of problem details.
const PROBLEM: &str = "application/problem+json";

/// The properties of documented errors that contain a text for people.
const TEXTS: [&str; 7] = [
    "detail",
    "message",
    "error",
    "description",
    "reason",
    "title",
    "msg",
];

/// The response to a request that cannot be answered. If the operation documents the status with a JSON schema, the body is
/// valid for it, and contains the problem details as far as the schema allows.
pub(crate) fn problem(
    api: &Api,
    operation: Option<&Operation>,
    status: StatusCode,
    detail: &str,
    faults: &[Fault],
) -> Reply {
    let title = status.canonical_reason().unwrap_or("Error");
    let mut details = Map::new();
    details.insert("title".to_owned(), title.into());
    details.insert("status".to_owned(), status.as_u16().into());
    details.insert("detail".to_owned(), detail.into());
    if !faults.is_empty() {
        details.insert("errors".to_owned(), json!(faults));
    }
    let response = operation.and_then(|operation| documented(operation, status.as_u16()));
    let media = response.and_then(|it| it.content.iter().find(|media| is_json(&media.name)));
    let Some((media, schema)) = media.and_then(|media| Some((media, media.schema.as_deref()?)))
    else {
        return with_body(status, PROBLEM, &Value::Object(details));
    };
    let is_valid = |value: &Value| {
        let violations = api
            .description
            .violations(schema, value, Direction::Received);
        violations.is_some_and(|violations| violations.is_empty())
    };
    let plain = Value::Object(details.clone());
    if is_valid(&plain) {
        return with_body(status, &media.name, &plain);
    }
    let documented = sample(&api.description, schema, Direction::Received, None).value;
    let documented = with_status(api, schema, documented, status);
    let mut candidates = Vec::new();
    if let Value::Object(object) = &documented {
        let mut explained = object.clone();
        for name in TEXTS {
            if let Some(Value::String(text)) = explained.get_mut(name) {
                detail.clone_into(text);
                break;
            }
        }
        let mut extended = explained.clone();
        for (name, value) in details {
            extended.entry(name).or_insert(value);
        }
        candidates.extend([Value::Object(extended), Value::Object(explained)]);
    }
    let chosen = candidates.into_iter().find(is_valid).unwrap_or(documented);
    with_body(status, &media.name, &chosen)
}

fn with_body(status: StatusCode, media_type: &str, body: &Value) -> Reply {
    Reply {
        media_type: Some(media_type.to_owned()),
        body: body.to_string().into_bytes(),
        ..Reply::empty(status)
    }
}
