//! Bodies as no server should send them, made at random: whatever arrives, a call ends in a value or
//! in an error that names the operation, on one line of a decent length, and never in a panic.

use std::collections::BTreeMap;

use apicrate_runtime::{
    Bytes, Error, ErrorKind, OperationInfo, SecurityRequirements, Value, decode, from_value, http,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde::Deserialize;

static INFO: OperationInfo = OperationInfo {
    id: "users_list",
    method: http::Method::GET,
    path: "/users",
    server: "",
    header_parameters: &[],
    security: SecurityRequirements::All,
};

/// A body that can be read.
const GOOD: &str = r#"[{"id":1,"name":"né","attributes":{"a":"b"},"event":{"a":[1,2]},
    "friend":{"id":2,"attributes":{}}}]"#;

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "they are there to be read into")]
struct User {
    id: u32,
    name: Option<String>,
    attributes: BTreeMap<String, String>,
    friend: Option<Box<User>>,
    event: Option<Event>,
}

/// A union as the generator writes it: by way of a value.
#[derive(Debug)]
#[allow(dead_code, reason = "it is there to be read into")]
struct Event(BTreeMap<String, Vec<u8>>);

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_value(Value::deserialize(deserializer)?).map(Self)
    }
}

fn response(body: impl Into<Bytes>) -> http::Response<Bytes> {
    http::Response::new(body.into())
}

/// What is wrong with a body, said properly; `None` when nothing is.
fn fault(body: impl Into<Bytes>) -> Result<Option<Error>, TestCaseError> {
    let response = response(body);
    let refusal = decode::error::<()>(&INFO, response.clone()).err();
    let refusal = refusal.ok_or_else(|| TestCaseError::fail("a refusal was a success"))?;
    check(&refusal, ErrorKind::Status)?;
    if let Err(error) = refusal.body_as::<Vec<User>>() {
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
    let said = error.to_string();
    prop_assert_eq!(error.kind(), kind);
    prop_assert_eq!(error.operation(), Some("users_list"));
    prop_assert!(said.starts_with("users_list: "), "{}", said);
    prop_assert!(!said.contains(char::is_control), "{:?}", said);
    prop_assert!(said.chars().count() < 2000, "{}", said);
    Ok(())
}

/// JSON of any shape, now and then of one that is nearly right.
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
    fn any_bytes(body: Vec<u8>) {
        fault(body)?;
    }

    #[test]
    fn any_json_body(body in any_json()) {
        fault(body.to_string())?;
    }

    #[test]
    fn any_name_where_a_fault_is(name: String) {
        let body = serde_json::json!([{"id": 1, "attributes": {name: 5}}]);
        prop_assert!(fault(body.to_string())?.is_some_and(|error| error.json_path().is_some()));
    }

    #[test]
    fn a_body_that_stops_half_way(end in 0..GOOD.len()) {
        let error = fault(&GOOD.as_bytes()[..end])?;
        prop_assert!(error.is_some_and(|error| error.json_path().is_none()));
    }

    #[test]
    fn a_body_in_which_one_byte_is_another(place in 0..GOOD.len(), byte: u8) {
        let mut body = GOOD.as_bytes().to_vec();
        body[place] = byte;
        fault(body)?;
    }

    #[test]
    fn a_body_that_is_not_utf8(place in 0..GOOD.len()) {
        let mut body = GOOD.as_bytes().to_vec();
        body[place] = 0xFF;
        prop_assert!(fault(body)?.is_some());
    }

    #[test]
    fn a_page_of_html(text: String) {
        let page = format!("<!doctype html><title>{text}</title>");
        let error = fault(page)?;
        prop_assert!(error.is_some_and(|error| error.to_string().contains("<!doctype html>")));
    }

    #[test]
    fn a_body_that_is_nested_too_deeply(
        depth in 200_usize..100_000,
        open in prop_oneof!["\\[", "[{]\"friend\":", "[{]\"event\":", "[{]\"\":"],
        within: bool,
    ) {
        let deep = open.repeat(depth);
        let body = if within { format!(r#"[{{"id":1,"friend":{deep}"#) } else { deep };
        prop_assert!(fault(body)?.is_some());
    }
}

#[test]
fn a_good_body_has_no_fault() -> Result<(), TestCaseError> {
    assert!(fault(GOOD)?.is_none());
    assert!(fault("")?.is_some());
    Ok(())
}
