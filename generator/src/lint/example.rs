//! Collects the examples of a document, each with its schema and its location (request body, response, …).

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use super::cursor::Cursor;
use crate::document::{JsonPointer, LinkedDocument, ObjectKind, operations};
use crate::media_type::{has_json, is_json};
use crate::validate::Direction;

/// An example value.
#[derive(Debug, Clone)]
pub(super) struct Example<'d> {
    /// JSON pointer to the value.
    pub(super) pointer: String,
    pub(super) value: Cow<'d, Value>,
    pub(super) form: ExampleForm,
    /// JSON pointer to the schema of the example.
    pub(super) schema: String,
    pub(super) location: ExampleLocation,
    /// The operation, such as `GET /users/{id}`, or the name of the webhook; `None` for examples outside of them.
    pub(super) operation: Option<String>,
}

/// The form in which an author writes an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExampleForm {
    /// A value. A string can be the serialized text of another value, as in `1,2,3`.
    Value,
    /// A value that is never serialized: `dataValue`.
    Data,
    /// The text of a JSON value: `serializedValue`.
    Text,
}

/// The part of a document that an example illustrates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ExampleLocation {
    /// A request body.
    RequestBody,
    /// The body of the response with this status.
    Response(String),
    /// The payload of a webhook.
    Webhook,
    /// The body of the response to a webhook.
    WebhookResponse,
    /// The parameter with this name.
    Parameter(String),
    /// The response header with this name.
    Header(String),
    /// The content of this media type in a part that is not in an operation, such as a callback or a component that is
    /// not used.
    Content(String),
    /// A schema, through its `example` or `examples`.
    Schema,
}

impl ExampleLocation {
    /// Returns whether the API sends the value, so that a client must be able to decode it.
    pub(super) const fn is_payload(&self) -> bool {
        matches!(self, Self::Response(_) | Self::Webhook)
    }

    pub(super) const fn direction(&self) -> Direction {
        match self {
            Self::RequestBody | Self::Parameter(_) | Self::WebhookResponse => Direction::Sent,
            Self::Response(_) | Self::Webhook | Self::Header(_) => Direction::Received,
            Self::Content(_) | Self::Schema => Direction::Unknown,
        }
    }
}

impl fmt::Display for Example<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.location {
            ExampleLocation::RequestBody => f.write_str("the request body")?,
            ExampleLocation::Response(status) => write!(f, "the response {status}")?,
            ExampleLocation::Webhook => f.write_str("the payload")?,
            ExampleLocation::WebhookResponse => f.write_str("the response")?,
            ExampleLocation::Parameter(name) => write!(f, "the parameter `{name}`")?,
            ExampleLocation::Header(name) => write!(f, "the header `{name}`")?,
            ExampleLocation::Content(media_type) => write!(f, "the content `{media_type}`")?,
            ExampleLocation::Schema => f.write_str("the example of this schema")?,
        }
        match (&self.operation, &self.location) {
            (Some(operation), ExampleLocation::Webhook | ExampleLocation::WebhookResponse) => {
                write!(f, " of the webhook `{operation}`")
            }
            (Some(operation), _) => write!(f, " of `{operation}`"),
            (None, _) => Ok(()),
        }
    }
}

/// Returns all examples of a document: those of operations in document order, then those of callbacks and unused
/// components, then those of schemas.
pub(super) fn examples<'d>(document: &'d LinkedDocument<'_>) -> Vec<Example<'d>> {
    let mut collector = Collector::default();
    let root = Cursor::root(document.value());
    for (path, item) in root.entries_of("paths") {
        for (method, operation) in operations_of(&item) {
            let title = format!("{method} {path}");
            collector.operation(&item, &operation, &title, false);
        }
    }
    for (name, item) in root.entries_of("webhooks") {
        for (_, operation) in operations_of(&item) {
            collector.operation(&item, &operation, name, true);
        }
    }
    collector.other_objects(document);
    collector.schemas(document);
    collector.found
}

fn operations_of<'d>(item: &Cursor<'d>) -> Vec<(Cow<'d, str>, Cursor<'d>)> {
    let operations = operations(item.value).filter_map(|position| {
        let mut names = position.names.into_iter();
        let operation = names.try_fold(item.clone(), |at, name| at.child(name))?;
        Some((position.method, operation))
    });
    operations.collect()
}

#[derive(Default)]
struct Collector<'d> {
    found: Vec<Example<'d>>,
    /// The pairs of value pointer and schema pointer found so far. A component that is referenced twice is collected
    /// only once.
    seen: HashSet<(String, String)>,
    /// The pointers of the parameters, bodies, responses and headers so far.
    visited: HashSet<String>,
}

impl<'d> Collector<'d> {
    fn operation(
        &mut self,
        item: &Cursor<'d>,
        operation: &Cursor<'d>,
        title: &str,
        is_webhook: bool,
    ) {
        for list in [item, operation]
            .into_iter()
            .filter_map(|holder| holder.child("parameters"))
        {
            if !self.visited.insert(list.at.clone()) {
                continue;
            }
            for parameter in list.items() {
                let name = parameter.value.get("name").and_then(Value::as_str);
                let location = ExampleLocation::Parameter(name.unwrap_or_default().to_owned());
                self.parameter(&parameter, &location, title);
            }
        }
        if let Some(body) = operation.child("requestBody") {
            let location = if is_webhook {
                ExampleLocation::Webhook
            } else {
                ExampleLocation::RequestBody
            };
            self.content(&body, &location, title);
        }
        for (status, response) in operation.entries_of("responses") {
            let location = if is_webhook {
                ExampleLocation::WebhookResponse
            } else {
                ExampleLocation::Response(status.to_owned())
            };
            if self.visited.contains(&response.at) {
                continue;
            }
            self.content(&response, &location, title);
            for (name, header) in response.entries_of("headers") {
                self.parameter(&header, &ExampleLocation::Header(name.to_owned()), title);
            }
        }
    }

    /// The examples of a parameter or header.
    fn parameter(&mut self, parameter: &Cursor<'d>, location: &ExampleLocation, title: &str) {
        if self.visited.contains(&parameter.at) {
            return;
        }
        self.values(parameter, location, Some(title), None);
        self.content(parameter, location, title);
    }

    fn content(&mut self, holder: &Cursor<'d>, location: &ExampleLocation, title: &str) {
        if !self.visited.insert(holder.at.clone()) {
            return;
        }
        for (media_type, media) in holder.entries_of("content") {
            self.values(&media, location, Some(title), Some(media_type));
        }
    }

    /// Collects `example` and `examples` of an object that has a `schema` or an `itemSchema`.
    fn values(
        &mut self,
        holder: &Cursor<'d>,
        location: &ExampleLocation,
        title: Option<&str>,
        media_type: Option<&str>,
    ) {
        // The example of another media type is its serialized text, not its value.
        let is_data = media_type.is_none_or(has_json);
        let is_json = media_type.is_some_and(is_json);
        let single = field(holder, "example", ExampleForm::Value);
        let named = holder.entries_of("examples").into_iter();
        let named = named.flat_map(|(_, example)| named_values(&example, is_json));
        for (pointer, value, form) in single.into_iter().chain(named) {
            if !is_data && form == ExampleForm::Value && value.is_string() {
                continue;
            }
            let example = |pointer, value, schema| Example {
                pointer,
                value,
                form,
                schema: format!("{}/{schema}", holder.at),
                location: location.clone(),
                operation: title.map(str::to_owned),
            };
            if holder.value.get("itemSchema").is_some()
                && let Cow::Borrowed(Value::Array(items)) = value
            {
                for (index, item) in items.iter().enumerate() {
                    let pointer = format!("{pointer}/{index}");
                    self.add(example(pointer, Cow::Borrowed(item), "itemSchema"));
                }
            }
            if holder.value.get("schema").is_some() {
                self.add(example(pointer, value, "schema"));
            }
        }
    }

    /// Collects the examples of parameters, headers and media types that are not in an operation.
    fn other_objects(&mut self, document: &'d LinkedDocument<'_>) {
        let mut holders = Vec::new();
        document.visit(|kind, at, object| {
            if object.get("example").is_none() && object.get("examples").is_none() {
                return;
            }
            let key = match at {
                JsonPointer::Name(_, name) => *name,
                _ => "",
            };
            let name = object.get("name").and_then(Value::as_str);
            let location = match kind {
                ObjectKind::Parameter => {
                    ExampleLocation::Parameter(name.unwrap_or_default().to_owned())
                }
                ObjectKind::Header => ExampleLocation::Header(key.to_owned()),
                ObjectKind::MediaType => ExampleLocation::Content(key.to_owned()),
                _ => return,
            };
            holders.push((at.to_string(), location));
        });
        let root = document.value();
        for (at, location) in holders {
            if let Some(value) = root.pointer(&at) {
                let media_type = match &location {
                    ExampleLocation::Content(media_type) => Some(media_type.as_str()),
                    _ => None,
                };
                let holder = Cursor::new(root, value, at);
                self.values(&holder, &location, None, media_type);
            }
        }
    }

    /// Collects `example` and `examples` of schemas.
    fn schemas(&mut self, document: &'d LinkedDocument<'_>) {
        let mut shown: Vec<(String, String)> = Vec::new();
        document.visit(|kind, at, schema| {
            if kind != ObjectKind::Schema {
                return;
            }
            if schema.get("example").is_some() {
                shown.push((at.to_string(), at.name("example").to_string()));
            }
            let list = schema.get("examples").and_then(Value::as_array);
            let examples = at.name("examples");
            shown.extend(
                (0..list.map_or(0, Vec::len))
                    .map(|index| (at.to_string(), examples.item(index).to_string())),
            );
        });
        for (schema, pointer) in shown {
            if let Some(value) = document.value().pointer(&pointer) {
                self.add(Example {
                    pointer,
                    value: Cow::Borrowed(value),
                    form: ExampleForm::Value,
                    schema,
                    location: ExampleLocation::Schema,
                    operation: None,
                });
            }
        }
    }

    fn add(&mut self, example: Example<'d>) {
        let key = (example.pointer.clone(), example.schema.clone());
        if self.seen.insert(key) {
            self.found.push(example);
        }
    }
}

/// The pointer, the value and the form of an example.
type Found<'d> = (String, Cow<'d, Value>, ExampleForm);

fn field<'d>(holder: &Cursor<'d>, name: &str, form: ExampleForm) -> Option<Found<'d>> {
    let value = holder.value.get(name)?;
    Some((format!("{}/{name}", holder.at), Cow::Borrowed(value), form))
}

/// The values of an Example Object.
fn named_values<'d>(example: &Cursor<'d>, is_json: bool) -> Vec<Found<'d>> {
    let value = field(example, "value", ExampleForm::Value);
    let data = field(example, "dataValue", ExampleForm::Data);
    let mut found: Vec<_> = value.into_iter().chain(data).collect();
    if is_json
        && found.is_empty()
        && let Some((pointer, text, form)) = field(example, "serializedValue", ExampleForm::Text)
        && let Some(Ok(value)) = text.as_str().map(serde_json::from_str)
    {
        found.push((pointer, Cow::Owned(value), form));
    }
    found
}
