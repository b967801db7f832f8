//! The values that were moved or copied while references were resolved, and where each comes from.

use std::collections::HashMap;

/// The maximum number of moves of one value. A value is moved or copied a few times at most.
const MAX_MOVES: usize = 64;

/// The pointers from which moved or copied values come, by their new pointers.
#[derive(Debug, Clone, Default)]
pub(super) struct Origins {
    moved: PointerMap,
    /// The values that the conversion from Swagger 2.0 moved. A pointer can be that of one value before the conversion
    /// and that of another value after it, so this map applies once.
    converted: PointerMap,
    /// The values that replaced references before the conversion, each with its pointer in the source.
    included: PointerMap,
}

impl Origins {
    /// Records that the value at `pointer` was moved or copied from `source`.
    pub(super) fn add(&mut self, pointer: String, source: String) {
        self.moved.add(pointer, source);
    }

    /// Records that the conversion from Swagger 2.0 moved a value.
    pub(super) fn add_converted(&mut self, pointer: String, source: String) {
        self.converted.add(pointer, source);
    }

    /// Records that the value at `pointer`, which will be converted from Swagger 2.0, was moved or copied from `source`.
    pub(super) fn add_included(&mut self, pointer: String, source: &str) {
        self.included.add(pointer, self.origin(source));
    }

    /// Returns the pointer in the source for a pointer in the document after the moves.
    pub(super) fn origin(&self, pointer: &str) -> String {
        let mut origin = pointer.to_owned();
        for _ in 0..MAX_MOVES {
            match self.moved.step(&origin) {
                Some(source) => origin = source,
                None => break,
            }
        }
        for map in [&self.converted, &self.included] {
            origin = map.step(&origin).unwrap_or(origin);
        }
        origin
    }

    /// Undoes the last move of a value or of one of the values that contain it.
    pub(super) fn step(&self, pointer: &str) -> Option<String> {
        let moved = self.moved.step(pointer);
        moved.or_else(|| self.included.step(pointer))
    }
}

/// Pointers by other pointers. A pointer applies to all values in the value that it names.
#[derive(Debug, Clone, Default)]
pub(super) struct PointerMap(HashMap<String, String>);

impl PointerMap {
    pub(super) fn add(&mut self, pointer: String, target: String) {
        self.0.insert(pointer, target);
    }

    /// Adds a pointer that the map does not contain yet.
    pub(super) fn add_first(&mut self, pointer: String, target: String) {
        self.0.entry(pointer).or_insert(target);
    }

    /// Replaces the pointer of a value, or that of the innermost value that contains it.
    pub(super) fn step(&self, pointer: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        ancestors(pointer).find_map(|(ancestor, rest)| {
            let target = self.0.get(ancestor)?;
            Some(format!("{target}{rest}"))
        })
    }
}

/// Returns a pointer and the pointers of all values that contain it, from the inside out, each with the rest.
pub(super) fn ancestors(pointer: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut end = Some(pointer.len());
    std::iter::from_fn(move || {
        let here = end?;
        let (ancestor, rest) = pointer.split_at_checked(here)?;
        end = ancestor.rfind('/');
        Some((ancestor, rest))
    })
}
