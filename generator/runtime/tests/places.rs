//! Where a body is not what its type asks for: the path to the place, whatever the body looks like.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;

use apicrate_runtime::{
    Bytes, Error, OperationInfo, SecurityRequirements, Timestamp, Value, decode, from_value, http,
};
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

type Test = Result<(), Box<dyn StdError>>;

static INFO: OperationInfo = OperationInfo {
    id: "gardens_get",
    method: http::Method::GET,
    path: "/gardens",
    server: "",
    header_parameters: &[],
    security: SecurityRequirements::All,
};

/// The error that reading this text as a `T` ends in.
fn failure<T: DeserializeOwned>(text: &str) -> Result<Error, Box<dyn StdError>> {
    let response = http::Response::new(Bytes::from(text.to_owned()));
    let read = decode::json::<T>(&INFO, response);
    Ok(read.err().ok_or_else(|| format!("read: {text}"))?)
}

fn assert_places<T: DeserializeOwned>(cases: &[(&str, &str, &str)]) -> Test {
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
#[allow(dead_code, reason = "only how it is read matters")]
struct Garden {
    name: String,
    #[serde(rename = "a \"b\".c")]
    quoted: String,
    rows: Vec<Vec<i32>>,
    gate: Option<Gate>,
    gates: Vec<Gate>,
    planted: Option<Timestamp>,
    plant: Option<Plant>,
    plants: Vec<Plant>,
    by_name: BTreeMap<String, Gate>,
    pair: (i32, String),
    dated: BTreeMap<Timestamp, i32>,
    is_open: bool,
}

#[derive(Debug, Default, Deserialize)]
#[allow(dead_code, reason = "only how it is read matters")]
struct Gate {
    width: f64,
    #[serde(default)]
    lock: Option<Lock>,
}

#[derive(Debug, Default, Deserialize)]
#[allow(dead_code, reason = "only how it is read matters")]
struct Lock {
    key: String,
}

/// Told apart by a property, as the generator writes it.
#[derive(Debug)]
#[allow(dead_code, reason = "only how it is read matters")]
enum Plant {
    Tree(Tree),
    Unknown(Value),
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "only how it is read matters")]
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
fn a_value_of_another_type_is_the_place() -> Test {
    assert_places::<Garden>(&[
        (r#"{"name":7}"#, "name", "7"),
        (r#"{"name":-7.5e3,"rows":[]}"#, "name", "-7500.0"),
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
fn names_are_read_as_they_are_meant() -> Test {
    assert_places::<Garden>(&[
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
fn what_misses_a_property_is_the_place() -> Test {
    assert_places::<Garden>(&[
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
fn what_is_refused_for_what_it_says_is_the_place() -> Test {
    assert_places::<Garden>(&[
        (r#"{"planted":"yesterday"}"#, "planted", r#""yesterday""#),
        (
            r#"{"planted":"yesterday" , "name":""}"#,
            "planted",
            r#""yesterday""#,
        ),
        (r#"{"dated":{"x":3}}"#, "dated", r#"{"x":3}"#),
        (r#"{"name":"a","name":"b"}"#, ".", r#"{"name":"b"}"#),
    ])
}

#[test]
fn an_alternative_has_its_own_path_within_the_place() -> Test {
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
fn what_follows_the_place_need_not_be_json() -> Test {
    assert_places::<Garden>(&[
        (r#"{"name":7,"#, "name", "7"),
        (r#"{"rows":[[1],["2"}"#, "rows[1][0]", r#""2""#),
        (r#"{"name":7 nonsense"#, "name", "7"),
    ])?;
    // What is cut short itself is not quoted.
    let error = failure::<Garden>(r#"{"name":{"a":"#)?;
    assert_eq!(error.json_path(), Some("name"));
    assert!(!error.to_string().contains("found"), "{error}");
    Ok(())
}

#[test]
fn a_body_that_is_no_json_has_no_place() -> Test {
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

/// Refuses everything, with a text that ends as those of the reader do.
#[derive(Debug)]
struct Misleading;

impl<'de> Deserialize<'de> for Misleading {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let said = String::deserialize(deserializer)?;
        Err(D::Error::custom(format!("no {said}")))
    }
}

#[test]
fn a_position_that_is_none_leads_nowhere_else() -> Test {
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
fn a_byte_order_mark_moves_no_place() -> Test {
    assert_places::<Garden>(&[("\u{feff}{\"rows\":[[1,\"2\"]]}", "rows[0][1]", "\"2\"")])
}

/// Takes any JSON but these: `true`, a list of nothing, the text `refused`, and an object with a
/// property of that name. The last two it has read to their ends by then, as one that looks at a
/// whole value does.
#[derive(Debug, PartialEq)]
enum Picky {
    Fine,
    Refused,
}

struct PickyVisitor;

impl<'de> Deserialize<'de> for Picky {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(PickyVisitor)? {
            Self::Fine => Ok(Self::Fine),
            Self::Refused => Err(D::Error::custom("refused")),
        }
    }
}

impl<'de> Visitor<'de> for PickyVisitor {
    type Value = Picky;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something else")
    }

    fn visit_unit<E>(self) -> Result<Picky, E> {
        Ok(Picky::Fine)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Picky, E> {
        Ok(Picky::Fine)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Picky, E> {
        Ok(Picky::Fine)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Picky, E> {
        Ok(Picky::Fine)
    }

    fn visit_str<E>(self, text: &str) -> Result<Picky, E> {
        Ok(if text == "refused" {
            Picky::Refused
        } else {
            Picky::Fine
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Picky, A::Error> {
        if items.next_element::<Picky>()?.is_none() {
            return Err(A::Error::invalid_length(0, &self));
        }
        while items.next_element::<Picky>()?.is_some() {}
        Ok(Picky::Fine)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut properties: A) -> Result<Picky, A::Error> {
        let mut outcome = Picky::Fine;
        while let Some((name, _)) = properties.next_entry::<String, Picky>()? {
            if name == "refused" {
                outcome = Picky::Refused;
            }
        }
        Ok(outcome)
    }
}

/// JSON of which everything is taken.
fn fine() -> impl Strategy<Value = Value> {
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

fn wrong() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Bool(true)),
        Just(Value::Array(Vec::new())),
        Just(Value::from("refused")),
        fine().prop_map(|inner| Value::from_iter([("refused", inner)])),
    ]
}

/// The JSON pointers to all values in a value, each with the path to the same.
fn pointers(whole: &Value) -> Vec<(String, String)> {
    let mut found = vec![(String::new(), String::new())];
    let mut looked_at = 0;
    while let Some((pointer, path)) = found.get(looked_at).cloned() {
        match whole.pointer(&pointer) {
            Some(Value::Array(items)) => found.extend(
                (0..items.len())
                    .map(|index| (format!("{pointer}/{index}"), format!("{path}[{index}]"))),
            ),
            Some(Value::Object(properties)) => found.extend(properties.keys().map(|name| {
                let step = name.replace('~', "~0").replace('/', "~1");
                let separator = if path.is_empty() { "" } else { "." };
                (
                    format!("{pointer}/{step}"),
                    format!("{path}{separator}{name}"),
                )
            })),
            _ => {}
        }
        looked_at += 1;
    }
    for (_, path) in found.iter_mut().filter(|(_, path)| path.is_empty()) {
        ".".clone_into(path);
    }
    found
}

proptest! {
    #[test]
    fn the_path_leads_to_what_is_wrong(
        mut whole in fine(),
        wrong in wrong(),
        which in any::<Index>(),
        is_pretty in any::<bool>(),
    ) {
        let pointers = pointers(&whole);
        let (pointer, path) = which.get(&pointers);
        if let Some(place) = whole.pointer_mut(pointer) {
            *place = wrong;
        }
        let text = if is_pretty { format!("{whole:#}") } else { whole.to_string() };
        let error = failure::<Picky>(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(error.json_path(), Some(path.as_str()), "{}", text);
    }

    #[test]
    fn an_alternative_is_read_without_loss(value in fine(), number in any::<f64>()) {
        let read: Result<Value, serde_json::Error> = from_value(value.clone());
        prop_assert_eq!(read.ok(), Some(value));
        let read: Result<f64, serde_json::Error> = from_value(Value::from(number));
        prop_assert_eq!(read.ok(), Some(number).filter(|number| number.is_finite()));
    }

    #[test]
    fn no_text_is_too_strange(text in r#"[\[\]{}:," a0\\tüé"-]{0,40}"#) {
        let response = http::Response::new(Bytes::from(text));
        let _ = decode::json::<Garden>(&INFO, response);
    }
}
