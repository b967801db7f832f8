//! Documented payloads against the types that are generated: which type the place of a payload demands,
//! and whether anything that the type declares was lost on the way through it and back.

mod compare;
mod undeclared;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::model::{Api, BodyFormat, Content, Operation, Type};

pub use compare::{Strictness, losses};
pub use undeclared::undeclared;

/// Where a payload stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// What a client sends.
    RequestBody {
        /// The operation's id.
        operation: String,
    },
    /// What the API answers.
    Response {
        /// The operation's id.
        operation: String,
        /// `200`, `4XX` or `default`.
        status: String,
    },
    /// What the API sends on its own account.
    Webhook {
        /// The webhook's name.
        name: String,
    },
}

impl Place {
    /// What [`kind`](Self::kind) can be.
    pub const KINDS: [&str; 3] = ["request bodies", "responses", "webhooks"];

    /// What sort of payload stands here, in the plural.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        let [requests, responses, webhooks] = Self::KINDS;
        match self {
            Self::RequestBody { .. } => requests,
            Self::Response { .. } => responses,
            Self::Webhook { .. } => webhooks,
        }
    }

    /// How exactly a payload has to come back.
    #[must_use]
    pub fn strictness(&self) -> Strictness {
        match self {
            Self::RequestBody { .. } => Strictness::Exact,
            Self::Response { .. } | Self::Webhook { .. } => Strictness::Meaning,
        }
    }
}

impl fmt::Display for Place {
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
    /// Where it stands.
    pub place: Place,
    /// What stands there.
    pub value: Value,
}

/// Every documented payload in JSON, in the order of the document's paths and webhooks.
#[must_use]
pub fn examples(api: &Api) -> Vec<Example> {
    let examples = all_contents(api).flat_map(|(place, content)| {
        content.examples.iter().map(move |value| Example {
            place: place.clone(),
            value: value.clone(),
        })
    });
    examples.collect()
}

/// All that is sent and received as JSON.
fn all_contents(api: &Api) -> impl Iterator<Item = (Place, &Content)> {
    let operations = api.groups.iter().flat_map(|service| &service.operations);
    let webhooks = api.webhooks.iter().map(|webhook| {
        let name = webhook.wire.clone();
        (Place::Webhook { name }, &webhook.content)
    });
    operations
        .flat_map(contents)
        .chain(webhooks)
        .filter(|(_, content)| content.format() == BodyFormat::Json)
}

/// What an operation sends and what it may be answered.
fn contents(operation: &Operation) -> impl Iterator<Item = (Place, &Content)> {
    let id = || operation.id.clone();
    let body = operation
        .body
        .iter()
        .map(move |body| (Place::RequestBody { operation: id() }, &body.content));
    let responses = operation.responses.iter().filter_map(move |response| {
        let status = response.status.clone();
        Some((
            Place::Response {
                operation: id(),
                status,
            },
            response.content.as_ref()?,
        ))
    });
    body.chain(responses)
}

/// The type that each place of an API demands.
#[must_use]
pub fn types(api: &Api) -> BTreeMap<Place, Type> {
    all_contents(api)
        .map(|(place, content)| (place, content.ty.clone()))
        .collect()
}

/// The type for a place, and the place that demands it: that of another successful status where this one
/// was not known yet.
#[must_use]
pub fn type_for<'t>(
    place: &Place,
    types: &'t BTreeMap<Place, Type>,
) -> Option<(&'t Place, &'t Type)> {
    if let Some(found) = types.get_key_value(place) {
        return Some(found);
    }
    let Place::Response {
        operation: id,
        status,
    } = place
    else {
        return None;
    };
    let is_success = |known: &Place| matches!(known, Place::Response { operation, status } if operation == id && status.starts_with('2'));
    types
        .iter()
        .find(|(known, _)| status.starts_with('2') && is_success(known))
}
