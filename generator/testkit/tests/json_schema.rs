//! The schemas of the derive `JsonSchema` describe the JSON that the other derives read and write.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use apicrate::RawDocument;
use apicrate::validate::{ApiDescription, Direction};
use apicrate_runtime::formats::Base64;
use apicrate_runtime::schemars::generate::SchemaSettings;
use apicrate_runtime::schemars::{self, JsonSchema as Described};
use apicrate_runtime::{
    Date, IntegerEnum, JsonNewtype, JsonObject, JsonSchema, JsonUnion, Patch, StringEnum,
    Timestamp, Uuid, Value,
};
use serde::de::DeserializeOwned;
use serde_json::json;

/// An order.
///
/// With lines.
#[derive(Clone, Debug, PartialEq, JsonObject, JsonSchema)]
#[json_object(rename_all = "camelCase")]
struct Order {
    /// Identifies the *order*.
    external_id: Uuid,
    #[field(name = "X-State")]
    state: State,
    rank: Rank,
    at: Timestamp,
    day: Option<Date>,
    #[field(null)]
    note: Option<String>,
    tz: Patch<String>,
    #[field(default)]
    lines: Vec<Line>,
    #[field(default, skip_empty)]
    labels: BTreeMap<String, f64>,
    before: Option<Box<Order>>,
    tree: Option<Tree>,
    photo: Option<Base64>,
    extra: Option<Value>,
    place: Option<(f64, f64)>,
    gift: Option<Gift>,
    size: Option<Size>,
}

#[derive(Clone, Debug, StringEnum, JsonSchema)]
enum State {
    #[variant(value = "open")]
    Open,
    #[variant(value = "paid")]
    Paid,
    Unknown(String),
}

#[derive(Clone, Copy, Debug, IntegerEnum, JsonSchema)]
enum Rank {
    #[variant(value = -1)]
    Low,
    #[variant(value = 3_000_000_000)]
    High,
}

#[derive(Clone, Debug, PartialEq, JsonObject, JsonSchema)]
struct Line {
    #[field(constant = "line")]
    kind: String,
    #[field(rest)]
    counts: BTreeMap<String, i64>,
}

#[derive(Clone, Debug, PartialEq, JsonNewtype, JsonSchema)]
struct Tree(pub Vec<Tree>);

#[derive(Clone, Debug, PartialEq, JsonUnion, JsonSchema)]
#[json_union(tag = "kind")]
enum Gift {
    #[variant(tag = "card", set)]
    Card(Card),
    #[variant(tag = "ribbon", add)]
    Ribbon(Ribbon),
    #[variant(tag = "box", missing)]
    Box(Card),
    Unknown(Value),
}

#[derive(Clone, Debug, PartialEq, JsonObject, JsonSchema)]
struct Card {
    kind: Option<String>,
    text: String,
}

#[derive(Clone, Debug, PartialEq, JsonObject, JsonSchema)]
struct Ribbon {
    length: i64,
}

#[derive(Clone, Debug, PartialEq, JsonUnion, JsonSchema)]
enum Size {
    Number(f64),
    #[variant(object)]
    Ribbon(Ribbon),
    Unknown(Value),
}

/// The schemas as components of a document, for the validator.
fn description() -> ApiDescription {
    let settings = SchemaSettings::draft2020_12();
    let mut generator = settings
        .with(|it| it.definitions_path = "/components/schemas".into())
        .into_generator();
    _ = generator.subschema_for::<Order>();
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Orders", "version": "1.0.0" },
        "paths": {},
        "components": { "schemas": generator.take_definitions(true) },
    });
    let raw = RawDocument::parse("orders.json", document.to_string());
    let description = raw.and_then(ApiDescription::from_raw);
    description.unwrap_or_else(|errors| panic!("{errors}\n{document:#}"))
}

fn violations(description: &ApiDescription, name: &str, value: &Value) -> Vec<String> {
    let schema = format!("/components/schemas/{name}");
    let violations = description.violations(&schema, value, Direction::Received);
    let violations = violations.expect("few steps").into_iter();
    violations
        .map(|it| format!("{} {}", it.pointer, it.keyword))
        .collect()
}

fn order() -> Value {
    json!({
        "externalId": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "X-State": "paid",
        "rank": 3_000_000_000_i64,
        "at": "2026-01-31T12:00:00Z",
        "day": "2026-01-31",
        "note": null,
        "tz": null,
        "lines": [{ "kind": "line", "hats": 3 }, { "kind": "line" }],
        "labels": { "a": 1.5 },
        "before": {
            "externalId": "67e55044-10b1-426f-9247-bb680e5fe0c7",
            "X-State": "open",
            "rank": -1,
            "at": "2026-01-30T12:00:00.5+01:00",
            "note": "none",
            "lines": [],
            "gift": { "kind": "ribbon", "length": 2 },
            "size": { "length": 2 },
        },
        "tree": [[], [[]]],
        "photo": "aGVsbG8=",
        "extra": [1, { "a": null }],
        "place": [1.5, 2.5],
        "gift": { "kind": "card", "text": "hi" },
        "size": 1.5,
    })
}

#[test]
fn written_json_is_valid() {
    let description = description();
    let value = order();
    let order: Order = decoded(&value);
    let written = serde_json::to_value(&order).expect("it is JSON");
    assert_eq!(written, value);
    assert_eq!(violations(&description, "Order", &written), [""; 0]);

    for gift in [
        json!({ "text": "no tag" }),
        json!({ "kind": "box", "text": "" }),
    ] {
        let written = serde_json::to_value(decoded::<Gift>(&gift)).expect("it is JSON");
        assert_eq!(violations(&description, "Gift", &written), [""; 0]);
    }
}

fn decoded<T: DeserializeOwned>(value: &Value) -> T {
    T::deserialize(value).expect("it decodes")
}

#[test]
fn other_json_is_not_valid() {
    let description = description();
    for (pointer, value, expected) in [
        ("/externalId", None, "/externalId required"),
        ("/X-State", None, "/X-State required"),
        ("/note", None, "/note required"),
        ("/lines", None, "/lines required"),
        ("/X-State", Some(json!("later")), "/X-State enum"),
        ("/rank", Some(json!(0)), "/rank enum"),
        ("/rank", Some(json!("0")), "/rank type"),
        ("/day", Some(Value::Null), "/day type"),
        ("/labels", Some(json!({ "a": "b" })), "/labels/a type"),
        ("/lines/0/kind", Some(json!("row")), "/lines/0/kind const"),
        ("/lines/0/hats", Some(json!("many")), "/lines/0/hats type"),
        ("/before/rank", Some(json!(1)), "/before/rank enum"),
        ("/tree/0", Some(json!(1)), "/tree/0 type"),
        ("/place", Some(json!([1, 2, 3])), "/place maxItems"),
        ("/gift/kind", Some(json!("hat")), "/gift anyOf"),
        ("/gift/text", None, "/gift/text required"),
        ("/size", Some(json!("large")), "/size anyOf"),
    ] {
        let mut order = order();
        if let Some(value) = value {
            *order.pointer_mut(pointer).expect(pointer) = value;
        } else {
            let (object, name) = pointer.rsplit_once('/').expect("a pointer");
            let object = order.pointer_mut(object).and_then(Value::as_object_mut);
            object.expect(pointer).remove(name);
        }
        let found = violations(&description, "Order", &order);
        assert!(
            found.iter().any(|it| it == expected),
            "{pointer}: {found:?}"
        );
    }
}

#[test]
fn documentation_becomes_descriptions() {
    let schema = schemars::schema_for!(Order).to_value();
    assert_eq!(schema["description"], "An order.\n\nWith lines.");
    let description = &schema["properties"]["externalId"]["description"];
    assert_eq!(description, "Identifies the *order*.");
    assert_eq!(schema["title"], "Order");
    assert_eq!(Tree::schema_name(), "Tree");
    assert!(<Line as Described>::schema_id().ends_with("json_schema::Line"));
}
