//! A mock server that answers with an error.

use std::error::Error;

use apicrate_mock::Mock;
use trophy_api::http::{HeaderValue, Request, StatusCode};
use trophy_api::{Body, Next, Transport, Trophy};

#[tokio::test]
async fn unknown_users_are_not_found() -> Result<(), Box<dyn Error>> {
    let mock = Mock::read("../../spec/application.yaml")?;
    let missing = mock.layer(async |mut request: Request<Body>, next: Next| {
        let answer = HeaderValue::from_static("code=404");
        request.headers_mut().insert("prefer", answer);
        next.run(request).await
    });
    let trophy = Trophy::builder()
        .api_key("any")
        .transport(missing)
        .build()?;

    let error = trophy.users().streak("noor").await.err();

    assert_eq!(
        error.and_then(|error| error.status()),
        Some(StatusCode::NOT_FOUND)
    );
    Ok(())
}
