//! Every example payload in the documents in `spec/` survives decoding and encoding: request bodies exactly, responses
//! and webhooks in meaning. One result per example, such as `application/response users_get 200`.
//!
//! Request bodies and successful responses pass through the generated server and client.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../support/spec.rs"]
mod spec;

use std::collections::BTreeMap;
use std::sync::Arc;

use apicrate::Api;
use apicrate::model::Type;
use apicrate_agreement::{Agreement, Forward, compare_response_head};
use apicrate_testkit::examples::{
    Example, PayloadLocation, Strictness, examples, losses, same, type_for, types,
};
use apicrate_testkit::exchange::with_example;
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trophy_api::webhook::WebhookEvent;
use trophy_api::{Application, admin, models, server};

fn main() {
    let mut trials = trials("application", |client| {
        server::routes(&Application::new(client))
    });
    trials.extend(self::trials("admin", |client| {
        admin::server::routes(&admin::Admin::new(client))
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn trials(document: &str, forward: Forward) -> Vec<Trial> {
    let api = Arc::new(spec::api(document));
    let agreement = Arc::new(Agreement::start(forward).expect("the server starts"));
    let mut count = BTreeMap::new();
    let trials = examples(&api).into_iter().map(|example| {
        let number = count.entry(example.location.clone()).or_insert(0);
        *number += 1;
        let name = match *number {
            1 => format!("{document}/{}", example.location),
            number => format!("{document}/{}/{number}", example.location),
        };
        let (api, agreement) = (Arc::clone(&api), Arc::clone(&agreement));
        Trial::test(name, move || assert_round_trip(&api, &example, &agreement))
    });
    trials.collect()
}

fn assert_round_trip(api: &Api, example: &Example, agreement: &Agreement) -> Result<(), Failed> {
    let types = types(api);
    let (_, ty) = type_for(&example.location, &types).ok_or("the payload has no type")?;
    let after = match with_example(api, example) {
        Some(exchange) => {
            let json = serde_json::to_string(&exchange)?;
            let exchange = serde_json::from_str(&json)?;
            let observed = agreement.perform(&exchange)?;
            if let PayloadLocation::RequestBody { .. } = example.location {
                serde_json::from_slice(observed.request.body())?
            } else {
                compare_response_head(&exchange.response, &observed.response)?;
                serde_json::from_slice(observed.response.body())?
            }
        }
        None => decoded(&example.location, ty, &example.value)?,
    };
    let strictness = example.location.strictness();
    let losses = losses(api, ty, &example.value, &after, strictness);
    if !losses.is_empty() {
        return Err(losses.join("\n").into());
    }
    // A request must keep even the properties that its type does not declare.
    if strictness == Strictness::Exact && !same(&example.value, &after) {
        return Err(format!("`{}` became `{after}`", example.value).into());
    }
    Ok(())
}

/// Decodes a payload that is neither a request body nor a successful response, and encodes it again.
fn decoded(location: &PayloadLocation, ty: &Type, payload: &Value) -> Result<Value, Failed> {
    if let PayloadLocation::Webhook { name } = location {
        let event: WebhookEvent = serde_json::from_value(payload.clone())?;
        return match event {
            WebhookEvent::Unknown(_) => {
                Err(format!("decoded as an unknown event, not as {name}").into())
            }
            event => Ok(serde_json::to_value(event)?),
        };
    }
    match ty.to_string().as_str() {
        "ErrorBody" => round_trip::<models::ErrorBody>(payload),
        "AdminErrorBody" => round_trip::<admin::models::AdminErrorBody>(payload),
        other => Err(format!("no decoder for `{other}`: add it to `decoded` in this file").into()),
    }
}

fn round_trip<T: Serialize + DeserializeOwned>(payload: &Value) -> Result<Value, Failed> {
    Ok(serde_json::to_value(T::deserialize(payload)?)?)
}
