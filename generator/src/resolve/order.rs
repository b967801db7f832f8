//! The canonical order of the maps of a document.
//!
//! The entries of a JSON object have no order, so the order of components, paths, webhooks, callbacks, responses and
//! properties must not affect the code, except the order of declarations. All decisions that depend on an order are
//! made in the canonical order: the names of inline types that are shared, the names of items with equal names, and
//! the property that discriminates a union. Then the results are sorted as in the document again.
//!
//! Components come before operations, and operations before webhooks. In each map, shorter names come first, then
//! names in the order of their bytes: the type of `status` in `User` and in `CreateUserRequest` is `UserStatus`. Of the
//! paths, those with fewer segments come first. Of the properties, those with a scalar type come first, and those that
//! are deprecated come last.
//!
//! Lists have an order, and so do the media types of a body: the first one is preferred.

use indexmap::IndexMap;

/// The sort key of a name.
pub(super) fn rank(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// The sort key of a path.
pub(super) fn path_rank(path: &str) -> (usize, &str) {
    (path.matches('/').count(), path)
}

/// The entries of a map in the canonical order.
pub(super) fn canonical<V>(map: &IndexMap<String, V>) -> Vec<(&str, &V)> {
    let entries = map.iter().map(|(name, value)| (name.as_str(), value));
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(name, _)| rank(name));
    entries
}
