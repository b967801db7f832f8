//! Form parameters, which become the properties of a request body.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::bodies::{BodyParameter, BodyParameters};
use super::converter::{Converter, MovedPointer, text};
use super::media_types::{MediaType, MediaTypes};
use super::schemas::{is_file, make_binary};
use crate::document::grammar::ObjectKind;
use crate::document::limits::size_of_entries;
use crate::document::pointer::escape;
use crate::media_type::{is_form, is_multipart};

const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// A form parameter whose reference is resolved.
struct FormField {
    name: String,
    object: Map<String, Value>,
    /// Its pointer in the original document.
    original: String,
    is_required: bool,
    is_file: bool,
}

/// The content of a form with one media type.
struct FormContent {
    /// Its pointer in the converted document.
    at: String,
    is_multipart: bool,
    properties: Map<String, Value>,
    encodings: Map<String, Value>,
}

impl Converter<'_> {
    /// Returns the body of an operation with form parameters. `shared` are those of its path.
    pub(super) fn form(
        &mut self,
        own: &BodyParameters,
        shared: Option<&BodyParameters>,
        consumes: &MediaTypes,
        at: &MovedPointer,
    ) -> Option<Value> {
        let converted = at.entry("requestBody").converted;
        let fields = self.form_fields(own, shared, &converted);
        if fields.is_empty() {
            return None;
        }
        let list = match shared {
            Some(shared) if own.form.is_empty() => shared.original.as_str(),
            _ => own.original.as_str(),
        };
        self.derived(list, converted.as_str());
        let has_file = fields.iter().any(|field| field.is_file);
        let mut content = Map::new();
        for (media_type, original) in self.form_media_types(consumes, has_file, &converted) {
            let at = format!("{converted}/content/{}", escape(&media_type));
            self.derived(original.as_deref().unwrap_or(list), at.as_str());
            self.derived(list, format!("{at}/schema"));
            let form = FormContent {
                at,
                is_multipart: is_multipart(&media_type),
                properties: Map::new(),
                encodings: Map::new(),
            };
            let Some(form) = self.form_content(&fields, form) else {
                break;
            };
            content.insert(media_type, form);
        }
        let mut body = Map::new();
        if fields.iter().any(|field| field.is_required) {
            body.insert("required".to_owned(), Value::Bool(true));
        }
        body.insert("content".to_owned(), Value::Object(content));
        Some(Value::Object(body))
    }

    /// Returns the fields of a form. Those of an operation replace those of its path.
    fn form_fields(
        &mut self,
        own: &BodyParameters,
        shared: Option<&BodyParameters>,
        converted: &str,
    ) -> Vec<FormField> {
        let shared = shared.map(|shared| shared.form.as_slice());
        let all = own.form.iter().chain(shared.unwrap_or_default());
        let fields = all.filter_map(|it| self.form_field(it, converted));
        let mut fields: Vec<FormField> = fields.collect();
        let mut names = HashSet::new();
        fields.retain(|field| names.insert(field.name.clone()));
        fields
    }

    /// Returns a form parameter, or the one that a reference names. `inside` is the pointer of the converted body.
    fn form_field(&mut self, parameter: &BodyParameter, inside: &str) -> Option<FormField> {
        let (mut object, original) = match self.parts.get(&parameter.original) {
            Some(part) => (part.fields.clone(), part.original.as_str().to_owned()),
            None => (parameter.object.clone(), parameter.original.clone()),
        };
        let Some(name) = text(&object, "name") else {
            let at = self.dropped(&original, inside);
            let message = "required field `name` is missing in a Parameter Object";
            self.error("malformed", &at, message);
            return None;
        };
        let is_required = match object.shift_remove("required") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(is_required)) => is_required,
            Some(found) => {
                let at = self.dropped(&format!("{original}/required"), inside);
                self.flag_in_string(&found, &at)
            }
        };
        let is_file = is_file(&object);
        Some(FormField {
            name,
            object,
            original,
            is_required,
            is_file,
        })
    }

    /// Returns the boolean that a string contains, and reports the string.
    fn flag_in_string(&mut self, found: &Value, at: &str) -> bool {
        let text = found.as_str().unwrap_or_default();
        let Ok(flag) = text.parse::<bool>() else {
            self.malformed(at, "true or false", found);
            return false;
        };
        let message =
            format!("expected true or false, found the string `{text}`; treated as `{flag}`");
        self.warn("mistyped-value", at, message);
        flag
    }

    /// Returns the media types of a form, and reports those that are not media types of forms.
    fn form_media_types(
        &mut self,
        consumes: &MediaTypes,
        has_file: bool,
        converted: &str,
    ) -> Vec<MediaType> {
        let (subject, default) = if has_file {
            ("a form with files", MULTIPART)
        } else {
            ("a form", URL_ENCODED)
        };
        let is_possible = if has_file { is_multipart } else { is_form };
        let all = consumes.iter().cloned();
        let (mut media_types, others): (Vec<_>, Vec<_>) = all.partition(|(it, _)| is_possible(it));
        for (media_type, original) in others {
            // The list of the document is also that of operations with other bodies.
            let Some(original) = original.filter(|_| !consumes.is_inherited) else {
                continue;
            };
            let message = format!("`{media_type}` is not a media type of {subject}; ignored");
            let at = self.dropped(&original, converted);
            self.warn("unknown-field", &at, message);
        }
        if media_types.is_empty() {
            media_types.push((default.to_owned(), None));
        }
        media_types
    }

    /// Adds the schema and the encodings to the content of a form. Returns `None` if it is too large.
    fn form_content(&mut self, fields: &[FormField], mut form: FormContent) -> Option<Value> {
        for field in fields {
            if !self.reserve(size_of_entries(&field.object), &form.at) {
                return None;
            }
            self.form_property(field, &mut form);
        }
        let required = fields.iter().filter(|field| field.is_required);
        let required: Vec<Value> = required.map(|field| json!(field.name)).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!("object"));
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        schema.insert("properties".to_owned(), Value::Object(form.properties));
        let mut content = Map::new();
        content.insert("schema".to_owned(), Value::Object(schema));
        if !form.encodings.is_empty() {
            content.insert("encoding".to_owned(), Value::Object(form.encodings));
        }
        Some(Value::Object(content))
    }

    /// Adds a field to the content of a form: its schema, and its encoding if it is a list in one value.
    fn form_property(&mut self, field: &FormField, form: &mut FormContent) {
        let at = &form.at;
        let name = escape(&field.name);
        let original = field.original.as_str();
        let converted = format!("{at}/schema/properties/{name}");
        self.derived(original, converted.as_str());
        let place = MovedPointer::new(original, converted);
        let mut object = field.object.clone();
        let format = object.shift_remove("collectionFormat");
        let mut schema = self.simple_schema(&mut object, ObjectKind::Parameter, &place);
        if is_file(&schema) {
            make_binary(&mut schema);
        }
        for name in ["description", "example"] {
            if let Some(value) = object.shift_remove(name) {
                schema.insert(name.to_owned(), value);
            }
        }
        let rest = object.into_iter();
        schema.extend(rest.filter(|(name, _)| name.starts_with("x-")));
        let style = match self.collection_format(format, &schema, &place) {
            None | Some("multi") => None,
            // The parts of a multipart body have no styles. A list of files is a part for each file.
            Some(_) if form.is_multipart && has_files(&schema) => None,
            Some("csv") if !form.is_multipart => Some("form"),
            Some("ssv") if !form.is_multipart => Some("spaceDelimited"),
            Some("pipes") if !form.is_multipart => Some("pipeDelimited"),
            Some(format) => {
                self.join_by_caller(&mut schema, format, &place);
                None
            }
        };
        if let Some(style) = style {
            self.derived(original, format!("{at}/encoding/{name}"));
            let encoding = json!({ "style": style, "explode": false });
            form.encodings.insert(field.name.clone(), encoding);
        }
        let schema = Value::Object(schema);
        form.properties.insert(field.name.clone(), schema);
    }
}

/// Returns true for the schema of a list of files.
fn has_files(schema: &Map<String, Value>) -> bool {
    let items = schema.get("items").and_then(Value::as_object);
    items.is_some_and(is_file)
}
