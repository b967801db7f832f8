//! Requests that are built but not sent, and requests that belong to no operation.

use apicrate_runtime::{Bytes, CallOptions, Client, ErrorKind, Response, http};
use serde::Deserialize;

use crate::support::api::SendEvent;
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{KEY, Test, builder, client, user};

both! {
    execute_sends_headers_of_client_and_call,
    execute_retries_and_names_the_path_in_errors,
    response_json_reports_path_and_attempts,
    execute_requires_a_base_url,
    paths_are_sent_byte_for_byte,
    base_urls_are_sent_byte_for_byte,
}

#[derive(Debug, Deserialize)]
struct Badge {
    name: String,
}

fn get(uri: &'static str) -> http::Result<http::Request<Bytes>> {
    http::Request::get(uri).body(Bytes::new())
}

fn execute_sends_headers_of_client_and_call(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"[{"name":"first"}]"#))?;
    let client = builder(&server)
        .default_parameter("Tenant-ID", "acme")
        .build()?;
    let options = CallOptions::new().header("X-Plain", "a");

    let answer = mode.run(client.execute(get("/badges?limit=5")?, &options))?;
    let badges: Response<Vec<Badge>> = Response::json(answer)?;

    assert_eq!(badges.value()[0].name, "first");
    let received = server.received()?;
    assert_eq!(received.line(), "GET /badges?limit=5 HTTP/1.1");
    assert_eq!(received.header("x-api-key"), [KEY]);
    assert_eq!(received.header("x-plain"), ["a"]);
    assert!(received.header("tenant-id").is_empty());
    Ok(())
}

fn execute_retries_and_names_the_path_in_errors(mode: Mode) -> Test {
    let body = r#"{"error":"try later"}"#;
    let server = Server::start(Answer::new("503 Busy", "application/json", body))?;
    let result = mode.run(client(&server)?.execute(get("/badges?of=me")?, &CallOptions::new()));
    let error = result.err().ok_or("the call succeeded")?;
    assert_eq!(
        error.to_string(),
        "GET /badges: 503 Service Unavailable: try later"
    );
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Status, 3));
    assert_eq!((error.operation(), error.info()), (None, None));
    Ok(())
}

fn response_json_reports_path_and_attempts(mode: Mode) -> Test {
    let server = Server::start(Answer::json(r#"[{"name":5}]"#))?;
    let answer = mode.run(client(&server)?.execute(get("/badges")?, &CallOptions::new()))?;
    let error = Response::<Vec<Badge>>::json(answer)
        .err()
        .ok_or("the body was decoded")?;
    assert_eq!((error.json_path(), error.attempts()), (Some("[0].name"), 1));
    assert!(
        error
            .to_string()
            .starts_with("GET /badges: response does not match"),
        "{error}"
    );
    Ok(())
}

fn execute_requires_a_base_url(mode: Mode) -> Test {
    let client = Client::builder().build()?;
    let result = mode.run(client.execute(get("/badges")?, &CallOptions::new()));
    let error = result.err().ok_or("the call succeeded")?;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("`base_url`"), "{error}");
    Ok(())
}

/// A URL parser of a browser would change each of these, and so send the request to another resource.
fn paths_are_sent_byte_for_byte(mode: Mode) -> Test {
    let server = Server::start(Answer::json("[]"))?;
    let client = client(&server)?;
    for path in [
        "/",
        "/a/../b",
        "/a/..",
        "/./a/.",
        "/%2e%2E/a/%2e",
        "/.%2e/a",
        "//elsewhere.example.com//a/",
        "/a%2F..%2Fb",
        "/a\\..\\b",
        "/a|b{c}\"d\"^e[f]'g",
        "/a;v=1/..;v=1/b",
        "/%zz%",
        "/ü",
        "/a?",
        "/a?q='x'|{y}&&=&r=/../ü?",
        "/?",
    ] {
        let request = http::Request::get(path).body(Bytes::new())?;
        mode.run(client.execute(request, &CallOptions::new()))?;
        assert_eq!(server.received()?.line(), format!("GET {path} HTTP/1.1"));
    }
    Ok(())
}

fn base_urls_are_sent_byte_for_byte(mode: Mode) -> Test {
    let server = Server::start(Answer::json("[]"))?;
    for (base, path) in [
        ("", "/badges"),
        ("/", "/badges"),
        ("//", "//badges"),
        ("/v1", "/v1/badges"),
        ("/v1/", "/v1/badges"),
        ("/v1//", "/v1//badges"),
        ("/a/../b", "/a/../b/badges"),
        ("/..", "/../badges"),
        ("/%2e%2e/b/./", "/%2e%2e/b/./badges"),
        ("//elsewhere.example.com", "//elsewhere.example.com/badges"),
        ("/a%2Fb%5c%zz", "/a%2Fb%5c%zz/badges"),
        ("/a;b=c,d:e@f!$&'()*+~", "/a;b=c,d:e@f!$&'()*+~/badges"),
    ] {
        let client = Client::builder().base_url(format!("{}{base}", server.url()));
        let client = client.build()?;
        // A client with the settings of another one has the same base URL.
        for client in [&client, &client.to_builder().build()?] {
            mode.run(client.execute(get("/badges")?, &CallOptions::new()))?;
            let line = format!("GET {path} HTTP/1.1");
            assert_eq!(server.received()?.line(), line, "{base}");
        }
    }
    Ok(())
}

#[test]
fn request_builds_but_does_not_send() -> Test {
    let server = Server::start(Answer::none())?;
    let client = client(&server)?;
    let request = client.request(&user(), &CallOptions::new().header("X-Plain", "a"))?;
    assert_eq!(request.uri(), format!("{}/users/18", server.url()).as_str());
    assert_eq!(request.headers()["x-api-key"], KEY);
    assert_eq!(request.headers()["x-plain"], "a");

    let event = client.request(&SendEvent::default(), &CallOptions::new())?;
    assert_eq!(event.headers()["idempotency-key"].len(), 36);
    assert_eq!(server.count(), 0);
    Ok(())
}
