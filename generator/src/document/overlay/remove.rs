//! Removes the targets of an action.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use crate::document::overlay_edits::OverlayEdits;
use crate::document::pointer::unescape;

/// Removes values from their objects and lists. A value inside of a removed value is not removed separately.
pub(super) fn remove(value: &mut Value, targets: &[String], edits: &mut OverlayEdits) {
    let all: HashSet<&str> = targets.iter().map(String::as_str).collect();
    let mut removed: IndexMap<&str, HashSet<Cow<'_, str>>> = IndexMap::new();
    for target in targets {
        let mut ancestors = target.match_indices('/').map(|(end, _)| end);
        if ancestors.any(|end| target.get(..end).is_some_and(|it| all.contains(it))) {
            continue;
        }
        if let Some((parent, name)) = target.rsplit_once('/') {
            removed.entry(parent).or_default().insert(unescape(name));
        }
    }
    // The pointers of deeper values are only valid before items of the lists around them are removed.
    removed.sort_by_cached_key(|parent, _| Reverse(parent.matches('/').count()));
    for (parent, names) in removed {
        match value.pointer_mut(parent) {
            Some(Value::Object(entries)) => {
                entries.retain(|name, _| !names.contains(name.as_str()));
            }
            Some(Value::Array(items)) => {
                let mut indices: Vec<usize> = names.iter().flat_map(|it| it.parse()).collect();
                indices.sort_unstable();
                let mut index = 0;
                items.retain(|_| {
                    let is_kept = indices.binary_search(&index).is_err();
                    index += 1;
                    is_kept
                });
                edits.removed(parent.to_owned(), indices.into_iter());
            }
            _ => {}
        }
    }
}
