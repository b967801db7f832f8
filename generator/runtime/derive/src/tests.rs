//! Rejected inputs of the derives, and the parts of an expansion that are not visible at run time.

use proc_macro2::TokenStream;

use crate::input::{Input, Result};
use crate::structure::Structure;
use crate::{errors, event_data, json_object, json_union, setters, value_enum};

fn expanded(text: &str) -> Result<TokenStream> {
    let structure = Structure::of(read(text)?)?;
    let object = json_object::expand(&structure)?;
    Ok([setters::expand(&structure), object].into_iter().collect())
}

fn read(text: &str) -> Result<Input> {
    Input::of(text.parse().expect("each case is a sequence of tokens"))
}

#[test]
fn rejects_malformed_structs() {
    let named = "this derive macro supports only structs with named fields";
    let words = "unknown word; use one of `argument`, `constant`, `default`, `into`, `map`, `named`, `null`, \
                 `rest`, `skip`, `skip_empty` and `name = \"..\"`";
    let cases = [
        ("enum A { B }", named),
        ("union A { b: i64 }", named),
        ("struct A(i64);", named),
        ("struct A;", named),
        (
            "struct A<'a> { b: &'a str }",
            "this derive macro does not support type parameters or lifetimes",
        ),
        ("struct A { #[field(optional)] b: i64 }", words),
        (
            "struct A { #[field(name)] b: i64 }",
            "expected `name = \"..\"`",
        ),
        (
            "struct A { #[field(name = 1)] b: i64 }",
            "expected `name = \"..\"`",
        ),
        ("struct A { #[field(default = 1)] b: i64 }", words),
        (
            "struct A { #[field(default 1)] b: i64 }",
            "expected `,` or `=`",
        ),
        (
            "#[json_object(rename = \"b\")] struct A { b: i64 }",
            "expected `rename_all = \"camelCase\"`",
        ),
        (
            "#[json_object(rename_all = \"UPPERCASE\")] struct A { b: i64 }",
            "expected `rename_all = \"camelCase\"`",
        ),
        (
            "struct A { #[field(named)] b: i64 }",
            "`named` requires `#[setters(arguments = Name)]` on the struct",
        ),
        (
            "#[setters(name = B)] struct A { b: i64 }",
            "expected `call = Name` or `arguments = Name`",
        ),
        (
            "struct A { #[field(null)] b: i64 }",
            "only an `Option` can be `null`",
        ),
        (
            "struct A { #[field(skip_empty)] b: Vec<i64> }",
            "`skip_empty` requires `default`: an omitted field could not be read again",
        ),
        (
            "struct A { b: i64, #[field(name = \"b\")] c: i64 }",
            "another field also has the name \"b\" in JSON",
        ),
        (
            "struct A { #[field(rest)] b: Map, #[field(rest)] c: Map }",
            "only one field can be `rest`",
        ),
    ];
    for (text, refusal) in cases {
        let error = expanded(text).map_err(|error| error.text().to_owned());
        assert_eq!(error.map(drop), Err(refusal.to_owned()), "{text}");
    }
}

#[test]
fn rejects_malformed_enums_of_errors() {
    let variant = "expected `= json(404)`, or another format, status and media type";
    let cases = [
        (
            "enum A { B(i64) = json(404) }",
            "add `#[request(..)]` with the request of the operation",
        ),
        ("#[request(R)] struct A { b: i64 }", "expected an enum"),
        ("#[request(R)] enum A { B(i64) }", variant),
        ("#[request(R)] enum A { B(i64) = 404 }", variant),
        ("#[request(R)] enum A { B(i64) = json() }", variant),
        ("#[request(R)] enum A { B(i64) = json(R) }", variant),
        ("#[request(R)] enum A { B(String) = text(404) }", variant),
        (
            "#[request(R)] enum A { B(i64) = xml(404) }",
            "unknown format; use one of `json`, `text`, `bytes` and `empty`",
        ),
        (
            "#[request(R)] enum A { Unknown(i64) = json(404) }",
            "the macro adds the variant `Unknown`",
        ),
        (
            "#[request(R)] enum A { B = empty(304) } 5",
            "expected an enum",
        ),
    ];
    for (text, refusal) in cases {
        let tokens = text.parse().expect("each case is a sequence of tokens");
        let error = errors::expand(tokens).map_err(|error| error.text().to_owned());
        assert_eq!(error.map(drop), Err(refusal.to_owned()), "{text}");
    }
}

#[test]
fn rejects_malformed_unions() {
    let unknown = "add the variant `Unknown(Value)`, for values that match no other variant";
    let one_value = "a variant must have exactly one unnamed field";
    let words = "unknown word; use one of `tag`, `set`, `add`, `default`, `missing`, `object`, `closed` and `union`";
    let cases = [
        (
            "struct A { b: i64 }",
            "this derive macro supports only enums",
        ),
        (
            "enum A<T> { B(T), Unknown(Value) }",
            "this derive macro does not support type parameters or lifetimes",
        ),
        ("enum A { B(i64) }", unknown),
        ("enum A { B, Unknown(Value) }", one_value),
        ("enum A { B { c: i64 }, Unknown(Value) }", one_value),
        ("enum A { B(i64, i64), Unknown(Value) }", one_value),
        (
            "enum A { #[variant(name = \"b\")] B(i64), Unknown(Value) }",
            words,
        ),
        (
            "#[json_union(name = \"b\")] enum A { B(i64), Unknown(Value) }",
            "expected `tag = \"property\"`",
        ),
        (
            "#[json_union(tag = \"t\")] enum A { B(i64), Unknown(Value) }",
            "add `#[variant(tag = ..)]` with the value of the tag that selects this variant",
        ),
        (
            "#[json_union(tag = \"t\")] enum A { #[variant(tag = 1, tag = \"b\")] B(i64), Unknown(Value) }",
            "the values of a tag must be either all strings, all integers, or all `true` and `false`",
        ),
        (
            "#[json_union(tag = \"t\")] enum A { #[variant(default)] B(i64), #[variant(missing)] C(i64), Unknown(Value) }",
            "only one variant can have `default` or `missing`",
        ),
        (
            "enum A { #[variant(tag = \"b\")] B(i64), Unknown(Value) }",
            "`tag` requires `#[json_union(tag = \"property\")]` on the enum",
        ),
    ];
    for (text, refusal) in cases {
        let expanded = read(text).and_then(|input| json_union::expand(&input));
        let error = expanded.map_err(|error| error.text().to_owned());
        assert_eq!(error.map(drop), Err(refusal.to_owned()), "{text}");
    }
}

#[test]
fn rejects_malformed_event_data() {
    let cases = [
        (
            "struct A { b: i64 }",
            "this derive macro supports only enums",
        ),
        (
            "enum A { #[variant(event = \"b\")] B(i64) }",
            "add the variant `Unknown(UnknownEvent)`, for events with other names",
        ),
        (
            "enum A { #[variant(event = \"b\")] B, Unknown(UnknownEvent) }",
            "a variant must have exactly one unnamed field",
        ),
        (
            "enum A { B(i64), Unknown(UnknownEvent) }",
            "add `#[variant(event = \"..\")]` with the name of the event",
        ),
        (
            "enum A { #[variant(tag = \"b\")] B(i64), Unknown(UnknownEvent) }",
            "unknown word; use one of `event` and `text`",
        ),
    ];
    for (text, refusal) in cases {
        let expanded = read(text).and_then(|input| event_data::expand(&input));
        let error = expanded.map_err(|error| error.text().to_owned());
        assert_eq!(error.map(drop), Err(refusal.to_owned()), "{text}");
    }
}

#[test]
fn rejects_malformed_enums() {
    let no_value = "expected `#[variant(value = ..)]`";
    let cases = [
        (
            "struct A { b: i64 }",
            "this derive macro supports only enums",
        ),
        ("enum A { B, Unknown(i64) }", no_value),
        (
            "enum A { #[variant(tag = 1)] B }",
            "unknown word; the only word is `value = ..`",
        ),
        (
            "enum A { #[variant(value = 1)] B(i64) }",
            "only the variant `Unknown` can have fields",
        ),
        (
            "enum A { #[variant(value = \"b\")] B }",
            "expected an integer, such as `value = 1`",
        ),
    ];
    for (text, refusal) in cases {
        let expanded = read(text).and_then(|input| value_enum::integer_enum(&input));
        let error = expanded.map_err(|error| error.text().to_owned());
        assert_eq!(error.map(drop), Err(refusal.to_owned()), "{text}");
    }
    let text = read("enum A { #[variant(value = 1)] B }");
    let expanded = text.and_then(|input| value_enum::string_enum(&input));
    let error = expanded.map_err(|error| error.text().to_owned());
    assert_eq!(error.map(drop), Err("expected `value = \"..\"`".to_owned()));
}

#[test]
fn camel_case_names_match_serde() {
    let cases = [
        ("user_id", "userId"),
        ("id", "id"),
        ("_id", "id"),
        ("a__b_", "aB"),
        ("r#type", "type"),
        ("x_1y", "x1y"),
        ("Upper_case", "upperCase"),
    ];
    for (name, expected) in cases {
        let text = format!("#[json_object(rename_all = \"camelCase\")] struct A {{ {name}: i64 }}");
        let expanded = expanded(&text).unwrap().to_string();
        assert!(
            expanded.contains(&format!("names {{ {expected:?} }}")),
            "{expanded}"
        );
    }
}

#[test]
fn setters_take_documentation_and_deprecation_from_their_fields() {
    let text = "struct A {
        /// The name.
        ///
        /// Not for long.
        #[deprecated(note = \"n\")]
        #[field(null)]
        r#type: Option<String>,
        plain: Option<i64>,
    }";
    let expanded = expanded(text).unwrap().to_string();
    let documented = "# [doc = \" Sets `type`.\"] # [doc = \"\"] \
                      # [doc = \" The name.\"] # [doc = \"\"] # [doc = \" Not for long.\"] \
                      # [deprecated (note = \"n\")] r#type < M > (";
    assert!(expanded.contains(documented), "{expanded}");
    assert!(
        expanded.contains("# [doc = \" Sets `plain`.\"] plain ("),
        "{expanded}"
    );
}

#[test]
fn a_path_into_the_crate_is_the_path_of_another_type() {
    let argument = |ty: &str| {
        let expanded = expanded(&format!("struct A {{ b: {ty} }}")).unwrap();
        let expanded = expanded.to_string();
        let (_, arguments) = expanded.split_once("fields.\" (").unwrap();
        let (argument, _) = arguments.split_once(')').unwrap();
        argument.to_owned()
    };
    for ty in ["String", "std::string::String", "apicrate_runtime::Value"] {
        let argument = argument(ty);
        assert!(argument.starts_with("b : impl"), "{argument}");
    }
    for ty in ["super::String", "models::Value", "super::Option"] {
        let argument = argument(ty);
        assert_eq!(argument, format!("b : {}", ty.replace("::", " :: ")));
    }
}

#[test]
fn a_constructor_documents_whether_fields_are_required() {
    let cases = [
        (
            "struct A { b: Option<i64> }",
            " Creates a value with no optional field set.",
        ),
        (
            "struct A { b: i64 }",
            " Creates a value from its required fields.",
        ),
    ];
    for (text, doc) in cases {
        let expanded = expanded(text).unwrap().to_string();
        assert!(expanded.contains(&format!("{{ A {doc:?} (")), "{expanded}");
    }
}
