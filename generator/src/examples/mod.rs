//! Documented payloads against the types that are generated: which type the place of a payload demands,
//! and whether anything that the type declares was lost on the way through it and back.

mod compare;

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{Api, Notation, Operation, Output, Type};

pub use compare::{Strictness, losses};

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

/// The type that each place of an API demands.
#[must_use]
pub fn types(api: &Api) -> BTreeMap<Place, Type> {
    let mut types = BTreeMap::new();
    for operation in api.services.iter().flat_map(|service| &service.operations) {
        operation_types(operation, &mut types);
    }
    for webhook in &api.webhooks {
        let name = webhook.wire.clone();
        types.insert(Place::Webhook { name }, webhook.ty.clone());
    }
    types
}

fn operation_types(operation: &Operation, types: &mut BTreeMap<Place, Type>) {
    let id = || operation.id.clone();
    if let Some(body) = operation.body.as_ref().filter(|body| body.content.notation() == Notation::Json) {
        types.insert(Place::RequestBody { operation: id() }, body.content.ty.clone());
    }
    for response in &operation.responses {
        if let Some(content) = response.content.as_ref().filter(|content| content.notation() == Notation::Json) {
            let status = response.status.clone();
            types.insert(Place::Response { operation: id(), status }, content.ty.clone());
        }
    }
}

/// The type for a place: that of another successful status where this one was not known yet.
#[must_use]
pub fn type_for<'t>(place: &Place, api: &'t Api, types: &'t BTreeMap<Place, Type>) -> Option<&'t Type> {
    if let Some(ty) = types.get(place) {
        return Some(ty);
    }
    let Place::Response { operation: id, status } = place else { return None };
    let mut operations = api.services.iter().flat_map(|service| &service.operations);
    match &operations.find(|operation| operation.id == *id)?.output {
        Output::One(content) if status.starts_with('2') && content.notation() == Notation::Json => Some(&content.ty),
        _ => None,
    }
}
