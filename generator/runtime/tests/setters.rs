//! Constructors and setters of `#[derive(Setters)]`.

#![deny(deprecated, missing_docs, unreachable_pub)]
#![expect(
    clippy::expect_used,
    reason = "only functions that are marked as tests may use it otherwise"
)]

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use apicrate_runtime::{Date, FilePart, JsonObject, Patch, Setters, Value};
use serde_json::json;

type Tag = String;

/// A nested struct.
#[derive(Clone, Debug, Default, PartialEq, Setters)]
struct Item {
    /// The count.
    count: Option<i64>,
}

/// A struct with every kind of constructor argument.
#[derive(Debug, PartialEq, Setters, JsonObject)]
struct Required {
    text: String,
    value: Value,
    number: i64,
    texts: Vec<String>,
    items: Vec<Part>,
    text_by_name: BTreeMap<String, String>,
    number_by_name: BTreeMap<std::string::String, i64>,
    boxed: Box<Part>,
    boxed_value: Box<Value>,
    #[field(into)]
    tag: Tag,
    #[field(argument, null)]
    note: Option<String>,
    #[field(argument)]
    parent: Option<Box<Part>>,
    #[field(argument)]
    tz: Patch<String>,
    #[field(constant)]
    kind: bool,
    #[field(skip)]
    file: FilePart,
    #[field(rest)]
    rest: BTreeMap<String, Value>,
}

/// A nested struct that can be deserialized.
#[derive(Clone, Debug, PartialEq, Setters, JsonObject)]
struct Part {
    count: Option<i64>,
}

#[test]
fn constructor_accepts_convertible_values() {
    let required = Required::new(
        "text",
        7,
        8,
        ["a", "b"],
        [Part::new()],
        [("a", "b")],
        vec![("a".to_owned(), 1)],
        Part::new().count(1),
        "boxed",
        "tag",
        None,
        Some(Part::new()),
        Patch::Null,
        b"file".to_vec(),
    );
    assert_eq!(required.text, "text");
    assert_eq!(required.value, 7);
    assert_eq!(required.texts, ["a", "b"]);
    assert_eq!(required.items, [Part { count: None }]);
    assert_eq!(required.text_by_name["a"], "b");
    assert_eq!(required.number_by_name["a"], 1);
    assert_eq!(required.boxed.count, Some(1));
    assert_eq!(*required.boxed_value, "boxed");
    assert_eq!(required.tag, "tag");
    assert_eq!(required.note, None);
    assert_eq!(required.parent, Some(Box::new(Part { count: None })));
    assert_eq!(required.tz, Patch::Null);
    assert!(!required.kind);
    assert_eq!(required.file, FilePart::from(b"file".to_vec()));
    assert!(required.rest.is_empty());
}

/// A struct with every kind of setter.
#[derive(Debug, Default, PartialEq, Setters)]
struct Optional {
    text: Option<String>,
    value: Option<Value>,
    number: Option<i64>,
    texts: Option<Vec<String>>,
    text_by_name: Option<BTreeMap<String, String>>,
    boxed: Option<Box<Item>>,
    #[field(into)]
    tag: Option<Tag>,
    tz: Patch<String>,
    boxed_patch: Patch<Box<Item>>,
    #[field(default)]
    list: Vec<Item>,
    #[field(default)]
    map: BTreeMap<String, Item>,
    r#type: Option<String>,
    new: Option<i64>,
    default: Option<i64>,
    clone: Option<i64>,
    #[deprecated(note = "use `text`")]
    old: Option<String>,
}

#[test]
fn setters_accept_the_inner_value() {
    assert_eq!(Optional::new(), Optional::default());
    let built = Optional::new()
        .text("text")
        .value("value")
        .number(7)
        .texts(["a"])
        .text_by_name([("a", "b")])
        .boxed(Item::new())
        .tag("tag")
        .tz("UTC")
        .boxed_patch(Item::new())
        .list([Item::new()])
        .map([("a", Item::new())])
        .r#type("type")
        .with_new(1)
        .with_default(2)
        .with_clone(3);
    #[allow(deprecated)]
    let built = built.old("old");
    #[allow(deprecated)]
    let expected = Optional {
        text: Some("text".to_owned()),
        value: Some("value".into()),
        number: Some(7),
        texts: Some(vec!["a".to_owned()]),
        text_by_name: Some(BTreeMap::from([("a".to_owned(), "b".to_owned())])),
        boxed: Some(Box::default()),
        tag: Some("tag".to_owned()),
        tz: Patch::Value("UTC".to_owned()),
        boxed_patch: Patch::Value(Box::default()),
        list: vec![Item::default()],
        map: BTreeMap::from([("a".to_owned(), Item::default())]),
        r#type: Some("type".to_owned()),
        new: Some(1),
        default: Some(2),
        clone: Some(3),
        old: Some("old".to_owned()),
    };
    assert_eq!(built, expected);
    assert!(
        Optional::new()
            .boxed_patch(Patch::Null)
            .boxed_patch
            .is_null()
    );
}

/// A type of the user that becomes text.
struct Id(&'static str);

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.0.to_owned()
    }
}

/// A struct with a field of each kind that a setter converts, or that must be exact.
#[derive(Clone, Debug, Default, PartialEq, Setters)]
struct Kinds {
    text: Option<String>,
    value: Option<Value>,
    small: Option<u32>,
    number: Option<i64>,
    float: Option<f32>,
    is_set: Option<bool>,
    #[field(default)]
    flag: bool,
    day: Option<Date>,
    texts: Option<Vec<String>>,
    numbers: Option<Vec<u32>>,
    lists: Option<Vec<Vec<u32>>>,
    text_by_name: Option<BTreeMap<String, String>>,
    item_by_name: Option<BTreeMap<String, Item>>,
    item: Option<Item>,
    boxed: Option<Box<Item>>,
    #[field(into)]
    tag: Option<Tag>,
    #[field(into)]
    tags: Option<Tags>,
    #[field(default)]
    items: Vec<Item>,
    file: Option<FilePart>,
    tz: Patch<String>,
    patched_value: Patch<Value>,
    patched_number: Patch<u32>,
    patched_texts: Patch<Vec<String>>,
    #[field(into)]
    patched_tags: Patch<Tags>,
    patched_item: Patch<Box<Item>>,
}

type Tags = Vec<String>;

/// A value for each field.
fn filled() -> Kinds {
    Kinds::new()
        .text("text")
        .value(json!({ "a": 1 }))
        .small(7)
        .number(3_000_000_000)
        .float(1.5)
        .is_set(true)
        .flag(true)
        .day(day())
        .texts(["a"])
        .numbers([1, 2])
        .lists([vec![1]])
        .text_by_name([("a", "b")])
        .item_by_name([("a", Item::new())])
        .item(Item::new())
        .boxed(Item::new())
        .tag("tag")
        .tags(["a"])
        .items([Item::new()])
        .file("file")
        .tz("UTC")
        .patched_value(1)
        .patched_number(7)
        .patched_texts(["a"])
        .patched_tags(["a"])
        .patched_item(Item::new())
}

fn day() -> Date {
    "2026-01-31".parse().expect("it is a date")
}

#[test]
fn an_option_of_a_value_sets_the_value() {
    let options = Kinds::new()
        .text(Some("text"))
        .value(Some(json!({ "a": 1 })))
        .small(Some(7))
        .number(Some(3_000_000_000))
        .float(Some(1.5))
        .is_set(Some(true))
        .flag(Some(true))
        .day(Some(day()))
        .texts(Some(["a"]))
        .numbers(Some([1, 2]))
        .lists(Some([vec![1]]))
        .text_by_name(Some([("a", "b")]))
        .item_by_name(Some([("a", Item::new())]))
        .item(Some(Item::new()))
        .boxed(Some(Item::new()))
        .tag(Some("tag"))
        .tags(Some(["a"]))
        .items(Some([Item::new()]))
        .file(Some("file"))
        .tz(Some("UTC"))
        .patched_value(Some(1))
        .patched_number(Some(7))
        .patched_texts(Some(["a"]))
        .patched_tags(Some(["a"]))
        .patched_item(Some(Item::new()));
    assert_eq!(options, filled());
}

/// `None` for each field.
fn with_none(value: Kinds) -> Kinds {
    value
        .text(None::<&str>)
        .value(None::<Value>)
        .small(None)
        .number(None)
        .float(None)
        .is_set(None)
        .flag(None)
        .day(None)
        .texts(None::<Vec<String>>)
        .numbers(None::<Vec<u32>>)
        .lists(None::<Vec<Vec<u32>>>)
        .text_by_name(None::<BTreeMap<String, String>>)
        .item_by_name(None::<BTreeMap<String, Item>>)
        .item(None)
        .boxed(None)
        .tag(None::<String>)
        .tags(None::<Vec<String>>)
        .items(None::<Vec<Item>>)
        .file(None::<FilePart>)
        .tz(None::<String>)
        .patched_value(None::<Value>)
        .patched_number(None::<u32>)
        .patched_texts(None::<Vec<String>>)
        .patched_tags(None::<Vec<String>>)
        .patched_item(None::<Item>)
}

#[test]
fn none_leaves_every_field_as_it_is() {
    assert_eq!(with_none(Kinds::new()), Kinds::new());
    assert_eq!(with_none(filled()), filled());
    let null = Kinds::new().tz(Patch::Null).patched_value(Patch::Null);
    let null = null.patched_number(Patch::Null).patched_item(Patch::Null);
    let null = null.patched_texts(Patch::Null).patched_tags(Patch::Null);
    assert!(null.tz.is_null() && null.patched_item.is_null());
    assert_eq!(with_none(null.clone()), null);
}

#[test]
fn setters_convert_text_json_lists_and_maps() {
    let (text, counts) = ("text".to_owned(), HashMap::from([("a".to_owned(), 1)]));
    let borrowed = Kinds::new()
        .text(&text)
        .text(Some(&text))
        .text(Cow::Borrowed("text"));
    assert_eq!(borrowed.text(Id("own")).text.as_deref(), Some("own"));
    let value = |kinds: Kinds| kinds.value;
    assert_eq!(value(Kinds::new().value("text")), Some(json!("text")));
    assert_eq!(value(Kinds::new().value(Some(7))), Some(json!(7)));
    assert_eq!(value(Kinds::new().value(vec![1, 2])), Some(json!([1, 2])));
    let texts = Kinds::new().texts(counts.keys()).texts("a".split(' '));
    assert_eq!(texts, Kinds::new().texts(vec!["a".to_owned()]));
    let numbers = Kinds::new().numbers(Vec::new()).numbers(1..3);
    assert_eq!(numbers.numbers, Some(vec![1, 2]));
    let entries = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    assert_eq!(
        Kinds::new().text_by_name(entries),
        Kinds::new().text_by_name([("a", "b")])
    );
    assert_eq!(
        Kinds::new().tz(Id("UTC")).tz,
        Patch::Value("UTC".to_owned())
    );
    let whole = Patch::Value(vec!["a".to_owned()]);
    assert_eq!(
        Kinds::new().patched_texts(whole.clone()).patched_texts,
        whole
    );
}

/// Models can have the name of the type parameter of setters.
#[derive(Clone, Debug, PartialEq, Setters)]
struct M {
    list: Option<Vec<M>>,
}

#[test]
fn a_model_with_the_name_of_the_type_parameter_has_setters() {
    let value = M::new().list([M::new()]);
    assert_eq!(value.list, Some(vec![M::new()]));
}

/// A deprecated struct causes no warning in the code of its derives.
#[derive(Setters, JsonObject)]
#[deprecated]
struct Old {
    #[deprecated]
    required: i64,
    #[deprecated]
    optional: Option<i64>,
}

#[test]
#[allow(deprecated)]
fn deprecated_structs_can_be_built() {
    let old = Old::new(1).optional(2);
    assert_eq!((old.required, old.optional), (1, Some(2)));
}
