//! The examples of a document: each with the schema that it belongs to, and what it is an example of.

use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use super::check::Travel;
use super::cursor::Cursor;
use super::visit;
use crate::document::{METHODS, ObjectKind};

/// A value that a document shows.
#[derive(Debug, Clone)]
pub(super) struct Example<'d> {
    /// The pointer of the value.
    pub(super) pointer: String,
    pub(super) value: &'d Value,
    /// The pointer of the schema that it is an example of.
    pub(super) schema: String,
    pub(super) place: Place,
    /// What it belongs to: `GET /users/{id}`, or the name of a webhook. A schema's example belongs to
    /// no operation.
    pub(super) operation: Option<String>,
}

/// What a value is an example of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// What a client sends.
    RequestBody,
    /// What the API answers with this status.
    Response(String),
    /// What the API sends on its own account.
    Webhook,
    /// What a receiver answers to a webhook.
    WebhookResponse,
    /// A parameter of this name.
    Parameter(String),
    /// A header of this name in a response.
    Header(String),
    /// A schema by itself.
    Schema,
}

impl Place {
    /// Whether it is what the API sends, and so evidence of what a client has to read.
    pub(super) const fn is_payload(&self) -> bool {
        matches!(self, Self::Response(_) | Self::Webhook)
    }

    pub(super) const fn travel(&self) -> Travel {
        match self {
            Self::RequestBody | Self::Parameter(_) | Self::WebhookResponse => Travel::Sent,
            Self::Response(_) | Self::Webhook | Self::Header(_) => Travel::Received,
            Self::Schema => Travel::Unknown,
        }
    }
}

impl fmt::Display for Example<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::RequestBody => f.write_str("the request body")?,
            Place::Response(status) => write!(f, "the response {status}")?,
            Place::Webhook => f.write_str("the payload")?,
            Place::WebhookResponse => f.write_str("the answer")?,
            Place::Parameter(name) => write!(f, "the parameter `{name}`")?,
            Place::Header(name) => write!(f, "the header `{name}`")?,
            Place::Schema => f.write_str("the example of this schema")?,
        }
        match (&self.operation, &self.place) {
            (Some(operation), Place::Webhook | Place::WebhookResponse) => {
                write!(f, " of the webhook `{operation}`")
            }
            (Some(operation), _) => write!(f, " of `{operation}`"),
            (None, _) => Ok(()),
        }
    }
}

/// All examples of a document that stand in its own text: those of operations in the order of the
/// document, then those of schemas.
pub(super) fn examples(document: &Value) -> Vec<Example<'_>> {
    let mut gather = Gather::default();
    let root = Cursor::root(document);
    for (path, item) in root.entries_of("paths") {
        for (method, operation) in operations(&item) {
            let title = format!("{} {path}", method.to_uppercase());
            gather.operation(&item, &operation, &title, false);
        }
    }
    for (name, item) in root.entries_of("webhooks") {
        for (_, operation) in operations(&item) {
            gather.operation(&item, &operation, name, true);
        }
    }
    gather.schemas(document);
    gather.found
}

fn operations<'d>(item: &Cursor<'d>) -> Vec<(&'static str, Cursor<'d>)> {
    let operations = METHODS
        .into_iter()
        .filter_map(|method| Some((method, item.child(method)?)));
    operations.collect()
}

#[derive(Default)]
struct Gather<'d> {
    found: Vec<Example<'d>>,
    /// Values by their pointers and those of their schemas: what is referred to twice counts once.
    seen: HashSet<(String, String)>,
}

impl<'d> Gather<'d> {
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
            for parameter in list.items() {
                let name = parameter.value.get("name").and_then(Value::as_str);
                let place = Place::Parameter(name.unwrap_or_default().to_owned());
                self.parameter(&parameter, &place, title);
            }
        }
        if let Some(body) = operation.child("requestBody") {
            let place = if is_webhook {
                Place::Webhook
            } else {
                Place::RequestBody
            };
            self.content(&body, &place, title);
        }
        for (status, response) in operation.entries_of("responses") {
            let place = if is_webhook {
                Place::WebhookResponse
            } else {
                Place::Response(status.to_owned())
            };
            self.content(&response, &place, title);
            for (name, header) in response.entries_of("headers") {
                self.parameter(&header, &Place::Header(name.to_owned()), title);
            }
        }
    }

    /// The examples of a parameter or header.
    fn parameter(&mut self, parameter: &Cursor<'d>, place: &Place, title: &str) {
        self.values(parameter, place, title, |_| true);
        self.content(parameter, place, title);
    }

    fn content(&mut self, holder: &Cursor<'d>, place: &Place, title: &str) {
        for (media_type, media) in holder.entries_of("content") {
            // What is not JSON is shown as the text that it is written as, not as the value that it is.
            let is_json = media_type.contains("json");
            self.values(&media, place, title, |value| is_json || !value.is_string());
        }
    }

    /// What `example` and `examples` beside a `schema` show.
    fn values(
        &mut self,
        holder: &Cursor<'d>,
        place: &Place,
        title: &str,
        is_value: impl Fn(&Value) -> bool,
    ) {
        if holder.value.get("schema").is_none() {
            return;
        }
        let single = holder.value.get("example");
        let single = single.map(|value| (value, format!("{}/example", holder.at)));
        let named = holder.entries_of("examples").into_iter();
        let named = named.filter_map(|(_, example)| {
            let value = example.value.get("value")?;
            Some((value, format!("{}/value", example.at)))
        });
        for (value, pointer) in single.into_iter().chain(named) {
            if is_value(value) {
                self.add(Example {
                    pointer,
                    value,
                    schema: format!("{}/schema", holder.at),
                    place: place.clone(),
                    operation: Some(title.to_owned()),
                });
            }
        }
    }

    /// What schemas show of themselves.
    fn schemas(&mut self, document: &'d Value) {
        let mut shown: Vec<(String, String)> = Vec::new();
        visit(document, |kind, at, schema| {
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
            if let Some(value) = document.pointer(&pointer) {
                self.add(Example {
                    pointer,
                    value,
                    schema,
                    place: Place::Schema,
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
