//! The changes that overlays made to a document, recorded so that a diagnostic about the changed document can be
//! located in the original text.

use std::collections::HashMap;
use std::sync::Arc;

use super::pointer::below;

/// The original texts of numbers and booleans in an overlay, by their pointers in the overlay.
pub(super) type OverlaySpellings = Arc<HashMap<String, String>>;

/// The changes in order.
#[derive(Debug, Clone, Default)]
pub(super) struct OverlayEdits {
    edits: Vec<OverlayEdit>,
    /// The indices of the changes at each pointer, in order.
    by_pointer: HashMap<String, Vec<usize>>,
}

#[derive(Debug, Clone)]
enum OverlayEdit {
    /// The overlay action at this file and line wrote the value at the pointer. `from` is its pointer in the overlay.
    Wrote {
        by: String,
        from: String,
        spellings: OverlaySpellings,
    },
    /// The overlay action at this file and line copied the value at `from` to the pointer.
    Copied { from: String, by: String },
    /// Items were removed from the list at the pointer, so that later items have a smaller index. Contains, for each
    /// removed item, the number of items before it that remain.
    Removed { remaining: Vec<usize> },
}

/// The origin of a value in a changed document.
#[derive(Debug)]
pub(super) struct EditOrigin<'e> {
    /// The pointer of the value in the original text, or of the value that an overlay replaced or added.
    pub(super) pointer: String,
    /// The rest of the pointer, inside the value that an overlay wrote.
    pub(super) rest: String,
    /// The file and line of the overlay that wrote it, if one did.
    pub(super) overlay: Option<&'e str>,
    /// The text of the value in this overlay, if it is a number or a boolean.
    pub(super) overlay_text: Option<&'e str>,
    /// The file and line of the overlay that copied it last, if one did.
    pub(super) copied_by: Option<&'e str>,
}

impl OverlayEdits {
    /// Records that the overlay action at `by` (file and line) wrote the value at `at`. `from` is its pointer in the
    /// overlay.
    pub(super) fn wrote(
        &mut self,
        at: String,
        by: String,
        from: String,
        spellings: OverlaySpellings,
    ) {
        let edit = OverlayEdit::Wrote {
            by,
            from,
            spellings,
        };
        self.add(at, edit);
    }

    /// Records that the overlay action at `by` (file and line) copied the value at `from` to `at`.
    pub(super) fn copied(&mut self, at: String, from: String, by: String) {
        self.add(at, OverlayEdit::Copied { from, by });
    }

    /// Records that items were removed from a list. `indices` are their indices before, in ascending order.
    pub(super) fn removed(&mut self, list: String, indices: impl Iterator<Item = usize>) {
        let removed = indices.enumerate().map(|(count, index)| index - count);
        let own = self.by_pointer.get(&list).and_then(|own| own.last());
        if own.is_some_and(|last| last + 1 == self.edits.len())
            && let Some(OverlayEdit::Removed { remaining }) = self.edits.last_mut()
        {
            // One change, so that a pointer is not moved once for each of them.
            *remaining = both_removed(remaining, removed);
            return;
        }
        let remaining = removed.collect();
        self.add(list, OverlayEdit::Removed { remaining });
    }

    fn add(&mut self, at: String, edit: OverlayEdit) {
        self.by_pointer
            .entry(at)
            .or_default()
            .push(self.edits.len());
        self.edits.push(edit);
    }

    /// Returns the origin of the value at a pointer of the changed document, by undoing the changes from the last to
    /// the first.
    pub(super) fn origin(&self, pointer: &str) -> EditOrigin<'_> {
        let mut origin = EditOrigin {
            pointer: pointer.to_owned(),
            rest: String::new(),
            overlay: None,
            overlay_text: None,
            copied_by: None,
        };
        let mut undone = self.edits.len();
        while let Some((at, length)) = self.last_change(&origin, undone) {
            undone = at;
            match self.edits.get(at) {
                Some(OverlayEdit::Wrote {
                    by,
                    from,
                    spellings,
                }) => {
                    origin.rest.insert_str(0, &origin.pointer.split_off(length));
                    if origin.overlay.is_none() {
                        let text = spellings.get(&format!("{from}{}", origin.rest));
                        origin.overlay_text = text.map(String::as_str);
                        origin.overlay = Some(by);
                    }
                }
                Some(OverlayEdit::Copied { from, by }) if origin.overlay.is_none() => {
                    origin.pointer.replace_range(..length, from);
                    origin.copied_by.get_or_insert(by);
                }
                // The place of a value that an overlay wrote is inside of a copy.
                Some(OverlayEdit::Copied { from, .. }) => {
                    origin.pointer.replace_range(..length, from);
                }
                Some(OverlayEdit::Removed { remaining }) => {
                    let list = origin.pointer.get(..length).unwrap_or_default();
                    if let Some(before) = before_removal(&origin.pointer, list, remaining) {
                        origin.pointer = before;
                    }
                }
                None => {}
            }
        }
        origin
    }

    /// Returns the last change before the change `end` that affects the pointer of an origin, and the length of the
    /// pointer at which it was made.
    fn last_change(&self, origin: &EditOrigin<'_>, end: usize) -> Option<(usize, usize)> {
        if end == 0 {
            return None;
        }
        let pointer = &origin.pointer;
        let ancestors = pointer.match_indices('/').map(|(length, _)| length);
        // Earlier values of a value that an overlay wrote do not matter.
        let own = origin.overlay.is_none().then_some(pointer.len());
        let changes = ancestors.chain(own).filter_map(|length| {
            let changes = self.by_pointer.get(pointer.get(..length)?)?;
            let count = changes.partition_point(|change| *change < end);
            Some((*changes.get(count.checked_sub(1)?)?, length))
        });
        changes.max()
    }
}

/// Combines two removals from one list, of which the second one was made after the first one. Each item is the number of
/// items before a removed item that remain.
fn both_removed(first: &[usize], second: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut both = Vec::with_capacity(first.len() + 1);
    let mut first = first.iter().copied().peekable();
    let mut removed = 0;
    for later in second {
        // The items that the second removal has kept so far are `later`, and it has removed `removed`.
        while let Some(item) = first.next_if(|item| *item <= later + removed) {
            both.push(item - removed);
        }
        both.push(later);
        removed += 1;
    }
    both.extend(first.map(|item| item - removed));
    both
}

/// Returns the pointer before items were removed from a list, or `None` if the removal did not change it.
fn before_removal(pointer: &str, list: &str, remaining: &[usize]) -> Option<String> {
    let item = below(pointer, list)?.strip_prefix('/')?;
    let (index, rest) = item.split_at(item.find('/').unwrap_or(item.len()));
    let index: usize = index.parse().ok()?;
    let before = remaining.partition_point(|remaining| *remaining <= index);
    (before > 0).then(|| format!("{list}/{}{rest}", index + before))
}

#[cfg(test)]
mod tests {
    use super::OverlayEdits;

    #[test]
    fn removals_from_one_list_are_undone_together() {
        let removals: [&[usize]; 5] = [&[1, 4, 5], &[0, 3], &[3], &[0], &[2, 5]];
        let mut kept: Vec<usize> = (0..20).collect();
        let mut edits = OverlayEdits::default();
        for indices in removals {
            for index in indices.iter().rev() {
                kept.remove(*index);
            }
            edits.removed("/list".to_owned(), indices.iter().copied());
            for (now, before) in kept.iter().enumerate() {
                let origin = edits.origin(&format!("/list/{now}/name"));
                assert_eq!(origin.pointer, format!("/list/{before}/name"));
            }
        }
        assert_eq!(edits.edits.len(), 1);
        edits.removed("/other".to_owned(), [0].into_iter());
        edits.removed("/list".to_owned(), [0].into_iter());
        assert_eq!(edits.edits.len(), 3);
    }
}
