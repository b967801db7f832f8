//! Deserialization of unions: once the variant of a value is known, the value is deserialized as that variant. If the
//! variant is only likely, deserialization is tried.
//!
//! A failed attempt may have deserialized unions inside of the value, which the next attempt deserializes again. With
//! several attempts at each level, the work would grow exponentially with the depth. So the attempts inside of a union are
//! limited by the number of bytes that they read. If a union exceeds the limit, the outermost one matches no variant.

use std::cell::Cell;

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

use crate::escape::Escaped;
use crate::types::interpreted::MustFit;
use crate::wire::decode::integer::value_with_plain_integers;
use crate::wire::decode::location::{JsonError, PayloadLocation, from_json};

/// The attempts inside of a union may read this many times the size of its value. JSON has at most 127 levels, so this is
/// enough for two attempts at each level of the deepest value.
const MAX_READS: usize = 256;

thread_local! {
    /// The number of bytes that attempts inside of the outermost union may still read; `None` outside of a union.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// An attempt to deserialize a value as a variant.
struct Attempt {
    is_outermost: bool,
}

impl Attempt {
    /// Begins an attempt that reads a value of this size.
    fn begin<E: Error>(size: usize) -> Result<Self, E> {
        let left = match LEFT.get() {
            None => Some(size.saturating_mul(MAX_READS)),
            Some(left) => Some(left.checked_sub(size).ok_or_else(|| {
                LEFT.set(Some(0));
                E::custom("unions inside of each other match too many variants")
            })?),
        };
        let is_outermost = LEFT.replace(left).is_none();
        Ok(Self { is_outermost })
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

/// The approximate number of bytes of a value.
fn size(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(object) => object.iter().map(|(name, it)| name.len() + size(it)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    inner + 1
}

/// Deserializes a value as a variant of a union.
///
/// # Errors
///
/// If the value does not match the variant. The message contains the JSON path.
// Deserialized from text, because deserializing from a `Value` would compile every type a second time, and because error
// locations are found in a text.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the value is converted to the variant"
)]
pub fn from_value<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    let text = value.to_string();
    let _attempt = Attempt::begin(text.len())?;
    from_json(text.as_bytes()).map_err(|error| E::custom(located(text.as_bytes(), &error)))
}

fn located(text: &[u8], error: &JsonError) -> String {
    let reason = Escaped(&error.reason()).to_string();
    let location = error.location(text);
    match location.as_ref().and_then(PayloadLocation::inner_path) {
        Some(path) => format!("at `{}`: {reason}", Escaped(path)),
        None => reason,
    }
}

/// Deserializes a value as a variant of a union if it contains one of these properties, or, if `properties` is empty, in
/// any case. Returns `None` if the value does not match the variant.
///
/// ```
/// use serde_json::json;
///
/// #[derive(Debug, PartialEq)]
/// enum Visitor {
///     Guest(String),
///     Hours(Vec<u8>),
/// }
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let value = json!([9, 17]);
/// let hours: Option<Visitor> = apicrate_runtime::read_as(&value, &[], Visitor::Hours)?;
/// assert_eq!(hours, Some(Visitor::Hours(vec![9, 17])));
/// let guest: Option<Visitor> = apicrate_runtime::read_as(&value, &["name"], Visitor::Guest)?;
/// assert_eq!(guest, None);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the value is inside of another union whose variants contain unions themselves, and the attempts to find their
/// variants together read 256 times the size of the outermost value.
pub fn read_as<T: DeserializeOwned, U, E: Error>(
    value: &Value,
    properties: &[&str],
    variant: fn(T) -> U,
) -> Result<Option<U>, E> {
    let has = |name: &&str| value.get(*name).is_some();
    if !properties.is_empty() && !properties.iter().any(has) {
        return Ok(None);
    }
    let _attempt = Attempt::begin(size(value))?;
    // A text that is not a date is not a value of a date, but an object may contain one.
    let _must_fit = MustFit::new(!value.is_object());
    let read = T::deserialize(value).ok();
    let read = read.or_else(|| T::deserialize(value_with_plain_integers(value)?).ok());
    Ok(read.map(variant))
}
