//! Random response bodies: decoding returns a value or an error. The error message contains the operation, is one
//! line, and has a limited length. Decoding never panics.

use std::collections::BTreeMap;

use apicrate_runtime::{
    Bytes, Error, ErrorKind, Method, OperationInfo, SecurityRequirements, Value, decode,
    from_value, http,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde::Deserialize;

static INFO: OperationInfo = OperationInfo {
    id: "users_list",
    method: Method::GET,
    path: "/users",
    server: "",
    servers: &[],
    header_parameters: &[],
    security: SecurityRequirements::All,
};

/// A valid body.
const VALID: &str = r#"[{"id":1,"name":"né","attributes":{"a":"b"},"event":{"a":[1,2]},
    "friend":{"id":2,"attributes":{}}}]"#;

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only deserialized")]
struct User {
    id: u32,
    name: Option<String>,
    attributes: BTreeMap<String, String>,
    friend: Option<Box<User>>,
    event: Option<Event>,
}

/// A type that is deserialized from a `Value`, as generated unions are.
#[derive(Debug)]
#[allow(dead_code, reason = "only deserialized")]
struct Event(BTreeMap<String, Vec<u8>>);

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_value(Value::deserialize(deserializer)?).map(Self)
    }
}

fn response(body: impl Into<Bytes>) -> http::Response<Bytes> {
    http::Response::new(body.into())
}

/// The error of decoding a body; `None` if it is valid. Checks the message of every error.
fn decode_error(body: impl Into<Bytes>) -> Result<Option<Error>, TestCaseError> {
    let response = response(body);
    let status_error = decode::error::<()>(&INFO, response.clone()).err();
    let status_error =
        status_error.ok_or_else(|| TestCaseError::fail("the error response was decoded"))?;
    check(&status_error, ErrorKind::Status)?;
    if let Err(error) = status_error.body_as::<Vec<User>>() {
        check(&error, ErrorKind::Decode)?;
    }
    if let Err(error) = decode::text(&INFO, response.clone()) {
        check(&error, ErrorKind::Decode)?;
    }
    let error = decode::json::<Vec<User>>(&INFO, response).err();
    if let Some(error) = &error {
        check(error, ErrorKind::Decode)?;
    }
    Ok(error)
}

fn check(error: &Error, kind: ErrorKind) -> TestCaseResult {
    let message = error.to_string();
    prop_assert_eq!(error.kind(), kind);
    prop_assert_eq!(error.operation(), Some("users_list"));
    prop_assert!(message.starts_with("users_list: "), "{}", message);
    prop_assert!(!message.contains(char::is_control), "{:?}", message);
    prop_assert!(message.chars().count() < 2000, "{}", message);
    Ok(())
}

/// Arbitrary JSON. Some values are similar to a valid body.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let name = prop_oneof!["id|name|attributes|friend|event", any::<String>()];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes_decode_or_fail_cleanly(body: Vec<u8>) {
        decode_error(body)?;
    }

    #[test]
    fn arbitrary_json_decodes_or_fails_cleanly(body in any_json()) {
        decode_error(body.to_string())?;
    }

    #[test]
    fn arbitrary_property_names_appear_in_paths(name: String) {
        let body = serde_json::json!([{"id": 1, "attributes": {name: 5}}]);
        prop_assert!(decode_error(body.to_string())?.is_some_and(|error| error.json_path().is_some()));
    }

    #[test]
    fn truncated_bodies_fail_without_path(end in 0..VALID.len()) {
        let error = decode_error(&VALID.as_bytes()[..end])?;
        prop_assert!(error.is_some_and(|error| error.json_path().is_none()));
    }

    #[test]
    fn corrupted_bytes_decode_or_fail_cleanly(index in 0..VALID.len(), byte: u8) {
        let mut body = VALID.as_bytes().to_vec();
        body[index] = byte;
        decode_error(body)?;
    }

    #[test]
    fn invalid_utf8_fails(index in 0..VALID.len()) {
        let mut body = VALID.as_bytes().to_vec();
        body[index] = 0xFF;
        prop_assert!(decode_error(body)?.is_some());
    }

    #[test]
    fn html_pages_are_quoted_in_the_error(text: String) {
        let page = format!("<!doctype html><title>{text}</title>");
        let error = decode_error(page)?;
        prop_assert!(error.is_some_and(|error| error.to_string().contains("<!doctype html>")));
    }

    #[test]
    fn deeply_nested_bodies_fail(
        depth in 200_usize..100_000,
        open in prop_oneof!["\\[", "[{]\"friend\":", "[{]\"event\":", "[{]\"\":"],
        inside_property: bool,
    ) {
        let deep = open.repeat(depth);
        let body = if inside_property { format!(r#"[{{"id":1,"friend":{deep}"#) } else { deep };
        prop_assert!(decode_error(body)?.is_some());
    }
}

#[test]
fn valid_body_decodes_and_empty_body_fails() -> Result<(), TestCaseError> {
    assert!(decode_error(VALID)?.is_none());
    assert!(decode_error("")?.is_some());
    Ok(())
}
