//! Lenient decoding of lists and maps: a missing value and `null` are decoded as an empty one.

use serde::{Deserialize, Deserializer};

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
