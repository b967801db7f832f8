//! Overlays that need too much time or memory.

use std::fmt::Write as _;

use apicrate::{Diagnostics, Document, Overlay, RawDocument};
use serde_json::{Value, json};

use crate::{overlay, refusal_of};

/// A document with `count` schemas, each nested ten levels deep.
fn document(count: usize) -> String {
    let nested = (0..10).fold(json!({}), |inner, _| json!({ "items": inner }));
    let schemas = (0..count).map(|index| (format!("A{index}"), nested.clone()));
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1.0.0" },
        "x-a": {},
        "components": { "schemas": schemas.collect::<Value>() },
    })
    .to_string()
}

fn action(target: &str, effect: &str) -> String {
    format!("  - {{ description: Why, target: \"{target}\", {effect} }}\n")
}

fn apply(document: &str, actions: &str) -> Result<RawDocument, Diagnostics> {
    let overlay = Overlay::parse("overlay.yaml", overlay(actions))?;
    RawDocument::parse("pets.json", document)?.with_overlays(&[overlay])
}

fn errors(document: &str, actions: &str) -> String {
    apply(document, actions)
        .err()
        .map(|errors| errors.to_string())
        .unwrap_or_default()
}

#[test]
fn repeated_descendants_select_each_value_once() {
    let document = document(1000);
    for target in [
        "$..*..*..*..*.items",
        "$..[*,*]..[*,*]..[*,*].items",
        "$..*..*..*..*..*..*..*..*.items",
    ] {
        let remove = action(target, "remove: true");
        assert_eq!(errors(&document, &remove), "", "{target}");
    }
}

#[test]
fn targets_that_need_many_steps_are_rejected() {
    let document = document(5000);
    let union = "[*,*,*,*,*,*,*,*]".repeat(20);
    let targets = [
        "$..[?@..[?@..*]]",
        "$..[?$..x]",
        "$..[?count($..*) > 5]",
        "$..[?$.components == $.components]",
        "$..[?match(@.x, @.y)]",
        "$..[?search(@.x, '((a{1,90}){1,90}){1,90}')]",
        "$..[?@[*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*][*,*,*,*,*,*,*,*]]",
        &format!("$[?@{union}]"),
    ];
    for target in targets {
        let found = errors(&document, &action(target, "remove: true"));
        let expected = "error[too-large]: finding the targets of the overlays, up to `";
        assert!(found.starts_with(expected), "{target}: {found}");
        assert!(
            found.contains("steps\n  --> overlay.yaml:4:"),
            "{target}: {found}"
        );
    }
}

#[test]
fn ordinary_filters_are_accepted() {
    let document = document(200);
    let targets = [
        "$..[?@.items]",
        "$..items[?@.items && !@.x]",
        "$.components.schemas[?@..items]",
        "$..[?@.title == 'Pets' || @.title == $.info.title]",
        "$.components..[?length(@) == 1]",
        "$.components.schemas.A1..[?match(@.x, '[a-z]{2,3}') || @.items]",
    ];
    for target in targets {
        let found = errors(&document, &action(target, "update: { x-b: 1 }"));
        assert_eq!(found, "", "{target}");
    }
}

#[test]
fn filters_see_the_whole_document() {
    let document = json!({ "x-name": "b", "x-list": [{ "name": "a" }, { "name": "b" }] });
    let actions = action(
        "$['x-list'][?@.name == $['x-name']]",
        "update: { found: true }",
    );
    let applied = apply(&document.to_string(), &actions).map(|it| it.value().clone());
    assert_eq!(
        applied.unwrap_or_default(),
        json!({ "x-name": "b", "x-list": [{ "name": "a" }, { "name": "b", "found": true }] })
    );
}

#[test]
fn the_steps_of_all_actions_are_limited() {
    let document = document(2000);
    // Each `..` after the first counts as many steps as values may be nested.
    let target = "$.components.schemas[?@..items && @..items]";
    let actions = |count: usize| -> String {
        let effects = (0..count).map(|index| format!("update: {{ x-{index}: 1 }}"));
        effects.map(|effect| action(target, &effect)).collect()
    };
    assert_eq!(errors(&document, &actions(5)), "");
    let errors = errors(&document, &actions(50));
    assert!(
        errors.starts_with(
            "error[too-large]: finding the targets of the overlays, up to `$.components"
        ),
        "{errors}"
    );
}

#[test]
fn targets_may_be_nested_8_levels() {
    let target = |levels: usize| {
        let (open, close) = ("[?@".repeat(levels), "]".repeat(levels));
        refusal_of(&overlay(&action(
            &format!("${open}.a{close}"),
            "remove: true",
        )))
    };
    assert!(
        target(8).starts_with("error[overlay-target-not-found]"),
        "{}",
        target(8)
    );
    assert!(
        target(9).starts_with(
            "error[overlay-malformed]: the brackets of the JSONPath are nested more than 8 levels deep\n  --> overlay.yaml:4:"
        ),
        "{}",
        target(9)
    );
    assert!(target(100).starts_with("error[overlay-malformed]"));
}

#[test]
fn updates_that_double_the_document_are_rejected() {
    let start = action("$.info", "update: { a: { b: 1 } }");
    let actions = (0..40).fold(start, |actions, index| {
        let update = format!("update: {{ a{index}: {{ b: 1 }}, b{index}: {{ b: 1 }} }}");
        actions + &action("$.info..[?@.b]", &update)
    });
    let found = errors(&document(1), &actions);
    assert!(
        found.starts_with("error[too-large]: the actions of the overlays make the document several times larger\n  --> overlay.yaml:"),
        "{found}"
    );
}

#[test]
fn copies_that_double_the_document_are_rejected() {
    let copies = |target: &str, copy: &str| {
        let actions: String = (0..40)
            .map(|index| action(target, &format!("copy: {copy}, x-index: {index}")))
            .collect();
        overlay(&actions).replace("overlay: 1.0.0", "overlay: 1.1.0")
    };
    let targets = [
        ("$['x-list']", "\"$['x-list']\""),
        ("$..[?@.items]", "$.components"),
        ("$..*", "$.info"),
    ];
    for (target, copy) in targets {
        let document = document(100).replacen("\"x-a\":{}", "\"x-list\":[1,2,3]", 1);
        let overlay = Overlay::parse("overlay.yaml", copies(target, copy)).expect("it is valid");
        let document = RawDocument::parse("pets.json", document).expect("it is valid");
        let errors = document
            .with_overlays(&[overlay])
            .expect_err("it is too large");
        assert!(
            errors.iter().any(|error| error.code == "too-large"),
            "{target}: {errors}"
        );
    }
}

#[test]
fn long_texts_in_many_places_are_rejected() {
    let update = format!("update: {{ description: {} }}", "a".repeat(5000));
    let found = errors(&document(1000), &action("$.components.schemas.*", &update));
    assert!(found.starts_with("error[too-large]: "), "{found}");
}

#[test]
fn the_number_of_actions_is_limited() {
    let actions = |count: usize| {
        (0..count).fold(String::new(), |mut text, index| {
            let update = format!("update: {{ x-{index}: 1 }}");
            _ = write!(text, "{}", action("$.info", &update));
            text
        })
    };
    let document = document(10);
    assert_eq!(errors(&document, &actions(2000)), "");
    let expected =
        "error[too-large]: the overlay has more than 2000 actions\n  --> overlay.yaml:3:1";
    assert!(errors(&document, &actions(2001)).starts_with(expected));
}

#[test]
fn findings_after_many_removals_have_the_right_position() {
    let tags = (0..20_000).fold(String::new(), |mut text, index| {
        _ = writeln!(text, "- {{ name: t{index}, wrong: 1 }}");
        text
    });
    let text = format!("openapi: 3.1.0\ninfo: {{ title: a, version: '1' }}\ntags:\n{tags}");
    let actions =
        action("$.tags[0:19990:2]", "remove: true") + &action("$.tags[0:9000]", "remove: true");
    let warnings = apply(&text, &actions)
        .and_then(Document::from_raw)
        .map(|document| document.warnings);
    let lines: Vec<_> = warnings
        .unwrap_or_default()
        .iter()
        .filter_map(|warning| Some(warning.position?.line))
        .collect();
    // The tag `t{n}` is on line n + 4. After the first action, the tags t1, t3, … t19989, t19990, t19991, … are left.
    let odd = (9000..9995).map(|index| 2 * index + 1 + 4);
    assert_eq!(lines, odd.chain(19_990 + 4..20_000 + 4).collect::<Vec<_>>());
}

#[test]
fn values_inside_of_removed_values_are_removed_with_them() {
    let document = json!({ "x-a": [1, [2, 3], { "b": [4] }, 5], "x-b": 1 });
    let applied = apply(
        &document.to_string(),
        &action("$['x-a'][1:3]..*", "remove: true"),
    );
    let value = applied.map(|it| it.value().clone()).unwrap_or_default();
    assert_eq!(value, json!({ "x-a": [1, [], {}, 5], "x-b": 1 }));
    let applied = apply(
        &document.to_string(),
        &action("$['x-a']..*", "remove: true"),
    );
    let value = applied.map(|it| it.value().clone()).unwrap_or_default();
    assert_eq!(value, json!({ "x-a": [], "x-b": 1 }));
}
