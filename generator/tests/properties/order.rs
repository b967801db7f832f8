//! The order of the entries of a document's objects has no effect on the code, except on the order of declarations.

use std::collections::BTreeMap;
use std::fmt::Debug;

use apicrate::{Api, Document, resolve};
use serde_json::{Map, Value};

/// The fields whose values are data. The order of their entries is kept, because the documentation shows them.
const DATA: &[&str] = &[
    "const", "default", "enum", "example", "examples", "value", "x-",
];

/// The fields whose order of entries has a meaning: the first media type is preferred. The other entries are only
/// documentation.
const ORDERED: &[&str] = &["content", "variables"];

/// Checks that a document and its shuffled copies are both refused, or describe the same API with the same findings. A
/// document whose data are elsewhere is not checked, because the order of their entries would not be kept.
pub(crate) fn order_means_nothing(name: &str, document: &Value, mut seed: u64) {
    if refers_to_data(document, false) {
        return;
    }
    let before = described(document);
    let mut shuffled = document.clone();
    shuffle(&mut shuffled, false, &mut seed);
    let after = described(&shuffled);
    let (before, after) = match (before, after) {
        (Ok(before), Ok(after)) => (before, after),
        (Err(_), Err(_)) => return,
        (Err(errors), Ok(_)) => {
            panic!("{name}: accepted only in another order: {errors}\n{document}\n{shuffled}")
        }
        (Ok(_), Err(errors)) => {
            panic!("{name}: refused in another order: {errors}\n{document}\n{shuffled}")
        }
    };
    for key in before.keys().chain(after.keys()) {
        let (before, after) = (before.get(key), after.get(key));
        assert!(
            before == after,
            "{name}: `{key}` depends on the order\n{before:#?}\n{after:#?}\n{document}\n{shuffled}"
        );
    }
}

/// The lines of the description of each item of the API and of each finding, without their order.
pub(crate) type Description = BTreeMap<String, Vec<String>>;

fn described(document: &Value) -> Result<Description, apicrate::Diagnostics> {
    let document = Document::parse("document.json", document.to_string())?;
    let (mut items, warnings) = describe(&document)?;
    let findings = document.warnings.iter().chain(&warnings);
    let findings = findings.map(|it| format!("{} {} {}", it.code, it.pointer, it.message));
    let mut findings: Vec<String> = findings.collect();
    findings.sort();
    items.insert("findings".to_owned(), findings);
    Ok(items)
}

/// Describes the API of a document. Also returns the warnings about its meaning.
pub(crate) fn describe(
    document: &Document,
) -> Result<(Description, apicrate::Diagnostics), apicrate::Diagnostics> {
    let (api, warnings) = resolve(document)?;
    let Api {
        groups,
        types,
        webhooks,
        security,
        servers,
        ..
    } = &api;
    let mut items = Description::new();
    for group in groups {
        for operation in &group.operations {
            let key = format!("operation {} {}", group.stem, operation.name);
            items.insert(key, lines(operation));
        }
        let key = format!("group {}", group.stem);
        items.insert(key, lines(&(&group.module, &group.path, &group.docs)));
    }
    for definition in types {
        items.insert(format!("type {}", definition.name), lines(definition));
    }
    for webhook in webhooks {
        items.insert(format!("webhook {}", webhook.wire), lines(webhook));
    }
    items.insert("root".to_owned(), lines(&(security, servers)));
    Ok((items, warnings))
}

fn lines(item: &impl Debug) -> Vec<String> {
    let text = format!("{item:#?}");
    let mut lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
    lines.sort();
    lines
}

/// Returns whether the value of a field with data is a reference, other than to an example of the components.
fn refers_to_data(value: &Value, is_data: bool) -> bool {
    match value {
        Value::Object(entries) => {
            let target = entries.get("$ref").and_then(Value::as_str);
            is_data && target.is_some_and(|target| !target.contains("/examples/"))
                || entries
                    .iter()
                    .any(|(name, value)| refers_to_data(value, is_data || holds_data(name)))
        }
        Value::Array(items) => items.iter().any(|item| refers_to_data(item, is_data)),
        _ => false,
    }
}

/// Returns whether the value of a field is data.
fn holds_data(name: &str) -> bool {
    DATA.iter()
        .any(|data| name == *data || data.ends_with('-') && name.starts_with(data))
}

/// Shuffles the entries of all objects, except data.
fn shuffle(value: &mut Value, is_ordered: bool, seed: &mut u64) {
    match value {
        Value::Object(entries) => {
            let mut rest: Vec<(String, Value)> = std::mem::take(entries).into_iter().collect();
            let mut shuffled = Map::new();
            while !rest.is_empty() {
                let index = if is_ordered {
                    0
                } else {
                    random(seed) % rest.len()
                };
                let (name, mut value) = rest.remove(index);
                if !holds_data(&name) {
                    shuffle(&mut value, ORDERED.contains(&name.as_str()), seed);
                }
                shuffled.insert(name, value);
            }
            *entries = shuffled;
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shuffle(item, false, seed)),
        _ => {}
    }
}

/// The next number of a linear congruential generator.
pub(crate) fn random(seed: &mut u64) -> usize {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).unwrap_or_default()
}
