//! Merges the value of an `update` or `copy` into the targets of an action.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::version::OverlayVersion;
use crate::document::describe::describe;
use crate::document::limits::{VALUE_BYTES, size};
use crate::document::pointer::JsonPointer;

/// The changes of one action, and its problems.
#[derive(Debug)]
pub(super) struct Merge<'b> {
    version: OverlayVersion,
    /// The name of the merged value in messages.
    merged: &'static str,
    /// The comparisons that may still be made in search of repeated items.
    comparisons: &'b mut usize,
    pub(super) written: Vec<WrittenValue>,
    /// The first incompatible values that Overlay 1.0 does not forbid, and the reaction to them.
    pub(super) replaced: Option<String>,
    /// The pointer of the first list that already contains an appended value.
    pub(super) repeated: Option<String>,
}

/// A value that the action wrote.
#[derive(Debug)]
pub(super) struct WrittenValue {
    /// Its pointer in the document.
    pub(super) at: String,
    /// Its pointer in the merged value.
    pub(super) from: String,
}

/// The kinds of values that a merge distinguishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MergeKind {
    Object,
    List,
    Primitive,
}

impl MergeKind {
    pub(super) fn new(value: &Value) -> Self {
        match value {
            Value::Object(_) => Self::Object,
            Value::Array(_) => Self::List,
            _ => Self::Primitive,
        }
    }
}

impl<'b> Merge<'b> {
    pub(super) fn new(
        version: OverlayVersion,
        merged: &'static str,
        comparisons: &'b mut usize,
    ) -> Self {
        Self {
            version,
            merged,
            comparisons,
            written: Vec::new(),
            replaced: None,
            repeated: None,
        }
    }

    /// Merges a value into a target. Returns an error message if they are incompatible.
    pub(super) fn target(
        &mut self,
        target: &mut Value,
        value: &Value,
        at: &JsonPointer<'_>,
    ) -> Result<(), String> {
        let merged = self.merged;
        match (&mut *target, MergeKind::new(value)) {
            (Value::Object(_), MergeKind::List | MergeKind::Primitive) => Err(format!(
                "the target is an object, so {merged} must be an object; found {}",
                describe(value)
            )),
            (Value::Array(items), MergeKind::Object | MergeKind::Primitive) => {
                self.append(items, std::slice::from_ref(value), at, |_| String::new());
                Ok(())
            }
            (Value::Object(_), MergeKind::Object) | (Value::Array(_), MergeKind::List) => {
                self.value(target, value, at, &JsonPointer::ROOT)
            }
            (primitive, MergeKind::Object | MergeKind::List) => Err(format!(
                "the target is {}, so {merged} must not be an object or a list; found {}",
                describe(primitive),
                describe(value)
            )),
            (primitive, MergeKind::Primitive) => {
                if self.version == OverlayVersion::V1_0 {
                    self.replaced.get_or_insert_with(|| {
                        format!(
                            "the target is {}, but actions of Overlay 1.0 update only objects and lists; replaced as in Overlay 1.1",
                            describe(primitive)
                        )
                    });
                }
                self.value(target, value, at, &JsonPointer::ROOT)
            }
        }
    }

    fn value(
        &mut self,
        old: &mut Value,
        new: &Value,
        at: &JsonPointer<'_>,
        from: &JsonPointer<'_>,
    ) -> Result<(), String> {
        match (&mut *old, new) {
            (Value::Object(old), Value::Object(new)) => self.object(old, new, at, from),
            (Value::Array(items), Value::Array(new)) => {
                self.append(items, new, at, |index| from.item(index).to_string());
                Ok(())
            }
            (old_value, _) if MergeKind::new(old_value) == MergeKind::new(new) => {
                self.replace(old, new, at, from);
                Ok(())
            }
            _ => self.incompatible(old, new, at, from),
        }
    }

    fn object(
        &mut self,
        old: &mut Map<String, Value>,
        new: &Map<String, Value>,
        at: &JsonPointer<'_>,
        from: &JsonPointer<'_>,
    ) -> Result<(), String> {
        for (name, new) in new {
            let (at, from) = (&at.name(name), &from.name(name));
            if let Some(old) = old.get_mut(name) {
                self.value(old, new, at, from)?;
            } else {
                old.insert(name.clone(), new.clone());
                self.record(at, from.to_string());
            }
        }
        Ok(())
    }

    fn append(
        &mut self,
        items: &mut Vec<Value>,
        new: &[Value],
        at: &JsonPointer<'_>,
        from: impl Fn(usize) -> String,
    ) {
        if self.repeated.is_none() && self.has_repetition(items, new) {
            self.repeated = Some(at.to_string());
        }
        for (index, value) in new.iter().enumerate() {
            let at = at.item(items.len()).to_string();
            items.push(value.clone());
            let from = from(index);
            self.written.push(WrittenValue { at, from });
        }
    }

    /// Returns true if the items contain one of the new values. Returns false if too many comparisons are necessary.
    fn has_repetition(&mut self, items: &[Value], new: &[Value]) -> bool {
        for value in items.iter().chain(new) {
            let left = self.comparisons.checked_sub(size(value) / VALUE_BYTES);
            *self.comparisons = left.unwrap_or(0);
            if left.is_none() {
                return false;
            }
        }
        if let [value] = new {
            return items.contains(value);
        }
        let items: HashSet<&Value> = items.iter().collect();
        new.iter().any(|value| items.contains(value))
    }

    fn replace(
        &mut self,
        old: &mut Value,
        new: &Value,
        at: &JsonPointer<'_>,
        from: &JsonPointer<'_>,
    ) {
        if old != new {
            *old = new.clone();
            self.record(at, from.to_string());
        }
    }

    /// Handles a property whose old and new values are of different kinds. Overlay 1.1 forbids it. Overlay 1.0 does not
    /// define it, and one of its examples has `null` for objects and lists that it does not mean to change.
    fn incompatible(
        &mut self,
        old: &mut Value,
        new: &Value,
        at: &JsonPointer<'_>,
        from: &JsonPointer<'_>,
    ) -> Result<(), String> {
        let merged = self.merged;
        let message = format!(
            "`#{at}` is {}, and {merged} has {} for it",
            describe(old),
            describe(new)
        );
        if self.version != OverlayVersion::V1_0 {
            return Err(message);
        }
        let reaction = if new.is_null() {
            "not changed"
        } else {
            self.replace(old, new, at, from);
            "replaced"
        };
        self.replaced
            .get_or_insert_with(|| format!("{message}; {reaction}"));
        Ok(())
    }

    fn record(&mut self, at: &JsonPointer<'_>, from: String) {
        let at = at.to_string();
        self.written.push(WrittenValue { at, from });
    }
}
