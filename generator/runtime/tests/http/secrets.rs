//! Secrets: error messages and `Debug` output do not contain them, and other hosts do not receive them.

use std::fmt::Write;

use apicrate_runtime::http;
use apicrate_runtime::stream::Lines;
use apicrate_runtime::{
    Bytes, CallOptions, Client, ClientBuilder, Decode, Encoder, ErrorKind, FilePart, Method,
    Multipart, Operation, decode,
};

use crate::support::leaks::{assert_no_secret, client, failing_session, shown_by};
use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, failure, quick, user};

both! {
    errors_and_debug_output_contain_no_secret,
    secrets_are_redacted_in_every_encoding_and_place,
    every_kind_of_credential_is_redacted,
    secrets_in_streams_are_redacted,
    secrets_in_parts_are_redacted,
    secrets_in_paths_are_redacted_before_sending,
    errors_escape_control_and_direction_characters,
    redirects_are_not_followed_to_other_hosts,
    rejects_requests_to_other_hosts,
}

fn errors_and_debug_output_contain_no_secret(mode: Mode) -> Test {
    let shown = failing_session(mode)?;
    assert!(shown.contains("[redacted]"));
    assert_no_secret(&shown);
    Ok(())
}

/// A key with characters that every encoding escapes, and its encodings.
const ENCODED: [&str; 24] = [
    "sk/live-7\"+9 &Zq==",
    "sk%2Flive-7%22%2B9%20%26Zq%3D%3D",
    "sk%2flive-7%22%2b9+%26Zq==",
    "%73%6b%2f%6c%69%76%65%2d%37%22%2b%39%20%26%5a%71%3d%3d",
    "sk%252Flive-7%2522%252B9%2520%2526Zq%253D%253D",
    "sk%25252Flive-7%252522%25252B9%252520%252526Zq%25253D%25253D",
    r#"sk\/live-7\"+9 &Zq=="#,
    r"sk\u002flive\u002d7\u0022+9 \u0026Zq\u003d=",
    r"sk\u002Flive\u002D7\u0022+9\u0020\u0026Zq==",
    r"\u0073\u006b\u002f\u006c\u0069\u0076\u0065\u002d\u0037\u0022\u002b\u0039\u0020\u0026\u005a\u0071\u003d\u003d",
    r"sk\x2Flive-7\x22+9 \x26Zq==",
    r#"sk\\\/live-7\\\"+9 &Zq=="#,
    r"sk\\u002flive-7\\u0022+9 \\u0026Zq==",
    r#"sk\\\\\\\/live-7\\\\\\\"+9 \\\\u0026Zq=="#,
    "sk/live-7&quot;+9 &amp;Zq==",
    "sk&#47;live-7&#34;+9&#32;&#38;Zq==",
    "sk&#x2F;live-7&#x22;&#x2b;9 &#x26;Zq&#x3D;=",
    "sk&sol;live-7&QUOT;&plus;9&nbsp;&AMP;Zq&equals;=",
    "sk/live-7&amp;quot;+9 &amp;amp;Zq==",
    "sk%26%2347%3Blive-7%26quot%3B+9 %26amp%3BZq==",
    r"sk%5C%2Flive-7%5C%22+9 %5Cu0026Zq==",
    "SK/LIVE-7\"+9 &ZQ==",
    "c2svbGl2ZS03Iis5ICZacT09",
    "a2V5PXNrL2xpdmUtNyIrOSAmWnE9PTs=",
];

/// The text between the quotation marks of a JSON string.
fn json(text: &str) -> String {
    let string = apicrate_runtime::Value::from(text).to_string();
    string[1..string.len() - 1].to_owned()
}

fn secrets_are_redacted_in_every_encoding_and_place(mode: Mode) -> Test {
    let [key, ..] = ENCODED;
    let client = Client::builder()
        .sensitive_header("x-api-key", key)
        .retry(quick())
        .build()?;
    for repeated in ENCODED {
        let escaped = json(repeated);
        let is_json = !repeated.contains('"') && !repeated.contains(r"\x");
        let answer = |status: &str, headers: &str, body: &str| {
            let headers = format!("content-type: application/json\r\n{headers}");
            Answer::with_headers(status, &headers, body)
        };
        let name = repeated.replace(
            |c: char| !c.is_ascii_alphanumeric() && !"%&#+-".contains(c),
            "",
        );
        for (place, answer) in [
            (
                "message",
                answer("400 No", "", &format!(r#"{{"error":"x {escaped} y"}}"#)),
            ),
            (
                "raw",
                answer("400 No", "", &format!(r#"{{"error":"x {repeated} y"}}"#)),
            ),
            (
                "page",
                Answer::new("500 No", "text/html", &format!("<p>{repeated}</p>")),
            ),
            (
                "header",
                answer("400 No", &format!("x-echo: {repeated}\r\n"), "{}"),
            ),
            (
                "header name",
                answer("400 No", &format!("x-{name}: 1\r\n"), "{}"),
            ),
            (
                "value",
                answer("200 OK", "", &format!(r#"{{"id":["{escaped}"]}}"#)),
            ),
            (
                "number",
                answer("200 OK", "", &format!(r#"{{"{escaped}":1,"id":1}}"#)),
            ),
            ("not JSON", answer("200 OK", "", repeated)),
            (
                "media type",
                Answer::new("200 OK", &format!("text/{repeated}"), "<p>"),
            ),
            ("reason", answer(&format!("400 {repeated}"), "", "{}")),
        ] {
            let server = Server::start(answer)?;
            let client = client.to_builder().base_url(server.url()).build()?;
            let error = failure(mode, &client, &CallOptions::new())?;
            let shown = shown_by(&error)?;
            for leak in [key, repeated, &json(key), &escaped, &json(&escaped)] {
                assert!(!shown.contains(leak), "{place} {repeated}: {shown}");
            }
            if place == "message" || place == "raw" && is_json {
                assert_eq!(
                    error
                        .message()
                        .map(|text| text.contains("x ") && text.contains("[redacted]")),
                    Some(true)
                );
            }
        }
    }
    Ok(())
}

fn every_kind_of_credential_is_redacted(mode: Mode) -> Test {
    type Set = fn(ClientBuilder) -> ClientBuilder;
    let credentials: [(Set, &[&str]); 9] = [
        (
            |it| it.bearer_token("tok-en/1"),
            &["Bearer tok-en/1", "tok-en/1", "tok-en%2F1"],
        ),
        (
            |it| it.header("Authorization", "Bearer tok-en/1"),
            &["tok-en/1", r"tok\u002den/1"],
        ),
        (
            |it| it.basic_auth("root", "p@ss wörd"),
            &[
                "cm9vdDpwQHNzIHfDtnJk",
                "p@ss wörd",
                "p%40ss+w%C3%B6rd",
                r"p@ss w\u00f6rd",
                "root:p@ss wörd",
                "p@ss w&#246;rd",
            ],
        ),
        (
            |it| it.basic_auth("sk_live_42", ""),
            &["sk_live_42", "sk_live_42:", "c2tfbGl2ZV80Mjo="],
        ),
        (
            |it| it.basic_auth("sk_live_42", "x"),
            &["sk_live_42", "sk_live_42:x"],
        ),
        (
            |it| it.api_key_in_query("key", "a key/42"),
            &["a key/42", "a%20key%2F42", "a+key%2f42"],
        ),
        (
            |it| it.api_key_in_cookie("key", "a;key/42"),
            &["a;key/42", "a%3Bkey%2F42"],
        ),
        (
            |it| it.header("Cookie", "a=b; session=0123-4567"),
            &["0123-4567"],
        ),
        (
            |it| it.sensitive_header("X-Token", "short"),
            &["short", "sh%6frt"],
        ),
    ];
    let base = Client::builder().build()?;
    for (set, repeated) in credentials {
        for secret in repeated {
            let body = format!(r#"{{"error":"no such key: {secret}."}}"#);
            let server = Server::start(Answer::new("401 No", "application/json", &body))?;
            let client = set(base.to_builder().base_url(server.url())).build()?;
            let shown_client = format!("{client:?} {:?}", client.to_builder());
            let error = failure(mode, &client, &CallOptions::new())?;
            let shown = shown_by(&error)?;
            assert_eq!(
                error.message(),
                Some("no such key: [redacted]."),
                "{secret}"
            );
            assert!(
                !shown.contains(secret) && !shown_client.contains(secret),
                "{shown}"
            );
        }
    }
    Ok(())
}

/// An operation that streams numbers.
struct Watch;

impl Operation for Watch {
    type Output = Lines<u8>;

    const ID: &'static str = "watch";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/watch";
    const STREAMS: bool = true;
    const DECODE: Decode<Self::Output> = decode::lines;
}

fn secrets_in_streams_are_redacted(mode: Mode) -> Test {
    // The secret arrives in two parts.
    let chunks: [&[u8]; 3] = [
        b"1\n\"hunter2%2",
        b"Fhunter3\"\n\"\\u0068unter",
        b"2/hunter3\"\n2\n",
    ];
    let server = Server::start(Answer::chunked("application/jsonl", chunks, true))?;
    let client = client(&server)?;
    let mut lines = mode
        .run(client.call(&Watch, &CallOptions::new()))?
        .into_inner();
    assert_eq!(mode.run(lines.try_next())?, Some(1));
    for _ in 0..2 {
        let error = mode
            .run(lines.try_next())
            .err()
            .ok_or("the item is a number")?;
        let shown = shown_by(&error)?;
        assert!(
            shown.contains("[redacted]") && !shown.contains("unter"),
            "{shown}"
        );
    }
    assert_eq!(mode.run(lines.try_next())?, Some(2));

    let chunks: [&[u8]; 2] = [b"{\"error\":\"hunter2%2", b"Fhunter3\"}"];
    let answer = Answer::chunked("application/json", chunks, true).with_status("400 No");
    let server = Server::start(answer)?;
    let client = crate::support::client(&server)?;
    let error = mode
        .run(client.call(&Watch, &CallOptions::new()))
        .err()
        .ok_or("the status is 400")?;
    assert_eq!(error.message(), Some("[redacted]"));
    assert_eq!(
        error.body().map(|body| &body[..]),
        Some(&br#"{"error":"[redacted]"}"#[..])
    );
    Ok(())
}

/// An operation with a part that has its own credentials.
struct Upload;

impl Operation for Upload {
    type Output = ();

    const ID: &'static str = "upload";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/upload";
    const DECODE: Decode<Self::Output> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        let file = FilePart::new("a").with_header("Authorization", "Bearer part/token");
        request.multipart(
            "multipart/form-data",
            Multipart::new().files("file", "text/plain", [&file]),
        )
    }
}

fn secrets_in_parts_are_redacted(mode: Mode) -> Test {
    let server = Server::start(Answer::new(
        "400 No",
        "application/json",
        r#"{"error":"part%2Ftoken"}"#,
    ))?;
    let error = mode.run(client(&server)?.call(&Upload, &CallOptions::new()));
    let error = error.err().ok_or("the status is 400")?;
    assert_eq!(error.to_string(), "upload: 400 Bad Request: [redacted]");
    assert!(
        server
            .received()?
            .body()
            .contains("authorization: Bearer part/token\r\n")
    );
    Ok(())
}

fn secrets_in_paths_are_redacted_before_sending(mode: Mode) -> Test {
    let server = Server::start(Answer::none())?;
    let request = || http::Request::get("/echo/hunter2%2Fhunter3").body(Bytes::new());
    let invalid = CallOptions::new().header("a b", "");
    let error = mode
        .run(client(&server)?.execute(request()?, &invalid))
        .err()
        .ok_or("the header is invalid")?;
    assert_eq!(
        error.to_string(),
        "GET /echo/[redacted]: `a b` is not a valid header name"
    );
    let options = CallOptions::new();
    let error = mode
        .run(client(&server)?.execute(request()?, &options))
        .err()
        .ok_or("nothing is answered")?;
    assert!(
        error.to_string().starts_with("GET /echo/[redacted]: "),
        "{error}"
    );
    Ok(())
}

/// Characters that forge lines, control a terminal or change the direction of a text.
const UNSAFE: &str = "\r\n\t\0\u{1b}[2J\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\
    \u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";

fn errors_escape_control_and_direction_characters(mode: Mode) -> Test {
    let text = json(UNSAFE);
    let raw = "\u{1b}[2J\u{85}\u{9b}\u{2028}\u{202e}\u{2066}\u{7f}";
    for answer in [
        Answer::new(
            "404 Not Found",
            "application/json",
            &format!(r#"{{"error":"a{text}b"}}"#),
        ),
        Answer::new(
            "404 Not Found",
            "application/json",
            &format!(r#"{{"error":"a{raw}b"}}"#),
        ),
        Answer::new("404 Not Found", "text/plain", raw),
        Answer::json(&format!(r#"{{"id":["{text}"]}}"#)),
        Answer::json(&format!(r#"{{"{text}":1,"id":1}}"#)),
        Answer::json(&format!("{raw}{{")),
        Answer::new("200 OK", &format!("text/{raw}"), "{"),
        Answer::with_headers("400 \u{202e}No", &format!("x-request-id: {raw}\r\n"), raw),
        Answer::raw(&format!("HTTP/1.1 200 {raw}\r\n{raw}\r\n\r\n")),
    ] {
        let server = Server::start(answer)?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        let mut shown = format!(
            "{error} {error:?} {:?} {:?}",
            error.headers(),
            error.message()
        );
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            write!(shown, "{error} {error:?}")?;
            cause = error.source();
        }
        let found: Vec<char> = shown
            .chars()
            .filter(|it| UNSAFE.contains(*it) && *it != '[')
            .collect();
        let found: Vec<char> = found.into_iter().filter(|it| !"2J".contains(*it)).collect();
        assert!(found.is_empty(), "{found:?} in {shown:?}");
    }

    // The accessors return the text as it was received.
    let server = Server::start(Answer::new(
        "404 Not Found",
        "application/json",
        &format!(r#"{{"error":"{text}"}}"#),
    ))?;
    let error = failure(mode, &client(&server)?, &CallOptions::new())?;
    assert_eq!(error.message(), Some(UNSAFE));
    Ok(())
}

#[test]
fn empty_secrets_are_rejected_when_the_client_is_built() {
    type Set = fn(ClientBuilder) -> ClientBuilder;
    let settings: [(Set, &str); 15] = [
        (|it| it.bearer_token(""), "bearer token"),
        (|it| it.bearer_token(" \t "), "bearer token"),
        (|it| it.basic_auth("", ""), "user name"),
        (|it| it.basic_auth(" ", "\t"), "user name"),
        (|it| it.basic_auth("a:b", "c"), "colon"),
        (|it| it.api_key_in_header("x-key", ""), "x-key"),
        (|it| it.api_key_in_header("x-key", "  "), "x-key"),
        (|it| it.api_key_in_query("key", ""), "key"),
        (|it| it.api_key_in_query("key", "\u{a0}"), "key"),
        (|it| it.api_key_in_cookie("key", " "), "key"),
        (|it| it.sensitive_header("x-key", ""), "x-key"),
        (|it| it.header("authorization", ""), "authorization"),
        (|it| it.header("authorization", "Bearer"), "authorization"),
        (|it| it.header("authorization", "Token "), "authorization"),
        (|it| it.api_key_in_query("", "key"), "no name"),
    ];
    for (set, shown) in settings {
        let error = set(Client::builder().base_url("https://api.example.com"))
            .build()
            .err();
        let error = error.map(|error| (error.kind(), error.to_string()));
        let is_rejected = |(kind, text): &(ErrorKind, String)| {
            *kind == ErrorKind::InvalidRequest && text.contains(shown)
        };
        assert!(
            error.as_ref().is_some_and(is_rejected),
            "{shown}: {error:?}"
        );
    }
    for set in [
        (|it| it.basic_auth("sk_live", "")) as Set,
        |it| it.basic_auth("", "password"),
        |it| it.header("authorization", "key"),
        |it| it.header("x-plain", ""),
    ] {
        assert!(
            set(Client::builder().base_url("https://api.example.com"))
                .build()
                .is_ok()
        );
    }
}

fn redirects_are_not_followed_to_other_hosts(mode: Mode) -> Test {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See",
        "307 Temporary",
        "308 Permanent",
    ] {
        let other = Server::start(Answer::json(r#"{"id":"18"}"#))?;
        let location = format!("location: {}/\r\n", other.url());
        let server = Server::start(Answer::with_headers(status, &location, ""))?;
        let error = failure(mode, &client(&server)?, &CallOptions::new())?;
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!((server.count(), other.count()), (1, 0));
    }
    Ok(())
}

fn rejects_requests_to_other_hosts(mode: Mode) -> Test {
    let other = Server::start(Answer::json("{}"))?;
    let server = Server::start(Answer::json("{}"))?;
    let client = client(&server)?;
    let request = http::Request::get(format!("{}/users", other.url())).body(Bytes::new())?;
    let result = mode.run(client.execute(request, &CallOptions::new()));
    assert!(result.is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));

    // A path that looks like a host is still a path.
    let host = other.url().trim_start_matches("http:");
    for path in [
        format!("{host}/users"),
        format!("/@{}", host.trim_start_matches('/')),
    ] {
        let request = http::Request::get(path).body(Bytes::new())?;
        mode.run(client.execute(request, &CallOptions::new()))?;
    }
    assert_eq!((server.count(), other.count()), (2, 0));
    Ok(())
}

#[test]
fn secret_headers_are_marked_as_sensitive() -> Test {
    let server = Server::start(Answer::none())?;
    let request = client(&server)?.request(&user(), &CallOptions::new())?;
    for name in ["x-api-key", "authorization"] {
        assert!(request.headers()[name].is_sensitive());
    }
    assert_no_secret(&format!("{request:?}"));
    Ok(())
}
