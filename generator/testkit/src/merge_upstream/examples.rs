//! Keeps the examples of our document valid for the merged schemas, with as few changes as possible.

use apicrate::document::{JsonPointer, segments};
use apicrate::lint::{ExampleFault, InvalidExample, invalid_examples};
use apicrate::sample::valid_value;
use apicrate::validate::{ApiDescription, Direction};
use apicrate::{Diagnostics, RawDocument};
use serde_json::Value;

use super::merged_document::{MergedDocument, ReplacedValue};

/// The maximum number of times that the examples are corrected. A value that is made from a schema is valid for it, so once
/// is usually enough.
const MAX_ROUNDS: usize = 4;

/// Corrects the invalid examples of a merged document: adds missing properties, replaces values, and drops properties that
/// are not allowed any more. An example that is still invalid is removed. `ours` is our document before the merge, and
/// `corrected` applies the overlays.
pub(super) fn correct_examples(
    value: &mut Value,
    ours: &Value,
    merged: &mut MergedDocument,
    corrected: impl Fn(&Value) -> Result<RawDocument, Diagnostics>,
) -> Result<(), Diagnostics> {
    let mut invalid = invalid_examples(&corrected(value)?);
    for _ in 0..MAX_ROUNDS {
        if invalid.is_empty() {
            break;
        }
        // A document with other errors is reported later.
        let Ok(description) = ApiDescription::from_raw(corrected(value)?) else {
            break;
        };
        let mut round = Round {
            value,
            ours,
            description: &description,
            merged,
            has_changed: false,
        };
        for example in &invalid {
            round.example(example);
        }
        if !round.has_changed {
            break;
        }
        invalid = invalid_examples(&corrected(value)?);
    }
    for example in invalid {
        let pointer = &example.pointer;
        let pointer = pointer.strip_suffix("/value").unwrap_or(pointer);
        if remove(value, pointer) {
            merged.removed.push(pointer.to_owned());
        }
    }
    let is_kept = |pointer: &String| value.pointer(pointer).is_some();
    merged.completed.retain(is_kept);
    merged.replaced.retain(|it| is_kept(&it.pointer));
    let removed = &merged.removed;
    merged.dropped.retain(|dropped| {
        let mut removed = removed.iter();
        !removed.any(|example| dropped.starts_with(&format!("{example}/")))
    });
    Ok(())
}

/// One correction of all invalid examples.
struct Round<'a> {
    value: &'a mut Value,
    ours: &'a Value,
    description: &'a ApiDescription,
    merged: &'a mut MergedDocument,
    has_changed: bool,
}

impl Round<'_> {
    fn example(&mut self, example: &InvalidExample) {
        for fault in &example.faults {
            let at = format!("{}{}", example.pointer, fault.at());
            match fault {
                ExampleFault::Missing { schema, name, .. } => {
                    self.complete(&at, schema, name, example.direction);
                }
                // The example itself is removed later, if it is still invalid.
                ExampleFault::NotAllowed { .. } if fault.at().is_empty() => {}
                ExampleFault::NotAllowed { .. } => self.drop_value(at),
                ExampleFault::Invalid { schema, rule, .. } => {
                    self.replace(&at, schema, rule, example.direction);
                }
                _ => {}
            }
        }
    }

    /// Removes the property at a pointer.
    fn drop_value(&mut self, at: String) {
        if remove(self.value, &at) {
            self.has_changed = true;
            self.merged.dropped.push(at);
        }
    }

    /// Adds a missing property to the object at a pointer, with a value that is valid for its schema.
    fn complete(&mut self, at: &str, schema: &str, name: &str, direction: Direction) {
        // A value for the whole object, because the schema of the property can be in one of several places.
        let made = valid_value(self.description, schema, direction);
        let property = made.as_ref().and_then(|made| made.get(name));
        if let (Some(property), Some(Value::Object(object))) =
            (property, self.value.pointer_mut(at))
        {
            // An example can belong to several schemas.
            if object.insert(name.to_owned(), property.clone()).is_none() {
                self.has_changed = true;
                let at = JsonPointer::Start(at).name(name).to_string();
                self.merged.completed.push(at);
            }
        }
    }

    /// Replaces the value at a pointer by one that is valid for its schema. `rule` is the keyword that the value violates.
    fn replace(&mut self, at: &str, schema: &str, rule: &str, direction: Direction) {
        let Some(before) = self.value.pointer(at) else {
            return;
        };
        let renamed = self.renamed(rule, before);
        let made = renamed.or_else(|| valid_value(self.description, schema, direction));
        let (Some(after), Some(value)) = (made, self.value.pointer_mut(at)) else {
            return;
        };
        if *value == after {
            return;
        }
        let before = std::mem::replace(value, after.clone());
        self.has_changed = true;
        let mut replaced = self.merged.replaced.iter_mut();
        match replaced.find(|it| it.pointer == at) {
            Some(earlier) => earlier.after = after,
            None => self.merged.replaced.push(ReplacedValue {
                pointer: at.to_owned(),
                before,
                after,
            }),
        }
    }

    /// The new name of a value of an enum: the new value at the index of the old one.
    fn renamed(&self, rule: &str, value: &Value) -> Option<Value> {
        let old = self.ours.pointer(rule)?.as_array()?;
        let index = old.iter().position(|it| it == value)?;
        let new = self.value.pointer(rule)?.as_array()?;
        let new = new.get(index).filter(|it| !old.contains(it))?;
        Some(new.clone())
    }
}

/// Removes the property at a pointer. Returns whether there was one.
fn remove(value: &mut Value, pointer: &str) -> bool {
    let (Some((parent, _)), Some(name)) = (pointer.rsplit_once('/'), segments(pointer).last())
    else {
        return false;
    };
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|parent| parent.shift_remove(&*name).is_some())
}
