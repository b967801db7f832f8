//! The derive macros of `apicrate-runtime`, which re-exports them.
//!
//! - [`Setters`] adds a constructor and setters to a struct.
//! - [`JsonObject`] reads and writes a struct as a JSON object.
//! - [`JsonNewtype`] reads and writes a struct around one value as this value.
//! - [`JsonUnion`] reads and writes an enum of alternatives.
//! - [`StringEnum`] and [`IntegerEnum`] implement enums of JSON values.
//! - [`JsonSchema`] describes these types with JSON Schemas.
//! - [`errors!`](errors!) declares enums of the documented errors of operations.
//!
//! Generated types are plain structs and enums with these derives. The derives generate little code: most of
//! the work is done by functions of the runtime that all types share.

mod argument;
mod errors;
mod event_data;
mod input;
mod json_newtype;
mod json_object;
mod json_schema;
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

/// Adds a constructor `new` and a setter for each field that is not an argument of `new`.
///
/// ```
/// use apicrate_runtime::{Setters, Patch};
///
/// #[derive(Setters)]
/// pub struct User {
///     /// Identifies the user.
///     pub id: String,
///     /// The name of the user.
///     pub name: Option<String>,
///     /// Time zone, by its IANA name.
///     pub tz: Patch<String>,
///     #[field(default)]
///     pub groups: Vec<String>,
/// }
///
/// let user = User::new("user-18").name("Ada").tz(Patch::Null).groups(["beta"]);
/// // An `Option` is accepted, too, and `None` leaves the field as it is.
/// let user = user.name(None::<&str>).tz(None::<String>);
/// assert_eq!(user.id, "user-18");
/// assert_eq!(user.name.as_deref(), Some("Ada"));
/// assert!(user.tz.is_null());
/// assert_eq!(user.groups, ["beta"]);
/// ```
///
/// A field is an argument of `new` unless it is an `Option`, a [`Patch`](../apicrate_runtime/enum.Patch.html), or has
/// one of the words `default`, `constant` and `rest`. A setter takes a value or an `Option` of one. `None` leaves the field as it is;
/// only `Patch::Null` sets it to `null`. A setter has the
/// documentation and the `deprecated` attribute of its field. A setter for a field `new`, `default` or `clone` has the
/// name `with_new`, `with_default` or `with_clone`.
///
/// The type of an argument depends on the type of the field, as written in the source, without `Option`:
///
/// | Type | Argument of `new` | Argument of a setter |
/// | --- | --- | --- |
/// | `String`, `Value`, `FilePart`, `Body` | `impl Into` of it | `impl IntoOption<String, M>` |
/// | `Vec<T>` | `impl IntoIterator<Item = T>`; strings as `impl Into<String>` | `impl IntoOption<Vec<T>, M>` |
/// | `BTreeMap<String, T>` | `impl IntoIterator` of pairs; keys and strings as `impl Into<String>` | `impl IntoOption<BTreeMap<String, T>, M>` |
/// | `Patch<T>` of these | | `impl IntoPatch<T, M>` |
/// | `Patch<T>` | | `impl Into<Patch<T>>` |
/// | any other type | the type itself | `impl Into<Option<T>>` |
///
/// The argument for a `Box<T>` is that for `T`. [`IntoOption`](../apicrate_runtime/trait.IntoOption.html) lists what is converted.
/// Other types are exact: the types of literals are inferred.
///
/// This derive reads the following words of `#[field(..)]`. Words of [`JsonObject`](macro@JsonObject) are allowed next
/// to them.
///
/// - `argument`: this `Option` is an argument of `new`.
/// - `constant`: `new` sets the default value of the type, and there is no setter. `constant = "bee"` sets this value;
///   a string is converted with `into`.
/// - `default`: `new` sets the default value of the type.
/// - `into`: the type is an alias of a string, list or map, and the argument is converted to it.
/// - `named`: the value is the field of the same name of the last argument of `new`, whose type is that in
///   `#[setters(arguments = ..)]`.
/// - `rest`: the field contains the properties that no other field contains. It is empty at first and has no setter.
///
/// ```
/// struct RangeArguments {
///     start: i64,
///     end: i64,
/// }
///
/// #[derive(apicrate_runtime::Setters)]
/// #[setters(arguments = RangeArguments)]
/// struct Range {
///     name: String,
///     #[field(named)]
///     start: i64,
///     #[field(named)]
///     end: i64,
/// }
///
/// let range = Range::new("week", RangeArguments { start: 1, end: 7 });
/// assert_eq!((range.start, range.end), (1, 7));
/// ```
///
/// `#[setters(call = UpdateCall)]` adds the same setters to the struct `UpdateCall`, the call of an operation, which has
/// this struct in its field `request`. A setter whose name is a method of every call (`send`, `options`, `into_future`,
/// `pages`, `items`) gets the prefix `with_`.
///
/// Calling the setter of a deprecated field causes a warning:
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
/// An unknown word is an error. So is a struct with type parameters or unnamed fields.
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
///     /// Omitted if `None`.
///     name: Option<String>,
///     /// Written as `null` if `None`.
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
/// The name of a property is the name of its field. With `#[json_object(rename_all = "camelCase")]`, the field `user_id`
/// is the property `userId`. An `Option` is `None` if its property is missing or `null`; a `Patch` distinguishes the
/// two. Any other field is required. If a property occurs twice, the last one is used. Unknown properties are ignored.
/// Only JSON objects are accepted, not lists of values.
///
/// This derive reads the following words of `#[field(..)]`. Words of [`Setters`](macro@Setters) are allowed next to
/// them.
///
/// - `name = "X-Y"`: the name in JSON.
/// - `null`: writes `None` as `null`. Without this word, `None` is omitted.
/// - `default`: a missing or `null` property is read as the default value of the type.
/// - `skip_empty`: an empty list or map is omitted. Requires `default`.
/// - `map`: the type is an alias of a map. An empty list is read as an empty map, as for each `BTreeMap<String, _>`.
/// - `skip`: the field is neither written nor read. After reading, it has the default value of the type.
/// - `rest`: a map of all properties that no other field contains. It is written after the other fields.
#[proc_macro_derive(JsonObject, attributes(field, json_object))]
pub fn json_object(input: TokenStream) -> TokenStream {
    let structure = Input::of(input.into()).and_then(Structure::of);
    expanded(structure.and_then(|structure| json_object::expand(&structure)))
}

/// Reads and writes an enum as the value in its variant: implements serde's `Deserialize` and `Serialize`.
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
/// Each variant has one unnamed field. `Unknown` keeps a value that matches no other variant. With
/// `#[json_union(tag = "shape")]`, the property `shape` selects the variant that has this value in its attribute
/// `#[variant(tag = ..)]`. The values are all strings, all integers, or all `true` and `false`. Reading fails if the
/// selected variant cannot be read from the value.
///
/// The value writes the tag. If its type does not always have the right tag, the union writes it instead:
///
/// ```
/// # use apicrate_runtime::{JsonObject, JsonUnion, Value};
/// # #[derive(Debug, PartialEq, JsonObject)]
/// # struct Circle { radius: f64 }
/// #[derive(Debug, PartialEq, JsonUnion)]
/// #[json_union(tag = "shape")]
/// enum Shape {
///     #[variant(tag = "circle", add)]
///     Circle(Circle),
///     Unknown(Value),
/// }
///
/// let circle = Shape::Circle(Circle { radius: 2.5 });
/// assert_eq!(serde_json::to_string(&circle)?, r#"{"shape":"circle","radius":2.5}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Without a tag, the variant is chosen by the properties of an object: one that drops none of them, or else as few as
/// possible. Among equal variants, the first one without unknown values of enums is used. If two variants fit, and each of
/// them drops a property of the other one, the value is `Unknown`, so that nothing is lost:
///
/// ```
/// # use apicrate_runtime::{JsonObject, JsonUnion, Value};
/// # #[derive(Debug, PartialEq, JsonObject)]
/// # struct Cat { name: Option<String>, purrs: Option<bool> }
/// # #[derive(Debug, PartialEq, JsonObject)]
/// # struct Dog { barks: bool }
/// #[derive(Debug, PartialEq, JsonUnion)]
/// enum Pet {
///     #[variant(object)]
///     Cat(Cat),
///     #[variant(object)]
///     Dog(Dog),
///     Unknown(Value),
/// }
///
/// let pet: Pet = serde_json::from_str(r#"{"barks":true}"#)?;
/// assert_eq!(pet, Pet::Dog(Dog { barks: true }));
/// let both: Pet = serde_json::from_str(r#"{"barks":true,"purrs":true}"#)?;
/// assert!(matches!(both, Pet::Unknown(_)));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// The words of `#[variant(..)]`:
///
/// - `tag = "circle"`: a value of the tag that selects this variant. May be repeated.
/// - `set`: the union writes the only `tag` of the variant, in place of the property of the value.
/// - `add`: as `set`, and the tag is not a property of the value: it is removed before the value is read.
/// - `default`: the variant of values whose tag is missing or selects no other variant. It does not need a `tag`. A value
///   that cannot be read as this variant is `Unknown`.
/// - `missing`: as `default`, but only if the tag is missing.
/// - `object`: the type of the value derives `JsonObject`. Used without a tag, and so are the following words.
/// - `closed`: as `object`, and a value with other properties is not read as this variant.
/// - `union`: the type of the value derives `JsonUnion`. A value that it does not know is not read as this variant.
#[proc_macro_derive(JsonUnion, attributes(json_union, variant))]
pub fn json_union(input: TokenStream) -> TokenStream {
    expanded(Input::of(input.into()).and_then(|input| json_union::expand(&input)))
}

/// Reads the data of server-sent events whose names decide its type: implements `stream::EventData`.
///
/// ```
/// use apicrate_runtime::stream::{Event, UnknownEvent};
/// use apicrate_runtime::{EventData, JsonObject};
///
/// #[derive(Debug, PartialEq, JsonObject)]
/// struct Reading {
///     degrees: f64,
/// }
///
/// #[derive(Debug, PartialEq, EventData)]
/// enum Climate {
///     #[variant(event = "reading")]
///     Reading(Reading),
///     #[variant(event = "note", text)]
///     Note(String),
///     Unknown(UnknownEvent),
/// }
///
/// let event = Event::from(Climate::Note("The door is open.".to_owned()));
/// assert_eq!(event.event, "note");
/// ```
///
/// Each variant has one unnamed field, which is decoded from the JSON in the data, or is a `String` with the data as it
/// was received. `Unknown` keeps the name and the data of other events. The words of `#[variant(..)]`:
///
/// - `event = "note"`: the name of the events with this variant. An event without a name is a `message`.
/// - `text`: the data is text and not JSON.
#[proc_macro_derive(EventData, attributes(variant))]
pub fn event_data(input: TokenStream) -> TokenStream {
    expanded(Input::of(input.into()).and_then(|input| event_data::expand(&input)))
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

/// Reads and writes a struct with one unnamed field as the JSON of this field.
///
/// ```
/// use apicrate_runtime::JsonNewtype;
///
/// #[derive(Debug, PartialEq, JsonNewtype)]
/// pub struct Tree(pub Vec<Tree>);
///
/// let tree: Tree = serde_json::from_str("[[], [[]]]")?;
/// assert_eq!(tree, Tree(vec![Tree(vec![]), Tree(vec![Tree(vec![])])]));
/// assert_eq!(serde_json::to_string(&tree)?, "[[],[[]]]");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[proc_macro_derive(JsonNewtype)]
pub fn json_newtype(input: TokenStream) -> TokenStream {
    expanded(Input::of(input.into()).and_then(|input| json_newtype::implementation(&input)))
}

/// Implements the trait `JsonSchema` of `schemars`, for the JSON that the other derives read and write. It needs the feature
/// `schemars` of the runtime.
///
/// ```
/// use apicrate_runtime::{JsonObject, JsonSchema, Patch, StringEnum};
/// use apicrate_runtime::schemars::schema_for;
/// use serde_json::json;
///
/// #[derive(JsonObject, JsonSchema)]
/// struct User {
///     /// Identifies the user.
///     #[field(name = "userId")]
///     id: String,
///     name: Option<String>,
///     tz: Patch<String>,
///     plan: Plan,
/// }
///
/// #[derive(Clone, Debug, StringEnum, JsonSchema)]
/// enum Plan {
///     #[variant(value = "free")]
///     Free,
///     Unknown(String),
/// }
///
/// let schema = schema_for!(User).to_value();
/// assert_eq!(schema["required"], json!(["userId", "plan"]));
/// let id = json!({ "type": "string", "description": "Identifies the user." });
/// assert_eq!(schema["properties"]["userId"], id);
/// assert_eq!(schema["properties"]["tz"], json!({ "type": ["string", "null"] }));
/// assert_eq!(schema["$defs"]["Plan"], json!({ "type": "string", "enum": ["free"] }));
/// ```
///
/// It is for the types with [`JsonObject`](macro@JsonObject), [`JsonUnion`](macro@JsonUnion),
/// [`StringEnum`](macro@StringEnum), [`IntegerEnum`](macro@IntegerEnum) and [`JsonNewtype`](macro@JsonNewtype), and reads
/// their attributes. The schema describes the documented values: unknown values of enums and unions are not part of it. The
/// documentation of a type or field is its `description`.
#[proc_macro_derive(JsonSchema, attributes(field, json_object, json_union, variant))]
pub fn json_schema(input: TokenStream) -> TokenStream {
    expanded(Input::of(input.into()).and_then(json_schema::expand))
}

/// Declares an enum of the documented errors of an operation: implements `OperationError`, and `DocumentedErrors` for the
/// request of the operation.
///
/// ```
/// use apicrate_runtime::{
///     Decode, DocumentedErrors, Error, JsonObject, Method, Operation, Value, decode, http,
/// };
///
/// struct GetRequest;
///
/// impl Operation for GetRequest {
///     type Output = Value;
///     const ID: &'static str = "users_get";
///     const METHOD: Method = Method::GET;
///     const PATH: &'static str = "/users/18";
///     const DECODE: Decode<Self::Output> = decode::json;
/// }
///
/// #[derive(Debug, JsonObject)]
/// pub struct Problem {
///     title: String,
/// }
///
/// apicrate_runtime::errors! {
///     #[request(GetRequest)]
///     enum GetError {
///         NotModified = empty(304),
///         NotFound(Problem) = json(404, "application/problem+json"),
///         NotFoundText(String) = text(404, "text/plain"),
///         Status4XX(http::StatusCode, Value) = json(400..=499),
///         Default(http::StatusCode) = empty(..),
///     }
/// }
///
/// let error = Error::from(GetError::NotFoundText("gone".to_owned()));
/// assert_eq!(error.status(), Some(http::StatusCode::NOT_FOUND));
/// assert!(matches!(error.decode(), Ok(GetError::NotFoundText(text)) if text == "gone"));
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
///
/// Each variant has the format of the body, its status and its media type:
///
/// - The formats are `json`, `text`, `bytes` and `empty`. The media type of JSON is `application/json` if there is none.
/// - The status is a number; a range; or `..` for all statuses that the other variants do not have. A variant for more
///   than one status has the status as its first field. Exact statuses come before ranges, and `..` comes last.
/// - If adjacent variants have the same status, the `Content-Type` of the response selects one of them.
///
/// The macro adds the variant `Unknown`, with the response of any other status. The enum is public, implements `Debug`,
/// and is `#[non_exhaustive]`, because an API may document another status.
#[proc_macro]
pub fn errors(input: TokenStream) -> TokenStream {
    expanded(errors::expand(input.into()))
}

fn expanded(result: Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(Error::into_code).into()
}
