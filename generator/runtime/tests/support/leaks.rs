//! A session in which every call fails, with servers that repeat the secrets of the requests.

use std::error::Error as StdError;
use std::fmt::Write;

use apicrate_runtime::http;
use apicrate_runtime::{Bytes, CallOptions, Client, Error, Response, Secret, Value};

use super::mode::Mode;
use super::server::{Answer, Server};
use super::{KEY, failure, quick};

const TOKEN: &str = "s3cret\"token\\";

/// A client with secrets that were set in different ways.
pub(crate) fn client(server: &Server) -> apicrate_runtime::Result<Client> {
    Client::builder()
        .base_url(server.url())
        .sensitive_header("X-API-KEY", Secret::new(KEY))
        .header("Authorization", format!("Bearer {TOKEN}"))
        .retry(quick())
        .build()
}

/// Answers that repeat the secrets in everything that an error shows.
fn leaking_answers() -> Vec<Answer> {
    let token = TOKEN.replace('\\', "\\\\").replace('"', "\\\"");
    // The excerpt in the error message ends inside the key.
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
        Answer::raw("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhunter2/hunter3"),
        Answer::raw(KEY),
    ]
}

/// Everything that an error shows.
pub(crate) fn shown_by(error: &Error) -> Result<String, std::fmt::Error> {
    let mut shown = format!("{error} {error:?} {error:#?}");
    write!(shown, " {:?} {:?}", error.message(), error.json_path())?;
    write!(shown, " {:?}", error.headers())?;
    if let Some(body) = error.body() {
        write!(shown, " {}", String::from_utf8_lossy(body))?;
    }
    if let Err(decode_error) = error.body_as::<Vec<u8>>() {
        write!(shown, " {decode_error} {decode_error:?}")?;
    }
    if let Ok(body) = error.body_as::<Value>() {
        write!(shown, " {body}")?;
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(shown, " {error} {error:?}")?;
        cause = error.source();
    }
    Ok(shown)
}

/// Makes calls that fail in different ways. Returns everything that the errors and `Debug` show.
pub(crate) fn failing_session(mode: Mode) -> Result<String, Box<dyn StdError>> {
    let options = CallOptions::new().sensitive_header("X-Other", Secret::from(KEY));
    let mut shown = format!("{options:?}");
    for answer in leaking_answers() {
        let server = Server::start(answer)?;
        let client = client(&server)?;
        let builder = client.to_builder();
        write!(shown, "{client:?} {builder:?}")?;
        shown += &shown_by(&failure(mode, &client, &options)?)?;

        let request = http::Request::get(format!("/echo/{KEY}?key={KEY}")).body(Bytes::new())?;
        let executed = mode.run(client.execute(request, &options));
        if let Err(error) = executed.and_then(Response::<Vec<u8>>::json) {
            shown += &shown_by(&error)?;
        }
    }
    Ok(shown)
}

/// Asserts that a text contains no secret and no recognizable part of one.
pub(crate) fn assert_no_secret(shown: &str) {
    for secret in [KEY, &KEY[..5], "s3cret", "token\\"] {
        let start = shown.find(secret);
        let context = start.map(|start| &shown[start.saturating_sub(100)..]);
        assert_eq!(
            context.map(|text| text.chars().take(200).collect::<String>()),
            None
        );
    }
}
