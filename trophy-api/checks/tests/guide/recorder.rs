//! Recorded requests and prepared responses.

use trophy_api::http::StatusCode;
use trophy_api::models::UpdatedUser;
use trophy_api::{Patch, Recorder, Result, Trophy};

#[tokio::test]
async fn failed_updates_are_not_repeated() -> Result<()> {
    let recorder = Recorder::new();
    recorder.answer(StatusCode::BAD_GATEWAY, &"down");
    recorder.answer(
        StatusCode::OK,
        &serde_json::json!({
            "id": "noor", "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z"
        }),
    );
    let trophy = Trophy::builder()
        .api_key("any")
        .transport(recorder.clone())
        .build()?;

    let outcome = trophy
        .users()
        .update("noor", UpdatedUser::new().tz(Patch::Null))
        .await;

    // A PATCH is not retried, since the server may have processed it.
    let status = outcome.err().and_then(|error| error.status());
    assert_eq!(status, Some(StatusCode::BAD_GATEWAY));
    let sent = recorder.requests();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].uri().path(), "/v1/users/noor");
    assert_eq!(sent[0].body().as_ref(), br#"{"tz":null}"#);
    assert_eq!(recorder.remaining(), 1);
    Ok(())
}
