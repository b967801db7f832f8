//! The names of pairs in a query or form, or of cookies, that are not entries of a map.

use std::collections::BTreeSet;

/// The names that are not entries of a map.
pub(super) struct OtherNames<'a> {
    names: BTreeSet<&'a str>,
    /// The starts of the names of objects in style `deepObject`, such as `filter[`.
    prefixes: Vec<&'a str>,
}

impl<'a> OtherNames<'a> {
    pub(super) fn new(names: &[&'a str]) -> Self {
        let is_prefix = |name: &&str| name.ends_with('[');
        let names = names.iter().copied();
        let prefixes = names.clone().filter(is_prefix).collect();
        Self {
            names: names.filter(|name| !is_prefix(name)).collect(),
            prefixes,
        }
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        let mut prefixes = self.prefixes.iter();
        self.names.contains(name) || prefixes.any(|prefix| name.starts_with(prefix))
    }
}
