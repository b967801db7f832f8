//! Makes values that are valid for a schema.
//!
//! A value is made for several schemas at once, which it must all satisfy: a schema, the targets of its references, and the
//! members of its `allOf`. For `oneOf` and `anyOf`, the alternatives are tried in order, and the value of each is checked. The
//! finished value is checked, too. If it is not valid, it is made again in other ways: without optional parts, and with other
//! alternatives. The number of values, their depth and the number of checks are limited.

mod array;
mod merged;
mod number;
mod object;
mod pattern;
mod random;
mod string;

use serde_json::{Value, json};

use self::merged::{Choice, Merged};
use self::random::Random;
use crate::validate::{ApiDescription, Direction};

/// The maximum number of values in an answer.
const MAX_VALUES: usize = 4000;

/// The number of values above which optional parts are left out.
const MANY_VALUES: usize = 1000;

/// The maximum depth of values.
const MAX_DEPTH: usize = 40;

/// The depth from which optional parts are left out.
const DEEP: usize = 8;

/// The maximum number of checks of alternatives and examples while a value is made.
const MAX_CHECKS: usize = 400;

/// The number of ways in which a value is made until one is valid.
const ATTEMPTS: u64 = 10;

/// A value that was made for a schema.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The value.
    pub value: Value,
    /// False if no valid value was found.
    pub is_valid: bool,
}

/// Makes a value that is valid for the schema at a JSON pointer, the same one each time. It contains the examples of the
/// schemas. Returns `None` if no valid value was found within the limits.
///
/// ```
/// use apicrate::RawDocument;
/// use apicrate::sample::valid_value;
/// use apicrate::validate::{ApiDescription, Direction};
///
/// let text = "
/// openapi: 3.1.0
/// info: { title: Pets, version: 1.0.0 }
/// components:
///   schemas:
///     Pet: { type: object, required: [age], properties: { age: { type: integer, minimum: 3 } } }
/// ";
/// let pets = ApiDescription::from_raw(RawDocument::parse("pets.yaml", text)?)?;
/// let pet = valid_value(&pets, "/components/schemas/Pet", Direction::Received);
/// assert_eq!(pet, Some(serde_json::json!({ "age": 3 })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn valid_value(
    description: &ApiDescription,
    schema: &str,
    direction: Direction,
) -> Option<Value> {
    let made = sample(description, schema, direction, None);
    made.is_valid.then_some(made.value)
}

/// Makes a value for the schema at a pointer. With a seed, it is a random one; otherwise it contains the examples of the
/// schemas.
#[must_use]
pub fn sample(
    description: &ApiDescription,
    schema: &str,
    direction: Direction,
    seed: Option<u64>,
) -> Sample {
    let schemas = [schema.to_owned()];
    let mut best = None;
    for attempt in 0..ATTEMPTS {
        // The second attempt is without optional parts; the later ones are random.
        let seed = match (attempt, seed) {
            (0 | 1, seed) => seed,
            (attempt, seed) => Some(seed.unwrap_or_default().wrapping_add(attempt << 32)),
        };
        let mut sampler = Sampler {
            description,
            direction,
            random: seed.map(Random::new),
            is_minimal: attempt % 2 == 1,
            values: 0,
            checks: 0,
            variant: 0,
            open: Vec::new(),
            outer: 0,
        };
        let Some(value) = sampler.value(&schemas, &[], 0) else {
            continue;
        };
        let violations = description.violations(schema, &value, direction);
        match violations.map(|it| it.len()) {
            // A value that takes too many steps to check is probably valid, since alternatives were checked.
            None | Some(0) => {
                return Sample {
                    value,
                    is_valid: true,
                };
            }
            Some(count) if best.as_ref().is_none_or(|(best, _)| count < *best) => {
                best = Some((count, value));
            }
            Some(_) => {}
        }
    }
    Sample {
        value: best.map_or(Value::Null, |(_, value)| value),
        is_valid: false,
    }
}

/// The state of one attempt.
struct Sampler<'d> {
    description: &'d ApiDescription,
    direction: Direction,
    /// `None` if the value is the same each time and contains examples.
    random: Option<Random>,
    /// True if optional parts are left out.
    is_minimal: bool,
    /// The number of values so far.
    values: usize,
    /// The number of checks so far.
    checks: usize,
    /// The number of the value among those that must differ.
    variant: u64,
    /// The components of the values that contain the current one, and then those of the current one.
    open: Vec<String>,
    /// The number of components of the values that contain the current one.
    outer: usize,
}

impl Sampler<'_> {
    /// Makes a value that satisfies all of these schemas. `decided` are the pointers of the keywords `oneOf` and so on whose
    /// alternative is among the schemas. Returns `None` if there is no such value within the limits.
    fn value(&mut self, schemas: &[String], decided: &[String], depth: usize) -> Option<Value> {
        self.values += 1;
        if self.values > MAX_VALUES || depth > MAX_DEPTH {
            return None;
        }
        let merged = Merged::new(self.description, schemas, decided)?;
        let (open, outer) = (self.open.clone(), self.outer);
        if decided.is_empty() {
            self.outer = self.open.len();
        }
        // An alternative of the current value replaces what is known about it.
        self.open.truncate(self.outer);
        let repetitions = |name: &String| self.open.iter().filter(|it| *it == name).count();
        let is_endless = merged.components.iter().any(|it| repetitions(it) > 1);
        self.open.extend(merged.components.iter().cloned());
        let value = if is_endless {
            None
        } else {
            self.merged(&merged, schemas, decided, depth)
        };
        (self.open, self.outer) = (open, outer);
        value
    }

    fn merged(
        &mut self,
        merged: &Merged<'_>,
        schemas: &[String],
        decided: &[String],
        depth: usize,
    ) -> Option<Value> {
        if let Some(values) = merged.listed() {
            return self.listed(&values, schemas);
        }
        if self.random.is_none() && self.variant == 0 && !self.is_minimal {
            for example in merged.examples() {
                if !example.is_null() && self.is_valid(schemas, example) {
                    return Some(example.clone());
                }
            }
        }
        if let Some(choice) = merged.choices.first() {
            return self.choice(choice, schemas, decided, depth);
        }
        let ty = type_of(merged)?;
        match ty {
            "null" => Some(Value::Null),
            "boolean" => Some(json!(self.pick(2) == 0)),
            "integer" | "number" => self.number(merged, ty == "integer").map(Value::Number),
            "string" => Some(Value::String(self.string(merged, schemas))),
            "array" => self.array(merged, depth),
            _ => self.object(merged, depth),
        }
    }

    /// One of the values of an `enum`, or the constant.
    fn listed(&mut self, values: &[&Value], schemas: &[String]) -> Option<Value> {
        let is_null = |value: &&&Value| value.is_null();
        let others = values.iter().filter(|value| !is_null(value));
        let values: Vec<&Value> = others
            .chain(values.iter().filter(is_null))
            .copied()
            .collect();
        let start = self.pick(values.len());
        let rotated = values.iter().cycle().skip(start).take(values.len());
        let mut rotated = rotated.copied();
        rotated.find(|value| self.is_valid(schemas, value)).cloned()
    }

    /// A value for one of the alternatives.
    fn choice(
        &mut self,
        choice: &Choice,
        schemas: &[String],
        decided: &[String],
        depth: usize,
    ) -> Option<Value> {
        let count = choice.alternatives.len();
        let start = match &mut self.random {
            Some(random) => random.below(count),
            None => 0,
        };
        let indexes = (start..count).chain(0..start);
        let alternatives = indexes.filter_map(|index| choice.alternatives.get(index));
        let mut alternatives: Vec<_> = alternatives.collect();
        // Those that end are tried first.
        alternatives.sort_by_cached_key(|it| self.is_recursive(&it.schemas));
        for alternative in alternatives {
            let mut all = schemas.to_vec();
            all.extend(alternative.schemas.iter().cloned());
            let mut done = decided.to_vec();
            done.push(choice.pointer.clone());
            let Some(value) = self.value(&all, &done, depth) else {
                continue;
            };
            // The schema of the property may allow only another value than that of the discriminator.
            let tagged = alternative.tag.as_ref();
            let tagged = tagged.and_then(|(property, tag)| with_tag(&value, property, tag));
            let mut values = tagged.into_iter().chain([value]);
            let found = values.find(|value| self.is_valid(schemas, value));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Returns whether a value satisfies all of these schemas. After too many checks, it is expected to.
    fn is_valid(&mut self, schemas: &[String], value: &Value) -> bool {
        self.checks += 1;
        if self.checks > MAX_CHECKS {
            return true;
        }
        schemas.iter().all(|schema| {
            let violations = self.description.violations(schema, value, self.direction);
            violations.is_none_or(|violations| violations.is_empty())
        })
    }

    /// A number below `count`: a random one, or that of the variant.
    fn pick(&mut self, count: usize) -> usize {
        let count = count.max(1);
        match &mut self.random {
            Some(random) => random.below(count),
            None => usize::try_from(self.variant).unwrap_or_default() % count,
        }
    }

    /// Returns whether optional parts are made at a depth.
    fn has_optional(&self, depth: usize) -> bool {
        !self.is_minimal && depth < DEEP && self.values < MANY_VALUES
    }

    /// Returns whether a value of these schemas would contain another one of a schema that contains it.
    fn is_recursive(&self, schemas: &[String]) -> bool {
        Merged::new(self.description, schemas, &[]).is_none_or(|merged| {
            merged
                .components
                .iter()
                .any(|name| self.open.contains(name))
        })
    }
}

/// An object with the value of a discriminator; `None` for other values.
fn with_tag(value: &Value, property: &str, tag: &str) -> Option<Value> {
    let mut object = value.as_object()?.clone();
    object.insert(property.to_owned(), Value::from(tag));
    Some(Value::Object(object))
}

/// The type of the value. If the schemas allow any type, their other keywords decide.
fn type_of(merged: &Merged<'_>) -> Option<&'static str> {
    const TYPES: [&str; 6] = ["object", "array", "string", "integer", "number", "boolean"];
    if let Some(allowed) = merged.types() {
        let mut types = allowed
            .iter()
            .filter_map(|name| TYPES.iter().find(|it| *it == name).copied());
        let null = allowed.iter().any(|it| it == "null").then_some("null");
        return types.next().or(null);
    }
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| merged.has(keyword));
    Some(if has(&["pattern", "format", "minLength", "maxLength"]) {
        "string"
    } else if has(&["items", "prefixItems", "minItems", "contains"]) {
        "array"
    } else if has(&[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]) {
        "number"
    } else {
        "object"
    })
}
