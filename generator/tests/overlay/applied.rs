//! The effect of actions on a document.

use apicrate::{Document, Overlay, RawDocument};
use serde_json::json;

use crate::{after, after_all, overlay};

#[test]
fn update_is_merged_into_an_object() {
    let info = after(
        "
  - description: The keeper can be written to, and there is a second edition.
    target: $.info
    update: { version: 2.0.0, contact: { email: keeper@example.com } }
",
        "/info",
    );
    let contact = json!({ "name": "The keeper", "email": "keeper@example.com" });
    let expected = json!({ "title": "Pets", "version": "2.0.0", "contact": contact });
    assert_eq!(info, expected);
}

#[test]
fn list_in_an_update_is_appended() {
    let name = after(
        "
  - description: Cy has come.
    target: $.components.schemas.Pet.properties
    update: { name: { enum: [Cy] } }
",
        "/components/schemas/Pet/properties/name",
    );
    assert_eq!(
        name,
        json!({ "type": "string", "enum": ["Ada", "Bo", "Cy"] })
    );
}

#[test]
fn update_of_a_list_is_appended() {
    let tags = after(
        "
  - description: There are birds.
    target: $.tags
    update: { name: birds }
",
        "/tags",
    );
    let expected = json!([{ "name": "cats" }, { "name": "dogs" }, { "name": "birds" }]);
    assert_eq!(tags, expected);
}

#[test]
fn removes_all_list_items_with_a_selected_value() {
    let required = after(
        "
  - description: Nothing declares a status.
    target: $.components.schemas.Pet.required[?@ == 'status']
    remove: true
",
        "/components/schemas/Pet/required",
    );
    assert_eq!(required, json!(["name", "born"]));
}

#[test]
fn removes_overlapping_matches_once() {
    let schemas = after(
        "
  - description: Nothing of this is right.
    target: $.components.schemas['Pet', 'Pet']['required', 'required'][3, 0, 3]
    remove: true
  - description: Neither are toys, nor anything in them.
    target: $.components.schemas.Toy..*
    remove: true
",
        "/components/schemas",
    );
    assert_eq!(schemas["Pet"]["required"], json!(["status", "born"]));
    assert_eq!(schemas["Toy"], json!({}));
}

#[test]
fn wildcards_match_all_schemas() {
    let schemas = after(
        "
  - description: Names are short.
    target: $.components.schemas.*.properties.name
    update: { maxLength: 20 }
",
        "/components/schemas",
    );
    for schema in ["Pet", "Toy"] {
        assert_eq!(schemas[schema]["properties"]["name"]["maxLength"], 20);
    }
    assert_eq!(
        schemas["Toy"]["properties"]["price"],
        json!({ "type": "integer" })
    );
}

#[test]
fn filters_match_field_values() {
    let toy = after(
        "
  - description: Prices have cents.
    target: $.components.schemas.*.properties[?@.type == 'integer']
    update: { type: number }
",
        "/components/schemas/Toy/properties",
    );
    assert_eq!(
        toy,
        json!({ "name": { "type": "string" }, "price": { "type": "number" } })
    );
}

#[test]
fn actions_see_changes_of_earlier_actions() {
    let pet = after(
        "
  - description: The list is wrong from end to end.
    target: $.components.schemas.Pet.required
    remove: true
  - description: So it begins anew.
    target: $.components.schemas.Pet
    update: { required: [name] }
  - description: And goes on.
    target: $.components.schemas.Pet.required
    update: born
",
        "/components/schemas/Pet/required",
    );
    assert_eq!(pet, json!(["name", "born"]));
}

#[test]
fn overlays_are_applied_in_order() {
    let first = overlay("  - { description: Why, target: $.info, update: { x-of: { one: 1 } } }");
    let second =
        overlay("  - { description: Why, target: \"$.info['x-of']\", update: { two: 2 } }");
    let of = after_all(&[&first, &second], "/info/x-of");
    assert_eq!(of, json!({ "one": 1, "two": 2 }));
}

#[test]
fn overlays_can_be_json() {
    let overlay = json!({
        "overlay": "1.0.1",
        "info": { "title": "Corrections", "version": "1" },
        "actions": [{ "target": "$.info", "description": "Why.", "update": { "title": "Dogs" } }],
        "x-kept-by": "the keeper",
    });
    assert_eq!(after_all(&[&overlay.to_string()], "/info/title"), "Dogs");
}

#[test]
fn numbers_keep_the_spelling_of_their_source() {
    let text = "
openapi: 3.1.0
info: { title: Pets, version: 1.10 }
tags: [{ name: 1.50 }, { name: 2.50 }, { name: a }]
paths: {}
";
    let overlay = overlay(
        "
  - { description: Why, target: '$.tags[0]', remove: true }
  - { description: Why, target: $.info, update: { version: 3.10 } }
  - { description: Why, target: '$.tags[1].name', update: 0x1F }
",
    );
    let overlay = Overlay::parse("overlay.yaml", overlay).expect("it is right");
    let written = RawDocument::parse("pets.yaml", text).expect("it is right");
    let written = written
        .with_overlays(&[overlay])
        .expect("it can be applied");
    let document = Document::from_raw(written).expect("it is right");
    assert_eq!(document.openapi.tags[0].name, "2.50");
    assert_eq!(document.openapi.tags[1].name, "0x1F");
    assert_eq!(document.openapi.info.version, "3.10");
}
