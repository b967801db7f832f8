//! Decoding of responses, and the errors for responses that cannot be decoded.

use std::collections::BTreeMap;
use std::error::Error as StdError;

use apicrate_runtime::{
    Bytes, Error, ErrorKind, Method, OperationInfo, Response, SecurityRequirements, TransportError,
    Value, decode, http,
};
use serde::Deserialize;

type Test = Result<(), Box<dyn StdError>>;

static INFO: OperationInfo = OperationInfo {
    id: "users_achievements",
    method: Method::GET,
    path: "/users/{id}/achievements",
    server: "",
    servers: &[],
    header_parameters: &[],
    security: SecurityRequirements::All,
};

#[derive(Debug, PartialEq, Deserialize)]
struct Achievement {
    id: String,
    trigger: String,
}

fn response(
    status: u16,
    content_type: &str,
    body: impl Into<Bytes>,
) -> http::Result<http::Response<Bytes>> {
    http::Response::builder()
        .status(status)
        .header("content-type", content_type)
        .body(body.into())
}

/// The error of decoding this body as a list of achievements.
fn failure(content_type: &str, body: impl Into<Bytes>) -> Result<Error, Box<dyn StdError>> {
    let decoded = decode::json::<Vec<Achievement>>(&INFO, response(200, content_type, body)?);
    let error = decoded.err().ok_or("the body was decoded")?;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.operation(), Some("users_achievements"));
    assert_eq!(error.status(), Some(http::StatusCode::OK));
    Ok(error)
}

fn status_error(status: u16, body: &'static str) -> Result<Error, Box<dyn StdError>> {
    let decoded = decode::error::<()>(&INFO, response(status, "application/json", body)?);
    Ok(decoded.err().ok_or("the error response was decoded")?)
}

#[test]
fn json_keeps_status_and_headers() -> Test {
    let body = r#"[{"id":"a","trigger":"api","new":1}]"#;
    let response: Response<Vec<Achievement>> =
        decode::json(&INFO, response(201, "application/json", body)?)?;
    assert_eq!(
        (response.status().as_u16(), response.is_status_set()),
        (201, true)
    );
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(
        response.value()[0],
        Achievement {
            id: "a".into(),
            trigger: "api".into()
        }
    );
    Ok(())
}

#[test]
fn json_ignores_content_type_and_byte_order_mark() -> Test {
    assert!(decode::json::<Value>(&INFO, response(200, "text/plain", "[]")?).is_ok());
    assert!(decode::json::<Value>(&INFO, response(200, "application/json", "\u{feff}[]")?).is_ok());
    Ok(())
}

#[test]
fn text_and_bytes_are_decoded_unchanged() -> Test {
    let body = "naïve";
    assert_eq!(
        decode::text(&INFO, response(200, "text/plain", body)?)?.value(),
        body
    );
    assert_eq!(
        decode::bytes(&INFO, response(200, "image/png", body)?)?.value(),
        body
    );
    assert_eq!(
        decode::empty(&INFO, response(204, "text/plain", "")?)?
            .status()
            .as_u16(),
        204
    );

    let error = decode::text(&INFO, response(200, "text/plain", &b"a\xff"[..])?).err();
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Decode));
    Ok(())
}

#[test]
fn a_status_without_a_body_is_null() -> Test {
    for status in [204, 205] {
        let none = || response(status, "application/json", "");
        assert!(decode::list::<i64>(&INFO, none()?)?.value().is_empty());
        assert!(decode::map::<i64>(&INFO, none()?)?.value().is_empty());
        assert_eq!(decode::json::<Option<i64>>(&INFO, none()?)?.value(), &None);
        let error = decode::json::<Achievement>(&INFO, none()?).err();
        assert_eq!(
            error.map(|error| error.to_string()).as_deref(),
            Some("users_achievements: response has no body, but the API describes a JSON body")
        );
    }
    assert!(decode::list::<i64>(&INFO, response(200, "application/json", "")?).is_err());
    Ok(())
}

#[test]
fn a_location_may_contain_any_letters() -> Test {
    let location = |bytes: &[u8]| -> Result<_, Box<dyn std::error::Error>> {
        let mut redirect = response(302, "text/plain", "")?;
        let value = http::HeaderValue::from_bytes(bytes)?;
        redirect.headers_mut().insert("location", value);
        Ok(decode::location(&INFO, redirect).map(Response::into_inner))
    };
    assert_eq!(
        location("/blüte".as_bytes())?.ok().as_deref(),
        Some("/blüte")
    );
    assert!(location(b"/bl\xFCte")?.is_err());
    Ok(())
}

#[test]
fn type_mismatch_reports_path_and_value() -> Test {
    let error = failure("application/json", r#"[{"id":"a","trigger":null}]"#)?;
    assert_eq!(error.json_path(), Some("[0].trigger"));
    assert_eq!(
        error.to_string(),
        "users_achievements: response does not match the API description at `[0].trigger`: \
         invalid type: null, expected a string (found `null`)"
    );

    let error = failure("application/json", r#"[{"id":"a"}]"#)?;
    assert_eq!(
        error.to_string(),
        "users_achievements: response does not match the API description at `[0]`: \
         missing field `trigger` (found `{\"id\":\"a\"}`)"
    );

    let error = failure("application/json", r#"{"items":[]}"#)?;
    assert_eq!(error.json_path(), Some("."));
    assert_eq!(
        error.to_string(),
        "users_achievements: response does not match the API description: \
         invalid type: map, expected a sequence (found `{\"items\":[]}`)"
    );
    Ok(())
}

#[test]
fn long_values_are_truncated_between_characters() -> Test {
    let body = format!(r#"["{}"]"#, "é".repeat(500));
    let text = failure("application/json", body)?.to_string();
    assert!(
        text.ends_with(&format!("(found `\"{}…`)", "é".repeat(199))),
        "{text}"
    );
    Ok(())
}

#[test]
fn invalid_json_reports_the_reason() -> Test {
    let cases: [(&str, &[u8], &str); 5] = [
        (
            "application/json",
            b"",
            "response has no body, but the API describes a JSON body",
        ),
        (
            "text/html; charset=utf-8",
            b"<html>Bad gateway",
            "response is not JSON but `text/html; charset=utf-8` (it starts with `<html>Bad gateway`)",
        ),
        (
            "application/json",
            br#"[{"id":"#,
            "response is incomplete: EOF while parsing a value at line 1 column 7 \
             (it starts with `[{\"id\":`)",
        ),
        (
            "application/problem+json; charset=utf-8",
            b"nope",
            "response is not JSON: expected ident at line 1 column 2 (it starts with `nope`)",
        ),
        ("application/json", b"[\"\xff\"]", "response is not UTF-8"),
    ];
    for (content_type, body, expected) in cases {
        let text = failure(content_type, body)?.to_string();
        assert!(
            text.starts_with(&format!("users_achievements: {expected}")),
            "{text}"
        );
    }
    Ok(())
}

#[test]
fn compressed_bodies_are_reported() -> Test {
    let response = |coding| {
        http::Response::builder()
            .header("content-encoding", coding)
            .body(Bytes::from_static(b"\x1f\x8b\x08"))
    };
    let text = |coding| Ok::<_, http::Error>(decode::text(&INFO, response(coding)?).err());
    let json = |coding| Ok::<_, http::Error>(decode::json::<Value>(&INFO, response(coding)?).err());
    for (coding, expected) in [("gzip", "the content coding `gzip`"), ("identity", "UTF-8")] {
        for error in [text(coding)?, json(coding)?] {
            let message = error.ok_or("the body was decoded")?.to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
    Ok(())
}

#[test]
fn status_error_has_status_message_and_operation() -> Test {
    let error = status_error(404, r#"{"error": "user not found"}"#)?;
    assert!(error.is_status());
    assert_eq!(error.status(), Some(http::StatusCode::NOT_FOUND));
    assert_eq!(error.message(), Some("user not found"));
    assert_eq!(error.info(), Some(&INFO));
    assert_eq!(error.body().map(Bytes::len), Some(27));
    assert_eq!(
        error.to_string(),
        "users_achievements: 404 Not Found: user not found"
    );
    Ok(())
}

#[test]
fn error_message_is_found_in_common_properties() -> Test {
    let cases = [
        (r#"{"message":"b","error":"a"}"#, Some("a")),
        (r#"{"message":"b","title":"t"}"#, Some("b")),
        (r#"{"title":"t","detail":"d"}"#, Some("d")),
        (r#"{"error":{"message":"deep"}}"#, Some("deep")),
        (r#"{"title":"t"}"#, Some("t")),
        (r#"{"error_description":"o"}"#, Some("o")),
        (r#"{"error":"","message":7}"#, None),
        ("<html>", None),
        ("", None),
    ];
    for (body, message) in cases {
        assert_eq!(status_error(400, body)?.message(), message, "{body}");
    }
    assert_eq!(
        status_error(499, "")?.to_string(),
        "users_achievements: 499"
    );
    Ok(())
}

#[test]
fn error_body_decodes_as_documented_type() -> Test {
    let error = status_error(422, r#"{"error":"no","code":7}"#)?;
    let body: BTreeMap<String, Value> = error.body_as()?;
    assert_eq!(body["code"], 7);

    let other = error
        .body_as::<BTreeMap<String, String>>()
        .err()
        .ok_or("the body was decoded")?;
    assert_eq!(
        (other.kind(), other.json_path()),
        (ErrorKind::Decode, Some("code"))
    );
    assert_eq!(other.operation(), Some("users_achievements"));

    let without_body = Error::not_implemented(&INFO).body_as::<Value>().err();
    assert_eq!(
        without_body.map(|error| error.kind()),
        Some(ErrorKind::InvalidRequest)
    );
    Ok(())
}

#[test]
fn not_implemented_error_names_the_operation() {
    let error = Error::not_implemented(&INFO);
    assert!(error.is_not_implemented());
    assert_eq!(error.to_string(), "users_achievements: not implemented");
}

#[test]
fn transport_error_shows_its_cause() {
    let error = Error::transport(TransportError::connect("cable cut")).with_operation(&INFO);
    assert_eq!(
        error.to_string(),
        "users_achievements: could not connect to the server: cable cut"
    );
    assert!(error.is_connect() && !error.is_timeout());
    assert!(error.source().is_none());
    let cause = error.transport_error().and_then(StdError::source);
    assert_eq!(cause.map(ToString::to_string).as_deref(), Some("cable cut"));
}

#[test]
fn error_is_one_pointer_and_debug_omits_headers() -> Test {
    fn shared<T: Send + Sync + 'static>(_: &T) {}

    let mut response = response(403, "application/json", r#"{"key":"hunter2"}"#)?;
    response
        .headers_mut()
        .insert("set-cookie", "session=hunter2".parse()?);
    let error = Error::from_response(response);
    shared(&error);
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert!(!format!("{error:?}").contains("hunter2"));
    Ok(())
}
