//! Documented payloads, the types they decode into, and what is lost when one is decoded and written back.

mod compare;

use std::collections::BTreeMap;
use std::fmt;

use apicrate::model::{Api, BodyFormat, Content, Operation, Type};
use serde_json::Value;

pub use compare::{Strictness, losses, same};

/// The place of a payload in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayloadLocation {
    /// The request body of an operation.
    RequestBody {
        /// The operation's ID.
        operation: String,
    },
    /// A response of an operation.
    Response {
        /// The operation's ID.
        operation: String,
        /// The status as the document writes it: `200`, `4XX` or `default`.
        status: String,
    },
    /// The payload of a webhook.
    Webhook {
        /// The webhook's name.
        name: String,
    },
}

impl PayloadLocation {
    /// The values of [`kind`](Self::kind).
    pub const KINDS: [&str; 3] = ["request bodies", "responses", "webhooks"];

    /// The kind of payload, as a plural noun.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        let [requests, responses, webhooks] = Self::KINDS;
        match self {
            Self::RequestBody { .. } => requests,
            Self::Response { .. } => responses,
            Self::Webhook { .. } => webhooks,
        }
    }

    /// The differences that a round trip of the payload may make.
    #[must_use]
    pub fn strictness(&self) -> Strictness {
        match self {
            Self::RequestBody { .. } => Strictness::Exact,
            Self::Response { .. } | Self::Webhook { .. } => Strictness::Meaning,
        }
    }
}

impl fmt::Display for PayloadLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RequestBody { operation } => write!(f, "request {operation}"),
            Self::Response { operation, status } => write!(f, "response {operation} {status}"),
            Self::Webhook { name } => write!(f, "webhook {name}"),
        }
    }
}

/// A documented payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The place of the payload in the document.
    pub location: PayloadLocation,
    /// The payload.
    pub value: Value,
}

/// Returns every documented JSON payload, in the order of the document's paths and webhooks.
#[must_use]
pub fn examples(api: &Api) -> Vec<Example> {
    let examples = json_contents(api).flat_map(|(location, content)| {
        content.examples.iter().map(move |value| Example {
            location: location.clone(),
            value: value.clone(),
        })
    });
    examples.collect()
}

/// Returns the type of every JSON payload of an API.
#[must_use]
pub fn types(api: &Api) -> BTreeMap<PayloadLocation, Type> {
    json_contents(api)
        .map(|(location, content)| (location, content.ty.clone()))
        .collect()
}

/// Returns the type for a location, and the location that the type was found under. For a successful status that
/// `types` does not have, this is the location of another successful status of the same operation.
#[must_use]
pub fn type_for<'t>(
    location: &PayloadLocation,
    types: &'t BTreeMap<PayloadLocation, Type>,
) -> Option<(&'t PayloadLocation, &'t Type)> {
    if let Some(found) = types.get_key_value(location) {
        return Some(found);
    }
    let PayloadLocation::Response {
        operation: wanted,
        status,
    } = location
    else {
        return None;
    };
    let is_success = |known: &PayloadLocation| {
        matches!(known, PayloadLocation::Response { operation, status }
            if operation == wanted && status.starts_with('2'))
    };
    types
        .iter()
        .find(|(known, _)| status.starts_with('2') && is_success(known))
}

/// All JSON bodies of an API.
fn json_contents(api: &Api) -> impl Iterator<Item = (PayloadLocation, &Content)> {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let webhooks = api.webhooks.iter().map(|webhook| {
        let name = webhook.wire.clone();
        (PayloadLocation::Webhook { name }, &webhook.content)
    });
    operations
        .flat_map(contents)
        .chain(webhooks)
        .filter(|(_, content)| content.format() == BodyFormat::Json)
}

/// The request body and the responses of an operation.
fn contents(operation: &Operation) -> impl Iterator<Item = (PayloadLocation, &Content)> {
    let id = || operation.id.clone();
    let body = operation.body.iter().map(move |body| {
        (
            PayloadLocation::RequestBody { operation: id() },
            &body.content,
        )
    });
    let responses = operation.responses.iter().filter_map(move |response| {
        let status = response.status.clone();
        Some((
            PayloadLocation::Response {
                operation: id(),
                status,
            },
            response.content.as_ref()?,
        ))
    });
    body.chain(responses)
}
