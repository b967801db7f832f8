//! Redaction of secrets that a server repeats in any encoding, for every public text of an error.

use std::error::Error as StdError;
use std::fmt::Write;
use std::time::Duration;

use apicrate_runtime::http::{HeaderValue, Response as HttpResponse};
use apicrate_runtime::{
    Body, Bytes, CallOptions, Client, Decode, Error, Method, Operation, Transport, TransportError,
    Value, decode,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

/// An operation whose response is a list of numbers, so that every text is a mismatch.
struct Numbers;

impl Operation for Numbers {
    type Output = Vec<u8>;

    const ID: &'static str = "numbers";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/numbers";
    const SERVER: &'static str = "https://api.example.com";
    const DECODE: Decode<Self::Output> = decode::json;
}

/// Answers every request with the same response.
struct Fixed(HttpResponse<Bytes>);

impl Transport for Fixed {
    async fn send(
        &self,
        _request: apicrate_runtime::http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<HttpResponse<Bytes>, TransportError> {
        Ok(self.0.clone())
    }

    async fn sleep(&self, _duration: Duration) {}
}

/// The error of a call with this key, if the server answers with this status, header and body.
fn failure(key: &str, status: u16, header: &str, body: &str) -> Result<Error, Box<dyn StdError>> {
    let mut response = HttpResponse::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = status.try_into()?;
    if let Ok(value) = HeaderValue::from_str(header) {
        response.headers_mut().insert("x-echo", value);
    }
    let client = Client::builder()
        .api_key_in_query("key", key)
        .transport(Fixed(response))
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let result = runtime.block_on(client.call(&Numbers, &CallOptions::new()));
    Ok(result.err().ok_or("the call succeeded")?)
}

/// All public texts of an error.
fn shown_by(error: &Error) -> Result<String, Box<dyn StdError>> {
    let mut shown = format!("{error} {error:?}");
    write!(shown, " {:?} {:?}", error.message(), error.json_path())?;
    write!(shown, " {}", error.message().unwrap_or_default())?;
    if let Some(body) = error.body() {
        write!(shown, " {}", str::from_utf8(body)?)?;
    }
    for value in error.headers().into_iter().flat_map(|it| it.values()) {
        write!(shown, " {}", value.to_str().unwrap_or_default())?;
    }
    if let Err(error) = error.body_as::<u8>() {
        write!(shown, " {error} {error:?}")?;
    }
    Ok(shown)
}

/// Encodes a text: each kind of encoding escapes the characters that it must, and those that the pattern selects.
fn encoded(text: &str, kind: usize, select: u64) -> String {
    let bit = |index: usize| (select >> (index % 64)) & 1 == 1;
    let characters = text.chars().enumerate();
    let encoded = characters.map(|(index, character)| match kind {
        0 => percent(character, bit(index), bit(index + 7)),
        1 => in_json(character, bit(index), bit(index + 7)),
        _ => in_html(character, bit(index), bit(index + 7)),
    });
    encoded.collect()
}

fn percent(character: char, is_selected: bool, is_upper: bool) -> String {
    if character == ' ' && is_selected {
        return "+".to_owned();
    }
    if !is_selected && character.is_ascii() && !"%+ ".contains(character) {
        return character.to_string();
    }
    let mut buffer = [0; 4];
    let bytes = character.encode_utf8(&mut buffer).bytes();
    let bytes = bytes.map(|byte| format!("%{}", hex(byte.into(), 2, is_upper)));
    bytes.collect()
}

fn in_json(character: char, is_selected: bool, is_upper: bool) -> String {
    if is_selected {
        let mut buffer = [0; 2];
        let units = character.encode_utf16(&mut buffer).iter();
        let units = units.map(|unit| format!("\\u{}", hex(u32::from(*unit), 4, is_upper)));
        return units.collect();
    }
    match character {
        '"' | '\\' | '/' => format!("\\{character}"),
        _ => character.to_string(),
    }
}

fn in_html(character: char, is_selected: bool, is_upper: bool) -> String {
    match character {
        '&' => "&amp;".to_owned(),
        '"' if is_upper => "&quot;".to_owned(),
        '<' if is_upper => "&lt;".to_owned(),
        '\'' if is_upper => "&#39;".to_owned(),
        _ if is_selected && is_upper => format!("&#{};", u32::from(character)),
        _ if is_selected => format!("&#x{};", hex(character.into(), 0, is_upper)),
        _ => character.to_string(),
    }
}

fn hex(number: u32, width: usize, is_upper: bool) -> String {
    if is_upper {
        format!("{number:0width$X}")
    } else {
        format!("{number:0width$x}")
    }
}

fn json(text: &str) -> String {
    Value::from(text).to_string()
}

/// A secret of at least 8 characters, without white space at its ends.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!-~]{8,40}",
        "[A-Za-z0-9_-]{8,64}",
        "[A-Za-z0-9+/=%&\"\\\\]{8,24}",
        "[!-~][ -~äß😀]{8,24}[!-~]",
    ]
}

fn encodings() -> impl Strategy<Value = Vec<(usize, u64)>> {
    prop::collection::vec((0..3_usize, any::<u64>()), 0..=3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn errors_contain_no_secret_in_any_encoding(
        secret in secret(),
        encodings in encodings(),
        before in "[ -~é\n]{0,12}",
        after in "[ -~é\n]{0,12}",
        status in prop::sample::select(vec![200_u16, 400, 500]),
    ) {
        let mut repeated = secret.clone();
        for (kind, select) in encodings {
            repeated = encoded(&repeated, kind, select);
        }
        let text = format!("{before}{repeated}{after}");
        for body in [
            text.clone(),
            format!("[\"{text}\"]"),
            json(&text),
            format!("{{\"error\":{}}}", json(&text)),
            format!("{{{}:[1]}}", json(&text)),
            json(&format!("{{\"error\":{}}}", json(&text))),
        ] {
            let error = failure(&secret, status, &text, &body);
            let shown = shown_by(&error.map_err(|error| TestCaseError::fail(error.to_string()))?);
            let shown = shown.map_err(|error| TestCaseError::fail(error.to_string()))?;
            for leak in [&secret, &repeated, &json(&repeated)[1..json(&repeated).len() - 1]] {
                prop_assert!(!shown.contains(leak), "{secret}, {leak}: {shown}");
            }
        }
    }

    #[test]
    fn texts_without_the_secret_are_unchanged(
        secret in "[A-Z]{8,20}",
        message in "[ -~é😀]{1,80}",
        select in any::<u64>(),
        kind in 0..3_usize,
    ) {
        prop_assume!(!message.to_ascii_uppercase().contains(&secret));
        let text = encoded(&message, kind, select);
        let body = format!("{{\"error\":{}}}", json(&text));
        let error = failure(&secret, 400, &text, &body);
        let error = error.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(error.message(), Some(text.as_str()));
        prop_assert_eq!(error.body().map(|body| &body[..]), Some(body.as_bytes()));
        let header = error.headers().and_then(|headers| headers.get("x-echo"));
        if let Some(header) = header {
            prop_assert_eq!(header.as_bytes(), text.as_bytes());
        }
    }

    #[test]
    fn errors_contain_no_secret_in_base64_hexadecimal_or_utf16(
        secret in "[!-~]{12,40}",
        before in "[a-z:]{0,8}",
        after in "[a-z:]{0,8}",
    ) {
        let pair = format!("{before}{secret}{after}");
        for repeated in [
            STANDARD.encode(&secret),
            URL_SAFE_NO_PAD.encode(&secret),
            STANDARD.encode(&pair),
            URL_SAFE_NO_PAD.encode(&pair),
            pair.bytes().map(|byte| hex(byte.into(), 2, false)).collect(),
            secret.bytes().map(|byte| hex(byte.into(), 2, true)).collect(),
            pair.chars().flat_map(|character| [character, '\0']).collect(),
            secret.chars().flat_map(|character| ['\0', character]).collect(),
        ] {
            let body = format!("{{\"error\":{}}}", json(&format!("invalid: {repeated}")));
            let error = failure(&secret, 401, &repeated, &body);
            let error = error.map_err(|error| TestCaseError::fail(error.to_string()))?;
            let message = error.message().unwrap_or_default();
            prop_assert!(message.contains("[redacted]"), "{secret}: {message}");
            prop_assert!(!message.contains(&repeated), "{secret}: {message}");
        }
    }
}

/// The message of an error is composed of the server's words, in which secrets are redacted, and of ours.
#[test]
fn redaction_changes_only_words_of_the_server() -> Result<(), Box<dyn StdError>> {
    let api_error = |text: &str| format!("{{\"error\":{}}}", json(text));
    let mismatch = "numbers: response does not match the API description";
    for (key, status, body, shown) in [
        ("t", 404, api_error("not a key: t"), "numbers: 404 Not Found: not a key: [redacted]".to_owned()),
        ("Found", 404, api_error("Found"), "numbers: 404 Not Found: [redacted]".to_owned()),
        ("Not Found", 404, api_error("Not Found"), "numbers: 404 Not Found: [redacted]".to_owned()),
        ("numbers", 404, api_error("x"), "numbers: 404 Not Found: x".to_owned()),
        ("404", 404, api_error("404"), "numbers: 404 Not Found: [redacted]".to_owned()),
        ("red", 400, api_error("red redacted"), "numbers: 400 Bad Request: [redacted] redacted".to_owned()),
        ("redacted", 400, api_error("redacted, redacted"), "numbers: 400 Bad Request: [redacted], [redacted]".to_owned()),
        ("response", 200, "[\"x\"]".to_owned(), format!("{mismatch} at `[0]`: invalid type: string \"x\", expected u8 (found `\"x\"`)")),
        ("invalid type", 200, "[\"invalid type\"]".to_owned(), format!("{mismatch} at `[0]`: invalid type: string \"[redacted]\", expected u8 (found `\"[redacted]\"`)")),
        ("expected", 200, "[\"EXPECTED\"]".to_owned(), format!("{mismatch} at `[0]`: invalid type: string \"[redacted]\", expected u8 (found `\"[redacted]\"`)")),
        ("0", 200, "[\"x0\"]".to_owned(), format!("{mismatch} at `[0]`: invalid type: string \"x0\", expected u8 (found `\"x0\"`)")),
        ("12345678", 200, "[12345678]".to_owned(), format!("{mismatch} (details are omitted, because they contain a secret)")),
        ("description", 200, "description".to_owned(), "numbers: response is not JSON: expected value at line 1 column 1 (it starts with `[redacted]`)".to_owned()),
    ] {
        let error = failure(key, status, "", &body)?;
        assert_eq!(error.to_string(), shown, "{key}");
    }
    Ok(())
}

#[test]
fn numbers_are_redacted_without_losing_the_message() -> Result<(), Box<dyn StdError>> {
    let error = failure(
        "12345678",
        400,
        "",
        r#"{"error":"unknown key 12345678","key":12345678}"#,
    )?;
    assert_eq!(error.message(), Some("unknown key [redacted]"));
    assert_eq!(
        error.body().map(|body| &body[..]),
        Some(&br#"{"error":"unknown key [redacted]","key":[redacted]}"#[..])
    );
    Ok(())
}

#[test]
fn errors_of_errors_are_not_redacted_again() -> Result<(), Box<dyn StdError>> {
    let error = failure("redacted", 400, "redacted", r#"{"error":"redacted"}"#)?;
    let again = error.body_as::<u8>().err().ok_or("the body is a number")?;
    assert_eq!(again.body(), error.body());
    assert_eq!(again.headers(), error.headers());
    assert_eq!(again.attempts(), 1);
    assert!(
        again.to_string().contains(r#"`{"error":"[redacted]"}`"#),
        "{again}"
    );
    Ok(())
}

#[test]
fn values_of_successful_responses_are_unchanged() -> Result<(), Box<dyn StdError>> {
    let body = r#"{"key":"hunter2%2Fhunter3 hunter2/hunter3"}"#;
    let transport = Fixed(HttpResponse::new(Bytes::from(body)));
    let client = Client::builder()
        .base_url("https://api.example.com")
        .sensitive_header("x-api-key", "hunter2/hunter3")
        .transport(transport)
        .build()?;
    let request = apicrate_runtime::http::Request::get("/keys").body(Bytes::new())?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let response = runtime.block_on(client.execute(request, &CallOptions::new()))?;
    assert_eq!(response.body(), body);
    let decoded = apicrate_runtime::Response::<Value>::json(response)?;
    assert_eq!(decoded.value()["key"], "hunter2%2Fhunter3 hunter2/hunter3");
    Ok(())
}
