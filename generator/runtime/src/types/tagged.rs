//! Deserialization of unions: once the variant of a value is known, the value is deserialized as that variant. Otherwise
//! variants are tried in this order:
//!
//! 1. Objects that do not fit are left out: they lack a required property, or their type is closed and does not have one
//!    of the properties.
//! 2. The variants that drop the fewest properties are tried first, among these those that add the fewest properties with the
//!    value `null`, and among these the most specific one.
//! 3. If the value contains unknown values of enums, other variants are tried that drop as few properties. The variant with
//!    the fewest unknown values is chosen.
//! 4. If another variant fits as well, and keeps a property that the chosen variant drops, then the value matches no
//!    variant: each of them would lose a part of it.
//!
//! A failed attempt may have deserialized unions inside of the value, which the next attempt deserializes again. With
//! several attempts at each level, the work would grow exponentially with the depth. So the attempts inside of a union are
//! limited by the number of bytes that they read. If a union exceeds the limit, the outermost one matches no variant. The
//! attempts after a variant has been found have a limit of their own.

use std::cell::Cell;

use serde::de::{Deserialize as _, DeserializeOwned, Deserializer, Error};
use serde_json::{Map, Value};

use crate::escape::Escaped;
use crate::types::from_texts::{AbsentValue, is_from_texts};
use crate::types::interpreted::MustFit;
use crate::types::object::{Fields, JsonObject};
use crate::wire::decode::integer::value_with_plain_integers;
use crate::wire::decode::location::{JsonError, PayloadLocation, from_json};

/// The attempts inside of a union may read this many times the size of its value. JSON has at most 127 levels, so this is
/// enough for two attempts at each level of the deepest value.
const MAX_READS: usize = 256;

thread_local! {
    /// The number of bytes that attempts inside of the outermost union may still read; `None` outside of a union.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    /// The number of bytes that attempts inside of the outermost union may read after they have found a variant.
    static SPARE: Cell<usize> = const { Cell::new(0) };
    /// The number of unknown values in enums.
    static UNKNOWN: Cell<usize> = const { Cell::new(0) };
}

/// The text of an unknown value of an enum, which is counted. Counting it here compiles faster than comparing each
/// deserialized value.
#[must_use]
pub fn unknown_text(value: &str) -> String {
    note_unknown();
    value.to_owned()
}

/// An unknown value of an enum of integers, which is counted.
#[must_use]
pub fn unknown_integer(value: i64) -> i64 {
    note_unknown();
    value
}

/// Counts an unknown value of an enum.
fn note_unknown() {
    UNKNOWN.set(UNKNOWN.get().wrapping_add(1));
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
        if is_outermost {
            SPARE.set(size.saturating_mul(MAX_READS));
        }
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

/// Deserializes the value of a union and passes it to `read`.
///
/// # Errors
///
/// Those of the value and of `read`. A required value without texts, in a query or a form, is missing, unless an empty list or
/// an empty object is a variant: both have no texts.
#[inline]
pub fn deserialize<'de, U: Union, D: Deserializer<'de>>(
    deserializer: D,
    read: impl Fn(Value) -> Result<U, D::Error>,
) -> Result<U, D::Error> {
    if !cfg!(feature = "server") || !is_from_texts() {
        return read(Value::deserialize(deserializer)?);
    }
    // One that was noted for another value.
    AbsentValue::take();
    let value = Value::deserialize(deserializer)?;
    match AbsentValue::take() {
        Some(absent) => read_absent(absent, read),
        None => read(value),
    }
}

#[cold]
fn read_absent<U: Union, E: Error>(
    absent: AbsentValue,
    read: impl Fn(Value) -> Result<U, E>,
) -> Result<U, E> {
    let list = Value::Array(Vec::new());
    let object = Value::Object(Map::new());
    let object = (absent == AbsentValue::ListOrObject).then_some(object);
    for value in [list].into_iter().chain(object) {
        let union = read(value)?;
        if !union.is_unknown() {
            return Ok(union);
        }
    }
    Err(E::custom("is missing"))
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
    let error = match from_json(text.as_bytes()) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    for value in other_values(&value) {
        let text = value.to_string();
        let _attempt = Attempt::begin(text.len())?;
        if let Ok(value) = from_json(text.as_bytes()) {
            return Ok(value);
        }
    }
    Err(E::custom(located(text.as_bytes(), &error)))
}

/// The other values that the texts of a value can mean: with strings instead of its numbers, and instead of all its
/// scalars. Empty unless the value is deserialized from texts.
fn other_values(value: &Value) -> Vec<Value> {
    if !is_from_texts() {
        return Vec::new();
    }
    let is_scalar = |value: &Value| value.is_number() || value.is_boolean();
    let values = [Value::is_number, is_scalar].into_iter();
    values
        .filter_map(|is_string| with_strings(value, is_string))
        .collect()
}

/// The value with strings instead of the scalars that `is_string` selects; `None` if it has none of them.
fn with_strings(value: &Value, is_string: fn(&Value) -> bool) -> Option<Value> {
    match value {
        _ if is_string(value) => Some(Value::String(value.to_string())),
        Value::Array(items) => {
            let strings: Vec<Option<Value>> = items
                .iter()
                .map(|item| with_strings(item, is_string))
                .collect();
            let has_strings = strings.iter().any(Option::is_some);
            let items = items.iter().zip(strings);
            let items = items.map(|(item, string)| string.unwrap_or_else(|| item.clone()));
            has_strings.then(|| items.collect())
        }
        Value::Object(object) => {
            let strings: Vec<Option<Value>> = object
                .values()
                .map(|value| with_strings(value, is_string))
                .collect();
            let has_strings = strings.iter().any(Option::is_some);
            let entries = object.iter().zip(strings).map(|((name, value), string)| {
                (name.clone(), string.unwrap_or_else(|| value.clone()))
            });
            has_strings.then(|| Value::Object(entries.collect()))
        }
        _ => None,
    }
}

/// Deserializes a value without a known tag as the default variant, or else as the variant of unknown values.
pub fn default_variant<T: DeserializeOwned, U>(
    value: Value,
    default: fn(T) -> U,
    unknown: fn(Value) -> U,
) -> U {
    match from_value::<T, serde_json::Error>(value.clone()) {
        Ok(read) => default(read),
        Err(_) => unknown(value),
    }
}

fn located(text: &[u8], error: &JsonError) -> String {
    let reason = Escaped(&error.reason()).to_string();
    let location = error.location(text);
    match location.as_ref().and_then(PayloadLocation::inner_path) {
        Some(path) => format!("at `{}`: {reason}", Escaped(path)),
        None => reason,
    }
}

/// A variant of a union, for [`choose`].
#[allow(
    missing_debug_implementations,
    reason = "used inside one function of the derive"
)]
pub struct Alternative<U> {
    shape: Option<Shape>,
    read: fn(&Value) -> Option<U>,
}

/// The properties of a variant that is an object.
#[derive(Clone, Copy)]
struct Shape {
    names: &'static [&'static str],
    is_required: fn(usize) -> bool,
    adds_null: fn(usize) -> bool,
    keeps_all: bool,
    is_closed: bool,
}

impl Shape {
    const fn of<T: JsonObject>(is_closed: bool) -> Self {
        Self {
            names: T::NAMES,
            is_required: T::Fields::is_required,
            adds_null: T::Fields::adds_null,
            keeps_all: T::Fields::KEEPS_ALL,
            is_closed,
        }
    }

    fn drops(&self, name: &str) -> bool {
        !self.keeps_all && !self.names.contains(&name)
    }

    /// The number of properties that the variant drops; `None` if the properties do not fit.
    fn dropped(&self, value: &Value) -> Option<usize> {
        let properties = value.as_object()?;
        let mut names = self.names.iter().enumerate();
        if names.any(|(number, name)| (self.is_required)(number) && !properties.contains_key(*name))
        {
            return None;
        }
        let dropped = properties.keys().filter(|name| self.drops(name)).count();
        (dropped == 0 || !self.is_closed).then_some(dropped)
    }

    /// The number of properties that the value lacks, and that the variant writes as `null`.
    fn added(&self, value: &Value) -> usize {
        let is_absent = |name: &str| value.get(name).is_none();
        let names = self.names.iter().enumerate();
        let added = names.filter(|(number, name)| (self.adds_null)(*number) && is_absent(name));
        added.count()
    }
}

impl<U> Alternative<U> {
    /// A variant of any type.
    pub const fn any(read: fn(&Value) -> Option<U>) -> Self {
        Self { shape: None, read }
    }

    /// A variant that is an object.
    pub const fn object<T: JsonObject>(read: fn(&Value) -> Option<U>) -> Self {
        let shape = Some(Shape::of::<T>(false));
        Self { shape, read }
    }

    /// A variant that is an object without other properties than those of its type.
    pub const fn closed<T: JsonObject>(read: fn(&Value) -> Option<U>) -> Self {
        let shape = Some(Shape::of::<T>(true));
        Self { shape, read }
    }
}

/// A union. The derive implements it.
pub trait Union {
    /// Returns whether the value matches no variant.
    fn is_unknown(&self) -> bool;
}

impl<T: Union> Union for Box<T> {
    fn is_unknown(&self) -> bool {
        T::is_unknown(self)
    }
}

/// Deserializes a value. `None` if it does not match the type.
#[must_use]
pub fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    // A text that is not a date is not a value of a date, but an object may contain one.
    let _must_fit = MustFit::new(!value.is_object());
    let read = T::deserialize(value).ok();
    read.or_else(|| T::deserialize(value_with_plain_integers(value)?).ok())
}

/// Deserializes a value as a union inside of another one. `None` if it matches no variant.
#[must_use]
pub fn read_union<T: DeserializeOwned + Union>(value: &Value) -> Option<T> {
    read(value).filter(|union: &T| !union.is_unknown())
}

/// A variant that a value can have.
struct Candidate {
    index: usize,
    dropped: usize,
    shape: Option<Shape>,
}

impl Candidate {
    /// Returns whether this variant keeps a property that the other one drops.
    fn keeps_more(&self, value: &Value, other: &Self) -> bool {
        let keeps = |name: &str| self.shape.is_none_or(|shape| !shape.drops(name));
        let drops = |name: &str| other.shape.is_some_and(|shape| shape.drops(name));
        let mut names = value.as_object().into_iter().flat_map(|it| it.keys());
        names.any(|name| drops(name) && keeps(name))
    }
}

/// The variants that a value can have, in the order in which they are tried.
fn candidates(value: &Value, shapes: impl Iterator<Item = Option<Shape>>) -> Vec<Candidate> {
    let candidates = shapes.enumerate().filter_map(|(index, shape)| {
        let dropped = shape.map_or(Some(0), |shape| shape.dropped(value))?;
        Some(Candidate {
            index,
            dropped,
            shape,
        })
    });
    let mut candidates: Vec<Candidate> = candidates.collect();
    candidates.sort_by_cached_key(|candidate| {
        let added = candidate.shape.map_or(0, |shape| shape.added(value));
        (candidate.dropped, added)
    });
    candidates
}

/// Finds the variant of a value and deserializes it. `None` if the value matches no variant.
///
/// # Errors
///
/// If the value is inside of another union whose variants contain unions themselves, and the attempts to find their
/// variants together read 256 times the size of the outermost value.
pub fn choose<U, E: Error>(value: &Value, alternatives: &[Alternative<U>]) -> Result<Option<U>, E> {
    if let Some(known) = find(value, alternatives)? {
        return Ok(Some(known));
    }
    for value in other_values(value) {
        if let Some(known) = find(&value, alternatives)? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

fn find<U, E: Error>(value: &Value, alternatives: &[Alternative<U>]) -> Result<Option<U>, E> {
    let size = size(value);
    let unknown_before = UNKNOWN.get();
    let mut best: Option<(U, Candidate, usize)> = None;
    for candidate in candidates(value, alternatives.iter().map(|it| it.shape)) {
        let Some(alternative) = alternatives.get(candidate.index) else {
            continue;
        };
        let Some((_, known, unknown)) = &best else {
            let _attempt = Attempt::begin(size)?;
            if let Some((read, unknown)) = count_unknown(value, alternative) {
                if candidate.dropped == 0 && unknown == 0 {
                    UNKNOWN.set(unknown_before);
                    return Ok(Some(read));
                }
                best = Some((read, candidate, unknown));
            }
            continue;
        };
        let (unknown, has_same) = (*unknown, candidate.dropped == known.dropped);
        let keeps_more = candidate.keeps_more(value, known);
        if !(keeps_more || has_same && unknown > 0) {
            continue;
        }
        match try_again(value, size, alternative) {
            Some((read, fewer)) if has_same && fewer < unknown => {
                best = Some((read, candidate, fewer));
            }
            // Both variants would lose a part of the value.
            Some((_, others)) if keeps_more && others <= unknown => {
                UNKNOWN.set(unknown_before);
                return Ok(None);
            }
            _ => {}
        }
    }
    let unknown = best.as_ref().map_or(0, |(.., unknown)| *unknown);
    UNKNOWN.set(unknown_before.wrapping_add(unknown));
    Ok(best.map(|(read, ..)| read))
}

/// Deserializes a value, and counts the unknown values of enums in it.
fn count_unknown<U>(value: &Value, alternative: &Alternative<U>) -> Option<(U, usize)> {
    UNKNOWN.set(0);
    let read = (alternative.read)(value)?;
    Some((read, UNKNOWN.get()))
}

/// Tries another variant after one has been found. `None` if it does not match or the limit is exceeded.
fn try_again<U>(value: &Value, size: usize, alternative: &Alternative<U>) -> Option<(U, usize)> {
    if LEFT.get().is_none() {
        let _attempt = Attempt::begin::<serde_json::Error>(size).ok()?;
        return count_unknown(value, alternative);
    }
    let spare = SPARE.get().checked_sub(size)?;
    // Unions inside of this attempt try no further variants.
    SPARE.set(0);
    let left = LEFT.replace(Some(spare));
    let read = count_unknown(value, alternative);
    SPARE.set(LEFT.replace(left).unwrap_or_default());
    read
}
