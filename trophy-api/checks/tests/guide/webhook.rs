//! A receiver of webhooks.

use std::error::Error;

use trophy_api::Timestamp;
use trophy_api::http::{HeaderMap, HeaderName, StatusCode};
use trophy_api::models::{
    AchievementCompletedEvent, AchievementResponseTrigger, User, UserAchievementResponse,
};
use trophy_api::webhook::{SIGNATURE, Verifier, WebhookEvent, sign};

/// Your code.
fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> StatusCode {
    match verifier.verify(headers, body) {
        Ok(WebhookEvent::AchievementCompleted(_)) => StatusCode::OK,
        Ok(_) => StatusCode::NO_CONTENT,
        Err(error) => error.status(),
    }
}

#[test]
fn only_signed_events_are_received() -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();
    let trigger = AchievementResponseTrigger::Metric;
    let event = WebhookEvent::AchievementCompleted(Box::new(AchievementCompletedEvent::new(
        User::new("noor", now.clone(), now),
        UserAchievementResponse::new("ten-lessons", "Ten lessons", trigger),
    )));
    let body = serde_json::to_vec(&event)?;
    let mut headers = HeaderMap::new();
    let signature = sign("the-secret", &body).parse()?;
    headers.insert(HeaderName::from_static(SIGNATURE), signature);

    let verifier = Verifier::new("the-secret")?;

    assert_eq!(receive(&verifier, &headers, &body), StatusCode::OK);
    assert_eq!(
        receive(&verifier, &headers, b"{}"),
        StatusCode::UNAUTHORIZED
    );
    Ok(())
}
