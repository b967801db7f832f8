//! Writes sample multipart bodies.

use apicrate::model::{
    Api, Content, Field, PartEncoding, Presence, PropertyEncoding, StructDef, Type, TypeKind,
};
use serde_json::Value;

use super::form::plain_text;
use crate::sample::{self, Fill};

/// The boundary of sample bodies.
pub(super) const BOUNDARY: &str = "sample-boundary";

/// The content of sample files.
const FILE: &str = "the content of a file,\r\n--in two lines";

const BINARY: &str = "application/octet-stream";

/// Encodes a sample body.
pub(super) fn text(api: &Api, content: &Content, fill: Fill) -> String {
    let mut body = MultipartText::default();
    if content.parts.is_empty() {
        if let Some(structure) = structure(api, &content.ty) {
            let value = sample::value(api, &content.ty, "body", fill);
            body.add_fields(content, structure, &value, fill);
        }
    } else {
        body.add_items(api, content, fill);
    }
    body.text + &format!("--{BOUNDARY}--\r\n")
}

#[derive(Default)]
struct MultipartText {
    text: String,
}

impl MultipartText {
    fn add_fields(&mut self, content: &Content, structure: &StructDef, value: &Value, fill: Fill) {
        for field in &structure.fields {
            let mut encodings = content.encodings.iter();
            let encoding = encodings.find(|it| it.property == field.wire);
            if field.ty.is_file() {
                self.add_files(field, encoding, fill);
            } else if let Some(value) = value.get(&field.wire) {
                self.add_field(&field.wire, encoding, value);
            }
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            if !structure.fields.iter().any(|field| field.wire == *name) {
                self.add_field(name, None, value);
            }
        }
    }

    fn add_files(&mut self, field: &Field, encoding: Option<&PropertyEncoding>, fill: Fill) {
        let is_required = matches!(
            field.presence,
            Presence::Required | Presence::Collection { required: true }
        );
        let is_list = matches!(field.ty, Type::List(_));
        let count = match (fill, is_list) {
            (fill, true) if fill.is_full() => 2,
            (fill, false) if is_required || fill.is_full() => 1,
            _ => 0,
        };
        let media_type = encoding.and_then(|it| single(it.content_type.as_ref()));
        let headers = encoding.map_or(&[][..], |it| &it.headers);
        for index in 0..count {
            let disposition = format!(
                "form-data; name=\"{}\"; filename=\"sample {index} é.bin\"",
                field.wire
            );
            self.add(
                Some(&disposition),
                media_type.or(Some(BINARY)),
                headers,
                FILE,
            );
        }
    }

    fn add_field(&mut self, name: &str, encoding: Option<&PropertyEncoding>, value: &Value) {
        let disposition = format!("form-data; name=\"{name}\"");
        let media_type = encoding.and_then(|it| single(it.content_type.as_ref()));
        let headers = encoding.map_or(&[][..], |it| &it.headers);
        let is_json = media_type.is_some_and(|it| it.ends_with("json"));
        let mut add = |value: &Value| match value {
            Value::Null => {}
            Value::Object(_) | Value::Array(_) => {
                let media_type = media_type.or(Some("application/json"));
                self.add(Some(&disposition), media_type, headers, &value.to_string());
            }
            _ if is_json => {
                self.add(Some(&disposition), media_type, headers, &value.to_string());
            }
            _ => self.add(Some(&disposition), media_type, headers, &plain_text(value)),
        };
        match value {
            Value::Array(items) if !is_json => items.iter().for_each(add),
            value => add(value),
        }
    }

    fn add_items(&mut self, api: &Api, content: &Content, fill: Fill) {
        let has_rest = content.parts.last().is_some_and(|part| part.repeats);
        let mut types = Vec::new();
        match &content.ty {
            Type::Tuple(items) => types.extend(items.iter().cloned()),
            list => types.push(list.clone()),
        }
        let rest = if has_rest { types.pop() } else { None };
        if let Some(Type::List(item)) = rest
            && fill.is_full()
        {
            // One item for each encoding, and a second one for the last encoding.
            let others = content.parts.len() - types.len();
            types.extend(vec![*item; others + 1]);
        }
        for (index, ty) in types.iter().enumerate() {
            let encoding = content.parts.get(index).or(content.parts.last());
            let value = sample::value(api, ty, &format!("part {index}"), fill);
            self.add_item(encoding, *ty == Type::File, &value);
        }
    }

    fn add_item(&mut self, encoding: Option<&PartEncoding>, is_file: bool, value: &Value) {
        let media_type = encoding.and_then(|it| single(it.content_type.as_ref()));
        let headers = encoding.map_or(&[][..], |it| &it.headers);
        if is_file {
            let disposition = "attachment; filename=\"sample.bin\"";
            self.add(
                Some(disposition),
                media_type.or(Some(BINARY)),
                headers,
                FILE,
            );
            return;
        }
        let is_composite = value.is_object() || value.is_array() || value.is_null();
        let media_type = media_type.unwrap_or(if is_composite {
            "application/json"
        } else {
            "text/plain; charset=utf-8"
        });
        let text = if media_type.ends_with("json") {
            value.to_string()
        } else {
            plain_text(value)
        };
        self.add(None, Some(media_type), headers, &text);
    }

    fn add(
        &mut self,
        disposition: Option<&str>,
        media_type: Option<&str>,
        headers: &[(String, String)],
        content: &str,
    ) {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let disposition = disposition.map(|value| ("Content-Disposition", value));
        let media_type = media_type.map(|value| ("Content-Type", value));
        let headers = disposition.into_iter().chain(media_type).chain(headers);
        let lines = headers.map(|(name, value)| [name, ": ", value, "\r\n"].concat());
        self.text.extend(["--", BOUNDARY, "\r\n"]);
        self.text.extend(lines);
        self.text.extend(["\r\n", content, "\r\n"]);
    }
}

/// The media type, if it is one and not several.
fn single(media_type: Option<&String>) -> Option<&str> {
    media_type
        .map(String::as_str)
        .filter(|it| !it.contains([',', '*']))
}

fn structure<'a>(api: &'a Api, ty: &'a Type) -> Option<&'a StructDef> {
    match &api.type_named(api.aliased(ty).named()?)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}
