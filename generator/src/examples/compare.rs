//! A value before and after its way through a type: what of it was lost, told by the type. What the type
//! does not declare may go; everything else has to come back.

use serde_json::{Map, Number, Value};

use crate::model::{Api, Type, TypeKind};

/// How exactly a value has to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// To the letter: what is absent stays absent and `null` stays `null`.
    Exact,
    /// In meaning: absent, `null` and empty are one, and a point in time may be written otherwise.
    Meaning,
}

/// What was lost or changed, each as a JSON path and what happened there. Empty when nothing was.
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
        if before == after || (self.is_nothing(before) && self.is_nothing(after)) {
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
                "{at}: {} items became {}",
                before.len(),
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
                if self.strictness == Strictness::Exact {
                    self.nothing_new(before, after, at);
                }
            }
            // Which alternative was taken does not show in the value, and none may lose anything.
            _ => self.scalar(&Type::Value, before, after, at),
        }
    }

    /// A property that was there before.
    fn property(&mut self, ty: &Type, before: &Value, after: Option<&Value>, at: &str) {
        match after {
            Some(after) => self.value(ty, before, after, at),
            None if self.is_nothing(before) => {}
            None => self.losses.push(format!("{at}: lost")),
        }
    }

    fn nothing_new(&mut self, before: &Map<String, Value>, after: &Map<String, Value>, at: &str) {
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            self.losses.push(format!("{at}.{name}: was not there"));
        }
    }

    fn scalar(&mut self, ty: &Type, before: &Value, after: &Value, at: &str) {
        let same = match (before, after) {
            (Value::String(before), Value::String(after)) if *ty == Type::Timestamp => {
                before == after
                    || (self.strictness == Strictness::Meaning && same_instant(before, after))
            }
            (before, after) => same(before, after),
        };
        if !same {
            self.differ(before, after, at);
        }
    }

    fn differ(&mut self, before: &Value, after: &Value, at: &str) {
        self.losses
            .push(format!("{at}: `{before}` became `{after}`"));
    }

    /// Whether a value says nothing: `null`, and an empty list or map, which is what a missing one reads as.
    fn is_nothing(&self, value: &Value) -> bool {
        self.strictness == Strictness::Meaning
            && match value {
                Value::Null => true,
                Value::Array(items) => items.is_empty(),
                Value::Object(properties) => properties.is_empty(),
                _ => false,
            }
    }
}

/// Whether two values are the same, whatever their numbers are written like.
fn same(before: &Value, after: &Value) -> bool {
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

/// `5` and `5.0` are the same number.
fn same_number(before: &Number, after: &Number) -> bool {
    before == after || before.as_f64() == after.as_f64()
}

/// Whether two texts in RFC 3339 differ in nothing but zeros of the fraction and the letters' case.
fn same_instant(before: &str, after: &str) -> bool {
    let plain = |text: &str| {
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
    plain(before) == plain(after)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Document, resolve};

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
        let document = Document::parse("pets.yaml", text).expect("a document");
        resolve(&document).expect("an API").0
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
    fn what_the_type_declares_has_to_come_back() {
        let before = json!({ "name": "Rex", "mother": { "name": "Ada", "tags": ["old"] } });
        let after = json!({ "name": "Max", "mother": { "name": "Ada" } });
        let expected = ["$.name: `\"Rex\"` became `\"Max\"`", "$.mother.tags: lost"];
        assert_eq!(lost(&before, &after, Strictness::Meaning), expected);
    }

    #[test]
    fn what_it_does_not_declare_may_go() {
        let before = json!({ "name": "Rex", "shoeSize": 4 });
        assert!(lost(&before, &json!({ "name": "Rex" }), Strictness::Meaning).is_empty());
    }

    #[test]
    fn in_a_response_nothing_is_nothing_however_it_is_written() {
        let before = json!({ "name": "Rex", "born": null, "tags": null });
        let after = json!({ "name": "Rex", "tags": [] });
        assert!(lost(&before, &after, Strictness::Meaning).is_empty());
        assert_eq!(lost(&before, &after, Strictness::Exact).len(), 2);
        assert_eq!(
            lost(&json!({ "name": "Rex" }), &after, Strictness::Exact),
            ["$.tags: was not there"]
        );
    }

    #[test]
    fn a_point_in_time_may_be_written_otherwise() {
        let before = json!({ "name": "Rex", "born": "2021-01-01T00:00:00.000Z" });
        let after = json!({ "name": "Rex", "born": "2021-01-01T00:00:00Z" });
        assert!(lost(&before, &after, Strictness::Meaning).is_empty());
        assert_eq!(lost(&before, &after, Strictness::Exact).len(), 1);
    }
}
