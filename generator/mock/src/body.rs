//! Checks the body of a request.

use apicrate::validate::ApiDescription;
use apicrate_runtime::ParameterStyle as Style;
use apicrate_runtime::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use apicrate_runtime::http::request::Parts;
use apicrate_runtime::media_type::{essence, is_in_range};
use apicrate_runtime::server::{Decoder, Rejection};
use serde_json::{Map, Value};

use crate::content::{Format, lines, sequence};
use crate::events::events;
use crate::fault::Fault;
use crate::operation::{MediaType, RequestBody};
use crate::parameters::MAX_FAULTS;
use crate::shape::Shape;
use crate::typed::typed;
use crate::violations::check_value;
use crate::{multipart, xml};

/// The note about a body of XML.
const UNCHECKED_XML: &str = "the elements of XML are not compared with the schema";

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

/// Adds the faults of a body of this media type. Returns a note if the body is not compared with its schema.
pub(crate) fn check(
    description: &ApiDescription,
    media: &MediaType,
    parts: &Parts,
    bytes: &[u8],
    decoder: &Decoder<'_>,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    let found = parts.headers.get(CONTENT_TYPE);
    let found = found.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let format = Format::new(found);
    let mut note = None;
    let checked = match format {
        Format::Events | Format::Lines | Format::Sequence => {
            check_stream(description, media, format, bytes, faults)
        }
        Format::Multipart => multipart::check(description, media, found, decoder, faults),
        Format::Xml => {
            match std::str::from_utf8(bytes).ok().and_then(xml::problem) {
                Some(problem) => faults.push(Fault::new("body", None, problem)),
                None => note = Some(UNCHECKED_XML.to_owned()),
            }
            Ok(())
        }
        Format::Json | Format::Form | Format::Text => {
            check_single(description, media, format, bytes, decoder, faults)
        }
    };
    if let Err(rejection) = checked {
        let message = rejection.message();
        let message = message.strip_prefix("the body ").unwrap_or(message);
        faults.push(Fault::new("body", None, message));
    }
    faults.truncate(MAX_FAULTS);
    note
}

/// Adds the faults of a body that is one value.
fn check_single(
    description: &ApiDescription,
    media: &MediaType,
    format: Format,
    bytes: &[u8],
    decoder: &Decoder<'_>,
    faults: &mut Vec<Fault>,
) -> Result<(), Rejection> {
    let Some(schema) = media.schema.as_deref() else {
        return Ok(());
    };
    let value = match format {
        Format::Json => {
            let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            let value = serde_json::from_slice(text);
            value.map_err(|error| Rejection::malformed(format!("is not JSON: {error}")))?
        }
        Format::Form => {
            let form: Map<String, Value> = decoder.form(&styles(media))?;
            typed(description, Some(schema), Value::Object(form))
        }
        _ if media.name.starts_with("text/") && !Shape::new(description, schema).is_binary => {
            typed(description, Some(schema), Value::String(decoder.text()?))
        }
        // A body of bytes.
        _ => return Ok(()),
    };
    check_value(description, schema, &value, ("body", None), faults);
    Ok(())
}

/// The schema of the values of a stream. Without `itemSchema`, it is that of the items of a list, or the schema itself.
pub(crate) fn item_schema(description: &ApiDescription, media: &MediaType) -> Option<String> {
    let schema = media.schema.as_deref();
    let items = schema.and_then(|schema| Shape::new(description, schema).items);
    let own = media.item_schema.clone().or(items);
    own.or_else(|| media.schema.clone())
}

/// Adds the faults of the events or lines of a body.
fn check_stream(
    description: &ApiDescription,
    media: &MediaType,
    format: Format,
    bytes: &[u8],
    faults: &mut Vec<Fault>,
) -> Result<(), Rejection> {
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| Rejection::malformed("is not UTF-8".to_owned()))?;

    let Some(schema) = &item_schema(description, media) else {
        return Ok(());
    };
    let items = match format {
        Format::Events => events(description, schema, text),
        Format::Lines => lines(text),
        _ => sequence(text),
    };
    for item in items {
        match item {
            Ok(item) => check_value(description, schema, &item, ("body", None), faults),
            Err(error) => faults.push(Fault::new("body", None, error)),
        }
        if faults.len() >= MAX_FAULTS {
            break;
        }
    }
    Ok(())
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
