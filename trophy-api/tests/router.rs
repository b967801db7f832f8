//! Axum routes for an implementation of the operation traits, called with raw and sometimes invalid requests.

#![cfg(all(
    feature = "application",
    feature = "http-transport",
    feature = "server"
))]

use std::error::Error;

use axum::Router;
use tokio::net::TcpListener;
use trophy_api::users::{
    GetRequest, IdentifyRequest, MetricEventSummaryRequest, UpdateRequest, UsersApi,
};
use trophy_api::{
    Bytes, CallOptions, Error as ApiError, Response, Result, Timestamp, Transport, UsersClient,
    Value, http, models, server,
};

use apicrate_runtime::transport::HttpTransport;

type Test = Result<(), Box<dyn Error>>;

/// An implementation with one user, `user/18`.
struct OneUser;

impl UsersApi for OneUser {
    async fn get(&self, request: GetRequest, _: CallOptions) -> Result<Response<models::User>> {
        if request.id == "user/18" {
            return Ok(user(request.id).into());
        }
        let message = format!("no user has the ID {}", request.id);
        Err(ApiError::from_status(http::StatusCode::NOT_FOUND, message))
    }

    async fn identify(
        &self,
        request: IdentifyRequest,
        _: CallOptions,
    ) -> Result<Response<models::User>> {
        let user = Response::new(user(request.id));
        Ok(user.with_status(http::StatusCode::ACCEPTED))
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _: CallOptions,
    ) -> Result<Response<models::User>> {
        Ok(user(request.id).into())
    }

    async fn metric_event_summary(
        &self,
        _: MetricEventSummaryRequest,
        _: CallOptions,
    ) -> Result<Response<Vec<models::UsersMetricEventSummaryResponseItem>>> {
        Ok(Vec::new().into())
    }
}

fn user(id: String) -> models::User {
    models::User::new(id, Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH)
}

/// A response with its JSON body.
struct Answer {
    status: u16,
    headers: http::HeaderMap,
    body: Value,
}

impl Answer {
    fn message(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }
}

/// Serves `app` and sends it one request.
async fn send(app: Router, request: http::Request<Bytes>) -> Result<Answer, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    let (mut parts, body) = request.into_parts();
    parts.uri = format!("http://{address}{}", parts.uri).parse()?;
    let request = http::Request::from_parts(parts, body);
    let response = HttpTransport::new()?
        .send(request.map(Into::into), None)
        .await?;
    let (parts, body) = response.into_parts();
    Ok(Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

/// Sends a request to the routes of the group `users`, nested under `/v1`.
async fn ask(method: &str, path: &str, body: &'static str) -> Result<Answer, Box<dyn Error>> {
    let app = Router::new().nest(
        "/v1",
        server::users::routes(&UsersClient::new(OneUser)).into(),
    );
    let mut request = http::Request::builder()
        .method(method)
        .uri(format!("/v1{path}"));
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    send(app, request.body(Bytes::from_static(body.as_bytes()))?).await
}

#[tokio::test]
async fn path_parameters_are_percent_decoded() -> Test {
    let answer = ask("GET", "/users/user%2F18", "").await?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["id"], "user/18");
    assert_eq!(answer.headers["content-type"], "application/json");
    Ok(())
}

#[tokio::test]
async fn refusal_is_sent_with_its_status_and_message() -> Test {
    let answer = ask("GET", "/users/nobody", "").await?;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.message(), "no user has the ID nobody");
    Ok(())
}

#[tokio::test]
async fn explicit_status_is_sent() -> Test {
    let answer = ask("PUT", "/users/user-18", "{}").await?;
    assert_eq!(answer.status, 202);
    Ok(())
}

#[tokio::test]
async fn missing_methods_respond_with_501() -> Test {
    let answer = ask("GET", "/users/user-18/streak", "").await?;
    assert_eq!(answer.status, 501);
    assert_eq!(answer.message(), "users_streak: not implemented");
    Ok(())
}

#[tokio::test]
async fn invalid_parameters_are_reported_by_name() -> Test {
    let path = "/users/user-18/metrics/words/event-summary?aggregation=daily&endDate=2026-01-02";
    let answer = ask("GET", path, "").await?;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.message(), "query parameter `startDate` is missing");

    let answer = ask("GET", &format!("{path}&startDate=soon"), "").await?;
    assert_eq!(answer.status, 422);
    assert!(
        answer
            .message()
            .starts_with("query parameter `startDate`: "),
        "{}",
        answer.message()
    );

    let twice = format!("{path}&startDate=2026-01-01&startDate=2026-01-02");
    let answer = ask("GET", &twice, "").await?;
    assert_eq!(
        answer.message(),
        "query parameter `startDate` is present 2 times, but a single value is expected"
    );
    Ok(())
}

#[tokio::test]
async fn invalid_bodies_are_reported_with_their_json_path() -> Test {
    let answer = ask("PATCH", "/users/user-18", r#"{"attributes": {"a": 5}}"#).await?;
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.message(),
        "the body at `attributes.a`: invalid type: integer `5`, expected a string"
    );

    let answer = ask("PATCH", "/users/user-18", r#"{"attributes": "#).await?;
    assert_eq!(answer.status, 400);
    assert!(
        answer.message().starts_with("the body is not JSON: "),
        "{}",
        answer.message()
    );

    let answer = ask("PATCH", "/users/user-18", "").await?;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.message(), "the body is missing");
    Ok(())
}

#[tokio::test]
async fn unknown_paths_and_methods_get_404_and_405() -> Test {
    let answer = ask("GET", "/user/user-18", "").await?;
    assert_eq!(answer.status, 404);

    let answer = ask("DELETE", "/users/user-18", "").await?;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.headers["allow"], "GET, HEAD, PUT, PATCH");

    let answer = ask("HEAD", "/users/user%2F18", "").await?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, Value::Null);
    Ok(())
}

#[tokio::test]
async fn api_key_is_required() -> Test {
    let app = || -> Router {
        let routes =
            server::users::routes(&UsersClient::new(OneUser)).api_key("X-API-KEY", "hunter2");
        routes.into()
    };
    let request = |key: Option<&str>| {
        let mut request = http::Request::get("/users/user%2F18");
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        request.body(Bytes::new())
    };

    assert_eq!(send(app(), request(Some("hunter2"))?).await?.status, 200);
    for wrong in [
        None,
        Some(""),
        Some("hunter"),
        Some("hunter22"),
        Some("Hunter2"),
    ] {
        let answer = send(app(), request(wrong)?).await?;
        assert_eq!(answer.status, 401, "{wrong:?}");
        assert!(answer.message().contains("X-API-KEY"));
    }
    Ok(())
}

#[tokio::test]
async fn large_bodies_are_rejected() -> Test {
    let app = Router::from(server::users::routes(&UsersClient::new(OneUser)));
    let request = http::Request::put("/users/user-18").body(Bytes::from(vec![b' '; 3 << 20]))?;
    let answer = send(app, request).await?;
    assert_eq!(answer.status, 413);
    Ok(())
}

#[test]
fn routes_list_their_operations() {
    let routes = server::users::routes(&UsersClient::new(OneUser));
    let served: Vec<_> = routes.operations().map(|operation| operation.id).collect();
    assert!(served.contains(&"users_get"), "{served:?}");
    assert!(!format!("{routes:?}").is_empty());
}
