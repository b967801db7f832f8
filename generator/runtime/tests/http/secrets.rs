//! No key in anything that is shown, and none for a host that is not the client's.

use std::error::Error as StdError;
use std::fmt::Write;

use trophy_runtime::http;
use trophy_runtime::{Bytes, CallOptions, Client, Error, ErrorKind, Response, Secret, Value};

use crate::mode::{Mode, both};
use crate::server::{Answer, Server};
use crate::{KEY, Test, failure, quick, user};

both! {
    nothing_that_a_failing_session_shows_holds_a_key,
    no_redirect_takes_a_key_elsewhere,
    a_request_to_another_host_is_refused,
}

const TOKEN: &str = "s3cret\"token\\";

/// A client with secrets in all the ways that it can be given them.
fn client(server: &Server) -> trophy_runtime::Result<Client> {
    Client::builder()
        .base_url(server.url())
        .sensitive_header("X-API-KEY", Secret::new(KEY))
        .header("Authorization", format!("Bearer {TOKEN}"))
        .retry(quick())
        .build()
}

/// Servers that repeat what they were sent, in every place that an error shows.
fn indiscreet() -> Vec<Answer> {
    let token = TOKEN.replace('\\', "\\\\").replace('"', "\\\"");
    let long = "-".repeat(195);
    let echo = |status, body: String| {
        let headers = format!("content-type: application/json\r\nx-echo: {KEY} {TOKEN}\r\n");
        Answer::with_headers(status, &headers, &body)
    };
    vec![
        echo(
            "401 Unauthorized",
            format!(r#"{{"error":"no such key: {KEY}"}}"#),
        ),
        echo(
            "403 Forbidden",
            format!(r#"{{"error":"no such token: {token}"}}"#),
        ),
        echo("429 Too Many Requests", format!("{KEY} {TOKEN}")),
        echo("500 Internal Server Error", format!("<b>{KEY}</b> {TOKEN}")),
        echo("200 OK", format!(r#"{{"id":["{KEY}","{token}"]}}"#)),
        echo("200 OK", format!(r#""{KEY}""#)),
        echo("200 OK", format!(r#"{{"id":["{long}{KEY}"]}}"#)),
        echo("200 OK", format!(r#"{{"id":"{KEY}"#)),
        echo("200 OK", format!("{KEY}\u{ff}")),
        Answer::new(
            "200 OK",
            &format!("text/{KEY}"),
            &format!("<p>{KEY} {TOKEN}"),
        ),
        Answer::none(),
        Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhunter2"),
        Answer::raw(KEY),
    ]
}

/// Everything that an error tells anyone.
fn said_by(error: &Error) -> Result<String, std::fmt::Error> {
    let mut said = format!("{error} {error:?} {error:#?}");
    write!(said, " {:?} {:?}", error.message(), error.json_path())?;
    write!(said, " {:?}", error.headers())?;
    if let Some(body) = error.body() {
        write!(said, " {}", String::from_utf8_lossy(body))?;
    }
    if let Err(unreadable) = error.body_as::<Vec<u8>>() {
        write!(said, " {unreadable} {unreadable:?}")?;
    }
    if let Ok(body) = error.body_as::<Value>() {
        write!(said, " {body}")?;
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(said, " {error} {error:?}")?;
        cause = error.source();
    }
    Ok(said)
}

/// Every call of a session that fails in every way; what it shows.
pub(crate) fn failing_session(mode: Mode) -> Result<String, Box<dyn StdError>> {
    let options = CallOptions::new().sensitive_header("X-Other", Secret::from(KEY));
    let mut shown = format!("{options:?}");
    for answer in indiscreet() {
        let server = Server::start(answer)?;
        let client = client(&server)?;
        let builder = client.to_builder();
        write!(shown, "{client:?} {builder:?}")?;
        shown += &said_by(&failure(mode, &client, &options)?)?;

        let request = http::Request::get(format!("/echo/{KEY}?key={KEY}")).body(Bytes::new())?;
        let executed = mode.run(client.execute(request, &options));
        if let Err(error) = executed.and_then(Response::<Vec<u8>>::json) {
            shown += &said_by(&error)?;
        }
    }
    Ok(shown)
}

/// The parts by which a key could be known.
pub(crate) fn assert_discreet(shown: &str) {
    for secret in [KEY, &KEY[..5], "s3cret", "token\\"] {
        let place = shown.find(secret);
        let around = place.map(|place| &shown[place.saturating_sub(100)..]);
        assert_eq!(
            around.map(|text| text.chars().take(200).collect::<String>()),
            None
        );
    }
}

fn nothing_that_a_failing_session_shows_holds_a_key(mode: Mode) -> Test {
    let shown = failing_session(mode)?;
    assert!(shown.contains("[redacted]"));
    assert_discreet(&shown);
    Ok(())
}

fn no_redirect_takes_a_key_elsewhere(mode: Mode) -> Test {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See",
        "307 Temporary",
        "308 Permanent",
    ] {
        let elsewhere = Server::start(Answer::json(r#"{"id":"18"}"#))?;
        let location = format!("location: {}/\r\n", elsewhere.url());
        let server = Server::start(Answer::with_headers(status, &location, ""))?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!((server.count(), elsewhere.count()), (1, 0));
    }
    Ok(())
}

fn a_request_to_another_host_is_refused(mode: Mode) -> Test {
    let elsewhere = Server::start(Answer::json("{}"))?;
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    let request = http::Request::get(format!("{}/users", elsewhere.url())).body(Bytes::new())?;
    let outcome = mode.run(client.execute(request, &CallOptions::new()));
    assert!(outcome.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));

    // What looks like a host in a path is a path.
    let host = elsewhere.url().trim_start_matches("http:");
    for path in [
        format!("{host}/users"),
        format!("/@{}", host.trim_start_matches('/')),
    ] {
        let request = http::Request::get(path).body(Bytes::new())?;
        mode.run(client.execute(request, &CallOptions::new()))?;
    }
    assert_eq!((server.count(), elsewhere.count()), (2, 0));
    Ok(())
}

#[test]
fn the_headers_of_a_request_are_marked() -> Test {
    let server = Server::start(Answer::none())?;
    let request = client(&server)?.request(&user(), &CallOptions::new())?;
    for name in ["x-api-key", "authorization"] {
        assert!(request.headers()[name].is_sensitive());
    }
    assert_discreet(&format!("{request:?}"));
    Ok(())
}
