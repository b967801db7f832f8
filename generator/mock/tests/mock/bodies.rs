//! Bodies of all media types: their faults, and the secrets in them, which are not recorded.

use apicrate_mock::Mock;

use crate::{Test, header, mock, send_body};

fn bodies() -> Result<Mock, Box<dyn std::error::Error>> {
    mock(include_str!("bodies.yaml"))
}

/// The fault and the note of the last request.
fn remarks(mock: &Mock) -> Vec<String> {
    let exchanges = mock.exchanges();
    let last = exchanges.last();
    let faults = last.into_iter().flat_map(|it| &it.faults);
    let notes = last.into_iter().flat_map(|it| &it.notes).cloned();
    faults.map(ToString::to_string).chain(notes).collect()
}

const JSON: &str = "application/json";

/// A part with a name, a media type and a text.
fn part(name: &str, media_type: &str, text: &str) -> String {
    let name = match name {
        "" => String::new(),
        name => format!("content-disposition: form-data; name=\"{name}\"\r\n"),
    };
    format!("--b\r\n{name}content-type: {media_type}\r\n\r\n{text}\r\n")
}

#[test]
fn parts_have_the_types_and_media_types_of_the_document() -> Test {
    let mock = bodies()?;
    let row = part("", JSON, r#"{"n":1}"#);
    let bad_row = part("", JSON, r#"{"n":"x"}"#);
    let meta = part("meta", JSON, r#"{"n":1}"#);
    let png = part("photos", "image/png", "x");
    let tiff = part("photos", "image/x-tiff", "x");
    let text = part("photos", "text/plain", "x");
    let of_text = part("meta", "text/plain", r#"{"n":1}"#);
    let picture = part("", "image/png", "x");
    let valid: &[&str] = &[];
    for (media_type, body, expected) in [
        ("multipart/form-data", format!("{meta}{png}{tiff}"), valid),
        (
            "multipart/form-data",
            png.clone(),
            &["`body.meta` is missing"],
        ),
        (
            "multipart/form-data",
            format!("{of_text}{text}"),
            &[
                "`body.meta` has the media type `text/plain` instead of `application/json`",
                "`body.photos` has the media type `text/plain` instead of `image/png, image/x-*`",
            ],
        ),
        (
            "multipart/form-data",
            row.clone(),
            &["`body` part 1 has no name"],
        ),
        ("multipart/mixed", format!("{row}{picture}"), valid),
        (
            "multipart/mixed",
            format!("{bad_row}{row}"),
            &[
                "`body[1]` has the media type `application/json` instead of `image/png`",
                "`body[0].n` has a value of type string instead of integer",
            ],
        ),
        (
            "multipart/mixed",
            row.clone(),
            &["`body` has an array, which has 1 item, fewer than 2"],
        ),
        ("multipart/related", format!("{row}{row}"), valid),
        (
            "multipart/related",
            format!("{row}{bad_row}"),
            &["`body.n` has a value of type string instead of integer"],
        ),
    ] {
        let content_type = format!("{media_type}; boundary=b");
        let headers = [("content-type", content_type.as_str())];
        let body = format!("{body}--b--\r\n");
        let answer = send_body(&mock, "POST", "/upload", &headers, body.clone())?;
        assert_eq!(remarks(&mock), expected, "{media_type} {body}");
        let status = if expected.is_empty() { 204 } else { 400 };
        assert_eq!(answer.status(), status, "{media_type} {body}");
    }
    Ok(())
}

#[test]
fn streams_and_xml_are_checked() -> Test {
    let mock = bodies()?;
    for (media_type, body, expected) in [
        ("application/jsonl", "{\"n\":1}\n{\"n\":2}\n", ""),
        (
            "application/jsonl",
            "{\"n\":1}\n{}\n",
            "`body.n` is missing",
        ),
        (
            "application/json-seq",
            "\u{1e}{\"n\":1}\n\u{1e}{\"n\":2}\n",
            "",
        ),
        (
            "application/json-seq",
            "\u{1e}{\"n\":1}\n\u{1e}{}\n",
            "`body.n` is missing",
        ),
        (
            "application/json-seq",
            "\u{1e}{",
            "`body` is not JSON in text 1: EOF while parsing an object at line 1 column 1",
        ),
        (
            "text/event-stream",
            ": hello\r\n\r\nevent: row\r\nretry: 3\r\ndata: {\"n\":\r\ndata: 1}\r\n\r\n",
            "",
        ),
        (
            "text/event-stream",
            "event: row\ndata: {}\n\n",
            "`body.data.n` is missing",
        ),
        (
            "text/event-stream",
            "event: row\ndata: x\n\n",
            "`body` has data that is not JSON in event 1: expected value at line 1 column 1",
        ),
        (
            "text/event-stream",
            "data: {\"n\":1}\n\n",
            "`body.event` is missing",
        ),
        (
            "application/xml",
            "<row><n>x</n></row>",
            "the elements of XML are not compared with the schema",
        ),
        (
            "application/xml",
            "<row>\n<n></row>",
            "`body` is not well-formed XML in line 2: `</row>` closes the element `n`",
        ),
    ] {
        let answer = send_body(
            &mock,
            "POST",
            "/upload",
            &[("content-type", media_type)],
            body,
        )?;
        assert_eq!(remarks(&mock).join("\n"), expected, "{media_type} {body}");
        let is_accepted = !expected.starts_with('`');
        assert_eq!(answer.status() == 204, is_accepted, "{media_type} {body}");
    }
    Ok(())
}

#[test]
fn secrets_in_bodies_are_not_recorded() -> Test {
    let mock = bodies()?;
    let form = format!(
        "{}{}--b--\r\n",
        part("password", "text/plain", "s3cret"),
        part("user", "text/plain", "noor")
    );
    let redacted_form = form.replace("s3cret", "[redacted]");
    for (media_type, body, expected) in [
        (
            JSON,
            r#"{"user": "noor", "page_token": "a", "max_tokens": 1}"#,
            r#"{"user": "noor", "page_token": "a", "max_tokens": 1}"#,
        ),
        (
            JSON,
            r#"{"user":"noor","password":"s3cret","ssn":"s3cret","codes":[1],"other":{"api_key":"s3cret"}}"#,
            r#"{"user":"noor","password":"[redacted]","ssn":"[redacted]","codes":["[redacted]"],"other":{"api_key":"[redacted]"}}"#,
        ),
        (JSON, r#"{"ssn":"s3cret""#, "[redacted]"),
        (JSON, r#"{"user":"noor""#, r#"{"user":"noor""#),
        (
            "application/jsonl",
            "{\"user\":\"noor\"}\n{\"password\":\"s3cret\"}\n",
            "{\"user\":\"noor\"}\n{\"password\":\"[redacted]\"}\n",
        ),
        (
            "application/x-www-form-urlencoded",
            "user=noor&p%61ssword=s3cret&ssn=s3cret&a[token]=s3cret",
            "user=noor&p%61ssword=[redacted]&ssn=[redacted]&a[token]=[redacted]",
        ),
        ("multipart/form-data; boundary=b", &form, &redacted_form),
        ("application/xml", "<a><ssn>s3cret</ssn></a>", "[redacted]"),
        (
            "application/xml",
            "<a><user>noor</user></a>",
            "<a><user>noor</user></a>",
        ),
        ("text/plain", "s3cret", "[redacted]"),
    ] {
        // Also without an operation, by the names alone.
        for target in ["/login?pin=s3cret", "/nowhere?access_token=s3cret"] {
            let headers = [("content-type", media_type)];
            send_body(&mock, "POST", target, &headers, body.to_owned())?;
            let exchanges = mock.exchanges();
            let last = exchanges.last().ok_or("no exchange")?;
            if target.starts_with("/login") {
                assert_eq!(last.request.body, expected, "{media_type} {body}");
                let exchange = serde_json::to_string(&**last)?;
                assert!(!exchange.contains("s3cret"), "{exchange}");
            } else {
                assert_eq!(last.target, "/nowhere?access_token=[redacted]");
            }
        }
    }
    Ok(())
}

#[test]
fn secrets_are_not_in_the_messages_of_faults() -> Test {
    let mock = bodies()?;
    let headers = [("content-type", JSON)];
    let body = r#"{"user":1,"password":"pw","codes":[4711]}"#;
    let answer = send_body(&mock, "POST", "/login?pin=12345", &headers, body)?;
    assert_eq!(answer.status(), 400);
    assert_eq!(header(&answer, "content-type"), "application/problem+json");
    let expected = [
        "`query.pin` is a secret that violates `maxLength`",
        "`body.user` has a value of type number instead of string",
        "`body.password` is a secret that violates `minLength`",
        "`body.codes[0]` is a secret that violates `maximum`",
    ];
    assert_eq!(remarks(&mock), expected);
    let text = String::from_utf8_lossy(answer.body());
    for secret in ["12345", "\"pw\"", "4711"] {
        assert!(!text.contains(secret), "{text}");
    }
    Ok(())
}
