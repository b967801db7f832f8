//! The examples of a document: each with the schema that it belongs to, and what it is an example of.

use std::collections::HashSet;
use std::fmt;

use serde_json::{Map, Value};

use super::check::Travel;
use crate::document::{Kind, METHODS, Pointer, follow, local, walk};

/// A value that a document shows.
#[derive(Debug, Clone)]
pub(super) struct Example<'d> {
    /// The pointer of the value.
    pub(super) pointer: String,
    pub(super) value: &'d Value,
    /// The pointer of the schema that it is an example of.
    pub(super) schema: String,
    pub(super) place: Place,
    /// The operation it belongs to, for messages; a schema's example belongs to none.
    pub(super) operation: Option<Operation>,
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

/// An operation or a webhook, by what a reader looks it up by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operation {
    /// `GET /users/{id}`, or the name of a webhook.
    pub(super) title: String,
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
                write!(f, " of the webhook `{}`", operation.title)
            }
            (Some(operation), _) => write!(f, " of `{}`", operation.title),
            (None, _) => Ok(()),
        }
    }
}

/// All examples of a document that stand in its own text: those of operations in the order of the
/// document, then those of schemas.
pub(super) fn examples(document: &Value) -> Vec<Example<'_>> {
    let mut gather = Gather { document, found: Vec::new(), seen: HashSet::new() };
    gather.operations();
    gather.schemas();
    gather.found
}

struct Gather<'d> {
    document: &'d Value,
    found: Vec<Example<'d>>,
    /// Values by their pointers and those of their schemas: what is referred to twice counts once.
    seen: HashSet<(String, String)>,
}

/// Something in the document, and where it stands once references are followed.
#[derive(Clone)]
struct Found<'d> {
    value: &'d Value,
    at: String,
}

impl<'d> Gather<'d> {
    fn operations(&mut self) {
        for section in ["paths", "webhooks"] {
            let root = Found { value: self.document, at: String::new() };
            let Some(items) = self.child(&root, section) else {
                continue;
            };
            for (name, item) in self.entries(&items) {
                for method in METHODS {
                    if let Some(operation) = self.child(&item, method) {
                        let title = match section {
                            "paths" => format!("{} {name}", method.to_uppercase()),
                            _ => name.to_owned(),
                        };
                        self.operation(&item, &operation, &Operation { title }, section == "webhooks");
                    }
                }
            }
        }
    }

    fn operation(&mut self, item: &Found<'d>, operation: &Found<'d>, owner: &Operation, is_webhook: bool) {
        for holder in [item, operation] {
            for parameter in self.child(holder, "parameters").iter().flat_map(|list| self.items(list)) {
                let name = parameter.value.get("name").and_then(Value::as_str).unwrap_or_default();
                self.parameter(&parameter, &Place::Parameter(name.to_owned()), owner);
            }
        }
        if let Some(body) = self.child(operation, "requestBody") {
            let place = if is_webhook { Place::Webhook } else { Place::RequestBody };
            self.content(&body, &place, owner);
        }
        let Some(responses) = self.child(operation, "responses") else {
            return;
        };
        for (status, response) in self.entries(&responses) {
            let place = if is_webhook { Place::WebhookResponse } else { Place::Response(status.to_owned()) };
            self.content(&response, &place, owner);
            for (name, header) in self.child(&response, "headers").iter().flat_map(|headers| self.entries(headers)) {
                self.parameter(&header, &Place::Header(name.to_owned()), owner);
            }
        }
    }

    /// The examples of a parameter or header.
    fn parameter(&mut self, parameter: &Found<'d>, place: &Place, owner: &Operation) {
        self.values(parameter, place, owner, |_| true);
        self.content(parameter, place, owner);
    }

    fn content(&mut self, holder: &Found<'d>, place: &Place, owner: &Operation) {
        let Some(content) = self.child(holder, "content") else {
            return;
        };
        for (media_type, media) in self.entries(&content) {
            // What is not JSON is shown as the text that it is written as, not as the value that it is.
            let is_json = media_type.contains("json");
            self.values(&media, place, owner, |value| is_json || !value.is_string());
        }
    }

    /// What `example` and `examples` beside a `schema` show.
    fn values(
        &mut self,
        holder: &Found<'d>,
        place: &Place,
        owner: &Operation,
        is_value: impl Fn(&Value) -> bool,
    ) {
        if holder.value.get("schema").is_none() {
            return;
        }
        let schema = format!("{}/schema", holder.at);
        let named = self.child(holder, "examples");
        let named = named.iter().flat_map(|examples| self.entries(examples));
        let named = named.filter_map(|(_, example)| example.value.get("value").map(|value| (value, format!("{}/value", example.at))));
        let single = holder.value.get("example").map(|value| (value, format!("{}/example", holder.at)));
        let shown: Vec<_> = single.into_iter().chain(named).collect();
        for (value, pointer) in shown.into_iter().filter(|(value, _)| is_value(value)) {
            self.add(Example {
                pointer,
                value,
                schema: schema.clone(),
                place: place.clone(),
                operation: Some(owner.clone()),
            });
        }
    }

    /// What schemas show of themselves.
    fn schemas(&mut self) {
        let mut shown: Vec<(String, String)> = Vec::new();
        let mut document = self.document.clone();
        walk(&mut document, Kind::Document, &Pointer::ROOT, &mut |kind, at, schema| {
            if kind != Kind::Schema {
                return;
            }
            if schema.get("example").is_some() {
                shown.push((at.to_string(), at.name("example").to_string()));
            }
            let list = schema.get("examples").and_then(Value::as_array).map_or(0, Vec::len);
            let examples = at.name("examples");
            shown.extend((0..list).map(|index| (at.to_string(), examples.item(index).to_string())));
        });
        for (schema, pointer) in shown {
            if let Some(value) = self.document.pointer(&pointer) {
                self.add(Example { pointer, value, schema, place: Place::Schema, operation: None });
            }
        }
    }

    fn add(&mut self, example: Example<'d>) {
        if self.seen.insert((example.pointer.clone(), example.schema.clone())) {
            self.found.push(example);
        }
    }

    /// What stands below a name, or where a reference leads that stands there.
    fn child(&self, parent: &Found<'d>, name: &str) -> Option<Found<'d>> {
        let value = parent.value.get(name)?;
        let at = Pointer::Start(&parent.at);
        Some(self.followed(Found { value, at: at.name(name).to_string() }))
    }

    fn entries(&self, parent: &Found<'d>) -> Vec<(&'d str, Found<'d>)> {
        let names = parent.value.as_object().into_iter().flat_map(Map::keys);
        names.filter_map(|name| Some((name.as_str(), self.child(parent, name)?))).collect()
    }

    fn items(&self, parent: &Found<'d>) -> Vec<Found<'d>> {
        let items = parent.value.as_array().into_iter().flatten().enumerate();
        let at = Pointer::Start(&parent.at);
        items.map(|(index, value)| self.followed(Found { value, at: at.item(index).to_string() })).collect()
    }

    fn followed(&self, found: Found<'d>) -> Found<'d> {
        let target = found
            .value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(local)
            .and_then(|pointer| follow(self.document, &pointer));
        match target.and_then(|at| Some((self.document.pointer(&at)?, at))) {
            Some((value, at)) => Found { value, at },
            None => found,
        }
    }
}
