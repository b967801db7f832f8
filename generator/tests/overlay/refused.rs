//! The errors of overlays that cannot be applied.

use insta::assert_snapshot;

use crate::{overlay, refusal_of};
use apicrate::Overlay;

/// Returns the errors of actions that cannot be applied.
fn refusal(actions: &str) -> String {
    refusal_of(&overlay(actions))
}

#[test]
fn reports_all_targets_that_match_nothing() {
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
    error[overlay-target-not-found]: `$.components.schemas.Cat` matches nothing in pets.yaml
      --> overlay.yaml:5:5
       |     target: $.components.schemas.Cat
       |     ^
      at #/actions/0/target
      help: the document has changed: update the target, or remove the action

    error[overlay-target-not-found]: `$.components.schemas.Pet.properties[?@.format == 'colour']` matches nothing in pets.yaml
      --> overlay.yaml:11:5
       |     target: $.components.schemas.Pet.properties[?@.format == 'colour']
       |     ^
      at #/actions/2/target
      help: the document has changed: update the target, or remove the action

    2 errors
    ");
}

#[test]
fn rejects_actions_without_effect() {
    assert_snapshot!(refusal("
  - description: Dates have no time.
    target: $.components.schemas.Pet.properties.born
    update: { format: date }
  - description: There are dogs.
    target: $.tags
    update: { name: dogs }
"), @r"
    error[overlay-action-without-effect]: the update does not change pets.yaml
      --> overlay.yaml:6:5
       |     update: { format: date }
       |     ^
      at #/actions/0/update
      help: the correction is no longer needed: remove the action

    error[overlay-repeated-item]: the list at `#/tags` contains the appended value already
      --> overlay.yaml:9:5
       |     update: { name: dogs }
       |     ^
      at #/actions/1/update
      help: remove the action if the correction is no longer needed

    2 errors
    ");
}

#[test]
fn reasons_are_required_only_on_request() {
    let overlay = overlay(
        "
  - target: $.info
    update: { title: Dogs }
  - target: $.info
    description: ' '
    update: { version: 2.0.0 }
  - { target: $.info, update: { x-a: 1 }, description: Why. }
",
    );
    let overlay = Overlay::parse("overlay.yaml", overlay).expect("the standard needs no reasons");
    let errors = overlay.require_reasons().expect_err("there are no reasons");
    assert_snapshot!(errors, @r"
    error[overlay-action-without-reason]: the action has no `description`
      --> overlay.yaml:4:5
       |   - target: $.info
       |     ^
      at #/actions/0
      help: add a `description` of the mistake in the document

    error[overlay-action-without-reason]: the action has no `description`
      --> overlay.yaml:6:5
       |   - target: $.info
       |     ^
      at #/actions/1
      help: add a `description` of the mistake in the document

    2 errors
    ");
}

#[test]
fn rejects_targets_that_are_not_json_paths() {
    assert_snapshot!(refusal("
  - description: The dot is one too many.
    target: $.paths./pets.get
    remove: true
  - { description: The bracket is never closed., target: '$.components[\"schemas\"', remove: true }
  - description: Nothing begins without the root.
    target: |-
      info.title
    remove: true
  - { description: There is a space., target: ' $.info', remove: true }
  - { description: There is a space., target: '$.info ', remove: true }
  - description: There is a line break.
    target: |
      $.info
    remove: true
"), @r#"
    error[overlay-invalid-target]: `$.paths./pets.get` is not a valid JSONPath: in dot member name, must start with lowercase alpha or '_'
      --> overlay.yaml:5:21
       |     target: $.paths./pets.get
       |                     ^
      at #/actions/0/target
      help: write names with other characters than letters, digits and `_` in brackets: `$.paths['/pets'].get`

    error[overlay-invalid-target]: `$.components["schemas"` is not a valid JSONPath: in long-hand segment, expected closing ']'
      --> overlay.yaml:7:81
       |   - { description: The bracket is never closed., target: '$.components["schemas"', remove: true }
       |                                                                                 ^
      at #/actions/1/target
      help: write names with other characters than letters, digits and `_` in brackets: `$.paths['/pets'].get`

    error[overlay-invalid-target]: `info.title` is not a valid JSONPath
      --> overlay.yaml:10:7
       |       info.title
       |       ^
      at #/actions/2/target
      help: write names with other characters than letters, digits and `_` in brackets: `$.paths['/pets'].get`

    error[overlay-invalid-target]: ` $.info` is not a valid JSONPath: it starts or ends with a space or a line break
      --> overlay.yaml:12:48
       |   - { description: There is a space., target: ' $.info', remove: true }
       |                                                ^
      at #/actions/3/target
      help: remove it; a block scalar of YAML does not end with a line break if it starts with `|-` or `>-`

    error[overlay-invalid-target]: `$.info ` is not a valid JSONPath: it starts or ends with a space or a line break
      --> overlay.yaml:13:54
       |   - { description: There is a space., target: '$.info ', remove: true }
       |                                                      ^
      at #/actions/4/target
      help: remove it; a block scalar of YAML does not end with a line break if it starts with `|-` or `>-`

    error[overlay-invalid-target]: `$.info\n` is not a valid JSONPath: it starts or ends with a space or a line break
      --> overlay.yaml:16:13
       |       $.info
       |             ^
      at #/actions/5/target
      help: remove it; a block scalar of YAML does not end with a line break if it starts with `|-` or `>-`

    6 errors
    "#);
}

#[test]
fn rejects_updates_of_the_wrong_type() {
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
    error[overlay-mismatch]: the target is the string `Pets`, but actions of Overlay 1.0 update only objects and lists; replaced as in Overlay 1.1
      --> overlay.yaml:5:5
       |     target: $.info.title
       |     ^
      at #/actions/0/target
      help: Overlay 1.1 (`overlay: 1.1.0`) defines updates of other values; remove a value before an update of another kind

    error[overlay-mismatch]: the target is an object, so the update must be an object; found the string `Dogs`
      --> overlay.yaml:8:5
       |     target: $.info
       |     ^
      at #/actions/1/target
      help: select another target, or remove the value before the update

    error[overlay-mismatch]: the whole document cannot be removed
      --> overlay.yaml:11:5
       |     target: $
       |     ^
      at #/actions/2/target

    3 errors
    ");
}

#[test]
fn rejects_malformed_actions() {
    assert_snapshot!(refusal("
  - { description: Both., target: $.info, update: {}, remove: true }
  - { description: Neither., target: $.info }
  - { description: Not even this., target: $.info, remove: false }
  - { description: Misspelt., target: $.info, updates: {} }
  - { description: No flag., target: $.info, remove: 'yes' }
  - { description: No target., remove: true }
  - nothing
"), @r"
    warning[overlay-action-without-effect]: `update` has no effect in an action with `remove: true`
      --> overlay.yaml:4:43
       |   - { description: Both., target: $.info, update: {}, remove: true }
       |                                           ^
      at #/actions/0/update
      help: remove one of the fields, or split the action in two

    warning[overlay-action-without-effect]: the action has neither `update` nor `remove: true`
      --> overlay.yaml:5:5
       |   - { description: Neither., target: $.info }
       |     ^
      at #/actions/1
      help: add the change, or remove the action

    warning[overlay-action-without-effect]: the action has neither `update` nor `remove: true`
      --> overlay.yaml:6:5
       |   - { description: Not even this., target: $.info, remove: false }
       |     ^
      at #/actions/2
      help: add the change, or remove the action

    error[overlay-malformed]: unknown field `updates`
      --> overlay.yaml:7:47
       |   - { description: Misspelt., target: $.info, updates: {} }
       |                                               ^
      at #/actions/3/updates

    warning[overlay-action-without-effect]: the action has neither `update` nor `remove: true`
      --> overlay.yaml:7:5
       |   - { description: Misspelt., target: $.info, updates: {} }
       |     ^
      at #/actions/3
      help: add the change, or remove the action

    error[overlay-malformed]: expected `true` or `false`, found the string `yes`
      --> overlay.yaml:8:46
       |   - { description: No flag., target: $.info, remove: 'yes' }
       |                                              ^
      at #/actions/4/remove

    error[overlay-malformed]: required field `target` is missing
      --> overlay.yaml:9:5
       |   - { description: No target., remove: true }
       |     ^
      at #/actions/5

    error[overlay-malformed]: expected an action, found the string `nothing`
      --> overlay.yaml:10:5
       |   - nothing
       |     ^
      at #/actions/6

    4 errors, 4 warnings
    ");
}

#[test]
fn rejects_malformed_overlays() {
    assert_snapshot!(refusal_of("overlay: 1.1.0\ninfo: { title: 1 }\nextend: a.yaml\nactions: []\n"), @r"
    error[overlay-malformed]: unknown field `extend`
      --> overlay.yaml:3:1
       | extend: a.yaml
       | ^
      at #/extend

    error[overlay-malformed]: expected a string, found the number `1`
      --> overlay.yaml:2:9
       | info: { title: 1 }
       |         ^
      at #/info/title

    error[overlay-malformed]: required field `version` is missing
      --> overlay.yaml:2:1
       | info: { title: 1 }
       | ^
      at #/info

    error[overlay-malformed]: expected a list of actions, found an empty list
      --> overlay.yaml:4:1
       | actions: []
       | ^
      at #/actions

    4 errors
    ");
    assert_snapshot!(refusal_of("{}"), @r"
    error[overlay-malformed]: required field `overlay` is missing
      --> overlay.yaml:1:1
       | {}
       | ^
      help: add the version at the start of the overlay: `overlay: 1.1.0`

    error[overlay-malformed]: required field `info` is missing
      --> overlay.yaml:1:1
       | {}
       | ^

    error[overlay-malformed]: required field `actions` is missing
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
fn rejects_updates_beyond_the_limits() {
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
