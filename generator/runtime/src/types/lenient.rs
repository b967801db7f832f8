//! Lenient decoding of lists and maps: a missing value and `null` are decoded as an empty one.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Expected, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use super::interpreted::must_fit;

/// Deserializes `null` as the default value of the type, for lists and maps.
///
/// Together with `#[serde(default)]`, a missing field has the default value too.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Page {
///     #[serde(default, deserialize_with = "apicrate_runtime::null_as_default")]
///     items: Vec<String>,
/// }
///
/// for text in [r#"{"items":[]}"#, r#"{"items":null}"#, "{}"] {
///     let page: Page = serde_json::from_str(text)?;
///     assert!(page.items.is_empty());
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
///
/// The errors of deserializing a `T`, if the value is not `null`.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A map for which a server may write `[]` if it is empty: PHP has one type for lists and maps.
pub(crate) struct LenientMap<T>(pub(crate) BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for LenientMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = deserializer.deserialize_any(MapVisitor(PhantomData))?;
        Ok(Self(map))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((name, value)) = entries.next_entry()? {
            map.insert(name, value);
        }
        Ok(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let wrong = |this: &dyn Expected| Err(A::Error::invalid_type(Unexpected::Seq, this));
        if must_fit() {
            return wrong(&self);
        }
        match items.next_element::<IgnoredAny>()? {
            None => Ok(BTreeMap::new()),
            Some(_) => wrong(&self),
        }
    }
}
