//! Locations of decode errors: the JSON path of the value that does not match its type.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::net::Ipv4Addr;

use apicrate_runtime::{
    Bytes, Error, Method, OperationInfo, SecurityRequirements, Value, decode, from_value, http,
};
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

type Test = Result<(), Box<dyn StdError>>;

static INFO: OperationInfo = OperationInfo {
    id: "gardens_get",
    method: Method::GET,
    path: "/gardens",
    server: "",
    servers: &[],
    header_parameters: &[],
    security: SecurityRequirements::All,
};

/// The error of decoding this text as a `T`.
fn failure<T: DeserializeOwned>(text: &str) -> Result<Error, Box<dyn StdError>> {
    let response = http::Response::new(Bytes::from(text.to_owned()));
    let decoded = decode::json::<T>(&INFO, response);
    Ok(decoded.err().ok_or_else(|| format!("decoded: {text}"))?)
}

fn assert_locations<T: DeserializeOwned>(cases: &[(&str, &str, &str)]) -> Test {
    for (text, path, found) in cases {
        let error = failure::<T>(text)?;
        assert_eq!(error.json_path(), Some(*path), "{text}: {error}");
        assert!(
            error.to_string().ends_with(&format!("(found `{found}`)")),
            "{text}: {error}"
        );
    }
    Ok(())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code, reason = "only deserialized")]
struct Garden {
    name: String,
    #[serde(rename = "a \"b\".c")]
    quoted: String,
    rows: Vec<Vec<i32>>,
    gate: Option<Gate>,
    gates: Vec<Gate>,
    address: Option<Ipv4Addr>,
    plant: Option<Plant>,
    plants: Vec<Plant>,
    by_name: BTreeMap<String, Gate>,
    pair: (i32, String),
    by_address: BTreeMap<Ipv4Addr, i32>,
    is_open: bool,
}

#[derive(Debug, Default, Deserialize)]
#[allow(dead_code, reason = "only deserialized")]
struct Gate {
    width: f64,
    #[serde(default)]
    lock: Option<Lock>,
}

#[derive(Debug, Default, Deserialize)]
#[allow(dead_code, reason = "only deserialized")]
struct Lock {
    key: String,
}

/// A union with a discriminator, deserialized as in generated code.
#[derive(Debug)]
#[allow(dead_code, reason = "only deserialized")]
enum Plant {
    Tree(Tree),
    Unknown(Value),
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only deserialized")]
struct Tree {
    height: i32,
    #[serde(default)]
    rings: Vec<i32>,
    #[serde(default)]
    neighbour: Option<Box<Plant>>,
}

impl<'de> Deserialize<'de> for Plant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match value.get("kind").and_then(Value::as_str) {
            Some("tree") => from_value(value).map(Self::Tree),
            _ => Ok(Self::Unknown(value)),
        }
    }
}

#[test]
fn wrong_type_is_located() -> Test {
    assert_locations::<Garden>(&[
        (r#"{"name":7}"#, "name", "7"),
        (r#"{"name":-7.5e3,"rows":[]}"#, "name", "-7500"),
        (r#"{"name":true}"#, "name", "true"),
        (r#"{"name":null }"#, "name", "null"),
        (r#"{"name":["a"]}"#, "name", r#"["a"]"#),
        ("{\"name\" : \n\t{ }\r\n}", "name", "{}"),
        (r#"{"is_open":"[{,:}]"}"#, "is_open", r#""[{,:}]""#),
        (r#"{"is_open":"\"}\\"}"#, "is_open", r#""\"}\\""#),
        (r#"{"name":"ü😀","is_open":0}"#, "is_open", "0"),
        (r#"{"name":"}","is_open":"ü"}"#, "is_open", r#""ü""#),
        (r#"{"rows":[[1,2],[],[3,"4"]]}"#, "rows[2][1]", r#""4""#),
        (r#"{"rows":[["1"],[2]]}"#, "rows[0][0]", r#""1""#),
        (r#"{"rows":[[1],{"0":2}]}"#, "rows[1]", r#"{"0":2}"#),
        (r#"{"rows":[[1],[[2]]]}"#, "rows[1][0]", "[2]"),
        (r#"{"rows":[[1.5]]}"#, "rows[0][0]", "1.5"),
        (r#"{"rows":[[99999999999]]}"#, "rows[0][0]", "99999999999"),
        (r#"{"gate":{"width":"wide"}}"#, "gate.width", r#""wide""#),
        (r#"{"pair":["1","2"]}"#, "pair[0]", r#""1""#),
        (r#"{"pair":[1,2]}"#, "pair[1]", "2"),
        ("7", ".", "7"),
        (" true ", ".", "true"),
        ("\"text\"", ".", "\"text\""),
        ("null", ".", "null"),
    ])
}

#[test]
fn property_names_are_unescaped_in_paths() -> Test {
    assert_locations::<Garden>(&[
        (r#"{"a \"b\".c":1}"#, r#"a "b".c"#, "1"),
        (r#"{"\u0061 \"b\".c":1}"#, r#"a "b".c"#, "1"),
        (r#"{"by_name":{"\\\"":1}}"#, r#"by_name.\""#, "1"),
        (
            r#"{"by_name":{"ü😀":{"width":[]}}}"#,
            "by_name.ü😀.width",
            "[]",
        ),
        (r#"{"by_name":{"":{"width":0},"x":1}}"#, "by_name.x", "1"),
        (
            r#"{"new":{"name":[{}]},"name":{"new":0}}"#,
            "name",
            r#"{"new":0}"#,
        ),
    ])
}

#[test]
fn missing_property_locates_the_object() -> Test {
    assert_locations::<Garden>(&[
        (r#"{"gate":{}}"#, "gate", "{}"),
        (r#"{"gate":{ } ,"name":""}"#, "gate", "{}"),
        (
            r#"{"gates":[{"width":1},{"wide":[2]}]}"#,
            "gates[1]",
            r#"{"wide":[2]}"#,
        ),
        (r#"{"gates":[{},{"width":1}]}"#, "gates[0]", "{}"),
        (
            r#"{"gates":[{"width":1,"lock":{"kind":{"a":1}}}]}"#,
            "gates[0].lock",
            r#"{"kind":{"a":1}}"#,
        ),
        (
            r#"{"gates":[{"lock":{"key":"a"}}],"name":""}"#,
            "gates[0]",
            r#"{"lock":{"key":"a"}}"#,
        ),
        (r#"{"pair":[1]}"#, "pair", "[1]"),
        (r#"{"by_name":{"a":{}}}"#, "by_name.a", "{}"),
    ])
}

#[test]
fn invalid_value_is_located() -> Test {
    assert_locations::<Garden>(&[
        (r#"{"address":"yesterday"}"#, "address", r#""yesterday""#),
        (
            r#"{"address":"yesterday" , "name":""}"#,
            "address",
            r#""yesterday""#,
        ),
        (r#"{"by_address":{"x":3}}"#, "by_address", r#"{"x":3}"#),
        (r#"{"name":"a","name":"b"}"#, ".", r#"{"name":"b"}"#),
    ])
}

#[test]
fn union_variant_error_contains_inner_path() -> Test {
    let cases = [
        (
            r#"{"plant":{"kind":"tree"}}"#,
            "plant",
            "missing field `height`",
        ),
        (
            r#"{"plants":[{"kind":"herb"},{"kind":"tree","height":1,"rings":[1,"2"]}]}"#,
            "plants[1]",
            "at `rings[1]`: invalid type: string \"2\", expected i32",
        ),
        (
            r#"{"plants":[{"kind":"tree","height":null} , {"kind":"herb"}],"name":""}"#,
            "plants[0]",
            "at `height`: invalid type: null, expected i32",
        ),
        (
            r#"{"plants":[{"kind":"tree","height":1,"neighbour":{"kind":"tree","height":{}}}]}"#,
            "plants[0]",
            "at `neighbour`: at `height`: invalid type: map, expected i32",
        ),
    ];
    for (text, path, reason) in cases {
        let error = failure::<Garden>(text)?;
        assert_eq!(error.json_path(), Some(path), "{text}: {error}");
        assert!(
            error
                .to_string()
                .contains(&format!(" at `{path}`: {reason} (found ")),
            "{error}"
        );
    }
    let error = failure::<Plant>(r#" {"kind":"tree","height":[]} "#)?;
    assert_eq!(error.json_path(), Some("."));
    assert!(error.to_string().contains(": at `height`: "), "{error}");
    Ok(())
}

#[test]
fn invalid_json_after_the_error_is_ignored() -> Test {
    assert_locations::<Garden>(&[
        (r#"{"name":7,"#, "name", "7"),
        (r#"{"rows":[[1],["2"}"#, "rows[1][0]", r#""2""#),
        (r#"{"name":7 nonsense"#, "name", "7"),
    ])?;
    // A value that is truncated is not quoted.
    let error = failure::<Garden>(r#"{"name":{"a":"#)?;
    assert_eq!(error.json_path(), Some("name"));
    assert!(!error.to_string().contains("found"), "{error}");
    Ok(())
}

#[test]
fn invalid_json_has_no_location() -> Test {
    for text in [
        "",
        "nope",
        "{",
        "[",
        r#"{"rows":[[1,"#,
        r#"{"name":}"#,
        r#"{"name":"a"]"#,
        r#"{"rows":[[1,]]}"#,
        r#"{"name":"a"} b"#,
        "\u{1}",
    ] {
        assert_eq!(failure::<Garden>(text)?.json_path(), None, "{text}");
    }
    Ok(())
}

/// Fails for every value, with a message that ends like the messages of `serde_json`.
#[derive(Debug)]
struct Misleading;

impl<'de> Deserialize<'de> for Misleading {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(D::Error::custom(format!("no {text}")))
    }
}

#[test]
fn misleading_positions_in_messages_are_removed() -> Test {
    for position in [
        "line 1 column 2",
        "line 9 column 9",
        "line 1 column 18446744073709551615",
    ] {
        let error = failure::<Vec<Misleading>>(&format!("[\"reason at {position}\"]"))?;
        assert!(error.json_path().is_some());
        assert!(error.to_string().contains(": no reason (found "), "{error}");
    }
    Ok(())
}

#[test]
fn byte_order_mark_does_not_shift_locations() -> Test {
    assert_locations::<Garden>(&[("\u{feff}{\"rows\":[[1,\"2\"]]}", "rows[0][1]", "\"2\"")])
}

/// Accepts all JSON values except `true`, an empty list, the string `rejected`, and an object with a property of that
/// name. For the last two it fails after reading the whole value, as types do that are deserialized from a `Value`.
#[derive(Debug, PartialEq)]
enum Picky {
    Accepted,
    Rejected,
}

struct PickyVisitor;

impl<'de> Deserialize<'de> for Picky {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(PickyVisitor)? {
            Self::Accepted => Ok(Self::Accepted),
            Self::Rejected => Err(D::Error::custom("rejected")),
        }
    }
}

impl<'de> Visitor<'de> for PickyVisitor {
    type Value = Picky;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something else")
    }

    fn visit_unit<E>(self) -> Result<Picky, E> {
        Ok(Picky::Accepted)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Picky, E> {
        Ok(Picky::Accepted)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Picky, E> {
        Ok(Picky::Accepted)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Picky, E> {
        Ok(Picky::Accepted)
    }

    fn visit_str<E>(self, text: &str) -> Result<Picky, E> {
        Ok(if text == "rejected" {
            Picky::Rejected
        } else {
            Picky::Accepted
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Picky, A::Error> {
        if items.next_element::<Picky>()?.is_none() {
            return Err(A::Error::invalid_length(0, &self));
        }
        while items.next_element::<Picky>()?.is_some() {}
        Ok(Picky::Accepted)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut properties: A) -> Result<Picky, A::Error> {
        let mut result = Picky::Accepted;
        while let Some((name, _)) = properties.next_entry::<String, Picky>()? {
            if name == "rejected" {
                result = Picky::Rejected;
            }
        }
        Ok(result)
    }
}

/// JSON that [`Picky`] accepts.
fn accepted() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..5).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

/// JSON that [`Picky`] rejects.
fn rejected() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Bool(true)),
        Just(Value::Array(Vec::new())),
        Just(Value::from("rejected")),
        accepted().prop_map(|inner| Value::from_iter([("rejected", inner)])),
    ]
}

/// The JSON pointers of all values inside a value, each with its path in error messages.
fn pointers(root: &Value) -> Vec<(String, String)> {
    let mut found = vec![(String::new(), String::new())];
    let mut visited = 0;
    while let Some((pointer, path)) = found.get(visited).cloned() {
        match root.pointer(&pointer) {
            Some(Value::Array(items)) => found.extend(
                (0..items.len())
                    .map(|index| (format!("{pointer}/{index}"), format!("{path}[{index}]"))),
            ),
            Some(Value::Object(properties)) => found.extend(properties.keys().map(|name| {
                let token = name.replace('~', "~0").replace('/', "~1");
                let separator = if path.is_empty() { "" } else { "." };
                (
                    format!("{pointer}/{token}"),
                    format!("{path}{separator}{name}"),
                )
            })),
            _ => {}
        }
        visited += 1;
    }
    for (_, path) in found.iter_mut().filter(|(_, path)| path.is_empty()) {
        ".".clone_into(path);
    }
    found
}

proptest! {
    #[test]
    fn path_leads_to_the_wrong_value(
        mut root in accepted(),
        wrong in rejected(),
        which in any::<Index>(),
        is_pretty in any::<bool>(),
    ) {
        let pointers = pointers(&root);
        let (pointer, path) = which.get(&pointers);
        if let Some(value) = root.pointer_mut(pointer) {
            *value = wrong;
        }
        let text = if is_pretty { format!("{root:#}") } else { root.to_string() };
        let error = failure::<Picky>(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(error.json_path(), Some(path.as_str()), "{}", text);
    }

    #[test]
    fn from_value_is_lossless(value in accepted(), number in any::<f64>()) {
        let result: Result<Value, serde_json::Error> = from_value(value.clone());
        prop_assert_eq!(result.ok(), Some(value));
        let result: Result<f64, serde_json::Error> = from_value(Value::from(number));
        prop_assert_eq!(result.ok(), Some(number).filter(|number| number.is_finite()));
    }

    #[test]
    fn arbitrary_text_does_not_panic(text in r#"[\[\]{}:," a0\\tüé"-]{0,40}"#) {
        let response = http::Response::new(Bytes::from(text));
        let _ = decode::json::<Garden>(&INFO, response);
    }
}
