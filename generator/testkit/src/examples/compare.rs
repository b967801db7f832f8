//! Compares a JSON value with the result of decoding it into a type and writing it back. Properties that the type
//! does not declare may be lost; everything else must be in the result.

use apicrate::counted::counted;
use apicrate::model::{Api, Type, TypeKind};
use serde_json::{Map, Number, Value};

/// The differences that a round trip may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// An absent property stays absent, and `null` stays `null`.
    Exact,
    /// Absent, `null` and empty are equal, and a timestamp may be written differently.
    Meaning,
}

/// Returns the differences between a value and the result of its round trip, each as a JSON path and a description.
#[must_use]
pub fn losses(
    api: &Api,
    ty: &Type,
    before: &Value,
    after: &Value,
    strictness: Strictness,
) -> Vec<String> {
    let mut comparison = Comparison {
        api,
        strictness,
        losses: Vec::new(),
    };
    comparison.value(ty, before, after, "$");
    comparison.losses
}

struct Comparison<'a> {
    api: &'a Api,
    strictness: Strictness,
    losses: Vec<String>,
}

impl Comparison<'_> {
    fn value(&mut self, ty: &Type, before: &Value, after: &Value, at: &str) {
        if before == after || (self.is_empty(before) && self.is_empty(after)) {
            return;
        }
        match (ty, before, after) {
            (Type::Nullable(inner), ..) => self.value(inner, before, after, at),
            (Type::List(item), Value::Array(before), Value::Array(after)) => {
                self.list(std::iter::repeat(&**item), before, after, at);
            }
            (Type::Tuple(items), Value::Array(before), Value::Array(after)) => {
                self.list(items.iter(), before, after, at);
            }
            (Type::Map(value), Value::Object(before), Value::Object(after)) => {
                for (name, before) in before {
                    self.property(value, before, after.get(name), &format!("{at}.{name}"));
                }
                self.additions(before, after, at);
            }
            (Type::Named(name), ..) => self.named(name, before, after, at),
            _ => self.scalar(ty, before, after, at),
        }
    }

    fn list<'t>(
        &mut self,
        items: impl Iterator<Item = &'t Type>,
        before: &[Value],
        after: &[Value],
        at: &str,
    ) {
        if before.len() != after.len() {
            self.losses.push(format!(
                "{at}: {} became {}",
                counted(before.len(), "item"),
                after.len()
            ));
        }
        let values = before.iter().zip(after);
        for (index, (item, (before, after))) in items.zip(values).enumerate() {
            self.value(item, before, after, &format!("{at}[{index}]"));
        }
    }

    fn named(&mut self, name: &str, before: &Value, after: &Value, at: &str) {
        let api = self.api;
        match api.type_named(name).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(ty)) => self.value(ty, before, after, at),
            Some(TypeKind::Newtype(newtype)) => self.value(&newtype.ty, before, after, at),
            Some(TypeKind::Struct(structure)) => {
                let (Value::Object(before), Value::Object(after)) = (before, after) else {
                    return self.differ(before, after, at);
                };
                for field in &structure.fields {
                    if let Some(value) = before.get(&field.wire) {
                        self.property(
                            &field.ty,
                            value,
                            after.get(&field.wire),
                            &format!("{at}.{}", field.wire),
                        );
                    }
                }
                self.additions(before, after, at);
            }
            // A JSON value does not show which member of a union was decoded, so all properties must be in the result.
            _ => self.scalar(&Type::Value, before, after, at),
        }
    }

    /// Compares a property of the value before the round trip.
    fn property(&mut self, ty: &Type, before: &Value, after: Option<&Value>, at: &str) {
        match after {
            Some(after) => self.value(ty, before, after, at),
            None if self.is_empty(before) => {}
            None => self.losses.push(format!("{at}: lost")),
        }
    }

    /// Reports properties that only the value after the round trip has.
    fn additions(&mut self, before: &Map<String, Value>, after: &Map<String, Value>, at: &str) {
        for (name, value) in after {
            if !before.contains_key(name) && !self.is_empty(value) {
                self.losses.push(format!("{at}.{name}: added"));
            }
        }
    }

    fn scalar(&mut self, ty: &Type, before: &Value, after: &Value, at: &str) {
        let is_same = match (before, after) {
            (Value::String(before), Value::String(after)) if *ty == Type::Timestamp => {
                before == after
                    || (self.strictness == Strictness::Meaning && same_instant(before, after))
            }
            (before, after) => same(before, after),
        };
        if !is_same {
            self.differ(before, after, at);
        }
    }

    fn differ(&mut self, before: &Value, after: &Value, at: &str) {
        self.losses
            .push(format!("{at}: `{before}` became `{after}`"));
    }

    /// Returns whether a value is equal to an absent one: `null`, and an empty list or map, which an absent one decodes
    /// into.
    fn is_empty(&self, value: &Value) -> bool {
        self.strictness == Strictness::Meaning
            && match value {
                Value::Null => true,
                Value::Array(items) => items.is_empty(),
                Value::Object(properties) => properties.is_empty(),
                _ => false,
            }
    }
}

/// Returns whether two values are equal. `5` and `5.0` are the same number.
#[must_use]
pub fn same(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(before), Value::Number(after)) => same_number(before, after),
        (Value::Array(before), Value::Array(after)) => {
            before.len() == after.len()
                && before
                    .iter()
                    .zip(after)
                    .all(|(one, other)| same(one, other))
        }
        (Value::Object(before), Value::Object(after)) => {
            before.len() == after.len()
                && before
                    .iter()
                    .all(|(name, one)| after.get(name).is_some_and(|other| same(one, other)))
        }
        (before, after) => before == after,
    }
}

fn same_number(before: &Number, after: &Number) -> bool {
    before == after || before.as_f64() == after.as_f64()
}

/// Returns whether two RFC 3339 timestamps differ only in trailing zeros of the fraction, in letter case, or in the
/// notation of UTC.
fn same_instant(before: &str, after: &str) -> bool {
    let normalized = |text: &str| {
        let text = text.to_ascii_uppercase().replace("+00:00", "Z");
        match text.split_once('.') {
            Some((whole, fraction)) => {
                let digits = fraction
                    .trim_end_matches('Z')
                    .trim_end_matches('0')
                    .to_owned();
                let dot = if digits.is_empty() { "" } else { "." };
                format!("{whole}{dot}{digits}Z")
            }
            None => text,
        }
    };
    normalized(before) == normalized(after)
}

#[cfg(test)]
mod tests {
    use apicrate::{Document, resolve};
    use serde_json::json;

    use super::*;

    fn api() -> Api {
        let text = "
openapi: 3.1.0
info: { title: T, version: '1' }
paths: {}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { type: string }
        born: { type: [string, 'null'], format: date-time }
        tags: { type: array, items: { type: string } }
        mother: { $ref: '#/components/schemas/Pet' }
";
        let document = Document::parse("pets.yaml", text).expect("the document is valid");
        resolve(&document).expect("the document is valid").0
    }

    fn lost(before: &Value, after: &Value, strictness: Strictness) -> Vec<String> {
        losses(
            &api(),
            &Type::Named("Pet".to_owned()),
            before,
            after,
            strictness,
        )
    }

    #[test]
    fn reports_changed_and_lost_properties() {
        let before = json!({ "name": "Rex", "mother": { "name": "Ada", "tags": ["old"] } });
        let after = json!({ "name": "Max", "mother": { "name": "Ada" } });
        let expected = ["$.name: `\"Rex\"` became `\"Max\"`", "$.mother.tags: lost"];
        assert_eq!(lost(&before, &after, Strictness::Meaning), expected);
    }

    #[test]
    fn ignores_lost_properties_that_the_type_does_not_declare() {
        let before = json!({ "name": "Rex", "shoeSize": 4 });
        assert!(lost(&before, &json!({ "name": "Rex" }), Strictness::Meaning).is_empty());
    }

    #[test]
    fn absent_null_and_empty_are_equal_unless_exact() {
        let before = json!({ "name": "Rex", "born": null, "tags": null });
        let after = json!({ "name": "Rex", "tags": [] });
        assert!(lost(&before, &after, Strictness::Meaning).is_empty());
        assert_eq!(lost(&before, &after, Strictness::Exact).len(), 2);
        assert_eq!(
            lost(&json!({ "name": "Rex" }), &after, Strictness::Exact),
            ["$.tags: added"]
        );
    }

    #[test]
    fn reports_added_properties() {
        let after = json!({ "name": "Rex", "tags": ["new"] });
        assert_eq!(
            lost(&json!({ "name": "Rex" }), &after, Strictness::Meaning),
            ["$.tags: added"]
        );
    }

    #[test]
    fn timestamps_may_be_written_differently_unless_exact() {
        let before = json!({ "name": "Rex", "born": "2021-01-01T00:00:00.000Z" });
        let after = json!({ "name": "Rex", "born": "2021-01-01T00:00:00Z" });
        assert!(lost(&before, &after, Strictness::Meaning).is_empty());
        assert_eq!(lost(&before, &after, Strictness::Exact).len(), 1);
    }
}
