//! The local Trophy keeps to what the documents say for certain, over real HTTP.

#![expect(
    clippy::float_cmp,
    reason = "totals of whole and half numbers are exact"
)]

mod achievements;
mod admin;
mod events;
mod load;
mod receiver;
mod serving;
mod tenants;
mod users;
mod webhooks;

use std::error::Error;

use trophy_api::admin::models::{
    CreateAttributeRequestItem, CreateAttributeRequestItemType, CreateMetricRequestItem,
};
use trophy_api::http::StatusCode;
use trophy_api::{ErrorKind, Response, RetryPolicy, Trophy};
use trophy_local::{Achievement, HEADER, Seed, Server};

pub(crate) type Test = Result<(), Box<dyn Error + Send + Sync>>;

/// The key of the metric that there is.
pub(crate) const METRIC: &str = "lessons";

/// A metric, an attribute of each kind, an achievement that a call completes, and one that the metric does.
pub(crate) fn seed() -> Seed {
    use CreateAttributeRequestItemType::{Event, User};

    Seed::new()
        .attribute(CreateAttributeRequestItem::new("Cohort", "cohort", User))
        .attribute(CreateAttributeRequestItem::new("Kind", "kind", Event))
        .metric(CreateMetricRequestItem::new("Lessons", METRIC))
        .achievement(Achievement::api("Grand tour", "grand-tour"))
        .achievement(Achievement::metric("Ten lessons", METRIC, 10.0))
}

/// A local Trophy with that, and a client that tries nothing twice.
pub(crate) async fn start() -> Result<(Server, Trophy), Box<dyn Error + Send + Sync>> {
    let server = Server::builder().seed(seed()).start().await?;
    let trophy = server.client_builder().retry(RetryPolicy::none()).build()?;
    Ok((server, trophy))
}

/// The status and the message of a refusal.
pub(crate) fn refusal<T>(
    outcome: trophy_api::Result<T>,
) -> Result<(StatusCode, String), Box<dyn Error + Send + Sync>> {
    let error = outcome.err().ok_or("the call succeeded")?;
    assert_eq!(error.kind(), ErrorKind::Status, "{error}");
    let status = error.status().ok_or("there is no status")?;
    Ok((status, error.message().unwrap_or_default().to_owned()))
}

/// What a response says of itself.
pub(crate) fn mark<T>(response: &Response<T>) -> Option<&str> {
    response.headers().get(HEADER)?.to_str().ok()
}
