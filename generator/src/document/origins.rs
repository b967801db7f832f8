//! The values that were moved or copied while references were resolved, and where each comes from.

use std::collections::HashMap;

/// The maximum number of moves of one value. A value is moved or copied a few times at most.
const MAX_MOVES: usize = 64;

/// The pointer from which each moved or copied value comes, by its new pointer.
#[derive(Debug, Clone, Default)]
pub(super) struct Origins(HashMap<String, String>);

impl Origins {
    /// Records that the value at `pointer` was moved or copied from `source`.
    pub(super) fn add(&mut self, pointer: String, source: String) {
        self.0.insert(pointer, source);
    }

    /// Returns the pointer in the source for a pointer in the document after the moves.
    pub(super) fn origin(&self, pointer: &str) -> String {
        let mut origin = pointer.to_owned();
        for _ in 0..MAX_MOVES {
            match self.step(&origin) {
                Some(source) => origin = source,
                None => break,
            }
        }
        origin
    }

    /// Undoes the last move of a value or of one of the values that contain it.
    pub(super) fn step(&self, pointer: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        ancestors(pointer).find_map(|(ancestor, rest)| {
            let source = self.0.get(ancestor)?;
            Some(format!("{source}{rest}"))
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
