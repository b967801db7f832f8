//! What overlays have changed in a document, kept so that a finding about the changed document can
//! be shown in the text that its author wrote.

use super::pointer::below;

/// Changes in the order they were made.
#[derive(Debug, Clone, Default)]
pub(super) struct OverlayEdits(Vec<OverlayEdit>);

#[derive(Debug, Clone)]
enum OverlayEdit {
    /// The value at a pointer is new, with all that lies in it.
    Wrote { at: String, by: String },
    /// An item has left a list, and those behind it have moved up.
    Removed { list: String, index: usize },
}

/// Where something in a changed document comes from.
#[derive(Debug)]
pub(super) struct EditOrigin<'e> {
    /// What to look for in the text. The text may have only some value around it.
    pub(super) place: String,
    /// The way on from there, through what an overlay wrote.
    pub(super) rest: String,
    /// The file and line of the overlay that wrote it, if one did.
    pub(super) overlay: Option<&'e str>,
}

impl OverlayEdits {
    /// Notes that the value at `at` was written by the overlay's action at `by`, a file and line.
    pub(super) fn wrote(&mut self, at: String, by: String) {
        self.0.push(OverlayEdit::Wrote { at, by });
    }

    /// Notes that an item was removed.
    pub(super) fn removed(&mut self, list: String, index: usize) {
        self.0.push(OverlayEdit::Removed { list, index });
    }

    /// Goes back through the changes, from the last to the first.
    pub(super) fn origin(&self, pointer: &str) -> EditOrigin<'_> {
        let mut origin = EditOrigin {
            place: pointer.to_owned(),
            rest: String::new(),
            overlay: None,
        };
        for edit in self.0.iter().rev() {
            match edit {
                OverlayEdit::Wrote { at, by } => {
                    if let Some(rest) = below(&origin.place, at) {
                        origin.rest.insert_str(0, rest);
                        origin.place.truncate(at.len());
                        origin.overlay.get_or_insert(by);
                    }
                }
                OverlayEdit::Removed { list, index } => {
                    if let Some(place) = before_removal(&origin.place, list, *index) {
                        origin.place = place;
                    }
                }
            }
        }
        origin
    }
}

/// What a pointer was before an item left a list; `None` if it was no other.
fn before_removal(pointer: &str, list: &str, removed: usize) -> Option<String> {
    let item = below(pointer, list)?.strip_prefix('/')?;
    let (index, rest) = item.split_at(item.find('/').unwrap_or(item.len()));
    let index: usize = index.parse().ok()?;
    (index >= removed).then(|| format!("{list}/{}{rest}", index + 1))
}
