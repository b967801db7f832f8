//! Lists and maps in a response: what is missing, `null` or empty means the same to a caller, so it
//! reads the same.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the empty value of the type, for lists and maps.
///
/// With `default` beside it, a field that is missing is empty too.
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
/// Whatever reading a `T` that is not `null` reports.
pub fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
