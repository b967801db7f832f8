//! Constructors and setters of `#[derive(Setters)]`.

#![deny(deprecated, missing_docs, unreachable_pub)]

use std::collections::BTreeMap;

use apicrate_runtime::{FilePart, JsonObject, Patch, Setters, Value};

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
    assert!(Optional::new().tz(None).tz.is_null());
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
