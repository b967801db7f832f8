//! The output is stable: equal documents generate equal files, in YAML and in JSON, and a change of the document
//! changes only the files of the changed parts.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a failed precondition fails the test"
)]

mod fixtures;

use std::collections::BTreeSet;

use apicrate::document::Names;
use apicrate::{Api, Document, Files, RawDocument, outline, resolve, resolve_with_names};
use serde_json::{Value, json};

#[test]
fn output_is_deterministic() {
    for name in fixtures::names() {
        let text = fixtures::text(&name);
        assert_same(
            &name,
            &fixtures::generate(&name, &text),
            &fixtures::generate(&name, &text),
        );
    }
}

#[test]
fn yaml_and_json_generate_equal_files() {
    for name in fixtures::names() {
        let text = fixtures::text(&name);
        let json = document(&text).to_string();
        assert_same(
            &name,
            &fixtures::generate(&name, &text),
            &fixtures::generate(&name, &json),
        );
    }
}

#[test]
fn new_schema_changes_its_file_and_the_model_list() {
    // These documents have no models, and so no list of models, or are one file.
    let without_list = [
        "groups",
        "nested-tags",
        "one-file",
        "path-groups",
        "server-choice",
    ];
    for name in fixtures::names()
        .into_iter()
        .filter(|name| !without_list.contains(&name.as_str()))
    {
        let text = fixtures::text(&name);
        let mut longer = document(&text);
        let schema = json!({ "type": "object", "properties": { "zest": { "type": "string" } } });
        if longer.get("swagger").is_some() {
            longer["definitions"]["Zinnia"] = schema;
        } else {
            longer["components"]["schemas"]["Zinnia"] = schema;
        }
        let changed = changed(&name, &text, &longer);
        assert_eq!(
            changed,
            files(["models/mod.rs", "models/zinnia.rs"]),
            "{name}"
        );
    }
}

#[test]
fn new_schema_at_the_start_changes_no_other_file() {
    let name = "inline-objects";
    let text = fixtures::text(name);
    let mut longer = document(&text);
    let schemas = longer["components"]["schemas"]
        .as_object_mut()
        .expect("there are schemas");
    let before = std::mem::take(schemas);
    // The first schema of the document, equal to the inline schema of the door's size.
    schemas.insert(
        "Aperture".to_owned(),
        before["Door"]["properties"]["size"].clone(),
    );
    schemas.extend(before);
    assert_eq!(
        changed(name, &text, &longer),
        files(["models/aperture.rs", "models/mod.rs"])
    );
}

#[test]
fn new_optional_property_changes_the_file_of_its_model() {
    let text = fixtures::text("nullable-and-optional");
    // The second one is the body of a request, which servers validate.
    for (model, expected) in [
        ("Bed", files(["models/bed.rs"])),
        (
            "BedUpdate",
            files(["models/bed_update.rs", "server/schemas.rs"]),
        ),
    ] {
        let mut longer = document(&text);
        longer["components"]["schemas"][model]["properties"]["depth"] =
            json!({ "type": "integer" });
        assert_eq!(changed("nullable-and-optional", &text, &longer), expected);
    }
}

#[test]
fn new_optional_property_is_one_line_of_the_outline() {
    let text = fixtures::text("nullable-and-optional");
    let mut longer = document(&text);
    longer["components"]["schemas"]["Bed"]["properties"]["depth"] = json!({ "type": "integer" });
    let lines = |text: &str| -> Vec<String> {
        let document = Document::parse("document", text).expect("it is read");
        let (api, _) = resolve(&document).expect("it is understood");
        let sections = outline(&api).into_values();
        sections
            .flat_map(|section| section.lines().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    };
    let (before, mut after) = (lines(&text), lines(&longer.to_string()));
    let new = after
        .iter()
        .position(|line| line == "    depth: Option<i64>");
    after.remove(new.expect("there is a line for it"));
    assert_eq!(before, after);
}

#[test]
fn new_optional_parameter_changes_the_files_of_its_group() {
    let text = fixtures::text("parameters");
    let mut longer = document(&text);
    let path = &mut longer["paths"]["/gardens/{garden}/beds/{bed-number}/plants"];
    let parameters = path["delete"]["parameters"]
        .as_array_mut()
        .expect("there are parameters");
    parameters.push(json!({ "name": "dry", "in": "query", "schema": { "type": "boolean" } }));
    assert_eq!(
        changed("parameters", &text, &longer),
        files(["plants.rs", "server/plants.rs", "server/schemas.rs"])
    );
}

#[test]
fn new_operation_changes_the_files_of_its_group() {
    let text = fixtures::text("responses");
    let mut longer = document(&text);
    longer["paths"]["/seeds/{id}"]["patch"] = json!({
        "operationId": "seeds_label",
        "tags": ["Seeds"],
        "responses": { "204": { "description": "Labelled." } },
    });
    assert_eq!(
        changed("responses", &text, &longer),
        files(["seeds.rs", "server/seeds.rs"])
    );
}

/// A names lock that is up to date changes nothing.
#[test]
fn kept_names_change_nothing() {
    for name in fixtures::names() {
        let text = fixtures::text(&name);
        let document = Document::from_raw(fixtures::without_lock(&name, &text));
        let document = document.unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let (api, _) = resolve(&document).unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let (first, kept) = with_names(&name, &text, Names::default());
        assert!(api == kept, "{name}");
        let (second, kept) = with_names(&name, &text, first.clone());
        assert_eq!(first, second, "{name}");
        assert!(api == kept, "{name}");
    }
}

/// Copies of all components precede them in the canonical order, so that each inline type gets an earlier place, and
/// names of all kinds are wanted twice.
#[test]
fn additions_rename_nothing_if_names_are_kept() {
    for name in fixtures::names() {
        let text = fixtures::text(&name);
        let mut longer = document(&text);
        let is_swagger = longer.get("swagger").is_some();
        let schemas = if is_swagger {
            longer.get_mut("definitions")
        } else {
            longer.pointer_mut("/components/schemas")
        };
        let Some(schemas) = schemas.and_then(Value::as_object_mut) else {
            continue;
        };
        let copies: Vec<(String, Value)> = schemas
            .iter()
            .flat_map(|(key, schema)| {
                let alike = [key.to_lowercase(), key.to_uppercase(), format!("{key}_")];
                alike.map(|key| (key, schema.clone()))
            })
            .collect();
        for (index, (key, schema)) in copies.into_iter().enumerate() {
            schemas.entry(key).or_insert_with(|| schema.clone());
            schemas.entry(format!("a{index}")).or_insert(schema);
        }
        let (before, _) = with_names(&name, &text, Names::default());
        let (after, _) = with_names(&name, &longer.to_string(), before.clone());
        for (place, kept) in &before.types {
            assert_eq!(Some(kept), after.types.get(place), "{name}: {place}");
        }
        for (ty, variants) in &before.variants {
            for (value, kept) in variants {
                let variant = after.variants.get(ty).and_then(|it| it.get(value));
                assert_eq!(Some(kept), variant, "{name}: {ty} {value}");
            }
        }
        assert_eq!(before.methods, after.methods, "{name}");
    }
}

/// The names and the API of a fixture that keeps names.
fn with_names(name: &str, text: &str, names: Names) -> (Names, Api) {
    let raw = fixtures::without_lock(name, text).keep_names(names);
    let document = Document::from_raw(raw).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    let resolved = resolve_with_names(&document);
    let (api, names, _) = resolved.unwrap_or_else(|errors| panic!("{name}: {errors}"));
    (names, api)
}

/// Parses the text of a fixture.
fn document(text: &str) -> Value {
    let document = RawDocument::parse("document", text).expect("a fixture is YAML");
    document.value().clone()
}

/// Returns the files that are added, removed or different after a change of the document.
fn changed(name: &str, before: &str, after: &Value) -> BTreeSet<String> {
    let before = fixtures::generate(name, before);
    let after = fixtures::generate(name, &after.to_string());
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = paths
        .into_iter()
        .filter(|&path| before.get(path) != after.get(path));
    changed.cloned().collect()
}

fn files<const N: usize>(paths: [&str; N]) -> BTreeSet<String> {
    paths.map(str::to_owned).into()
}

/// Compares file by file, so that a failure names the file.
#[track_caller]
fn assert_same(name: &str, one: &Files, other: &Files) {
    assert!(one.keys().eq(other.keys()), "{name}: other files");
    for (path, text) in one {
        assert_eq!(Some(text), other.get(path), "{name}: {path}");
    }
}
