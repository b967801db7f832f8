//! What the derives refuse, and the parts of an expansion that no program sees when it runs.

use proc_macro2::TokenStream;

use crate::input::{Input, Result};
use crate::structure::Structure;
use crate::{json_object, json_union, setters};

fn expanded(text: &str) -> Result<TokenStream> {
    let structure = Structure::of(read(text)?)?;
    let object = json_object::expand(&structure)?;
    Ok([setters::expand(&structure), object].into_iter().collect())
}

fn read(text: &str) -> Result<Input> {
    Input::of(text.parse().expect("the cases are made of tokens"))
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let named = "only structs whose fields have names can derive this";
    let words = "unknown word; the words are `argument`, `constant`, `default`, `into`, `null`, `rest`, \
                 `skip`, `skip_empty` and `name = \"..\"`";
    let cases = [
        ("enum A { B }", named),
        ("union A { b: i64 }", named),
        ("struct A(i64);", named),
        ("struct A;", named),
        (
            "struct A<'a> { b: &'a str }",
            "only types without parameters and lifetimes can derive this",
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
            "only `rename_all = \"camelCase\"` can be said here",
        ),
        (
            "#[json_object(rename_all = \"UPPERCASE\")] struct A { b: i64 }",
            "only `rename_all = \"camelCase\"` can be said here",
        ),
        (
            "struct A { #[field(null)] b: i64 }",
            "only an `Option` can be `null`",
        ),
        (
            "struct A { #[field(skip_empty)] b: Vec<i64> }",
            "`skip_empty` needs `default`, or what is left out could not be read again",
        ),
        (
            "struct A { b: i64, #[field(name = \"b\")] c: i64 }",
            "another field is called \"b\" in JSON",
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
fn what_cannot_be_a_union_is_refused() {
    let unknown = "what fits no other variant needs one: `Unknown(Value)`";
    let one_value = "a variant holds one value, without a name";
    let words = "unknown word; the words are `tag`, `required` and `optional`";
    let cases = [
        ("struct A { b: i64 }", "only enums can derive this"),
        (
            "enum A<T> { B(T), Unknown(Value) }",
            "only types without parameters and lifetimes can derive this",
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
            "only `tag = \"property\"` can be said here",
        ),
        (
            "#[json_union(tag = \"t\")] enum A { B(i64), Unknown(Value) }",
            "which `tag = ..` means this variant?",
        ),
        (
            "#[json_union(tag = \"t\")] enum A { #[variant(tag = 1, tag = \"b\")] B(i64), Unknown(Value) }",
            "either all values of a tag are numbers, or none",
        ),
        (
            "enum A { #[variant(tag = \"b\")] B(i64), Unknown(Value) }",
            "of which tag? `#[json_union(tag = \"property\")]` says it",
        ),
    ];
    for (text, refusal) in cases {
        let expanded = read(text).and_then(|input| json_union::expand(&input));
        let error = expanded.map_err(|error| error.text().to_owned());
        assert_eq!(error.map(drop), Err(refusal.to_owned()), "{text}");
    }
}

#[test]
fn names_in_json_follow_the_rule_of_serde() {
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
fn a_setter_is_documented_and_deprecated_as_its_field() {
    let text = "struct A {
        /// What it is called.
        ///
        /// Not for long.
        #[deprecated(note = \"n\")]
        #[field(null)]
        r#type: Option<String>,
        plain: Option<i64>,
    }";
    let expanded = expanded(text).unwrap().to_string();
    let documented = "# [doc = \" Sets `type`.\"] # [doc = \"\"] \
                      # [doc = \" What it is called.\"] # [doc = \"\"] # [doc = \" Not for long.\"] \
                      # [deprecated (note = \"n\")] r#type (";
    assert!(expanded.contains(documented), "{expanded}");
    assert!(
        expanded.contains("# [doc = \" Sets `plain`.\"] plain ("),
        "{expanded}"
    );
}

#[test]
fn a_constructor_says_whether_there_is_more() {
    let cases = [
        ("struct A { b: Option<i64> }", " One with nothing set."),
        (
            "struct A { b: i64 }",
            " One with what is required; the rest can be set.",
        ),
    ];
    for (text, doc) in cases {
        let expanded = expanded(text).unwrap().to_string();
        assert!(expanded.contains(&format!("{{ A {doc:?} (")), "{expanded}");
    }
}
