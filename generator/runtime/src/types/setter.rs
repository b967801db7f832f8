//! The arguments of setters: a value, or an `Option` of one. `None` leaves the field as it is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::patch::Patch;
use crate::wire::body::Body;
use crate::wire::multipart::FilePart;

/// A value for an optional field of type `T`, or an `Option` of such a value. `None` leaves the field as it is.
///
/// Setters accept it for text, JSON, files, lists and maps. The compiler infers `M`.
///
/// | Field | Argument |
/// | --- | --- |
/// | `String` | `&str`, `String`, and any other type that is `Into<String>` |
/// | `Value` | a `Value`, text, a number, a `bool`, or a list of these |
/// | `FilePart`, `Body` | any type that is `Into` the type of the field |
/// | `Vec<T>` | any `IntoIterator` of `T`; for text also of `&str`, `&String`, `Box<str>` and `Cow<str>` |
/// | `BTreeMap<String, T>` | any `IntoIterator` of pairs; keys are `Into<String>`, and values as in a list |
///
/// ```
/// use apicrate_runtime::Setters;
///
/// #[derive(Setters)]
/// struct User {
///     name: Option<String>,
///     tags: Option<Vec<String>>,
/// }
///
/// let user = User::new().name("Ada").name(None::<String>).tags(["beta"]).tags(None::<[&str; 1]>);
/// assert_eq!(user.name.as_deref(), Some("Ada"));
/// assert_eq!(user.tags, Some(vec!["beta".to_owned()]));
/// ```
///
/// An `Option` of one item is not a list, although it is an iterator: `None` would be an empty list. The compiler reports
/// that several implementations match:
///
/// ```compile_fail,E0283
/// # use apicrate_runtime::Setters;
/// # #[derive(Setters)]
/// # struct User { tags: Option<Vec<String>> }
/// let user = User::new().tags(Some("beta"));
/// ```
///
/// A field that is not a [`Patch`] cannot be `null`. The compiler reports that its setter does not accept the value:
///
/// ```compile_fail,E0277
/// # use apicrate_runtime::{Patch, Setters};
/// # #[derive(Setters)]
/// # struct User { name: Option<String> }
/// let user = User::new().name(Patch::Null);
/// ```
#[diagnostic::on_unimplemented(
    message = "a setter for `{T}` does not accept `{Self}`",
    label = "not a value for a field of type `{T}`",
    note = "a setter accepts a value that converts to the type of the field, or an `Option` of such a value",
    note = "only a field of the type `Patch` can be set to `null`, with `Patch::Null`"
)]
pub trait IntoOption<T, M> {
    /// The value for the field; `None` leaves the field as it is.
    fn into_option(self) -> Option<T>;
}

/// A value for an optional, nullable field, as for [`IntoOption`], or a [`Patch`]. `None` leaves the field as it is, and
/// only [`Patch::Null`] sets it to `null`.
#[diagnostic::on_unimplemented(
    message = "a setter for `Patch<{T}>` does not accept `{Self}`",
    label = "not a value for a field of type `Patch<{T}>`",
    note = "a setter accepts a value that converts to `{T}`, an `Option` of such a value, or a `Patch<{T}>`"
)]
pub trait IntoPatch<T, M> {
    /// The value for the field; [`Patch::Absent`] leaves the field as it is.
    fn into_patch(self) -> Patch<T>;
}

/// The values of the parameter `M`: they distinguish the implementations for one type.
pub mod markers {
    use std::marker::PhantomData;

    /// A value that implements `Into`.
    #[derive(Debug)]
    pub struct Converted;
    /// A value that becomes JSON.
    #[derive(Debug)]
    pub struct Json;
    /// The items of a list.
    #[derive(Debug)]
    pub struct Items;
    /// The items of a list, as borrowed text.
    #[derive(Debug)]
    pub struct Texts;
    /// The entries of a map.
    #[derive(Debug)]
    pub struct Entries;
    /// The entries of a map, whose values are borrowed text.
    #[derive(Debug)]
    pub struct TextEntries;
    /// A value, or an `Option` of it.
    #[derive(Debug)]
    pub struct Optional<M>(PhantomData<M>);
    /// An `Option` of one item, which is not accepted.
    #[derive(Debug)]
    pub struct OneItem;
    /// An `Option` of one item that is borrowed text, which is not accepted.
    #[derive(Debug)]
    pub struct OneText;
    /// A `Patch`.
    #[derive(Debug)]
    pub struct Whole;
    /// A value that is not accepted.
    #[derive(Debug)]
    pub struct Rejected;
}

use markers::{
    Converted, Entries, Items, Json, OneItem, OneText, Optional, Rejected, TextEntries, Texts,
    Whole,
};

/// A type with conversions by `Into` that do not include `Option`. For `Value`, `None` would be `null`.
pub trait Convertible: Sized {}

impl Convertible for String {}
impl Convertible for FilePart {}
impl Convertible for Body {}

impl<T: Convertible, V: Into<T>> IntoOption<T, Converted> for V {
    fn into_option(self) -> Option<T> {
        Some(self.into())
    }
}

/// A trait that no type implements.
pub trait Unimplemented {}

/// Never applies. With a single implementation for a value, the compiler would report the bound of that implementation,
/// `String: From<Patch<_>>`, and not that the setter does not accept the value.
impl<T: Convertible + Unimplemented, V> IntoOption<T, Rejected> for V {
    fn into_option(self) -> Option<T> {
        None
    }
}

impl<T, V: IntoOption<T, M>, M> IntoOption<T, Optional<M>> for Option<V> {
    fn into_option(self) -> Option<T> {
        self.and_then(V::into_option)
    }
}

macro_rules! becomes_json {
    ($($type:ty)*) => {
        $(impl IntoOption<Value, Json> for $type {
            fn into_option(self) -> Option<Value> {
                Some(self.into())
            }
        })*
    };
}

becomes_json! {
    Value &str String Cow<'_, str> bool Number Map<String, Value>
    i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64
}

impl<V: Into<Value>> IntoOption<Value, Json> for Vec<V> {
    fn into_option(self) -> Option<Value> {
        Some(self.into())
    }
}

impl<V: Into<Value>, const N: usize> IntoOption<Value, Json> for [V; N] {
    fn into_option(self) -> Option<Value> {
        Some(self.into())
    }
}

/// Text that is not a `String`. Items that are strings have the implementation of any other item.
pub trait BorrowedText {
    /// The text as an own value.
    fn into_text(self) -> String;
}

impl BorrowedText for &str {
    fn into_text(self) -> String {
        self.to_owned()
    }
}

impl BorrowedText for &&str {
    fn into_text(self) -> String {
        (*self).to_owned()
    }
}

impl BorrowedText for &String {
    fn into_text(self) -> String {
        self.clone()
    }
}

impl BorrowedText for Box<str> {
    fn into_text(self) -> String {
        self.into()
    }
}

impl BorrowedText for Cow<'_, str> {
    fn into_text(self) -> String {
        self.into_owned()
    }
}

impl<T, I: IntoIterator<Item = T>> IntoOption<Vec<T>, Items> for I {
    fn into_option(self) -> Option<Vec<T>> {
        Some(self.into_iter().collect())
    }
}

impl<I: IntoIterator<Item: BorrowedText>> IntoOption<Vec<String>, Texts> for I {
    fn into_option(self) -> Option<Vec<String>> {
        Some(self.into_iter().map(BorrowedText::into_text).collect())
    }
}

impl<K, T, I> IntoOption<BTreeMap<String, T>, Entries> for I
where
    K: Into<String>,
    I: IntoIterator<Item = (K, T)>,
{
    fn into_option(self) -> Option<BTreeMap<String, T>> {
        let entries = self.into_iter();
        Some(entries.map(|(key, value)| (key.into(), value)).collect())
    }
}

impl<K, V, I> IntoOption<BTreeMap<String, String>, TextEntries> for I
where
    K: Into<String>,
    V: BorrowedText,
    I: IntoIterator<Item = (K, V)>,
{
    fn into_option(self) -> Option<BTreeMap<String, String>> {
        let entries = self.into_iter();
        Some(
            entries
                .map(|(key, value)| (key.into(), value.into_text()))
                .collect(),
        )
    }
}

// An `Option` of one item is also a list of at most one, so that the next three make it ambiguous.

impl<T> IntoOption<Vec<T>, OneItem> for Option<T> {
    fn into_option(self) -> Option<Vec<T>> {
        self.map(|item| vec![item])
    }
}

impl<V: BorrowedText> IntoOption<Vec<String>, OneText> for Option<V> {
    fn into_option(self) -> Option<Vec<String>> {
        self.map(|item| vec![item.into_text()])
    }
}

impl<K: Into<String>, V, T> IntoOption<BTreeMap<String, T>, OneItem> for Option<(K, V)> {
    fn into_option(self) -> Option<BTreeMap<String, T>> {
        None
    }
}

impl<T, V: IntoOption<T, M>, M> IntoPatch<T, Optional<M>> for V {
    fn into_patch(self) -> Patch<T> {
        self.into_option().into()
    }
}

impl<T> IntoPatch<T, Whole> for Patch<T> {
    fn into_patch(self) -> Self {
        self
    }
}

/// Sets a field, unless there is no value.
#[inline]
pub fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// Sets an optional field, unless there is no value.
#[inline]
pub fn set_option<T>(field: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *field = value;
    }
}

/// Sets an optional field behind a `Box`, unless there is no value.
#[inline]
pub fn set_boxed<T>(field: &mut Option<Box<T>>, value: Option<T>) {
    set_option(field, value.map(Box::new));
}

/// Sets a nullable field, unless the value is absent.
#[inline]
pub fn set_patch<T>(field: &mut Patch<T>, value: Patch<T>) {
    if !value.is_absent() {
        *field = value;
    }
}

/// Sets a nullable field behind a `Box`, unless the value is absent.
#[inline]
pub fn set_boxed_patch<T>(field: &mut Patch<Box<T>>, value: Patch<T>) {
    set_patch(field, value.map(Box::new));
}
