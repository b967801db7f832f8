//! What overlays make of a document, and what is said about those that cannot be applied: the whole
//! message, because it tells a maintainer which correction has had its day.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::{Value, json};
use trophy_generator::{Diagnostics, Document, Overlay, Written};

const PETS: &str = "
openapi: 3.1.0
info: { title: Pets, version: 1.0.0, contact: { name: The keeper } }
tags: [{ name: cats }, { name: dogs }]
paths: {}
components:
  schemas:
    Pet:
      type: object
      required: [name, status, born, status]
      properties:
        name: { type: string, enum: [Ada, Bo] }
        born: { type: string, format: date }
    Toy:
      type: object
      properties:
        name: { type: string }
        price: { type: integer }
";

/// An overlay of these actions.
fn overlay(actions: &str) -> String {
    format!(
        "overlay: 1.0.0\ninfo: {{ title: Corrections, version: 1.0.0 }}\nactions:\n{}\n",
        actions.trim_matches('\n')
    )
}

fn apply(overlays: &[&str]) -> Result<Document, Diagnostics> {
    let overlays = overlays
        .iter()
        .map(|text| Overlay::parse("overlay.yaml", *text))
        .collect::<Result<Vec<_>, _>>()?;
    Document::of(Written::parse("pets.yaml", PETS)?.with(&overlays)?)
}

/// The part of the document at a pointer, after the actions.
fn after(actions: &str, pointer: &str) -> Value {
    after_all(&[&overlay(actions)], pointer)
}

fn after_all(overlays: &[&str], pointer: &str) -> Value {
    let document = apply(overlays).unwrap_or_else(|errors| unreachable!("{errors}"));
    let document = serde_json::to_value(document.openapi).expect("a document is a value");
    document.pointer(pointer).cloned().unwrap_or_default()
}

/// What is said about actions that cannot be applied.
fn refusal(actions: &str) -> String {
    refusal_of(&overlay(actions))
}

fn refusal_of(overlay: &str) -> String {
    apply(&[overlay]).expect_err("it is wrong").to_string()
}

#[test]
fn an_update_is_merged_into_an_object() {
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
fn a_list_in_an_update_replaces_the_list_it_meets() {
    let name = after(
        "
  - description: Bo has gone, Cy has come.
    target: $.components.schemas.Pet.properties
    update: { name: { enum: [Ada, Cy] } }
",
        "/components/schemas/Pet/properties/name",
    );
    assert_eq!(name, json!({ "type": "string", "enum": ["Ada", "Cy"] }));
}

#[test]
fn an_update_of_a_list_is_one_more_entry() {
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
fn what_is_selected_by_its_value_is_removed_wherever_it_stands_in_a_list() {
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
fn overlapping_matches_are_removed_each_once() {
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
fn wildcards_select_in_every_schema() {
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
fn filters_select_by_what_an_object_says() {
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
fn actions_find_what_earlier_ones_have_made() {
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
fn overlays_are_applied_one_after_the_other() {
    let first = overlay("  - { description: Why, target: $.info, update: { x-of: { one: 1 } } }");
    let second =
        overlay("  - { description: Why, target: \"$.info['x-of']\", update: { two: 2 } }");
    let of = after_all(&[&first, &second], "/info/x-of");
    assert_eq!(of, json!({ "one": 1, "two": 2 }));
}

#[test]
fn an_overlay_may_be_json() {
    let overlay = json!({
        "overlay": "1.0.1",
        "info": { "title": "Corrections", "version": "1" },
        "actions": [{ "target": "$.info", "description": "Why.", "update": { "title": "Dogs" } }],
        "x-kept-by": "the keeper",
    });
    assert_eq!(after_all(&[&overlay.to_string()], "/info/title"), "Dogs");
}

#[test]
fn a_target_that_has_gone_is_an_error_and_so_are_all_others() {
    assert_snapshot!(refusal("
  - description: A cat is a pet.
    target: $.components.schemas.Cat
    update: { type: object }
  - description: This one is fine.
    target: $.info
    update: { title: Cats }
  - description: Colours are not kept.
    target: $.components.schemas.Pet.properties[?@.format == 'colour']
    remove: true
"), @r"
    error[overlay-target-not-found]: `$.components.schemas.Cat` selects nothing in pets.yaml
      --> overlay.yaml:5:5
       |     target: $.components.schemas.Cat
       |     ^
      at #/actions/0/target
      help: the document has changed: aim the action at where its target has gone, or remove it

    error[overlay-target-not-found]: `$.components.schemas.Pet.properties[?@.format == 'colour']` selects nothing in pets.yaml
      --> overlay.yaml:11:5
       |     target: $.components.schemas.Pet.properties[?@.format == 'colour']
       |     ^
      at #/actions/2/target
      help: the document has changed: aim the action at where its target has gone, or remove it

    2 errors
    ");
}

#[test]
fn an_action_that_changes_nothing_is_an_error() {
    assert_snapshot!(refusal("
  - description: Dates have no time.
    target: $.components.schemas.Pet.properties.born
    update: { format: date }
  - description: There are dogs.
    target: $.tags
    update: { name: dogs }
"), @r"
    error[overlay-action-without-effect]: pets.yaml already is as this action would make it
      --> overlay.yaml:6:5
       |     update: { format: date }
       |     ^
      at #/actions/0/update
      help: the correction has become superfluous: remove the action

    error[overlay-action-without-effect]: pets.yaml already is as this action would make it
      --> overlay.yaml:9:5
       |     update: { name: dogs }
       |     ^
      at #/actions/1/update
      help: the correction has become superfluous: remove the action

    2 errors
    ");
}

#[test]
fn an_action_says_why_it_is_there() {
    assert_snapshot!(refusal("
  - target: $.info
    update: { title: Dogs }
  - target: $.info
    description: ' '
    update: { version: 2.0.0 }
"), @r"
    error[overlay-action-without-reason]: this action does not say why it is there
      --> overlay.yaml:4:5
       |   - target: $.info
       |     ^
      at #/actions/0
      help: add a `description` of what is wrong in the document

    error[overlay-action-without-reason]: this action does not say why it is there
      --> overlay.yaml:6:5
       |   - target: $.info
       |     ^
      at #/actions/1
      help: add a `description` of what is wrong in the document

    2 errors
    ");
}

#[test]
fn a_target_is_a_json_path() {
    assert_snapshot!(refusal("
  - description: The dot is one too many.
    target: $.paths./pets.get
    remove: true
  - { description: The bracket is never closed., target: '$.components[\"schemas\"', remove: true }
  - description: Nothing begins without the root.
    target: |
      info.title
    remove: true
"), @r#"
    error[overlay-invalid-target]: `$.paths./pets.get` is no JSONPath: in dot member name, must start with lowercase alpha or '_'
      --> overlay.yaml:5:21
       |     target: $.paths./pets.get
       |                     ^
      at #/actions/0/target
      help: names of other than letters, digits and `_` stand in brackets, as in `$.paths['/pets'].get`

    error[overlay-invalid-target]: `$.components["schemas"` is no JSONPath: in long-hand segment, expected closing ']'
      --> overlay.yaml:7:81
       |   - { description: The bracket is never closed., target: '$.components["schemas"', remove: true }
       |                                                                                 ^
      at #/actions/1/target
      help: names of other than letters, digits and `_` stand in brackets, as in `$.paths['/pets'].get`

    error[overlay-invalid-target]: `info.title` is no JSONPath
      --> overlay.yaml:9:5
       |     target: |
       |     ^
      at #/actions/2/target
      help: names of other than letters, digits and `_` stand in brackets, as in `$.paths['/pets'].get`

    3 errors
    "#);
}

#[test]
fn a_target_has_to_take_what_it_gets() {
    assert_snapshot!(refusal("
  - description: A title is no object.
    target: $.info.title
    update: Dogs
  - description: An object is no title.
    target: $.info
    update: Dogs
  - description: Nothing would remain.
    target: $
    remove: true
"), @r"
    error[overlay-mismatch]: this selects the string `Pets`, and an update takes the object around it
      --> overlay.yaml:5:5
       |     target: $.info.title
       |     ^
      at #/actions/0/target

    error[overlay-mismatch]: this selects an object, which takes an object for an update, not the string `Dogs`
      --> overlay.yaml:8:5
       |     target: $.info
       |     ^
      at #/actions/1/target

    error[overlay-mismatch]: the whole document cannot be removed
      --> overlay.yaml:11:5
       |     target: $
       |     ^
      at #/actions/2/target

    3 errors
    ");
}

#[test]
fn an_action_does_one_thing() {
    assert_snapshot!(refusal("
  - { description: Both., target: $.info, update: {}, remove: true }
  - { description: Neither., target: $.info }
  - { description: Not even this., target: $.info, remove: false }
  - { description: Misspelt., target: $.info, updates: {} }
  - { description: No flag., target: $.info, remove: 'yes' }
  - { description: No target., remove: true }
  - nothing
"), @r"
    error[overlay-malformed]: this action has both an `update` and `remove`
      --> overlay.yaml:4:5
       |   - { description: Both., target: $.info, update: {}, remove: true }
       |     ^
      at #/actions/0

    error[overlay-malformed]: this action has neither an `update` nor `remove: true`
      --> overlay.yaml:5:5
       |   - { description: Neither., target: $.info }
       |     ^
      at #/actions/1

    error[overlay-malformed]: this action has neither an `update` nor `remove: true`
      --> overlay.yaml:6:5
       |   - { description: Not even this., target: $.info, remove: false }
       |     ^
      at #/actions/2

    error[overlay-malformed]: `updates` is no field of Overlay 1.0 here
      --> overlay.yaml:7:47
       |   - { description: Misspelt., target: $.info, updates: {} }
       |                                               ^
      at #/actions/3/updates

    error[overlay-malformed]: this action has neither an `update` nor `remove: true`
      --> overlay.yaml:7:5
       |   - { description: Misspelt., target: $.info, updates: {} }
       |     ^
      at #/actions/3

    error[overlay-malformed]: expected `true` or `false`, found the string `yes`
      --> overlay.yaml:8:46
       |   - { description: No flag., target: $.info, remove: 'yes' }
       |                                              ^
      at #/actions/4/remove

    error[overlay-malformed]: the field `target` is missing here
      --> overlay.yaml:9:5
       |   - { description: No target., remove: true }
       |     ^
      at #/actions/5

    error[overlay-malformed]: expected an action, found the string `nothing`
      --> overlay.yaml:10:5
       |   - nothing
       |     ^
      at #/actions/6

    8 errors
    ");
}

#[test]
fn an_overlay_has_its_parts() {
    assert_snapshot!(refusal_of("overlay: 1.1.0\ninfo: { title: 1 }\nextend: a.yaml\nactions: []\n"), @r"
    error[unsupported-version]: expected `1.0.0`, found the string `1.1.0`
      --> overlay.yaml:1:1
       | overlay: 1.1.0
       | ^
      at #/overlay
      help: Overlay 1.0 can be read

    error[overlay-malformed]: `extend` is no field of Overlay 1.0 here
      --> overlay.yaml:3:1
       | extend: a.yaml
       | ^
      at #/extend

    error[overlay-malformed]: expected a string, found the number `1`
      --> overlay.yaml:2:9
       | info: { title: 1 }
       |         ^
      at #/info/title

    error[overlay-malformed]: the field `version` is missing here
      --> overlay.yaml:2:1
       | info: { title: 1 }
       | ^
      at #/info

    error[overlay-malformed]: expected a list of actions, found an empty one
      --> overlay.yaml:4:1
       | actions: []
       | ^
      at #/actions

    5 errors
    ");
    assert_snapshot!(refusal_of("{}"), @r"
    error[overlay-malformed]: an overlay needs the field `overlay`, its version
      --> overlay.yaml:1:1
       | {}
       | ^
      help: an overlay begins with `overlay: 1.0.0`

    error[overlay-malformed]: an overlay needs the field `info`
      --> overlay.yaml:1:1
       | {}
       | ^

    error[overlay-malformed]: an overlay needs the field `actions`
      --> overlay.yaml:1:1
       | {}
       | ^

    3 errors
    ");
    assert_snapshot!(refusal_of("overlay: 1.0.0\ninfo: [\n"), @r"
    error[syntax]: did not find expected node content, while parsing a flow node
      --> overlay.yaml:3:1

    1 error
    ");
}

#[test]
fn an_overlay_can_be_for_one_document() {
    let only = |name: &str| {
        overlay("  - { description: Why, target: $.paths.gone, remove: true }")
            + &format!("extends: https://example.com/{name}\n")
    };
    assert!(apply(&[&only("toys.yaml")]).is_ok());
    assert!(apply(&[&only("pets.yaml")]).is_err());
}

#[test]
fn an_action_can_be_for_one_document() {
    let title = after(
        "
  - { description: Not here., x-document: toys.yaml, target: $.gone, remove: true }
  - { description: Here., x-document: pets.yaml, target: $.info, update: { title: Dogs } }
",
        "/info/title",
    );
    assert_eq!(title, "Dogs");
}

/// Writes an overlay to a folder of its own, with or without another document, and applies it.
fn applied_from_disk(folder: &str, other: Option<&str>) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    if let Some(other) = other {
        fs::write(folder.join(other), "").expect("written");
    }
    let path = folder.join("overlay.yaml");
    let action = "  - { description: Why, x-document: toys.yaml, target: $.gone, remove: true }";
    fs::write(&path, overlay(action)).expect("written");
    let overlay = Overlay::read(&path).map_err(|errors| errors.to_string())?;
    let written = Written::parse("pets.yaml", PETS).expect("it is well-formed");
    let applied = written.with(&[overlay]).map(|_| ());
    let folder = folder.display().to_string();
    applied.map_err(|errors| errors.to_string().replace(&folder, ""))
}

#[test]
fn a_document_that_an_overlay_names_is_there() {
    assert_eq!(
        applied_from_disk("overlay-named", Some("toys.yaml")),
        Ok(())
    );
    let refusal = applied_from_disk("overlay-misnamed", None).expect_err("there are no toys");
    assert_snapshot!(refusal, @r"
    error[overlay-document-not-found]: `toys.yaml` is neither the document at hand nor another one beside this overlay
      --> /overlay.yaml:4:25
       |   - { description: Why, x-document: toys.yaml, target: $.gone, remove: true }
       |                         ^
      at #/actions/0/x-document

    1 error
    ");
}

#[test]
fn an_overlay_is_for_one_document_in_one_way() {
    let overlay =
        overlay("  - { description: Why, x-document: toys.yaml, target: $.info, remove: true }")
            + "extends: pets.yaml\n";
    assert_snapshot!(refusal_of(&overlay), @r"
    error[overlay-malformed]: this overlay is for one document already, as its `extends` says
      --> overlay.yaml:4:25
       |   - { description: Why, x-document: toys.yaml, target: $.info, remove: true }
       |                         ^
      at #/actions/0/x-document

    1 error
    ");
}

#[test]
fn findings_about_what_an_overlay_moved_or_wrote_point_into_the_document() {
    let errors = apply(&[&overlay(
        "
  - description: Cats are none of our business.
    target: $.tags[?@.name == 'cats']
    remove: true
  - description: Dogs have a page of their own.
    target: $.tags[0]
    update: { externalDocs: { url: [] } }
  - description: Toys belong to pets.
    target: $.components.schemas.Toy.properties
    update: { owner: { $ref: '#/components/schemas/Pets' } }
",
    )]);
    assert_snapshot!(errors.expect_err("the overlay breaks it"), @r"
    error[malformed]: expected a string, found a list
      --> pets.yaml:4:24
       | tags: [{ name: cats }, { name: dogs }]
       |                        ^
      at #/tags/1/externalDocs/url
      help: an overlay has changed this, at overlay.yaml:8

    error[dangling-reference]: nothing stands at `#/components/schemas/Pets`
      --> pets.yaml:16:7
       |       properties:
       |       ^
      at #/components/schemas/Toy/properties/owner/$ref
      help: did you mean `#/components/schemas/Pet`? (an overlay has changed this, at overlay.yaml:11)

    2 errors
    ");
}

#[test]
fn numbers_keep_the_spelling_of_the_text_that_they_are_from() {
    let text = "
openapi: 3.1.0
info: { title: Pets, version: 1.10 }
tags: [{ name: 1.50 }, { name: 2.50 }]
paths: {}
";
    let overlay = overlay(
        "
  - { description: Why, target: '$.tags[0]', remove: true }
  - { description: Why, target: $.info, update: { version: 3.0 } }
",
    );
    let overlay = Overlay::parse("overlay.yaml", overlay).expect("it is right");
    let written = Written::parse("pets.yaml", text).expect("it is right");
    let written = written.with(&[overlay]).expect("it can be applied");
    let document = Document::of(written).expect("it is right");
    assert_eq!(document.openapi.tags[0].name, "2.50");
    assert_eq!(document.openapi.info.version, "3.0");
}

#[test]
fn a_document_stays_within_bounds() {
    let action = |target: &str, update: &str| {
        format!("  - {{ description: Why, target: {target}, update: {update} }}\n")
    };
    let chain = "{ a: ".repeat(40) + "{}" + &" }".repeat(40);
    let end = "$.info".to_owned() + &".a".repeat(40);
    let deep = action("$.info", &chain) + &action(&end, &chain);
    assert!(refusal(&deep).contains("error[too-deep]"));

    let names: Vec<String> = (0..2100).map(|number| format!("a{number}: 1")).collect();
    let wide = format!("{{ {} }}", names.join(", "));
    let row = action(
        "$.info",
        &format!("{{ a: {} }}", wide.replace(": 1", ": {}")),
    );
    let square = row + &action("$.info.a.*", &wide);
    assert!(refusal(&square).contains("error[too-large]"));

    let nested = action(&format!("'$[?{}@'", "(".repeat(5000)), "{}");
    assert!(refusal(&nested).contains("error[overlay-malformed]"));
}
