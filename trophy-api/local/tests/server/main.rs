//! The behavior of the local server, tested over HTTP.

#![expect(
    clippy::float_cmp,
    reason = "totals of whole and half numbers are exact"
)]

mod achievements;
mod admin;
mod events;
mod load;
mod organization;
mod receiver;
mod serving;
mod tenants;
mod users;
mod web_pages;
mod webhooks;

use std::error::Error;

use trophy_api::admin::models::{
    CreateAttributeRequestItem, CreateAttributeRequestItemType, CreateMetricRequestItem,
};
use trophy_api::http::StatusCode;
use trophy_api::{ErrorKind, Response, RetryPolicy, Trophy};
use trophy_local::{Achievement, HEADER, Seed, Server};

pub(crate) type Test = Result<(), Box<dyn Error + Send + Sync>>;

/// The key of the metric in [`seed`].
pub(crate) const METRIC: &str = "lessons";

/// A metric, one attribute of each type, and two achievements: one is completed by a call, the other by the metric.
pub(crate) fn seed() -> Seed {
    use CreateAttributeRequestItemType::{Event, User};

    Seed::new()
        .attribute(CreateAttributeRequestItem::new("Cohort", "cohort", User))
        .attribute(CreateAttributeRequestItem::new("Kind", "kind", Event))
        .metric(CreateMetricRequestItem::new("Lessons", METRIC))
        .achievement(Achievement::api("Grand tour", "grand-tour"))
        .achievement(Achievement::metric("Ten lessons", METRIC, 10.0))
}

/// Starts a server with [`seed`]. Returns it with a client that does not retry.
pub(crate) async fn start() -> Result<(Server, Trophy), Box<dyn Error + Send + Sync>> {
    let server = Server::builder().seed(seed()).start().await?;
    let trophy = server.client_builder().retry(RetryPolicy::none()).build()?;
    Ok((server, trophy))
}

/// Returns the status and the message of a failed call.
pub(crate) fn refusal<T>(
    outcome: trophy_api::Result<T>,
) -> Result<(StatusCode, String), Box<dyn Error + Send + Sync>> {
    let error = outcome.err().ok_or("the call succeeded")?;
    assert_eq!(error.kind(), ErrorKind::Status, "{error}");
    let status = error.status().ok_or("there is no status")?;
    Ok((status, error.message().unwrap_or_default().to_owned()))
}

/// The value of the header [`HEADER`].
pub(crate) fn mark<T>(response: &Response<T>) -> Option<&str> {
    response.headers().get(HEADER)?.to_str().ok()
}
