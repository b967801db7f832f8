//! Finds positions in a JSON text with `serde_json`.
//!
//! The YAML scanner could read JSON too, but it creates an event for each value. For a document of 13 MB, that takes
//! more time than reading it, and the goal of 0.7 s for GitHub's document (see `docs/performance.md`) would be missed.
//! `serde_json` skips unwanted values without creating anything.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::tree::PositionTree;
use crate::diagnostic::SourcePosition;

/// Finds the positions. Returns `None` if the text before the last wanted value is not JSON.
pub(super) fn find(text: &str, tree: PositionTree) -> Option<PositionTree> {
    let root = text.trim_start();
    if !root.starts_with('{') {
        return None;
    }
    let mut scanner = JsonScanner {
        text,
        counted: 0,
        position: SourcePosition { line: 1, column: 1 },
        tree,
    };
    scanner.mark(0, root);
    let is_json = scanner.read::<serde_json::Error>(0, root).is_ok();
    (is_json || scanner.tree.is_complete()).then_some(scanner.tree)
}

struct JsonScanner<'t> {
    text: &'t str,
    /// The offset up to which lines and columns are counted, and the position of that offset.
    counted: usize,
    position: SourcePosition,
    tree: PositionTree,
}

impl<'t> JsonScanner<'t> {
    /// Marks a node with the position of `slice`. `slice` is a part of the text and starts after all earlier slices.
    fn mark(&mut self, node: usize, slice: &'t str) {
        let offset = slice.as_ptr().addr() - self.text.as_ptr().addr();
        let passed = self.text.get(self.counted..offset).unwrap_or_default();
        let line = match passed.rsplit_once('\n') {
            Some((lines, line)) => {
                self.position.line += 1 + lines.bytes().filter(|byte| *byte == b'\n').count();
                self.position.column = 1;
                line
            }
            None => passed,
        };
        self.position.column += line.chars().count();
        self.counted = offset;
        self.tree.mark(node, self.position);
    }

    /// Reads the JSON text of a wanted value and marks the wanted values inside it.
    fn read<E: Error>(&mut self, node: usize, text: &'t str) -> Result<(), E> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = WantedValue {
            node,
            scanner: self,
        };
        value.deserialize(&mut deserializer).map_err(E::custom)
    }

    /// Stops the search when all wanted values are found.
    fn check_complete<E: Error>(&self) -> Result<(), E> {
        if self.tree.is_complete() {
            return Err(E::custom("all wanted values are found"));
        }
        Ok(())
    }
}

/// Reads a wanted value. Its own position is already marked.
struct WantedValue<'s, 't> {
    node: usize,
    scanner: &'s mut JsonScanner<'t>,
}

impl<'t> DeserializeSeed<'t> for WantedValue<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.scanner.tree.is_leaf(self.node) {
            return deserializer.deserialize_any(self);
        }
        let text = <&RawValue>::deserialize(deserializer)?.get();
        if let Ok(string) = serde_json::from_str::<String>(text) {
            self.scanner.tree.spell(self.node, &string);
        } else if !text.starts_with(['{', '[']) {
            self.scanner.tree.spell(self.node, text);
        }
        Ok(())
    }
}

/// Reads the wanted values inside a wanted value. A scalar contains no values.
impl<'t> Visitor<'t> for WantedValue<'_, 't> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<(), A::Error> {
        for index in 0usize.. {
            let Some(node) = self.scanner.tree.child(self.node, &index.to_string()) else {
                if items.next_element::<IgnoredAny>()?.is_none() {
                    break;
                }
                continue;
            };
            let Some(item) = items.next_element::<&RawValue>()? else {
                break;
            };
            self.scanner.mark(node, item.get());
            self.scanner.read(node, item.get())?;
            self.scanner.check_complete()?;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key::<&RawValue>()? {
            let name: String = serde_json::from_str(key.get()).map_err(A::Error::custom)?;
            let Some(node) = self.scanner.tree.child(self.node, &name) else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            self.scanner.mark(node, key.get());
            let scanner = &mut *self.scanner;
            entries.next_value_seed(WantedValue { node, scanner })?;
            self.scanner.check_complete()?;
        }
        Ok(())
    }
}
