//! Values for the fixture `validation`, each with the verdict of the linter, whose check of examples agrees with the test
//! suite of JSON Schema. The generated server must accept the same values.

use apicrate::RawDocument;
use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use serde_json::{Value, json};

/// The number of values.
const CASES: usize = 600;

/// The media type object of the body, whose examples are checked.
const CONTENT: &str = "/components/requestBodies/Plant/content/application~1json";

/// The values, each as `[value, is_valid]`.
pub(crate) fn validation_cases(fixture: &str) -> Value {
    let values = values();
    let raw = RawDocument::parse("validation.yaml", fixture);
    let raw = raw.unwrap_or_else(|errors| panic!("{errors}"));
    let mut document = raw.value().clone();
    let content = document.pointer_mut(CONTENT).expect("it has a body");
    let examples = values.iter().enumerate();
    content["examples"] = examples
        .map(|(index, value)| (format!("e{index}"), json!({ "value": value })))
        .collect();
    let raw = RawDocument::parse("validation.json", document.to_string());
    let raw = raw.unwrap_or_else(|errors| panic!("{errors}"));
    let findings = lint(&raw, Severity::Error).findings;
    let is_invalid = |index: usize| {
        let example = format!("{CONTENT}/examples/e{index}/");
        let mut findings = findings.iter();
        findings.any(|it| it.code.starts_with("example-") && it.pointer.starts_with(&example))
    };
    let verdicts: Vec<bool> = (0..values.len()).map(|index| !is_invalid(index)).collect();
    // Both verdicts are frequent, so that each direction is compared.
    for verdict in [true, false] {
        let count = verdicts.iter().filter(|it| **it == verdict).count();
        assert!(count > CASES / 10, "{count} values are {verdict}");
    }
    let cases = values.into_iter().zip(verdicts);
    cases
        .map(|(value, is_valid)| json!([value, is_valid]))
        .collect()
}

/// Plants with some parts replaced, added and removed.
fn values() -> Vec<Value> {
    let mut random = Random(1);
    let parts = parts();
    let plant = json!({
        "name": "fern", "kind": "plant", "height": 3, "count": 7, "step": 0.3, "label": "1",
        "planted": "2026-02-28T12:00:00Z", "size": "small", "pin": "12345678", "token": "1234",
        "parts": [{ "name": "leaf" }, { "name": "stem", "parts": [{ "name": "root", "parts": [] }] }],
        "labels": { "a": "b" }, "pot": { "material": "clay", "volume": 2 }, "place": 1,
        "position": [1, "a"], "owner": { "email": "a@b", "since": "2026-01-01" }, "never": 1,
    });
    let mut values = Vec::with_capacity(CASES);
    for index in 0..CASES {
        let mut value = plant.clone();
        for _ in 0..=index % 3 {
            change(&mut value, &parts, &mut random);
        }
        // The server does not check this pattern, which has look-around.
        if let Some(label) = value.get_mut("label").filter(|label| label.is_string()) {
            *label = json!("1");
        }
        values.push(value);
    }
    values
}

/// The parts of changed values.
fn parts() -> Vec<Value> {
    let texts = [
        "",
        "a",
        "ab",
        "fern",
        "fernx",
        "1234",
        "12345678",
        "\u{1F331}",
        "\u{1F331}\u{1F331}",
        "plant",
        "leaf",
        "root",
        "2026-01-01",
        "2026-02-30",
        "2026-02-28T12:00:00Z",
        "clay",
        "willow",
        "Basket",
    ];
    let values = json!([
        null, true, -1, 0, 1, 1.0, 1.5, 0.3, 0.35, 100, 100.5, 9_007_199_254_740_993_i64,
        9_007_199_254_740_994_i64, [], [1, "a"], ["a", 1, 2], [1, 1.0], {}, { "a": "b", "c": "d", "e": "" },
        { "name": "leaf" }, [{ "name": "leaf" }, { "name": "leaf" }],
        { "name": "stem", "parts": [{ "name": "leaf", "parts": [] }, { "parts": [], "name": "leaf" }] },
        { "material": "clay", "volume": 1 }, { "material": "willow", "handles": 2 },
        { "material": "tin", "handles": 2 }, { "email": "a@b", "since": "2026-01-01", "phone": "1" }
    ]);
    let values = values.as_array().cloned().unwrap_or_default();
    texts.iter().map(|text| json!(text)).chain(values).collect()
}

/// Replaces, adds or removes a part of a value.
fn change(value: &mut Value, parts: &[Value], random: &mut Random) {
    let part = random.choice(parts).cloned().unwrap_or_default();
    let is_inside = random.below(4) > 0;
    match value {
        Value::Object(object) if !object.is_empty() => {
            let names: Vec<String> = object.keys().cloned().collect();
            let name = random.choice(&names).cloned().unwrap_or_default();
            match (random.below(8), object.get_mut(&name)) {
                (0, _) => _ = object.shift_remove(&name),
                (1, _) => _ = object.insert("extra".to_owned(), part),
                (_, Some(inner)) if is_inside && (inner.is_object() || inner.is_array()) => {
                    change(inner, parts, random);
                }
                _ => _ = object.insert(name, part),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let index = random.below(items.len());
            match (random.below(6), items.get_mut(index)) {
                (0, _) => _ = items.remove(index),
                (1, _) => items.push(part),
                (_, Some(inner)) if is_inside && (inner.is_object() || inner.is_array()) => {
                    change(inner, parts, random);
                }
                (_, Some(inner)) => *inner = part,
                _ => {}
            }
        }
        value => *value = part,
    }
}

/// A generator of random numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or_default();
        high % limit.max(1)
    }

    fn choice<'v, T>(&mut self, values: &'v [T]) -> Option<&'v T> {
        values.get(self.below(values.len()))
    }
}
