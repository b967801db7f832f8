//! Checks the body of a request.

use apicrate::validate::{ApiDescription, Direction};
use apicrate_runtime::ParameterStyle as Style;
use apicrate_runtime::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use apicrate_runtime::http::request::Parts;
use apicrate_runtime::media_type::{essence, is_in_range, is_json};
use apicrate_runtime::server::{Decoder, Rejection};
use serde_json::{Map, Value};

use crate::content::{is_lines, lines};
use crate::fault::Fault;
use crate::operation::{MediaType, RequestBody};
use crate::parameters::MAX_FAULTS;
use crate::shape::Shape;
use crate::typed::typed;

/// Chooses the media type of a request that has a body. Returns a sentence if the document has no such media type.
pub(crate) fn media_type<'b>(
    body: &'b RequestBody,
    parts: &Parts,
    length: usize,
) -> Result<Option<&'b MediaType>, String> {
    if length == 0 || body.content.is_empty() {
        return Ok(None);
    }
    if let Some(encoding) = parts.headers.get(CONTENT_ENCODING) {
        let encoding = String::from_utf8_lossy(encoding.as_bytes());
        if !encoding.eq_ignore_ascii_case("identity") {
            return Err(format!(
                "the body has the content encoding `{encoding}`, which is not supported"
            ));
        }
    }
    let expected: Vec<String> = body
        .content
        .iter()
        .map(|it| format!("`{}`", it.name))
        .collect();
    let expected = expected.join(" or ");
    let Some(found) = parts.headers.get(CONTENT_TYPE) else {
        return Err(format!(
            "the body must be {expected}, but it has no `Content-Type`"
        ));
    };
    let found = String::from_utf8_lossy(found.as_bytes());
    let is_equal = |it: &&MediaType| essence(&it.name).eq_ignore_ascii_case(essence(&found));
    let is_range = |it: &&MediaType| it.name.contains('*') && is_in_range(&found, &it.name);
    let chosen = body.content.iter().find(is_equal);
    let chosen = chosen.or_else(|| body.content.iter().find(is_range));
    chosen
        .map(Some)
        .ok_or_else(|| format!("the body must be {expected}, but it is `{found}`"))
}

/// Adds the faults of a body of this media type.
pub(crate) fn check(
    description: &ApiDescription,
    media: &MediaType,
    parts: &Parts,
    bytes: &[u8],
    decoder: &Decoder<'_>,
    faults: &mut Vec<Fault>,
) {
    let found = parts.headers.get(CONTENT_TYPE);
    let found = found.and_then(|it| it.to_str().ok()).unwrap_or_default();
    if is_lines(found)
        && let Some(schema) = &media.item_schema
    {
        for item in lines(bytes) {
            match item {
                Ok(item) => check_value(description, schema, &item, faults),
                Err(error) => faults.push(Fault::new("body", None, error)),
            }
            if faults.len() >= MAX_FAULTS {
                break;
            }
        }
        return;
    }
    let Some(schema) = media.schema.as_deref() else {
        return;
    };
    match value(description, media, schema, found, bytes, decoder) {
        Ok(Some(value)) => check_value(description, schema, &value, faults),
        Ok(None) => {}
        Err(rejection) => {
            let message = rejection.message();
            let message = message.strip_prefix("the body ").unwrap_or(message);
            faults.push(Fault::new("body", None, message));
        }
    }
    faults.truncate(MAX_FAULTS);
}

fn check_value(description: &ApiDescription, schema: &str, value: &Value, faults: &mut Vec<Fault>) {
    match description.violations(schema, value, Direction::Sent) {
        Some(violations) => {
            let found = violations.into_iter();
            faults.extend(found.map(|it| Fault::of_violation("body", None, it)));
        }
        None => faults.push(Fault::new("body", None, "takes too many steps to check")),
    }
}

/// The value of a body; `None` if its format cannot be checked.
fn value(
    description: &ApiDescription,
    media: &MediaType,
    schema: &str,
    found: &str,
    bytes: &[u8],
    decoder: &Decoder<'_>,
) -> Result<Option<Value>, Rejection> {
    let name = essence(found).to_ascii_lowercase();
    if is_json(found) {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let value = serde_json::from_slice(text);
        let value = value.map_err(|error| Rejection::malformed(format!("is not JSON: {error}")))?;
        return Ok(Some(value));
    }
    if name == "application/x-www-form-urlencoded" {
        let form: Map<String, Value> = decoder.form(&styles(media))?;
        return Ok(Some(typed(description, Some(schema), Value::Object(form))));
    }
    if name.starts_with("multipart/form-data") {
        return multipart(description, media, schema, found, decoder).map(Some);
    }
    let is_text =
        name.starts_with("text/") && name != "text/event-stream" && !name.ends_with("xml");
    if is_text && !Shape::new(description, schema).is_binary {
        let text = Value::String(decoder.text()?);
        return Ok(Some(typed(description, Some(schema), text)));
    }
    Ok(None)
}

fn styles(media: &MediaType) -> Vec<(&str, Style)> {
    let styles = media.encoding.iter().filter_map(|encoding| {
        let style = match encoding.style.as_deref() {
            Some("deepObject") => Style::DeepObject,
            Some("spaceDelimited") => Style::Delimited(" "),
            Some("pipeDelimited") => Style::Delimited("|"),
            Some("form") | None if encoding.explode == Some(false) => Style::Delimited(","),
            _ => return None,
        };
        Some((encoding.name.as_str(), style))
    });
    styles.collect()
}

fn multipart(
    description: &ApiDescription,
    media: &MediaType,
    schema: &str,
    found: &str,
    decoder: &Decoder<'_>,
) -> Result<Value, Rejection> {
    let shape = Shape::new(description, schema);
    let is_file = |pointer: &str| {
        let shape = Shape::new(description, pointer);
        let items = shape.items.as_deref();
        shape.is_binary || items.is_some_and(|items| Shape::new(description, items).is_binary)
    };
    let files = shape
        .properties
        .iter()
        .filter(|(_, pointer)| is_file(pointer));
    let files: Vec<&str> = files.map(|(name, _)| name.as_str()).collect();
    let json = media
        .encoding
        .iter()
        .filter(|it| it.media_type.as_deref().is_some_and(is_json));
    let json: Vec<&str> = json.map(|it| it.name.as_str()).collect();
    let parts = decoder.multipart(essence(found))?;
    let values = parts.into_values(&files, &json)?.into_iter();
    let object = values.map(|(name, values)| {
        // The schema of a file is that of a string.
        let mut values: Vec<Value> = values
            .into_iter()
            .map(|value| value.unwrap_or_else(|| Value::String(String::new())))
            .collect();
        let value = match values.pop() {
            Some(value) if values.is_empty() => value,
            last => values.into_iter().chain(last).collect(),
        };
        let value = typed(description, shape.property(&name), value);
        (name, value)
    });
    Ok(Value::Object(object.collect()))
}
