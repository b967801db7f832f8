//! A few operations, written as the generator writes them.

use serde::{Deserialize, Serialize};
use trophy_runtime::{
    Bytes, Encoder, Operation, OperationInfo, Patch, Response, Result, decode, http,
};

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

    const INFO: &'static OperationInfo = &OperationInfo {
        id: "users_get",
        method: http::Method::GET,
        path: "/users/{id}",
        server: "",
        header_parameters: &["Tenant-ID"],
    };

    fn encode(&self) -> Result<http::Request<Bytes>> {
        Encoder::new(Self::INFO)
            .path("id", &self.id)
            .query("key", &self.keys)
            .query_delimited("pipes", &self.keys, "|")
            .header("Tenant-ID", &self.tenant_id)
            .finish()
    }

    fn decode(response: http::Response<Bytes>) -> Result<Response<Self::Output>> {
        match response.status().as_u16() {
            200..=299 => decode::json(Self::INFO, response),
            _ => decode::error(Self::INFO, response),
        }
    }
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct UpdateUser {
    #[serde(skip_serializing_if = "Patch::is_absent")]
    pub(crate) tz: Patch<String>,
}

impl Operation for UpdateUser {
    type Output = ();

    const INFO: &'static OperationInfo = &OperationInfo {
        id: "users_update",
        method: http::Method::PATCH,
        path: "/users",
        server: "/v1",
        header_parameters: &[],
    };

    fn encode(&self) -> Result<http::Request<Bytes>> {
        Encoder::new(Self::INFO).json(self).finish()
    }

    fn decode(response: http::Response<Bytes>) -> Result<Response<Self::Output>> {
        match response.status().as_u16() {
            200..=299 => decode::empty(Self::INFO, response),
            _ => decode::error(Self::INFO, response),
        }
    }
}

/// An operation that knows the header `Idempotency-Key`.
#[derive(Debug, Default)]
pub(crate) struct SendEvent {
    pub(crate) idempotency_key: Option<String>,
}

impl Operation for SendEvent {
    type Output = ();

    const INFO: &'static OperationInfo = &OperationInfo {
        id: "events_send",
        method: http::Method::POST,
        path: "/events",
        server: "",
        header_parameters: &["idempotency-KEY"],
    };

    fn encode(&self) -> Result<http::Request<Bytes>> {
        Encoder::new(Self::INFO)
            .header("Idempotency-Key", &self.idempotency_key)
            .finish()
    }

    fn decode(response: http::Response<Bytes>) -> Result<Response<Self::Output>> {
        match response.status().as_u16() {
            200..=299 => decode::empty(Self::INFO, response),
            _ => decode::error(Self::INFO, response),
        }
    }
}

/// The same without it.
#[derive(Debug, Default)]
pub(crate) struct SendOnce;

impl Operation for SendOnce {
    type Output = ();

    const INFO: &'static OperationInfo = &OperationInfo {
        id: "events_send_once",
        method: http::Method::POST,
        path: "/events",
        server: "",
        header_parameters: &[],
    };

    fn encode(&self) -> Result<http::Request<Bytes>> {
        Encoder::new(Self::INFO).finish()
    }

    fn decode(response: http::Response<Bytes>) -> Result<Response<Self::Output>> {
        SendEvent::decode(response).map_err(|error| error.with_operation(Self::INFO))
    }
}
