//! The changes that overlays made to a document, recorded so that a diagnostic about the changed document can be
//! located in the original text.

use super::pointer::below;

/// The changes in order.
#[derive(Debug, Clone, Default)]
pub(super) struct OverlayEdits(Vec<OverlayEdit>);

#[derive(Debug, Clone)]
enum OverlayEdit {
    /// The overlay action at `by` wrote the value at `at`.
    Wrote { at: String, by: String },
    /// An item was removed from a list, so that later items have a smaller index.
    Removed { list: String, index: usize },
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
}

impl OverlayEdits {
    /// Records that the overlay action at `by` (file and line) wrote the value at `at`.
    pub(super) fn wrote(&mut self, at: String, by: String) {
        self.0.push(OverlayEdit::Wrote { at, by });
    }

    /// Records that an item was removed from a list.
    pub(super) fn removed(&mut self, list: String, index: usize) {
        self.0.push(OverlayEdit::Removed { list, index });
    }

    /// Returns the origin of the value at a pointer of the changed document, by undoing the changes from the last to
    /// the first.
    pub(super) fn origin(&self, pointer: &str) -> EditOrigin<'_> {
        let mut origin = EditOrigin {
            pointer: pointer.to_owned(),
            rest: String::new(),
            overlay: None,
        };
        for edit in self.0.iter().rev() {
            match edit {
                OverlayEdit::Wrote { at, by } => {
                    if let Some(rest) = below(&origin.pointer, at) {
                        origin.rest.insert_str(0, rest);
                        origin.pointer.truncate(at.len());
                        origin.overlay.get_or_insert(by);
                    }
                }
                OverlayEdit::Removed { list, index } => {
                    if let Some(before) = before_removal(&origin.pointer, list, *index) {
                        origin.pointer = before;
                    }
                }
            }
        }
        origin
    }
}

/// Returns the pointer before an item was removed from a list, or `None` if the removal did not change it.
fn before_removal(pointer: &str, list: &str, removed: usize) -> Option<String> {
    let item = below(pointer, list)?.strip_prefix('/')?;
    let (index, rest) = item.split_at(item.find('/').unwrap_or(item.len()));
    let index: usize = index.parse().ok()?;
    (index >= removed).then(|| format!("{list}/{}{rest}", index + 1))
}
