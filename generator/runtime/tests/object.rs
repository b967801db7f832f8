//! Serialization and deserialization with `#[derive(JsonObject)]`.

use std::collections::BTreeMap;

use apicrate_runtime::{FilePart, JsonObject, Patch, Value, null_as_default};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

type Test = Result<(), Box<dyn std::error::Error>>;

/// A struct with every attribute of fields.
#[derive(Clone, Debug, PartialEq, JsonObject)]
#[json_object(rename_all = "camelCase")]
struct Everything {
    user_id: String,
    #[field(null)]
    description: Option<String>,
    key: Option<String>,
    #[field(default, skip_empty)]
    achievement_ids: Vec<String>,
    #[field(default)]
    user_attributes: Vec<i64>,
    #[field(default, skip_empty)]
    by_name: BTreeMap<String, bool>,
    tz: Patch<String>,
    #[field(name = "X-\"Y\"")]
    x_y: i64,
    #[field(argument, null)]
    note: Option<String>,
    #[field(constant)]
    r#type: String,
    parent: Option<Box<Everything>>,
    #[deprecated]
    #[field(default)]
    old: bool,
}

/// The smallest object that [`Everything`] serializes to.
fn minimal() -> Value {
    json!({
        "userId": "u", "description": null, "userAttributes": [], "X-\"Y\"": 7, "note": null,
        "type": "t", "old": false
    })
}

/// The minimal object with additional properties.
fn with(more: Value) -> Value {
    let mut object = minimal();
    if let (Value::Object(object), Value::Object(more)) = (&mut object, more) {
        object.extend(more);
    }
    object
}

fn read(value: &Value) -> serde_json::Result<Everything> {
    serde_json::from_str(&value.to_string())
}

#[test]
fn serialization_round_trips() -> Test {
    let full = with(json!({
        "description": "d", "key": "k", "achievementIds": ["a"], "userAttributes": [1], "old": true,
        "byName": {"n": true}, "tz": "UTC", "note": "n", "parent": minimal(),
    }));
    for value in [minimal(), full, with(json!({"tz": null}))] {
        let read = read(&value)?;
        assert_eq!(serde_json::to_value(&read)?, value);
        assert_eq!(serde_json::from_value::<Everything>(value)?, read);
    }
    Ok(())
}

#[test]
fn properties_are_written_in_the_order_of_the_fields() -> Test {
    let text = r#"{"userId":"u","description":null,"userAttributes":[],"X-\"Y\"":7,"note":null,"type":"t","old":false}"#;
    let read: Everything = serde_json::from_str(text)?;
    assert_eq!(serde_json::to_string(&read)?, text);
    Ok(())
}

#[test]
fn missing_and_null_are_equal_except_for_patch() -> Test {
    let minimal = read(&json!({"userId": "u", "X-\"Y\"": 7, "type": "t"}))?;
    let nulls = json!({
        "description": null, "key": null, "achievementIds": null, "userAttributes": null,
        "byName": null, "note": null, "parent": null, "old": null
    });
    assert_eq!(read(&with(nulls))?, minimal);
    assert_eq!(minimal.tz, Patch::Absent);
    assert_eq!(read(&with(json!({"tz": null})))?.tz, Patch::Null);
    assert_eq!(read(&with(json!({"tz": "UTC"})))?.tz, Patch::from("UTC"));
    Ok(())
}

type Labels = BTreeMap<String, String>;

#[derive(Debug, PartialEq, JsonObject)]
struct Maps {
    required: BTreeMap<String, Vec<i64>>,
    optional: Option<BTreeMap<String, i64>>,
    #[field(default)]
    collection: BTreeMap<String, i64>,
    #[field(default, map)]
    named: Labels,
}

#[test]
fn an_empty_list_is_an_empty_map() -> Test {
    let text = r#"{"required":[],"optional":[],"collection":[],"named":[]}"#;
    let maps: Maps = serde_json::from_str(text)?;
    let empty = Maps {
        required: BTreeMap::new(),
        optional: Some(BTreeMap::new()),
        collection: BTreeMap::new(),
        named: BTreeMap::new(),
    };
    assert_eq!(maps, empty);
    let nulls: Maps = serde_json::from_str(r#"{"required":{},"optional":null,"collection":null}"#)?;
    assert_eq!(
        nulls,
        Maps {
            optional: None,
            ..empty
        }
    );
    for wrong in [r#"{"required":[1]}"#, r#"{"required":null}"#, "{}"] {
        assert!(serde_json::from_str::<Maps>(wrong).is_err(), "{wrong}");
    }
    Ok(())
}

#[test]
fn accepts_any_order_escapes_and_repeated_names() -> Test {
    let text = r#"{
        "type": "t", "other": [{"userId": 1}], "X-\u0022Y\u0022": 1, "note": "first",
        "X-\"Y\"": 7, "user\u0049d": "u", "note": null, "user_id": 1
    }"#;
    let read: Everything = serde_json::from_str(text)?;
    assert_eq!(read, serde_json::from_value(minimal())?);
    Ok(())
}

#[test]
fn errors_describe_the_problem() {
    let cases = [
        ("{}", "missing field `userId` at line 1 column 2"),
        (
            r#"{"type":"t","X-\"Y\"":1}"#,
            "missing field `userId` at line 1 column 24",
        ),
        (
            r#"{"userId":null}"#,
            "invalid type: null, expected a string at line 1 column 14",
        ),
        (
            "[]",
            "invalid type: sequence, expected struct Everything at line 1 column 0",
        ),
        (
            "null",
            "invalid type: null, expected struct Everything at line 1 column 4",
        ),
        (
            r#"{"userId":"u","#,
            "EOF while parsing a value at line 1 column 14",
        ),
        (
            r#"{"parent":{"userId":7}}"#,
            "invalid type: integer `7`, expected a string at line 1 column 21",
        ),
    ];
    for (text, error) in cases {
        let read = serde_json::from_str::<Everything>(text);
        assert_eq!(
            read.map_err(|error| error.to_string()),
            Err(error.to_owned())
        );
    }
}

#[derive(Debug, PartialEq, JsonObject)]
struct Extended {
    id: String,
    #[field(rest)]
    rest: BTreeMap<String, Value>,
    last: Option<i64>,
}

#[test]
fn unknown_properties_are_kept_in_the_rest_field() -> Test {
    let text = r#"{"b":[1],"id":"i","\u0061":null,"last":1,"b":{"id":2}}"#;
    let read: Extended = serde_json::from_str(text)?;
    let rest = [("a", Value::Null), ("b", json!({"id": 2}))];
    assert_eq!(
        read,
        Extended {
            id: "i".to_owned(),
            rest: rest.map(|(name, value)| (name.to_owned(), value)).into(),
            last: Some(1)
        }
    );
    assert_eq!(
        serde_json::to_string(&read)?,
        r#"{"id":"i","last":1,"a":null,"b":{"id":2}}"#
    );
    assert_eq!(
        serde_json::from_value::<Extended>(serde_json::from_str(text)?)?,
        read
    );
    Ok(())
}

#[derive(Debug, PartialEq, JsonObject)]
struct Counts {
    #[field(rest)]
    counts: BTreeMap<String, i64>,
}

#[test]
fn rest_values_have_a_type() -> Test {
    let read: Counts = serde_json::from_str(r#"{"a":1,"b":2}"#)?;
    assert_eq!(read.counts.len(), 2);
    let error = serde_json::from_str::<Counts>(r#"{"a":"x"}"#).map_err(|error| error.to_string());
    assert!(error.is_err_and(|text| text.starts_with("invalid type: string \"x\", expected i64")));
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Either {
    Extended(Extended),
    Text(String),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Extended(Extended),
}

#[test]
fn works_inside_serde_enums() -> Test {
    let text = r#"{"id":"i","x":1,"kind":"extended"}"#;
    let Either::Extended(read) = serde_json::from_str(text)? else {
        return Err("the object was not deserialized as a struct".into());
    };
    let Tagged::Extended(tagged) = serde_json::from_str(text)?;
    assert_eq!(
        (read.id, tagged.id, &read.rest["x"], tagged.rest.len()),
        ("i".to_owned(), "i".to_owned(), &json!(1), 1)
    );
    let Either::Text(text) = serde_json::from_str(r#""t""#)? else {
        return Err("the string was not deserialized as a string".into());
    };
    assert_eq!(text, "t");
    Ok(())
}

#[derive(Debug, PartialEq, JsonObject)]
struct Upload {
    title: String,
    #[field(skip)]
    files: Vec<FilePart>,
}

#[test]
fn skipped_fields_are_not_serialized_or_deserialized() -> Test {
    let upload = Upload {
        title: "t".to_owned(),
        files: vec![FilePart::default()],
    };
    assert_eq!(serde_json::to_string(&upload)?, r#"{"title":"t"}"#);
    let read: Upload = serde_json::from_str(r#"{"title":"t","files":7}"#)?;
    assert!(read.files.is_empty());
    Ok(())
}

/// Field names that are also variable names in the generated code.
#[derive(Debug, PartialEq, JsonObject)]
struct Names {
    object: i64,
    serializer: i64,
    deserializer: i64,
    number: i64,
    map: Option<i64>,
    name: Patch<i64>,
    r#match: i64,
}

#[derive(Debug, PartialEq, JsonObject)]
struct Nothing {}

#[test]
fn field_names_do_not_conflict_with_generated_code() -> Test {
    let text =
        r#"{"object":1,"serializer":2,"deserializer":3,"number":4,"map":5,"name":6,"match":7}"#;
    let read: Names = serde_json::from_str(text)?;
    assert_eq!(serde_json::to_string(&read)?, text);
    assert_eq!(
        serde_json::to_string(&serde_json::from_str::<Nothing>(text)?)?,
        "{}"
    );
    Ok(())
}

/// The error of a value is the error of the object.
#[test]
fn serialization_errors_are_returned() {
    #[derive(JsonObject)]
    struct Wrong {
        first: BTreeMap<Vec<u8>, i64>,
        second: i64,
    }
    let wrong = Wrong {
        first: BTreeMap::from([(Vec::new(), 1)]),
        second: 2,
    };
    let error = serde_json::to_string(&wrong).map_err(|error| error.to_string());
    assert_eq!(error, Err("key must be a string".to_owned()));
}

/// The same struct with serde's derives.
mod serdes {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase", rename = "Compared")]
    pub(super) struct Compared {
        user_id: String,
        #[serde(default)]
        null: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        option: Option<Box<Self>>,
        #[serde(
            default,
            deserialize_with = "null_as_default",
            skip_serializing_if = "Vec::is_empty"
        )]
        list: Vec<bool>,
        #[serde(default, deserialize_with = "null_as_default")]
        map: BTreeMap<String, i64>,
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        patch: Patch<f64>,
        #[serde(rename = "X-Y")]
        renamed: Value,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
}

#[derive(Debug, JsonObject)]
#[json_object(rename_all = "camelCase")]
struct Compared {
    user_id: String,
    #[field(null)]
    null: Option<i64>,
    option: Option<Box<Self>>,
    #[field(default, skip_empty)]
    list: Vec<bool>,
    #[field(default)]
    map: BTreeMap<String, i64>,
    patch: Patch<f64>,
    #[field(name = "X-Y")]
    renamed: Value,
    #[field(rest)]
    rest: BTreeMap<String, Value>,
}

/// Objects of which most properties have a valid value.
fn objects() -> impl Strategy<Value = Value> {
    let wrong = || {
        prop_oneof![
            Just(Value::Null),
            Just(json!(7)),
            Just(json!("s")),
            Just(json!([1]))
        ]
    };
    let mostly =
        |right: Value| proptest::option::weighted(0.9, prop_oneof![9 => Just(right), 1 => wrong()]);
    let properties = (
        mostly(json!("u")),
        mostly(json!(1)),
        mostly(json!({"userId": "v", "X-Y": null, "more": {}})),
        mostly(json!([true])),
        mostly(json!({"a": 1})),
        mostly(json!(0.5)),
        mostly(json!({"any": "thing"})),
        mostly(json!("kept")),
    );
    properties.prop_map(
        |(user_id, null, option, list, map, patch, renamed, other)| {
            let names = [
                "userId", "null", "option", "list", "map", "patch", "X-Y", "user_id",
            ];
            let values = [user_id, null, option, list, map, patch, renamed, other];
            let properties = names.into_iter().zip(values);
            properties
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect()
        },
    )
}

/// The serialized form of a deserialized value, or the error without its position, which serde's `flatten` does not keep.
fn reserialized<T: Serialize>(read: serde_json::Result<T>) -> Result<Value, String> {
    let written = read.and_then(serde_json::to_value);
    written.map_err(|error| {
        let text = error.to_string();
        text.split(" at line").next().unwrap_or_default().to_owned()
    })
}

proptest! {
    #[test]
    fn behaves_like_serde_derives(object in objects()) {
        let text = object.to_string();
        let expected = reserialized(serde_json::from_str::<serdes::Compared>(&text));
        prop_assert_eq!(reserialized(serde_json::from_str::<Compared>(&text)), expected.clone());
        prop_assert_eq!(reserialized(serde_json::from_value::<Compared>(object)), expected);
    }
}

macro_rules! wide {
    ($($field:ident)*) => {
        /// A struct with more fields than one tuple has.
        #[derive(Clone, Debug, PartialEq, JsonObject)]
        struct Wide {
            $($field: i64,)*
            optional: Option<i64>,
            #[field(rest)]
            rest: BTreeMap<String, i64>,
        }

        const WIDE: &[&str] = &[$(stringify!($field)),*];
    };
}

wide! {
    a00 a01 a02 a03 a04 a05 a06 a07 a08 a09 a10 a11 a12 a13 a14 a15
    a16 a17 a18 a19 a20 a21 a22 a23 a24 a25 a26 a27 a28 a29 a30 a31
    a32 a33
}

#[test]
fn a_struct_can_have_more_fields_than_a_tuple() -> Test {
    let numbers = WIDE
        .iter()
        .zip(0..)
        .map(|(name, number)| ((*name).to_owned(), number));
    let mut numbers: BTreeMap<String, i64> = numbers.collect();
    numbers.insert("optional".to_owned(), 90);
    numbers.insert("other".to_owned(), 91);
    let text = serde_json::to_string(&numbers)?;
    let read: Wide = serde_json::from_str(&text)?;
    assert_eq!(
        (read.a00, read.a15, read.a16, read.a32, read.a33),
        (0, 15, 16, 32, 33)
    );
    assert_eq!(
        (read.optional, read.rest.get("other")),
        (Some(90), Some(&91))
    );
    assert_eq!(serde_json::to_string(&read)?, text);
    for name in WIDE {
        let mut fewer = numbers.clone();
        fewer.remove(*name);
        let problem =
            serde_json::from_value::<Wide>(json!(fewer)).map_err(|error| error.to_string());
        assert_eq!(problem, Err(format!("missing field `{name}`")));
    }
    Ok(())
}
