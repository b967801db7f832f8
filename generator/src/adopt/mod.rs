//! A document of somebody else's in our own words: its facts are taken over, its prose and its examples are
//! not. What we have said stays where the thing is still there; what is new says nothing until we do.

mod facts;
mod yaml;

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::document::{ObjectKind, Overlay, RawDocument, segments};
use crate::lint::invalid_examples;

/// A document taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// The new text. Lines that say what they said before are the same as before.
    pub text: String,
    /// JSON pointers to what their document describes and ours does not: it wants words of ours.
    pub wanting: Vec<String>,
    /// JSON pointers to what is described in our words, while the facts are others than they were: it wants
    /// to be read again.
    pub doubtful: Vec<String>,
    /// JSON pointers to examples of ours that the new facts contradict. They are left out.
    pub dropped: Vec<String>,
}

/// Takes over the facts of `theirs` into `ours`, whose examples are judged as the overlays correct it.
///
/// # Errors
///
/// Overlays that do not fit the new document.
pub fn adopt(
    ours: &RawDocument,
    theirs: &RawDocument,
    overlays: &[Overlay],
) -> Result<Adopted, Diagnostics> {
    let mut adopted = Adopted::default();
    let mut value = facts::merged(
        ObjectKind::Document,
        Some(ours.value()),
        theirs.value(),
        &mut adopted,
    );
    let text = |value: &Value| yaml::rewritten(ours.text(), ours.value(), value);
    let judged = RawDocument::parse(ours.name(), text(&value))?.with_overlays(overlays)?;
    for pointer in invalid_examples(&judged) {
        let pointer = pointer.strip_suffix("/value").unwrap_or(&pointer);
        if remove(&mut value, pointer) {
            adopted.dropped.push(pointer.to_owned());
        }
    }
    adopted.text = text(&value);
    Ok(adopted)
}

/// Removes what stands at a pointer. Whether something stood there.
fn remove(value: &mut Value, pointer: &str) -> bool {
    let (Some((parent, _)), Some(name)) = (pointer.rsplit_once('/'), segments(pointer).last())
    else {
        return false;
    };
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|parent| parent.shift_remove(&*name).is_some())
}
