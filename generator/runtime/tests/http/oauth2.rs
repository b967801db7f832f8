//! OAuth 2: requests for tokens over a socket.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apicrate_runtime::{CallOptions, Client, ErrorKind, OAuth2, OAuth2Builder, Secret};

use crate::support::api::SendOnce;
use crate::support::leaks::shown_by;
use crate::support::server::{Answer, Server};
use crate::support::{Test, user};

const SECRET: &str = "hunter2/hunter3";

fn credentials(server: &Server) -> OAuth2Builder {
    let url = format!("{}/oauth/token?tenant=7", server.url());
    OAuth2::client_credentials(url, "my app", SECRET)
}

fn refreshing(server: &Server) -> OAuth2Builder {
    let url = format!("{}/token", server.url());
    OAuth2::refresh_token(url, "app", "r3fresh-token-0")
}

fn api(server: &Server, tokens: OAuth2Builder) -> Result<Client, Box<dyn StdError>> {
    let builder = Client::builder().base_url(server.url());
    Ok(builder.bearer_token_from(tokens.build()?).build()?)
}

/// Numbered tokens with these other members of the answer.
fn tokens(members: &'static str) -> std::io::Result<Server> {
    Server::answering(move |number| {
        let token = format!(r#""access_token":"t0ken-{number}","token_type":"bearer""#);
        Answer::json(&format!("{{{token}{members}}}"))
    })
}

fn accepting() -> std::io::Result<Server> {
    Server::start(Answer::with_headers("204 No Content", "", ""))
}

/// Calls the API and returns the token that arrives.
async fn token_of_a_call(client: &Client, api: &Server) -> Result<String, Box<dyn StdError>> {
    client.call(&SendOnce, &CallOptions::new()).await?;
    let received = api.received()?;
    let token = received.header("authorization");
    Ok(token.join(" "))
}

async fn failure(client: &Client) -> Result<apicrate_runtime::Error, Box<dyn StdError>> {
    let result = client.call(&user(), &CallOptions::new()).await;
    Ok(result.err().ok_or("the call succeeded")?)
}

#[tokio::test]
async fn client_credentials_are_sent_in_the_header_or_body() -> Test {
    let (server, api_server) = (tokens(r#","expires_in":3600"#)?, accepting()?);
    let builder = credentials(&server)
        .scopes(["users:read", "users:write"])
        .parameter("audience", "https://api.example.com");
    let client = api(&api_server, builder)?;
    assert_eq!(
        token_of_a_call(&client, &api_server).await?,
        "Bearer t0ken-1"
    );
    let received = server.received()?;
    assert_eq!(received.line(), "POST /oauth/token?tenant=7 HTTP/1.1");
    // `my%20app:hunter2%2Fhunter3`
    let basic = "Basic bXklMjBhcHA6aHVudGVyMiUyRmh1bnRlcjM=";
    assert_eq!(received.header("authorization"), [basic]);
    assert_eq!(
        received.header("content-type"),
        ["application/x-www-form-urlencoded"]
    );
    let body = "grant_type=client_credentials&scope=users%3Aread%20users%3Awrite&audience=https%3A%2F%2Fapi.example.com";
    assert_eq!(received.body(), body);

    let client = api(&api_server, credentials(&server).secret_in_body())?;
    client.call(&SendOnce, &CallOptions::new()).await?;
    let received = server.received()?;
    assert!(received.header("authorization").is_empty());
    let body = "grant_type=client_credentials&client_id=my%20app&client_secret=hunter2%2Fhunter3";
    assert_eq!(received.body(), body);
    Ok(())
}

#[tokio::test]
async fn token_is_used_until_shortly_before_its_end() -> Test {
    for (members, expected) in [
        (
            r#","expires_in":3600"#,
            ["Bearer t0ken-1", "Bearer t0ken-1"],
        ),
        (
            r#","expires_in":"3600""#,
            ["Bearer t0ken-1", "Bearer t0ken-1"],
        ),
        ("", ["Bearer t0ken-1", "Bearer t0ken-1"]),
        (r#","expires_in":0"#, ["Bearer t0ken-1", "Bearer t0ken-2"]),
        (r#","expires_in":1"#, ["Bearer t0ken-1", "Bearer t0ken-2"]),
    ] {
        let (server, api_server) = (tokens(members)?, accepting()?);
        let client = api(&api_server, credentials(&server))?;
        assert_eq!(token_of_a_call(&client, &api_server).await?, expected[0]);
        tokio::time::sleep(Duration::from_millis(if members.ends_with('1') {
            800
        } else {
            1
        }))
        .await;
        assert_eq!(
            token_of_a_call(&client, &api_server).await?,
            expected[1],
            "{members}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn answers_of_other_servers_are_understood() -> Test {
    for answer in [
        r#"{"access_token":"t0ken","token_type":"BearerToken"}"#,
        r#"{"access_token":"t0ken","token_type":null,"expires_in":null}"#,
        "\u{feff}{\"access_token\":\"t0ken\"}",
    ] {
        let (server, api_server) = (Server::start(Answer::json(answer))?, accepting()?);
        let client = api(&api_server, credentials(&server))?;
        assert_eq!(token_of_a_call(&client, &api_server).await?, "Bearer t0ken");
    }
    Ok(())
}

/// A server may accept a refresh token only once, so the client does not know whether it is still valid.
#[tokio::test]
async fn temporary_failures_are_retried_without_a_refresh_token() -> Test {
    let failing = || {
        Server::answering(|number| match number {
            1 => Answer::with_headers("503 Service Unavailable", "retry-after: 0\r\n", ""),
            _ => Answer::json(r#"{"access_token":"t0ken"}"#),
        })
    };
    let (server, api_server) = (failing()?, accepting()?);
    let client = api(&api_server, credentials(&server))?;
    assert_eq!(token_of_a_call(&client, &api_server).await?, "Bearer t0ken");
    assert_eq!(server.count(), 2);

    let server = failing()?;
    let error = failure(&api(&api_server, refreshing(&server))?).await?;
    assert!(error.to_string().contains("503"), "{error}");
    assert_eq!(server.count(), 1);
    Ok(())
}

#[tokio::test]
async fn rejected_token_is_replaced_once() -> Test {
    let server = tokens("")?;
    let api_server = Server::answering(|number| match number {
        1 => Answer::new("401 Unauthorized", "text/plain", ""),
        _ => Answer::with_headers("204 No Content", "", ""),
    })?;
    let client = api(&api_server, credentials(&server))?;
    assert_eq!(
        token_of_a_call(&client, &api_server).await?,
        "Bearer t0ken-1"
    );
    assert_eq!(
        api_server.received()?.header("authorization"),
        ["Bearer t0ken-2"]
    );
    assert_eq!(server.count(), 2);
    Ok(())
}

#[tokio::test]
async fn concurrent_calls_share_one_request() -> Test {
    let (server, api_server) = (tokens("")?, accepting()?);
    let client = api(&api_server, credentials(&server))?;
    let clone = client.to_builder().build()?;
    let options = CallOptions::new();
    let (first, second, third) = tokio::join!(
        client.call(&SendOnce, &options),
        client.call(&SendOnce, &options),
        clone.call(&SendOnce, &options),
    );
    first?;
    second?;
    third?;
    assert_eq!((server.count(), api_server.count()), (1, 3));
    Ok(())
}

#[tokio::test]
async fn concurrent_calls_share_one_failure() -> Test {
    let server = Server::start(Answer::new(
        "400 Bad Request",
        "application/json",
        r#"{"error":"invalid_client"}"#,
    ))?;
    let client = api(&accepting()?, credentials(&server))?;
    let (first, second) = tokio::join!(failure(&client), failure(&client));
    assert_eq!(first?.to_string(), second?.to_string());
    assert_eq!(server.count(), 1);
    // The next call tries again.
    failure(&client).await?;
    assert_eq!(server.count(), 2);
    Ok(())
}

#[tokio::test]
async fn cancelled_calls_do_not_block_others() -> Test {
    // The first answer never arrives.
    let server = Server::answering(|number| match number {
        1 => Answer::raw("HTTP/1.1 200 OK\r\n").then_stall(),
        _ => Answer::json(r#"{"access_token":"t0ken","expires_in":60}"#),
    })?;
    let api_server = accepting()?;
    let client = api(
        &api_server,
        credentials(&server).timeout(Duration::from_millis(200)),
    )?;
    let short = CallOptions::new().timeout(Duration::from_millis(50));
    let options = CallOptions::new();
    let (cancelled, waiting) = tokio::join!(
        client.call(&SendOnce, &short),
        client.call(&SendOnce, &options),
    );
    assert!(cancelled.err().ok_or("no error")?.is_timeout());
    // It has continued the request of the cancelled call until that timed out, and then sent its own.
    waiting?;
    assert_eq!(
        api_server.received()?.header("authorization"),
        ["Bearer t0ken"]
    );
    assert_eq!(server.count(), 2);
    Ok(())
}

#[tokio::test]
async fn answer_to_a_cancelled_call_is_not_lost() -> Test {
    let (server, api_server) = (
        tokens(r#","refresh_token":"r3fresh-token-1""#)?,
        accepting()?,
    );
    let client = api(&api_server, refreshing(&server))?;
    let call = client.call(&SendOnce, &CallOptions::new());
    // Polls the call once, which sends the request, and drops it.
    let first = tokio::time::timeout(Duration::ZERO, call).await;
    assert!(first.is_err());
    assert_eq!(
        token_of_a_call(&client, &api_server).await?,
        "Bearer t0ken-1"
    );
    assert_eq!(server.count(), 1);
    Ok(())
}

#[tokio::test]
async fn refresh_tokens_are_replaced_and_stored() -> Test {
    let server = Server::answering(|number| {
        let tokens =
            format!(r#""access_token":"t0ken-{number}","refresh_token":"r3fresh-token-{number}""#);
        Answer::json(&format!(r#"{{{tokens},"expires_in":0}}"#))
    })?;
    let api_server = accepting()?;
    let stored = Arc::new(Mutex::new(Vec::new()));
    let store = Arc::clone(&stored);
    let builder = refreshing(&server)
        .access_token("t0ken-0", Duration::from_secs(1))
        .on_refresh_token(move |token: &Secret| {
            if let Ok(mut stored) = store.lock() {
                stored.push(token.expose().to_owned());
            }
        });
    let client = api(&api_server, builder)?;
    assert_eq!(
        token_of_a_call(&client, &api_server).await?,
        "Bearer t0ken-0"
    );
    tokio::time::sleep(Duration::from_millis(800)).await;
    for number in 1..=2 {
        let token = token_of_a_call(&client, &api_server).await?;
        assert_eq!(token, format!("Bearer t0ken-{number}"));
        let sent = format!(
            "grant_type=refresh_token&refresh_token=r3fresh-token-{}&client_id=app",
            number - 1
        );
        assert_eq!(server.received()?.body(), sent);
    }
    let stored = stored.lock().map_err(|_| "poisoned")?;
    assert_eq!(*stored, ["r3fresh-token-1", "r3fresh-token-2"]);
    Ok(())
}

#[tokio::test]
async fn errors_name_the_reason_and_contain_no_secret() -> Test {
    let body = format!(r#"{{"error":"invalid_grant","error_description":"{SECRET} expired"}}"#);
    let page = format!("<h1>{SECRET}</h1>");
    for (answer, reason) in [
        (
            Answer::new("400 Bad Request", "application/json", &body),
            "400 Bad Request: invalid_grant: [redacted] expired",
        ),
        (
            Answer::new("403 Forbidden", "text/html", &page),
            "403 Forbidden",
        ),
        (
            Answer::json(&format!("[\"{SECRET}\"]")),
            "the answer is not a JSON object",
        ),
        (
            Answer::json(&body),
            "200 OK: invalid_grant: [redacted] expired",
        ),
        (Answer::json("{}"), "the answer has no `access_token`"),
        (
            Answer::json(r#"{"access_token":"a","token_type":"mac"}"#),
            "the `token_type` of the answer is not `bearer`",
        ),
        (Answer::none(), "no complete response"),
    ] {
        let server = Server::start(answer)?;
        for builder in [credentials(&server), credentials(&server).secret_in_body()] {
            let shown = format!("{builder:?}");
            let client = api(&accepting()?, builder)?;
            let error = failure(&client).await?;
            assert_eq!(error.kind(), ErrorKind::Credentials);
            let begin = format!(
                "users_get: no credentials: OAuth 2: {}/oauth/token: ",
                server.url()
            );
            let text = error.to_string();
            assert!(text.starts_with(&begin) && text.contains(reason), "{text}");
            let shown = format!("{shown} {client:?} {}", shown_by(&error)?);
            assert!(!shown.contains("hunter"), "{shown}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn token_endpoint_counts_towards_the_timeout() -> Test {
    let server = Server::start(Answer::raw("HTTP/1.1 200 OK\r\n").then_stall())?;
    let client = api(&accepting()?, credentials(&server))?;
    let options = CallOptions::new().timeout(Duration::from_millis(50));
    let error = client
        .call(&user(), &options)
        .await
        .err()
        .ok_or("no error")?;
    assert!(error.is_timeout(), "{error}");

    let builder = credentials(&server).timeout(Duration::from_millis(50));
    let error = failure(&api(&accepting()?, builder)?).await?;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(
        error
            .to_string()
            .contains("no complete response within 50ms"),
        "{error}"
    );
    Ok(())
}

#[test]
fn token_url_is_encrypted_or_local() {
    for url in [
        "https://auth.example.com/token",
        "http://localhost:8080/token",
        "http://[::1]/t",
    ] {
        let built = OAuth2::client_credentials(url, "app", SECRET).build();
        assert!(built.is_ok(), "{url}");
    }
    for url in [
        "http://auth.example.com/token",
        "ftp://localhost/token",
        "/token",
        "https://a:b@c.example/",
        "",
    ] {
        let built = OAuth2::client_credentials(url, "app", SECRET).build();
        let text = built.err().map(|error| error.to_string());
        assert!(text.is_some_and(|text| !text.contains("a:b")), "{url}");
    }
    let without_scheme = OAuth2::client_credentials("localhost:8080/token", "app", SECRET).build();
    let text = without_scheme.err().map(|error| error.to_string());
    assert_eq!(
        text.as_deref(),
        Some("the token URL does not start with `https://`")
    );
    let url = "https://auth.example.com/token";
    assert!(OAuth2::client_credentials(url, "app", " ").build().is_err());
    assert!(OAuth2::refresh_token(url, "app", "").build().is_err());
}
