//! Requests as the server receives them, and the responses that the client returns.

use std::error::Error as StdError;
use std::io;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use apicrate_runtime::transport::HttpTransport;
use apicrate_runtime::{CallOptions, Client, ErrorKind, Patch, Response};

use crate::support::api::{GetUser, UpdateUser, User};
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{KEY, Test, client, failure, failure_of, user};

both! {
    path_and_query_arrive_unchanged,
    clients_with_one_transport_reach_their_own_servers,
    chunked_body_is_read_completely,
    client_headers_are_sent_once,
    products_precede_the_runtime_in_the_user_agent,
    default_parameter_is_sent_only_where_declared,
    request_headers_override_call_and_client_headers,
    json_body_distinguishes_null_and_absent,
    status_error_contains_api_message,
    redirect_is_not_followed,
    undecodable_body_reports_path,
    refused_connection_is_a_transport_error,
    truncated_response_is_a_transport_error,
    slow_server_times_out,
    client_timeout_applies,
    errors_contain_no_key,
    default_transport_can_be_passed_explicitly,
}

fn path_and_query_arrive_unchanged(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = Client::builder()
        .base_url(format!("{}/v1/", server.url()))
        .build()?;
    let keys = vec!["xp".to_owned(), "a|b c'".to_owned()];
    let request = GetUser {
        id: "a/b c+é%".to_owned(),
        keys,
        tenant_id: None,
    };

    let response = mode.run(client.call(&request, &CallOptions::new()))?;

    assert_eq!(
        response.into_inner(),
        User {
            id: "18".to_owned()
        }
    );
    assert_eq!(
        server.received()?.line(),
        "GET /v1/users/a%2Fb%20c%2B%C3%A9%25?key=xp&key=a%7Cb%20c%27&pipes=xp%7Ca%7Cb%20c%27 HTTP/1.1"
    );
    Ok(())
}

fn clients_with_one_transport_reach_their_own_servers(mode: Mode) -> Test {
    let answer = Answer::json(r#"{"id":"18"}"#);
    let servers = [Server::start(answer.clone())?, Server::start(answer)?];
    let first = client(&servers[0])?;
    let second = first.to_builder().base_url(servers[1].url()).build()?;
    for client in [&first, &second, &second, &first, &second] {
        mode.run(client.call(&user(), &CallOptions::new()))?;
    }
    assert_eq!(servers.each_ref().map(Server::count), [2, 3]);
    Ok(())
}

fn chunked_body_is_read_completely(mode: Mode) -> Test {
    let id = "18".repeat(10_000);
    let body = format!(r#"{{"id":"{id}"}}"#);
    let chunks = body.as_bytes().chunks(999);
    let server = Server::start(Answer::chunked("application/json", chunks, true))?;
    let answer = mode.run(client(&server)?.call(&user(), &CallOptions::new()))?;
    assert_eq!(answer.into_inner(), User { id });
    Ok(())
}

fn client_headers_are_sent_once(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = Client::builder()
        .base_url(server.url())
        .header("X-Plain", "first")
        .header("x-plain", "second")
        .sensitive_header("X-API-KEY", KEY)
        .user_agent("tests/1.0")
        .build()?;

    mode.run(client.call(&user(), &CallOptions::new()))?;

    let received = server.received()?;
    assert_eq!(received.header("x-plain"), ["second"]);
    assert_eq!(received.header("x-api-key"), [KEY]);
    assert_eq!(received.header("user-agent"), ["tests/1.0"]);
    assert_eq!(received.header("accept"), ["application/json"]);
    assert!(received.body().is_empty());
    Ok(())
}

fn products_precede_the_runtime_in_the_user_agent(mode: Mode) -> Test {
    let runtime = concat!("apicrate-runtime/", env!("CARGO_PKG_VERSION"));
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = Client::builder().base_url(server.url()).build()?;
    let own = client.to_builder().user_agent("tests/1.0").build()?;
    for (client, expected) in [
        (client.clone(), runtime.to_owned()),
        (
            client.with_product("pets/1.2.3"),
            format!("pets/1.2.3 {runtime}"),
        ),
        (client.with_product("two\nlines"), runtime.to_owned()),
        (own.with_product("pets/1.2.3"), "tests/1.0".to_owned()),
    ] {
        mode.run(client.call(&user(), &CallOptions::new()))?;
        assert_eq!(server.received()?.header("user-agent"), [expected]);
    }
    Ok(())
}

fn default_parameter_is_sent_only_where_declared(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = Client::builder()
        .base_url(server.url())
        .default_parameter("tenant-id", "acme")
        .build()?;

    mode.run(client.call(&user(), &CallOptions::new()))?;
    assert_eq!(server.received()?.header("Tenant-ID"), ["acme"]);

    mode.run(client.call(&UpdateUser::default(), &CallOptions::new()))?;
    assert!(server.received()?.header("Tenant-ID").is_empty());
    Ok(())
}

fn request_headers_override_call_and_client_headers(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let client = Client::builder()
        .base_url(server.url())
        .header("Tenant-ID", "client")
        .header("X-Plain", "client")
        .default_parameter("Tenant-ID", "default")
        .build()?;
    let plain = CallOptions::new();
    let options = plain
        .clone()
        .header("Tenant-ID", "call")
        .header("X-Plain", "call");
    let own = GetUser {
        tenant_id: Some("request".to_owned()),
        ..user()
    };

    for (request, options, tenant, header) in [
        (&user(), &plain, "default", "client"),
        (&user(), &options, "call", "call"),
        (&own, &options, "request", "call"),
    ] {
        mode.run(client.call(request, options))?;
        let received = server.received()?;
        assert_eq!(received.header("Tenant-ID"), [tenant]);
        assert_eq!(received.header("X-Plain"), [header]);
    }
    Ok(())
}

fn json_body_distinguishes_null_and_absent(mode: Mode) -> Test {
    let server = Server::start(Answer::raw(
        "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n",
    ))?;
    let client = client(&server)?;

    for (tz, body) in [
        (Patch::Absent, "{}"),
        (Patch::Null, r#"{"tz":null}"#),
        (Patch::from("Europe/London"), r#"{"tz":"Europe/London"}"#),
    ] {
        let response: Response<()> =
            mode.run(client.call(&UpdateUser { tz }, &CallOptions::new()))?;
        assert_eq!(response.status().as_u16(), 204);
        let received = server.received()?;
        assert_eq!(received.line(), "PATCH /v1/users HTTP/1.1");
        assert_eq!(received.body(), body);
        assert_eq!(received.header("content-type"), ["application/json"]);
        assert_eq!(received.header("content-length"), [body.len().to_string()]);
    }
    Ok(())
}

fn status_error_contains_api_message(mode: Mode) -> Test {
    let body = r#"{"error": "user not found"}"#;
    let error = failure_of(mode, Answer::new("404 Not Found", "application/json", body))?;
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(
        error.to_string(),
        "users_get: 404 Not Found: user not found"
    );
    Ok(())
}

fn redirect_is_not_followed(mode: Mode) -> Test {
    let other = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {}/\r\n", other.url());
    let error = failure_of(
        mode,
        Answer::raw(&format!("{head}content-length: 0\r\n\r\n")),
    )?;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
    Ok(())
}

fn undecodable_body_reports_path(mode: Mode) -> Test {
    let wrong = failure_of(mode, Answer::json(r#"{"id":5}"#))?;
    assert_eq!(
        (wrong.kind(), wrong.json_path()),
        (ErrorKind::Decode, Some("id"))
    );

    for answer in [
        Answer::json(""),
        Answer::json(r#"{"id":"#),
        Answer::new("200 OK", "text/html", "<html></html>"),
    ] {
        let error = failure_of(mode, answer)?;
        assert_eq!((error.kind(), error.json_path()), (ErrorKind::Decode, None));
    }
    Ok(())
}

fn refused_connection_is_a_transport_error(mode: Mode) -> Test {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .build()?;

    let error = failure(mode, &client, &CallOptions::new())?;

    assert_eq!(
        (error.kind(), error.is_connect()),
        (ErrorKind::Transport, true)
    );
    assert_eq!(
        error.to_string(),
        format!("users_get: could not connect to {address}: connection refused")
    );
    // `Display` contains the reason, so `source` does not repeat it.
    assert!(error.source().is_none());
    let mut cause = error.transport_error().and_then(StdError::source);
    while let Some(next) = cause.and_then(StdError::source) {
        cause = Some(next);
    }
    let kind = cause
        .and_then(|cause| cause.downcast_ref::<io::Error>())
        .map(io::Error::kind);
    assert_eq!(kind, Some(io::ErrorKind::ConnectionRefused));
    Ok(())
}

fn truncated_response_is_a_transport_error(mode: Mode) -> Test {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":";
    for answer in [Answer::raw(""), Answer::raw(cut)] {
        let error = failure_of(mode, answer)?;
        assert_eq!(
            (error.kind(), error.is_connect()),
            (ErrorKind::Transport, false)
        );
    }
    Ok(())
}

fn slow_server_times_out(mode: Mode) -> Test {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":";
    for answer in [Answer::raw(""), Answer::raw(half)] {
        let server = Server::start(answer.then_stall())?;
        let client = Client::builder()
            .base_url(server.url())
            .timeout(Duration::from_secs(15));
        let begin = Instant::now();

        let options = CallOptions::new().timeout(Duration::from_millis(200));
        let error = failure(mode, &client.build()?, &options)?;

        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "users_get: no complete response within 200ms from {}",
                server.host()
            )
        );
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
    Ok(())
}

fn client_timeout_applies(mode: Mode) -> Test {
    let server = Server::start(Answer::raw("").then_stall())?;
    let client = Client::builder()
        .base_url(server.url())
        .timeout(Duration::from_millis(200));
    assert!(failure(mode, &client.build()?, &CallOptions::new())?.is_timeout());
    Ok(())
}

fn errors_contain_no_key(mode: Mode) -> Test {
    let server = Server::start(Answer::json("{}"))?;
    let options = CallOptions::new().sensitive_header("X-Other", KEY);
    let client = Client::builder()
        .base_url(server.url())
        .sensitive_header("X-API-KEY", KEY)
        .header("Authorization", format!("Bearer {KEY}"));
    assert!(!format!("{client:?} {options:?}").contains(KEY));

    let client = client.build()?;
    let mut error: &dyn StdError = &failure(mode, &client, &options)?;
    let mut shown = format!("{client:?} {error:?} {error}");
    while let Some(cause) = error.source() {
        shown = format!("{shown} {cause:?} {cause}");
        error = cause;
    }
    assert!(!shown.contains(KEY), "{shown}");
    Ok(())
}

fn default_transport_can_be_passed_explicitly(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let transport = HttpTransport::new()?;
    let client = Client::builder()
        .base_url(server.url())
        .transport(transport)
        .build()?;
    assert!(mode.run(client.call(&user(), &CallOptions::new())).is_ok());
    Ok(())
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn reqwest_transport_sends_unchanged_urls_only() -> Test {
    use apicrate_runtime::http::Request;
    use apicrate_runtime::transport::ReqwestTransport;
    use apicrate_runtime::{Body, Transport};

    let server = Server::start(Answer::json("{}"))?;
    let transport = ReqwestTransport::from(reqwest::Client::builder().no_proxy().build()?);
    let get =
        |target: &str| Request::get(format!("{}{target}", server.url())).body(Body::default());
    for target in ["/", "//a/b%2Fc%20d/", "/...?q=%27x%27&r=/../", "/a?"] {
        let response = transport.send(get(target)?, None).await?;
        assert_eq!(response.body(), "{}");
        assert_eq!(server.received()?.line(), format!("GET {target} HTTP/1.1"));
    }
    let sent = server.count();
    for target in [
        "/a/../b",
        "/..",
        "/./a",
        "/%2e%2E/a",
        "/.%2e",
        "/a\\b",
        "/ü",
        "/?'",
    ] {
        let error = transport.send(get(target)?, None).await.err();
        assert!(error.is_some_and(|it| it.is_unusable()), "{target}");
        let error = transport.open(get(target)?, None).await.err();
        assert!(error.is_some_and(|it| it.is_unusable()), "{target}");
    }
    assert_eq!(server.count(), sent);
    Ok(())
}

#[tokio::test]
async fn calls_share_a_connection() -> Test {
    use std::io::{BufRead, BufReader, Write};

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = Client::builder().base_url(format!("http://{}", listener.local_addr()?));
    // Accepts one connection only.
    std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        drop(listener);
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"id\":\"18\"}";
        for line in BufReader::new(stream.try_clone()?).lines() {
            if line?.is_empty() {
                stream.write_all(answer)?;
            }
        }
        Ok(())
    });
    let client = client.build()?;
    for _ in 0..3 {
        client.call(&user(), &CallOptions::new()).await?;
    }
    Ok(())
}

/// hyper would send these with another target, or to another port.
#[tokio::test]
async fn default_transport_rejects_requests_that_it_cannot_send_unchanged() -> Test {
    use apicrate_runtime::http::{Method, Request, Version};
    use apicrate_runtime::{Body, Transport};

    let transport = HttpTransport::new()?;
    let get = |url: &str| Request::get(url).body(Body::default());
    let mut connect = get("http://127.0.0.1:9/a")?;
    *connect.method_mut() = Method::CONNECT;
    let mut http2 = get("http://127.0.0.1:9/a")?;
    *http2.version_mut() = Version::HTTP_2;
    let requests = [
        get("/a")?,
        get("ftp://127.0.0.1/a")?,
        get("http://127.0.0.1:99999/a")?,
        get("http://127.0.0.1:/a")?,
        get("http://:9/a")?,
        get("http://Ida:secret@127.0.0.1:9/a")?,
        connect,
        http2,
    ];
    for request in requests {
        let uri = request.uri().clone();
        let error = transport.send(request, None).await.err();
        assert!(error.is_some_and(|it| it.is_unusable()), "{uri}");
    }
    Ok(())
}

#[test]
fn call_outside_tokio_fails() -> Test {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let client = Client::builder().base_url("http://127.0.0.1:9").build()?;
    let (request, options) = (user(), CallOptions::new());
    let mut call = pin!(client.call(&request, &options));
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(error)) => assert_eq!(error.kind(), ErrorKind::InvalidRequest),
        other => return Err(format!("{other:?}").into()),
    }
    Ok(())
}
