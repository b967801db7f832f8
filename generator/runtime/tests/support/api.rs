//! A few operations as in generated code.

use std::collections::BTreeMap;

use apicrate_runtime::{Decode, Encoder, Method, Operation, ParameterStyle, Patch, decode};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct User {
    pub(crate) id: String,
}

#[derive(Debug, Default)]
pub(crate) struct GetUser {
    pub(crate) id: String,
    pub(crate) keys: Vec<String>,
    pub(crate) tenant_id: Option<String>,
}

impl Operation for GetUser {
    type Output = User;

    const ID: &'static str = "users_get";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/users/{id}";
    const HEADER_PARAMETERS: &'static [&'static str] = &["Tenant-ID"];
    const DECODE: Decode<Self::Output> = decode::json;

    fn write(&self, request: Encoder) -> Encoder {
        request
            .path("id", &self.id)
            .query("key", &self.keys)
            .query_with("pipes", ParameterStyle::Delimited("|"), &self.keys)
            .header("Tenant-ID", &self.tenant_id)
    }
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct UpdateUser {
    #[serde(skip_serializing_if = "Patch::is_absent")]
    pub(crate) tz: Patch<String>,
}

impl Operation for UpdateUser {
    type Output = ();

    const ID: &'static str = "users_update";
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/users";
    const SERVER: &'static str = "/v1";
    const DECODE: Decode<Self::Output> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        request.json(self)
    }
}

/// An operation that declares the header `Idempotency-Key`.
#[derive(Debug, Default)]
pub(crate) struct SendEvent {
    pub(crate) idempotency_key: Option<String>,
}

impl Operation for SendEvent {
    type Output = ();

    const ID: &'static str = "events_send";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/events";
    const HEADER_PARAMETERS: &'static [&'static str] = &["idempotency-KEY"];
    const DECODE: Decode<Self::Output> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        request.header("Idempotency-Key", &self.idempotency_key)
    }
}

/// The same operation without that header.
#[derive(Debug, Default)]
pub(crate) struct SendOnce;

impl Operation for SendOnce {
    type Output = ();

    const ID: &'static str = "events_send_once";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/events";
    const DECODE: Decode<Self::Output> = decode::empty;
}

/// An operation with a safe method whose request has a body.
#[derive(Debug, Default)]
pub(crate) struct QueryUsers;

impl Operation for QueryUsers {
    type Output = User;

    const ID: &'static str = "users_query";
    const METHOD: Method = Method::QUERY;
    const PATH: &'static str = "/users";
    const DECODE: Decode<Self::Output> = decode::json;

    fn write(&self, request: Encoder) -> Encoder {
        request.json(&BTreeMap::from([("name", "noor")]))
    }
}

/// An operation with a method that HTTP does not define.
#[derive(Debug, Default)]
pub(crate) struct CopyUser;

impl Operation for CopyUser {
    type Output = User;

    const ID: &'static str = "users_copy";
    const METHOD: Method = Method::from_static("COPY");
    const PATH: &'static str = "/users";
    const DECODE: Decode<Self::Output> = decode::json;
}
