//! The published names of an API, which a later version of the document keeps.

use std::collections::BTreeMap;

/// The Rust names of an API: those of types, enum variants and methods.
///
/// A names lock stores them. See [`RawDocument::keep_names`](super::RawDocument::keep_names).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The names of types by their places, such as `/components/schemas/Pet/properties/status`. A place is a JSON pointer
    /// without the members of `allOf`, and with the names of parameters instead of their indices.
    pub types: BTreeMap<String, String>,
    /// A hash of the structure of each inline type, by its name.
    pub shapes: BTreeMap<String, String>,
    /// The names of variants by type, and by value, event or type of the variant.
    pub variants: BTreeMap<String, BTreeMap<String, String>>,
    /// The names of methods by HTTP method and path, such as `GET /pets/{id}`.
    pub methods: BTreeMap<String, String>,
    /// The current names by the old names, which are deprecated: those of types, such as `Pet` by `Animal`, and those of
    /// methods by groups, such as `get` by `pets.fetch`.
    pub aliases: BTreeMap<String, String>,
}

impl Names {
    /// Returns whether there are no names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.methods.is_empty()
    }

    /// Adds other names, which replace those with the same key.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.types.extend(other.types);
        self.shapes.extend(other.shapes);
        self.variants.extend(other.variants);
        self.methods.extend(other.methods);
        self.aliases.extend(other.aliases);
        self
    }

    /// Keeps old names: those of types and methods as [aliases](Self::aliases), and those of variants as their names.
    /// Earlier aliases of a renamed item become aliases of its new name.
    pub fn add_old_names(
        &mut self,
        added: BTreeMap<String, String>,
        variants: BTreeMap<String, BTreeMap<String, String>>,
    ) {
        for (ty, variants) in variants {
            let known = self.variants.entry(ty).or_default();
            // A new variant may have got the name.
            known.retain(|_, name| !variants.values().any(|old| old == name));
            known.extend(variants);
        }
        for (old, new) in &mut self.aliases {
            let renamed = match old.rsplit_once('.') {
                Some((group, _)) => added.get(&format!("{group}.{new}")),
                None => added.get(new),
            };
            if let Some(renamed) = renamed {
                new.clone_from(renamed);
            }
        }
        self.aliases.extend(added);
        // An item can get an earlier name back.
        self.aliases.retain(|old, new| {
            let name = old.rsplit_once('.').map_or(old.as_str(), |(_, name)| name);
            name != new
        });
    }
}
