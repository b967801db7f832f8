//! A session in which everything fails, with servers that repeat the secrets they were sent.

use std::error::Error as StdError;
use std::fmt::Write;

use apicrate_runtime::http;
use apicrate_runtime::{Bytes, CallOptions, Client, Error, Response, Secret, Value};

use super::mode::Mode;
use super::server::{Answer, Server};
use super::{KEY, failure, quick};

const TOKEN: &str = "s3cret\"token\\";

/// A client with secrets in all the ways that it can be given them.
pub(crate) fn client(server: &Server) -> apicrate_runtime::Result<Client> {
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
    // So long that a quotation ends within the key.
    let long = "-".repeat(192);
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
        echo("404 Not Found", format!(r#"{{"error":"{long}--{KEY}"}}"#)),
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
