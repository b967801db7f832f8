//! The derives of `apicrate-runtime`, which re-exports them: [`Setters`] gives a struct a constructor and
//! setters, [`JsonObject`] its form in JSON, and [`JsonUnion`] that of an enum of alternatives. The types that
//! a generator writes are made of these and a few words on fields and variants, so that what they are
//! can be read at a glance, and little is left for the compiler: reading and writing are functions of
//! the runtime that all types share.

mod argument;
mod input;
mod json_object;
mod json_union;
mod setters;
mod structure;
#[cfg(test)]
mod tests;
mod types;
mod value_enum;

use proc_macro::TokenStream;

use crate::input::{Error, Input, Result};
use crate::structure::Structure;

/// Writes a constructor `new` and a setter for each field that `new` does not ask for.
///
/// ```
/// use apicrate_runtime::{Setters, Patch};
///
/// #[derive(Setters)]
/// pub struct User {
///     /// Identifies the user.
///     pub id: String,
///     /// What the user is called.
///     pub name: Option<String>,
///     /// Time zone, by its IANA name.
///     pub tz: Patch<String>,
///     #[field(default)]
///     pub groups: Vec<String>,
/// }
///
/// let user = User::new("user-18").name("Ada").tz(Patch::Null).groups(["beta"]);
/// assert_eq!(user.id, "user-18");
/// assert_eq!(user.name.as_deref(), Some("Ada"));
/// assert!(user.tz.is_null());
/// assert_eq!(user.groups, ["beta"]);
/// ```
///
/// `new` asks for each field that is neither an `Option` nor a [`Patch`](../apicrate_runtime/enum.Patch.html)
/// and has none of the words `default`, `constant` and `rest`. A setter takes what is inside of an
/// `Option`. It is documented as its field is, and deprecated where its field is. One that would be
/// called `new`, `default` or `clone` is called `with_new`, `with_default` or `with_clone`.
///
/// What callers may give for a value follows from its type as it is written:
///
/// | Type | Argument |
/// | --- | --- |
/// | `String`, `Value`, `FilePart` | `impl Into` of it |
/// | `Vec<T>` | `impl IntoIterator<Item = T>`; strings as `impl Into<String>` |
/// | `BTreeMap<String, T>` | `impl IntoIterator` of pairs, whose names and strings are `impl Into<String>` |
/// | `Box<T>` | what `T` takes |
/// | `Patch<T>` | `impl Into<Patch<T>>` |
/// | anything else | the value itself |
///
/// The words of `#[field(..)]` that matter here; those of [`JsonObject`](macro@JsonObject) may stand beside them:
///
/// - `argument`: `new` asks for this `Option`, as it is.
/// - `constant`: `new` puts the default of the type here, and there is no setter.
/// - `default`: `new` puts the default of the type here.
/// - `into`: the type stands for a string or the like, so whatever can become one is taken.
/// - `rest`: for properties that have no field of their own; empty at first, and without a setter.
///
/// `#[setters(call = UpdateCall)]` gives the same setters to a struct that has one of these for its field
/// `request`: the call of an operation. There, a setter that would be called as a method of each call is
/// (`send`, `options`, `into_future`, `pages`, `items`) is called `with_send` and so on.
///
/// The warning that a field is deprecated is given where its setter is called:
///
/// ```compile_fail
/// #![deny(deprecated)]
///
/// #[derive(apicrate_runtime::Setters)]
/// struct User {
///     #[deprecated]
///     name: Option<String>,
/// }
///
/// let user = User::new().name("Ada");
/// ```
///
/// Any other word is an error, as is a struct with type parameters or without names for its fields:
///
/// ```compile_fail
/// #[derive(apicrate_runtime::Setters)]
/// struct User {
///     #[field(optional)]
///     name: String,
/// }
/// ```
#[proc_macro_derive(Setters, attributes(field, setters))]
pub fn setters(input: TokenStream) -> TokenStream {
    let structure = Input::of(input.into()).and_then(Structure::of);
    expanded(structure.map(|structure| setters::expand(&structure)))
}

/// Reads and writes a struct as a JSON object: implements serde's `Deserialize` and `Serialize`.
///
/// ```
/// use std::collections::BTreeMap;
/// use apicrate_runtime::{JsonObject, Patch, Value};
///
/// #[derive(JsonObject)]
/// #[json_object(rename_all = "camelCase")]
/// struct User {
///     user_id: String,
///     /// Left out when `None`.
///     name: Option<String>,
///     /// Written as `null` when `None`.
///     #[field(null)]
///     email: Option<String>,
///     tz: Patch<String>,
///     #[field(default, skip_empty)]
///     groups: Vec<String>,
///     #[field(name = "X-Rank")]
///     rank: i64,
///     #[field(rest)]
///     attributes: BTreeMap<String, Value>,
/// }
///
/// let user: User = serde_json::from_str(r#"{"userId":"user-18","X-Rank":3,"groups":null,"plan":"pro"}"#)?;
/// assert_eq!(user.user_id, "user-18");
/// assert!(user.tz.is_absent() && user.groups.is_empty());
/// assert_eq!(user.attributes["plan"], "pro");
/// assert_eq!(
///     serde_json::to_string(&user)?,
///     r#"{"userId":"user-18","email":null,"X-Rank":3,"plan":"pro"}"#
/// );
///
/// let problem = serde_json::from_str::<User>("{}").map(drop).map_err(|error| error.to_string());
/// assert_eq!(problem, Err("missing field `userId` at line 1 column 2".to_owned()));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A field has the name that it has in Rust; with `#[json_object(rename_all = "camelCase")]`, `user_id`
/// is `userId`. An `Option` that is missing or `null` is `None`; a `Patch` tells the two apart.
/// Anything else has to be there. Where a name comes twice, the last one holds; a name that belongs
/// to no field is skipped. Only objects are read, not lists of the fields' values.
///
/// The words of `#[field(..)]` that matter here; those of [`Setters`](macro@Setters) may stand beside them:
///
/// - `name = "X-Y"`: the name in JSON.
/// - `null`: an `Option` that is `None` is written as `null`. Without it, it is left out.
/// - `default`: missing or `null` reads as the default of the type.
/// - `skip_empty`: with `default`, a list or map is left out when it is empty.
/// - `skip`: neither written nor read; what is read has the default of the type here.
/// - `rest`: a map of all properties that have no field of their own, written after the others.
#[proc_macro_derive(JsonObject, attributes(field, json_object))]
pub fn json_object(input: TokenStream) -> TokenStream {
    let structure = Input::of(input.into()).and_then(Structure::of);
    expanded(structure.and_then(|structure| json_object::expand(&structure)))
}

/// Reads and writes an enum as what is in its variant: implements serde's `Deserialize` and `Serialize`.
///
/// ```
/// use apicrate_runtime::{JsonObject, JsonUnion, Value};
///
/// #[derive(Debug, PartialEq, JsonObject)]
/// struct Circle {
///     radius: f64,
/// }
///
/// #[derive(Debug, PartialEq, JsonObject)]
/// struct Square {
///     side: f64,
/// }
///
/// #[derive(Debug, PartialEq, JsonUnion)]
/// #[json_union(tag = "shape")]
/// enum Shape {
///     #[variant(tag = "circle")]
///     Circle(Circle),
///     #[variant(tag = "square", tag = "quad")]
///     Square(Square),
///     Unknown(Value),
/// }
///
/// let shape: Shape = serde_json::from_str(r#"{"shape":"quad","side":2.5}"#)?;
/// assert_eq!(shape, Shape::Square(Square { side: 2.5 }));
///
/// let text = r#"{"angles":3,"shape":"triangle"}"#;
/// let later: Shape = serde_json::from_str(text)?;
/// assert!(matches!(later, Shape::Unknown(_)));
/// assert_eq!(serde_json::to_string(&later)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Each variant holds one value; `Unknown` holds whatever is none of the others, as it came. With
/// `#[json_union(tag = "shape")]`, the property `shape` says which variant a value is: those that have it
/// among their words, which are all texts or all whole numbers. A value that says it is one has to be
/// that one, or is an error.
///
/// Without a tag, a value is the first variant that it can be read as. Properties tell which ones to try
/// before the others:
///
/// ```
/// # use apicrate_runtime::{JsonObject, JsonUnion, Value};
/// # #[derive(Debug, PartialEq, JsonObject)]
/// # struct Cat { name: Option<String>, purrs: Option<bool> }
/// # #[derive(Debug, PartialEq, JsonObject)]
/// # struct Dog { barks: bool }
/// #[derive(Debug, PartialEq, JsonUnion)]
/// enum Pet {
///     #[variant(optional = "purrs")]
///     Cat(Cat),
///     #[variant(required = "barks")]
///     Dog(Dog),
///     Unknown(Value),
/// }
///
/// let pet: Pet = serde_json::from_str(r#"{"barks":true}"#)?;
/// assert_eq!(pet, Pet::Dog(Dog { barks: true }));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// The words of `#[variant(..)]`:
///
/// - `tag = "circle"`, as often as needed: the value of the tag that means this variant.
/// - `required = "barks"`: values of this variant, and no others, have this property. Without it, a value
///   is not tried as this one.
/// - `optional = "purrs"`, as often as needed: no values but those of this variant have this property.
#[proc_macro_derive(JsonUnion, attributes(json_union, variant))]
pub fn json_union(input: TokenStream) -> TokenStream {
    expanded(Input::of(input.into()).and_then(|input| json_union::expand(&input)))
}

/// Implements an enum whose values are strings in JSON.
///
/// ```
/// use apicrate_runtime::StringEnum;
///
/// #[derive(Clone, Debug, StringEnum)]
/// pub enum Frequency {
///     #[variant(value = "daily")]
///     Daily,
///     #[variant(value = "weekly")]
///     Weekly,
///     Unknown(String),
/// }
///
/// assert_eq!(Frequency::from("daily"), Frequency::Daily);
/// let later: Frequency = serde_json::from_str(r#""hourly""#)?;
/// assert_eq!(later, Frequency::Unknown("hourly".to_owned()));
/// assert_eq!(serde_json::to_string(&later)?, r#""hourly""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// The enum is compared, ordered and hashed by its string. It has the method `as_str` and implements `Display`,
/// `AsRef<str>`, `FromStr`, `Serialize` and `Deserialize`.
///
/// With the variant `Unknown(String)`, the enum is *open*: it keeps unknown strings, and implements `From<&str>` and
/// `From<String>`. Without it, the enum is *closed*, must also derive `Copy`, and implements `TryFrom<&str>`. For
/// an unknown string, `TryFrom` and `FromStr` then return an `UnknownValue`:
///
/// ```
/// use apicrate_runtime::StringEnum;
///
/// #[derive(Clone, Copy, Debug, StringEnum)]
/// pub enum Order {
///     #[variant(value = "asc")]
///     Ascending,
///     #[variant(value = "desc")]
///     Descending,
/// }
///
/// assert_eq!("asc".parse(), Ok(Order::Ascending));
/// let problem = "up".parse::<Order>().map_err(|error| error.to_string());
/// assert_eq!(problem, Err("`up` is not a value of `Order`".to_owned()));
/// ```
#[proc_macro_derive(StringEnum, attributes(variant))]
pub fn string_enum(input: TokenStream) -> TokenStream {
    expanded(Input::of(input.into()).and_then(|input| value_enum::string_enum(&input)))
}

/// Implements an enum whose values are integers in JSON.
///
/// ```
/// use apicrate_runtime::IntegerEnum;
///
/// #[derive(Clone, Copy, Debug, IntegerEnum)]
/// pub enum Priority {
///     #[variant(value = 1)]
///     High,
///     Unknown(i64),
/// }
///
/// assert_eq!(Priority::from(1), Priority::High);
/// let later: Priority = serde_json::from_str("7")?;
/// assert_eq!(later, Priority::Unknown(7));
/// assert_eq!(serde_json::to_string(&later)?, "7");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// The enum must also derive `Copy`. It is compared, ordered and hashed by its integer. It has the method `as_i64`
/// and implements `Display`, `Serialize` and `Deserialize`.
///
/// With the variant `Unknown(i64)`, the enum is *open*: it keeps unknown integers, and implements `From<i64>`.
/// Without it, the enum is *closed*, and implements `TryFrom<i64>`, which returns an `UnknownValue` for an unknown
/// integer:
///
/// ```
/// use apicrate_runtime::IntegerEnum;
///
/// #[derive(Clone, Copy, Debug, IntegerEnum)]
/// pub enum Rating {
///     #[variant(value = 1)]
///     Good,
/// }
///
/// assert_eq!(Rating::try_from(1), Ok(Rating::Good));
/// let problem = Rating::try_from(2).map_err(|error| error.to_string());
/// assert_eq!(problem, Err("`2` is not a value of `Rating`".to_owned()));
/// ```
#[proc_macro_derive(IntegerEnum, attributes(variant))]
pub fn integer_enum(input: TokenStream) -> TokenStream {
    expanded(Input::of(input.into()).and_then(|input| value_enum::integer_enum(&input)))
}

fn expanded(result: Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(Error::into_code).into()
}
