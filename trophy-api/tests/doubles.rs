//! Tests without a server: test doubles of groups, custom transports, and `Recorder`.

#![cfg(feature = "application")]

use std::error::Error;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use apicrate_runtime::{Body, Bytes};
use serde_json::json;
use trophy_api::models::{StreakFrequency, StreakResponse, WrappedResponse};
use trophy_api::users::{StreakRequest, WrappedRequest};
use trophy_api::{
    CallOptions, ErrorKind, Recorder, Response, Result, Transport, TransportError, Trophy,
    UsersApi, UsersClient, http,
};

type Test = Result<(), Box<dyn Error>>;

/// A test double in which every user's streak is as long as the user's ID.
struct Steady;

impl UsersApi for Steady {
    async fn streak(
        &self,
        request: StreakRequest,
        _options: CallOptions,
    ) -> Result<Response<StreakResponse>> {
        let length = i64::try_from(request.id.len()).unwrap_or(i64::MAX);
        Ok(StreakResponse::new(length, StreakFrequency::Daily).into())
    }
}

/// A transport that responds with an empty list and forwards the requests to the test.
struct Empty {
    requests: Sender<http::Request<Body>>,
}

impl Empty {
    fn new() -> (Self, Receiver<http::Request<Body>>) {
        let (requests, receiver) = channel();
        (Self { requests }, receiver)
    }
}

impl Transport for Empty {
    async fn send(
        &self,
        request: http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.requests.send(request).map_err(TransportError::new)?;
        Ok(http::Response::new(Bytes::from_static(b"[]")))
    }
}

#[tokio::test]
async fn handles_call_test_doubles() -> Test {
    let users = UsersClient::new(Steady);

    let streak = users.streak("user-18").history_periods(14).await?;

    assert_eq!(streak.length, 7);
    Ok(())
}

#[tokio::test]
async fn clients_with_test_doubles_need_no_api_key_and_no_network() -> Test {
    let trophy = Trophy::builder().users(Steady).build()?;

    assert_eq!(trophy.users().streak("user-18").await?.length, 7);
    let others = trophy.streaks().list(["user-18"]).await;
    assert!(others.is_err_and(|error| error.is_not_implemented()));
    let request = http::Request::get("/seasons").body(Bytes::new())?;
    let unknown = trophy.application_client();
    let unknown = unknown.execute(request, &CallOptions::new()).await;
    assert!(unknown.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));
    Ok(())
}

#[tokio::test]
async fn recorder_returns_its_responses_in_order_and_records_requests() -> Test {
    let recorder = Recorder::new();
    recorder.answer(http::StatusCode::BAD_GATEWAY, &"down");
    recorder.answer(
        http::StatusCode::OK,
        &StreakResponse::new(3, StreakFrequency::Daily),
    );
    let trophy = Trophy::builder()
        .api_key("hunter2")
        .transport(recorder.clone())
        .build()?;

    assert_eq!(trophy.users().streak("user 18").await?.length, 3);

    let paths: Vec<_> = recorder
        .requests()
        .iter()
        .map(|request| request.uri().path().to_owned())
        .collect();
    assert_eq!(paths, ["/v1/users/user%2018/streak"; 2]);
    let outcome = trophy.users().streak("user-18").await;
    let error = outcome.err().ok_or("the call succeeded")?;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let reason = ": no response is left in the queue for GET /v1/users/user-18/streak";
    assert!(error.to_string().ends_with(reason), "{error}");
    // The call had no attempt, because nothing can answer it.
    assert_eq!(error.attempts(), 0);
    assert!(!format!("{recorder:?}").contains("hunter2"));
    Ok(())
}

#[cfg(feature = "server")]
#[tokio::test]
async fn recorded_requests_can_be_decoded() -> Test {
    use trophy_api::Patch;
    use trophy_api::models::UpdatedUser;
    use trophy_api::users::UpdateRequest;

    let recorder = Recorder::new();
    let (created, updated) = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    recorder.answer(
        http::StatusCode::OK,
        &json!({"id": "user/18", "created": created, "updated": updated}),
    );
    let trophy = Trophy::builder().transport(recorder.clone()).build()?;
    let changes = UpdatedUser::new().tz(Patch::Null);

    trophy.users().update("user/18", changes.clone()).await?;

    let received: Vec<UpdateRequest> = recorder.received()?;
    assert_eq!(received, [UpdateRequest::new("user/18", changes)]);
    assert!(recorder.received::<StreakRequest>()?.is_empty());
    Ok(())
}

#[tokio::test]
async fn missing_methods_of_a_test_double_are_not_implemented() -> Test {
    let outcome = UsersClient::new(Steady).achievements("user-18").await;

    let error = outcome.err().ok_or("the call succeeded")?;
    assert!(error.is_not_implemented(), "{error:?}");
    assert_eq!(error.operation(), Some("users_achievements"));
    assert_eq!(
        error.to_string(),
        "users_achievements: not implemented: write the method `UsersApi::achievements`, or `fallback`"
    );

    let trophy = Trophy::builder().users(Steady).build()?;
    let outcome = trophy.streaks().list(["user-18"]).await;
    let error = outcome.err().ok_or("the call succeeded")?;
    assert!(error.is_not_implemented(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "streaks_list: not implemented: neither a client nor a test double was set"
    );
    Ok(())
}

/// A test double that passes all operations on to another one.
struct Wrapper(UsersClient);

impl UsersApi for Wrapper {
    async fn wrapped(
        &self,
        request: WrappedRequest,
        options: CallOptions,
    ) -> Result<Response<WrappedResponse>> {
        let call = self.0.wrapped(request.id).options(options);
        call.send().await
    }
}

#[tokio::test]
async fn missing_method_of_the_innermost_double_is_named() -> Test {
    let outer = UsersClient::new(Wrapper(UsersClient::new(Steady)));
    let outcome = outer.wrapped("user-18").await;
    let error = outcome.err().ok_or("the call succeeded")?;
    let reason = "not implemented: write the method `UsersApi::wrapped`, or `fallback`";
    assert_eq!(error.to_string(), format!("users_wrapped: {reason}"));
    Ok(())
}

#[tokio::test]
async fn test_double_replaces_only_its_group() -> Test {
    let (transport, requests) = Empty::new();
    let trophy = Trophy::builder().transport(transport).build()?;
    let application = trophy.application().clone();
    let trophy = trophy.with_application(application.with_users(UsersClient::new(Steady)));

    assert_eq!(trophy.users().streak("user-18").await?.length, 7);
    assert!(requests.try_recv().is_err());

    assert!(trophy.streaks().list(["user-18"]).await?.is_empty());
    assert!(requests.try_recv().is_ok());
    Ok(())
}

#[tokio::test]
async fn transport_receives_the_complete_request() -> Test {
    let (transport, requests) = Empty::new();
    let trophy = Trophy::builder()
        .api_key("hunter2")
        .transport(transport)
        .build()?;

    let achievements = trophy.users().achievements("user-18").await?;

    assert!(achievements.is_empty());
    let request = requests.try_recv()?;
    assert_eq!(request.method(), http::Method::GET);
    assert_eq!(
        request.uri(),
        "https://api.trophy.so/v1/users/user-18/achievements"
    );
    assert_eq!(request.headers()["x-api-key"], "hunter2");
    assert!(request.headers()["x-api-key"].is_sensitive());
    Ok(())
}

#[tokio::test]
async fn transport_errors_are_errors_of_the_call() -> Test {
    let (transport, requests) = Empty::new();
    drop(requests);
    let trophy = Trophy::builder().transport(transport).build()?;

    let outcome = trophy.streaks().list(["user-18"]).await;

    let error = outcome.err().ok_or("the call succeeded")?;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(error.operation(), Some("streaks_list"));
    // The reason of the channel.
    let reason = ": sending on a closed channel";
    assert!(error.to_string().ends_with(reason), "{error}");
    Ok(())
}
