//! Documents that are written as text after overlays.

use apicrate::{DocumentFormat, Overlay, RawDocument};
use insta::assert_snapshot;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const FORMATS: [DocumentFormat; 2] = [DocumentFormat::Yaml, DocumentFormat::Json];

/// Strings that a YAML reader may take for other values, or that need quotes or escapes.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "  a",
    "a ",
    "\ta",
    "a\t",
    "no",
    "NO",
    "y",
    "on",
    "Off",
    "null",
    "Null",
    "~",
    "true",
    "1",
    "1.0",
    "1e3",
    "0x1",
    "0o17",
    "017",
    "1_000",
    "+1",
    ".5",
    ".inf",
    ".NaN",
    "nan",
    "Infinity",
    "1:30",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "=",
    "<<",
    "-",
    "- a",
    "-a",
    "---",
    "...",
    "? a",
    "?",
    ":",
    "a:",
    "a: b",
    "a:b",
    ": a",
    "#",
    "#/components",
    "a #b",
    "a# b",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "|",
    ">",
    "%YAML 1.2",
    "@a",
    "`a`",
    "'",
    "''",
    "\"",
    "a'b\"c",
    "{",
    "}",
    "[",
    "]",
    ",",
    "{a}",
    "[a]",
    "a, b",
    "\\",
    "a\\nb",
    "\n",
    "a\n",
    "a\nb",
    "a\nb\n",
    "a\n\nb",
    "a\n\n",
    "\na",
    " a\nb",
    "a\n  b\n c",
    "a\n \nb",
    "a\r\nb",
    "a\rb",
    "a \nb",
    "a\n\tb",
    "a\n# b",
    "a\n---\nb",
    "a\n...\n",
    "\u{0}",
    "\u{7}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "a\u{2028}b",
    "a\u{2029}\nb",
    "\u{feff}a",
    "\u{fffe}",
    "\u{ffff}",
    "\u{1f600}",
    "é",
    "e\u{301}",
    "3.1.0",
    "1.2.3.4",
    "/users/{id}",
    "$ref",
    "application/json; charset=utf-8",
    "200",
    "4XX",
    "default",
];

fn written(value: &Value, format: DocumentFormat) -> String {
    let document = RawDocument::parse("document.json", value.to_string());
    document.expect("it is valid JSON").to_text(format)
}

/// Writes a value in each format, and compares the value that is read from the text.
fn assert_round_trip(value: &Value) {
    for format in FORMATS {
        let text = written(value, format);
        let read = RawDocument::parse("written", text.as_str());
        let read = read.unwrap_or_else(|errors| unreachable!("{errors}\n{text}"));
        assert_eq!(read.value(), value, "{text}");
        assert_eq!(read.to_text(format), text);
    }
}

#[test]
fn all_strings_are_read_again() {
    for text in HOSTILE {
        assert_round_trip(&json!({ "a": text, "b": [text, { "c": text }, [text]] }));
        // The reader takes this key for a merge key, also in quotes.
        if *text != "<<" {
            assert_round_trip(
                &json!({ *text: 1, "a": { *text: { *text: text } }, "b": [{ *text: [] }] }),
            );
        }
    }
    for length in [100, 511, 512, 600, 1100, 2000] {
        let key = "k".repeat(length);
        assert_round_trip(&json!({ "a": [{ key.as_str(): { key.as_str(): [1, 2] }, "b": key }] }));
    }
}

#[test]
fn scalars_and_empty_documents_are_read_again() {
    let values = [
        json!({}),
        json!([]),
        json!([[], {}, [[]], [{}]]),
        json!({ "a": {}, "b": [], "c": null, "d": true, "e": -0.0, "f": 0 }),
    ];
    values.iter().for_each(assert_round_trip);
    for value in [
        json!(null),
        json!(1),
        json!("a: b"),
        json!("a\nb\n"),
        json!("no"),
    ] {
        let document = RawDocument::parse("any.yaml", value.to_string()).expect("it is valid");
        let text = document.to_text(DocumentFormat::Yaml);
        let read = RawDocument::parse("any.yaml", text).expect("it is valid");
        assert_eq!(read.value(), &value);
    }
}

#[test]
fn numbers_keep_their_spelling() {
    let text = "
version: 1.10
large: 123456789012345678901234567890
exact: 18446744073709551615
negative: -9223372036854775808
exponent: 1.50e3
hexadecimal: 0x1F
list: [2.0, 3.00]
";
    let overlay = "
overlay: 1.1.0
info: { title: Moves numbers, version: 1.0.0 }
actions:
  - { target: '$.list[0]', remove: true }
  - { target: $, update: { copied: { of: 1 }, written: 2.50, list: [4.00] } }
  - { target: $.copied.of, copy: $.version }
  - { target: $, update: { moved: [1.10, { by: 5.50 }] } }
  - { target: '$.moved[0]', remove: true }
  - { target: $.copied, copy: '$.moved[0]' }
";
    let overlay = Overlay::parse("overlay.yaml", overlay).expect("it is valid");
    let document = RawDocument::parse("numbers.yaml", text).expect("it is valid");
    let document = document
        .with_overlays(&[overlay])
        .expect("it can be applied");
    assert_snapshot!(document.to_text(DocumentFormat::Json), @r#"
    {
      "version": 1.10,
      "large": 123456789012345678901234567890,
      "exact": 18446744073709551615,
      "negative": -9223372036854775808,
      "exponent": 1.50e3,
      "hexadecimal": 31,
      "list": [
        3.00,
        4.00
      ],
      "copied": {
        "of": 1.10,
        "by": 5.50
      },
      "written": 2.50,
      "moved": [
        {
          "by": 5.50
        }
      ]
    }
    "#);
    assert_snapshot!(document.to_text(DocumentFormat::Yaml), @r"
    version: 1.10
    large: 123456789012345678901234567890
    exact: 18446744073709551615
    negative: -9223372036854775808
    exponent: 1.50e+3
    hexadecimal: 31
    list:
      - 3.00
      - 4.00
    copied:
      of: 1.10
      by: 5.50
    written: 2.50
    moved:
      - by: 5.50
    ");
}

#[test]
fn yaml_is_readable() {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets: all of them", "version": "1.0", "description": "The first line.\n\n- a list\n- `code: x`\n" },
        "tags": [{ "name": "cats", "description": "Two\nlines" }, { "name": "no" }],
        "paths": { "/pets/{id}": { "get": { "parameters": [], "responses": { "200": { "$ref": "#/components/responses/Pet" } } } } },
        "x-matrix": [[1, 2], [[3]], {}],
    });
    assert_snapshot!(written(&document, DocumentFormat::Yaml), @r"
    openapi: 3.1.0
    info:
      title: 'Pets: all of them'
      version: '1.0'
      description: |
        The first line.

        - a list
        - `code: x`
    tags:
      - name: cats
        description: |-
          Two
          lines
      - name: 'no'
    paths:
      /pets/{id}:
        get:
          parameters: []
          responses:
            '200':
              $ref: '#/components/responses/Pet'
    x-matrix:
      - - 1
        - 2
      - - - 3
      - {}
    ");
}

#[test]
fn format_of_a_document_is_recognized() {
    let format = |text: &str| RawDocument::parse("a", text).expect("it is valid").format();
    assert_eq!(format(" {\"a\": 1}"), DocumentFormat::Json);
    assert_eq!(format("[1]"), DocumentFormat::Json);
    assert_eq!(format("a: {}"), DocumentFormat::Yaml);
}

/// Any value with strings that are likely to need quotes.
fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[ a-c:#'\"\\n\\t\\\\|>{}\\[\\],&*!%@`?~.0-9eE+-]{0,12}",
        any::<String>(),
        proptest::sample::select(HOSTILE).prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // The JSON reader is not exact for floats with many digits.
        (any::<i32>(), 0..6i32)
            .prop_map(|(digits, scale)| Value::from(f64::from(digits) / 10f64.powi(scale))),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        let entry = (text.clone(), inner.clone());
        prop_oneof![
            vec(inner, 0..5).prop_map(Value::Array),
            vec(entry, 0..5).prop_map(|entries| {
                let entries = entries.into_iter().filter(|(name, _)| name != "<<");
                Value::Object(entries.collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn written_values_are_read_again(value in any_value()) {
        assert_round_trip(&json!({ "value": value }));
    }
}
