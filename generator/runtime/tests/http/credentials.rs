//! Credentials whose secrets come from providers.

use std::error::Error as StdError;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apicrate_runtime::http::{Request, StatusCode};
use apicrate_runtime::transport::BodyStream;
use apicrate_runtime::{
    Body, Bytes, CallOptions, Client, ClientBuilder, Credential, CredentialsError,
    CredentialsProvider, Decode, ErrorKind, Method, Operation, RetryPolicy, Secret,
    SecurityRequirements, decode,
};

use crate::support::api::SendOnce;
use crate::support::leaks::shown_by;
use crate::support::server::{Answer, Server};
use crate::support::{Test, quick, user};

/// Returns the secrets in order, and the last one again and again. Records the rejected secrets.
#[derive(Clone, Default)]
struct Numbered(Arc<Mutex<Record>>);

#[derive(Default)]
struct Record {
    /// The number of secrets so far.
    count: usize,
    rejected: Vec<Option<String>>,
}

impl CredentialsProvider for Numbered {
    async fn secret(&self, rejected: Option<Secret>) -> Result<Secret, CredentialsError> {
        let mut record = self.0.lock().map_err(|_| "poisoned")?;
        if rejected.is_some() || record.count == 0 {
            record.count += 1;
        }
        let rejected = rejected.map(|secret| secret.expose().to_owned());
        record.rejected.push(rejected);
        Ok(Secret::new(format!("t0ken-{}", record.count)))
    }
}

impl Numbered {
    fn rejected(&self) -> Result<Vec<Option<String>>, Box<dyn StdError>> {
        let record = self.0.lock().map_err(|_| "poisoned")?;
        Ok(record.rejected.clone())
    }
}

/// A provider that always returns this secret.
fn fixed(secret: &'static str) -> impl CredentialsProvider + 'static {
    move |_: Option<Secret>| async move { Ok(Secret::new(secret)) }
}

fn unauthorized() -> Answer {
    Answer::new("401 Unauthorized", "text/plain", "")
}

fn accepted() -> Answer {
    Answer::with_headers("204 No Content", "", "")
}

/// Rejects the first requests.
fn rejecting(number: usize) -> Result<Server, Box<dyn StdError>> {
    let answer = move |request| {
        if request <= number {
            unauthorized()
        } else {
            accepted()
        }
    };
    Ok(Server::answering(answer)?)
}

macro_rules! operation {
    ($name:ident: $security:expr) => {
        struct $name;

        impl Operation for $name {
            type Output = ();

            const ID: &'static str = "beds_list";
            const METHOD: Method = Method::GET;
            const PATH: &'static str = "/beds";
            const SECURITY: SecurityRequirements = $security;
            const DECODE: Decode<Self::Output> = decode::empty;
        }
    };
}

operation!(Open: SecurityRequirements::None);
operation!(All: SecurityRequirements::All);
operation!(Either: SecurityRequirements::AnyOf(&[
    &[Credential::Basic, Credential::Cookie("sid")],
    &[Credential::Bearer],
    &[Credential::Query("key")],
]));

#[tokio::test]
async fn every_kind_of_credential_can_come_from_a_provider() -> Test {
    let server = Server::start(accepted())?;
    let client = Client::builder()
        .base_url(server.url())
        .bearer_token("replaced")
        .bearer_token_from(fixed("t0ken"))
        .api_key_in_header_from("X-Key", fixed("h"))
        .api_key_in_query_from("key", fixed("a b"))
        .api_key_in_cookie_from("sid", fixed("c"))
        .api_key_in_cookie("static", "s")
        .build()?;
    client.call(&All, &CallOptions::new()).await?;
    let received = server.received()?;
    assert_eq!(received.line(), "GET /beds?key=a%20b HTTP/1.1");
    assert_eq!(received.header("authorization"), ["Bearer t0ken"]);
    assert_eq!(received.header("x-key"), ["h"]);
    assert_eq!(received.header("cookie"), ["static=s; sid=c"]);

    let basic = client.to_builder().basic_auth_from(fixed("a:b")).build()?;
    basic.call(&All, &CallOptions::new()).await?;
    assert_eq!(server.received()?.header("authorization"), ["Basic YTpi"]);
    let fixed = basic.to_builder().bearer_token("static").build()?;
    fixed.call(&All, &CallOptions::new()).await?;
    assert_eq!(
        server.received()?.header("authorization"),
        ["Bearer static"]
    );
    Ok(())
}

#[tokio::test]
async fn security_requirements_choose_among_providers() -> Test {
    let server = Server::start(accepted())?;
    let failing = async |_: Option<Secret>| Err::<Secret, _>(CredentialsError::from("not asked"));
    let client = Client::builder()
        .base_url(server.url())
        .bearer_token_from(fixed("t0ken"))
        .api_key_in_query_from("key", failing)
        .build()?;
    client.call(&Either, &CallOptions::new()).await?;
    let received = server.received()?;
    assert_eq!(received.line(), "GET /beds HTTP/1.1");
    assert_eq!(received.header("authorization"), ["Bearer t0ken"]);

    client.call(&Open, &CallOptions::new()).await?;
    assert!(server.received()?.header("authorization").is_empty());

    let own = CallOptions::new().sensitive_header("Authorization", "Bearer own");
    client.call(&Either, &own).await?;
    assert_eq!(server.received()?.header("authorization"), ["Bearer own"]);
    Ok(())
}

#[tokio::test]
async fn request_is_sent_once_more_with_fresh_credentials() -> Test {
    let server = rejecting(1)?;
    let provider = Numbered::default();
    let client = Client::builder()
        .base_url(server.url())
        .bearer_token_from(provider.clone())
        .retry(RetryPolicy::none())
        .build()?;
    // The server does not process a request that it answers with 401, so this applies to POST too.
    client.call(&SendOnce, &CallOptions::new()).await?;
    for token in ["Bearer t0ken-1", "Bearer t0ken-2"] {
        assert_eq!(server.received()?.header("authorization"), [token]);
    }
    client.call(&SendOnce, &CallOptions::new()).await?;
    assert_eq!(
        server.received()?.header("authorization"),
        ["Bearer t0ken-2"]
    );
    assert_eq!(
        provider.rejected()?,
        [None, Some("t0ken-1".to_owned()), None]
    );
    Ok(())
}

#[tokio::test]
async fn provider_is_told_once_per_call() -> Test {
    let server = rejecting(usize::MAX)?;
    let provider = Numbered::default();
    let client = Client::builder()
        .base_url(server.url())
        .bearer_token_from(provider.clone())
        .build()?;
    let error = client
        .call(&All, &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!((error.attempts(), server.count()), (2, 2));
    assert_eq!(provider.rejected()?.len(), 2);

    // The same secret again would be rejected again.
    let client = client
        .to_builder()
        .bearer_token_from(fixed("t0ken"))
        .build()?;
    let error = client
        .call(&All, &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    assert_eq!((error.attempts(), server.count()), (1, 3));
    Ok(())
}

#[tokio::test]
async fn a_body_that_was_read_is_not_sent_again() -> Test {
    let server = rejecting(1)?;
    let provider = Numbered::default();
    let client = Client::builder()
        .base_url(server.url())
        .bearer_token_from(provider.clone())
        .build()?;
    let body = Body::once(BodyStream::from(Bytes::from_static(b"once"))).with_length(4);
    let request = Request::post("/uploads").body(body)?;
    let error = client
        .execute(request, &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    assert_eq!((error.attempts(), server.count()), (1, 1));
    // The next call has another token.
    client.call(&All, &CallOptions::new()).await?;
    server.received()?;
    assert_eq!(
        server.received()?.header("authorization"),
        ["Bearer t0ken-2"]
    );
    Ok(())
}

#[tokio::test]
async fn each_attempt_asks_the_provider() -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::none(),
        _ => accepted(),
    })?;
    let provider = Numbered::default();
    let client = Client::builder()
        .base_url(server.url())
        .bearer_token_from(provider.clone())
        .retry(quick())
        .build()?;
    client.call(&All, &CallOptions::new()).await?;
    assert_eq!(provider.rejected()?, [None, None]);
    Ok(())
}

#[tokio::test]
async fn error_of_the_provider_ends_the_call() -> Test {
    let server = Server::start(accepted())?;
    let builder = Client::builder()
        .base_url(server.url())
        .api_key_in_header("X-Key", "hunter2/hunter3");
    let client = builder
        .bearer_token_from(async |_: Option<Secret>| {
            Err::<Secret, _>(CredentialsError::from("the vault rejects hunter2/hunter3"))
        })
        .build()?;
    let error = client
        .call(&user(), &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let shown = "users_get: no credentials: the vault rejects [redacted]";
    assert_eq!(error.to_string(), shown);
    assert_eq!((error.attempts(), server.count()), (0, 0));

    for (secret, problem) in [
        (" ", "no credentials: the secret is empty"),
        ("line\nfeed", "contains characters other than visible ASCII"),
    ] {
        let client = client
            .to_builder()
            .bearer_token_from(fixed(secret))
            .build()?;
        let error = client
            .call(&user(), &CallOptions::new())
            .await
            .err()
            .ok_or("no error")?;
        assert!(error.to_string().contains(problem), "{error}");
    }
    let client = client
        .to_builder()
        .basic_auth_from(fixed("no-colon"))
        .build()?;
    let error = client
        .call(&user(), &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.to_string().contains("no colon"), "{error}");
    Ok(())
}

#[tokio::test]
async fn time_of_the_provider_counts_towards_the_timeout() -> Test {
    let client = Client::builder()
        .base_url("http://localhost:9")
        .bearer_token_from(async |_: Option<Secret>| {
            pending::<Result<Secret, CredentialsError>>().await
        })
        .build()?;
    let options = CallOptions::new().timeout(Duration::from_millis(50));
    let error = client
        .call(&user(), &options)
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_timeout());
    assert_eq!(error.operation(), Some("users_get"));
    Ok(())
}

#[tokio::test]
async fn secrets_of_providers_are_redacted() -> Test {
    let server = Server::answering(|number| {
        let body = format!(r#"{{"error":"t0ken-1 and t0ken-2 and {number}"}}"#);
        Answer::new("401 Unauthorized", "application/json", &body)
    })?;
    let client = Client::builder()
        .base_url(server.url())
        .bearer_token_from(Numbered::default())
        .build()?;
    let error = client
        .call(&user(), &CallOptions::new())
        .await
        .err()
        .ok_or("no error")?;
    assert_eq!(error.message(), Some("[redacted] and [redacted] and 2"));
    let shown = format!("{client:?} {}", shown_by(&error)?);
    assert!(!shown.contains("t0ken-"), "{shown}");
    Ok(())
}

#[test]
fn invalid_names_are_errors_of_the_client() {
    let header = Client::builder().api_key_in_header_from("X Key", fixed("a"));
    assert!(header.build().is_err());
    let query = Client::builder().api_key_in_query_from("", fixed("a"));
    assert!(query.build().is_err());
}

/// A variable that is not set, or the content of a file with a line break, becomes an error of the builder.
#[test]
fn empty_settings_are_errors_of_the_client() {
    let problem = |set: &dyn Fn(ClientBuilder) -> ClientBuilder| {
        let built = set(Client::builder().base_url("https://api.example.com")).build();
        built.err().map(|error| error.to_string())
    };
    for blank in ["", " ", "\n"] {
        let key = "the API key for the header `x-key` is empty";
        for (found, expected) in [
            (problem(&|it| it.api_key_in_header("x-key", blank)), key),
            (
                problem(&|it| it.api_key_in_query("key", blank)),
                "the API key `key` is empty",
            ),
            (
                problem(&|it| it.api_key_in_cookie("key", blank)),
                "the API key `key` is empty",
            ),
            (
                problem(&|it| it.bearer_token(blank)),
                "the bearer token is empty",
            ),
            (
                problem(&|it| it.basic_auth(blank, blank)),
                "the user name and the password of basic authentication are empty",
            ),
            (problem(&|it| it.base_url(blank)), "the base URL is empty"),
        ] {
            assert_eq!(found.as_deref(), Some(expected), "{blank:?}");
        }
    }
    for set in [
        |it: ClientBuilder| it.api_key_in_header("x-key", "hunter2\n"),
        |it: ClientBuilder| it.sensitive_header("x-key", "hunter2\r\n"),
    ] {
        let expected = "the value of header `x-key` ends with a line break; remove it, for example with `trim_end`";
        assert_eq!(problem(&set).as_deref(), Some(expected));
    }
}
