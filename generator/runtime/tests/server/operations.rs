//! The operations of the attacked server. Each responds with its decoded request.

use std::collections::BTreeMap;
use std::future::ready;

use apicrate_runtime::server::{
    Decoder, HttpResponse, Rejection, RejectionStatuses, Routes, ServerOperation, encode,
};
use apicrate_runtime::{
    AnswerOf, CallOptions, Decode, FilePart, Implementation, JsonObject, JsonUnion, Method,
    Operation, OperationOf, ParameterStyle, Response, Result, TraitMethod, Uuid, Value, decode,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The implementation of all operations.
#[derive(Debug)]
pub(crate) struct Mirror;

trait Mirrored: Operation<Output = Value> {
    fn value(&self) -> Value;
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the type of a method of a trait"
)]
fn mirror<O: Mirrored>(_: &Mirror, request: O, _: CallOptions) -> AnswerOf<'_, O> {
    assert!(O::PATH != "/panic", "this implementation panics");
    Box::pin(ready(Ok(Response::new(request.value()))))
}

macro_rules! operations {
    ($($name:ident $method:ident $path:literal $value:ty { $read:expr } $($not_served:literal)?)*) => {
        $(
            pub(crate) struct $name($value);

            impl Operation for $name {
                type Output = Value;

                const ID: &'static str = stringify!($name);
                const METHOD: Method = Method::$method;
                const PATH: &'static str = $path;
                const DECODE: Decode<Value> = decode::json;
            }

            impl ServerOperation for $name {
                const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[400, 422]);
                $(const NOT_SERVED: Option<&'static str> = Some($not_served);)?

                fn read_request(request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
                    let read: fn(&Decoder<'_>) -> std::result::Result<$value, Rejection> = $read;
                    Ok(Self(read(request)?))
                }

                fn write_response(response: Response<Value>) -> Result<HttpResponse> {
                    encode::json(Self::INFO, 200, "application/json", response)
                }
            }

            impl Mirrored for $name {
                fn value(&self) -> Value {
                    serde_json::to_value(&self.0).unwrap_or_default()
                }
            }

            impl OperationOf<Mirror> for $name {
                const TRAIT_METHOD: TraitMethod<Mirror, Self> =
                    TraitMethod::new("mirror", mirror::<Self>);
            }
        )*

        /// The routes of all operations.
        pub(crate) fn routes() -> Routes {
            let implementation = Implementation::Custom(Mirror.into());
            Routes::new()$(.operation::<$name, _>(&implementation))*
        }
    };
}

/// An object that contains itself.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Tree {
    a: Option<Box<Tree>>,
    leaf: Option<String>,
}

/// A multipart body.
#[derive(Debug, JsonObject)]
pub(crate) struct Uploaded {
    #[field(skip)]
    file: FilePart,
    #[field(skip)]
    more: Vec<FilePart>,
    title: String,
    count: Option<i64>,
    place: Option<BTreeMap<String, Vec<i64>>>,
}

fn uploaded(request: &Decoder<'_>) -> std::result::Result<Value, Rejection> {
    let mut parts = request.multipart("multipart/form-data")?;
    let uploaded = Uploaded {
        file: parts.files("file")?,
        more: parts.files("more")?,
        ..parts.fields(&["place"])?
    };
    let Uploaded {
        file,
        more,
        title,
        count,
        place,
    } = uploaded;
    Ok(json!({
        "file": {
            "name": file.file_name(),
            "type": file.content_type(),
            "content": file.body().as_bytes().map(|bytes| String::from_utf8_lossy(bytes)),
        },
        "more": more.len(),
        "title": title,
        "count": count,
        "place": place,
    }))
}

/// A text, or an object with texts and other values.
#[derive(Debug, JsonUnion)]
pub(crate) enum Choice {
    Text(String),
    #[variant(object)]
    Named(Named),
    Unknown(Value),
}

#[derive(Debug, JsonObject)]
pub(crate) struct Named {
    name: String,
    strict: Option<bool>,
}

/// A union whose tag selects the variant.
#[derive(Debug, JsonUnion)]
#[json_union(tag = "strict")]
pub(crate) enum Tagged {
    #[variant(tag = true)]
    Named(Named),
    Unknown(Value),
}

/// A form with objects and lists of objects, which may be empty.
#[derive(Debug, JsonObject)]
pub(crate) struct Schedule {
    phases: Vec<Phase>,
    place: Place,
    notes: Option<Place>,
}

#[derive(Debug, JsonObject)]
pub(crate) struct Place {
    street: Option<String>,
}

/// A form with unions, of which nothing is sent if they are empty.
#[derive(Debug, JsonObject)]
pub(crate) struct Search {
    by: Choice,
    in_order: Order,
    tags: Tags,
}

/// A text, or an object without required properties.
#[derive(Debug, JsonUnion)]
pub(crate) enum Order {
    Text(String),
    #[variant(object)]
    Place(Place),
    Unknown(Value),
}

/// A number, or a list.
#[derive(Debug, JsonUnion)]
pub(crate) enum Tags {
    Count(i64),
    List(Vec<String>),
    Unknown(Value),
}

#[derive(Debug, JsonObject)]
pub(crate) struct Phase {
    items: Vec<String>,
    place: Place,
    name: Option<String>,
}

const DEEP: &[(&str, ParameterStyle)] = &[
    ("f", ParameterStyle::DeepObject),
    ("list", ParameterStyle::Delimited(",")),
];

const SEARCH: &[(&str, ParameterStyle)] = &[
    ("by", ParameterStyle::DeepObject),
    ("in_order", ParameterStyle::DeepObject),
];

const LISTS: &[(&str, ParameterStyle)] = &[
    ("notes", ParameterStyle::DeepObject),
    ("phases", ParameterStyle::DeepObject),
    ("place", ParameterStyle::DeepObject),
];

operations! {
    Ping GET "/ping" () { |_| Ok(()) }
    Panics GET "/panic" () { |_| Ok(()) }
    File GET "/files/{a}-{b}.json" (String, String) { |d| Ok((d.path("a")?, d.path("b")?)) }
    Range GET "/ranges/{from}, {to}" (String, String) { |d| Ok((d.path("from")?, d.path("to")?)) }
    Escaped GET "/escaped/a%2Fb" () { |_| Ok(()) }
    ById GET "/ids/{f}" Uuid { |d| d.path("f") }
    Query GET "/query" (Option<String>, Option<Vec<String>>) { |d| Ok((d.query("f")?, d.query("list")?)) }
    Number GET "/number" f64 { |d| d.query("f") }
    QueryDeep GET "/query/deep" Option<Tree> { |d| d.query_with("f", ParameterStyle::DeepObject) }
    QueryUnion GET "/query/union" Option<Choice> { |d| d.query_properties("f", &["name", "strict"]) }
    QueryTagged GET "/query/tagged" Tagged { |d| d.query_with("f", ParameterStyle::DeepObject) }
    QueryDeepList GET "/query/deep-list" Vec<String> { |d| d.query_with("f", ParameterStyle::DeepObject) }
    QueryMap GET "/query/map" BTreeMap<String, String> { |d| d.query_rest("f", &["g"]) }
    QueryList GET "/query/list" Vec<String> { |d| d.query_with("f", ParameterStyle::Delimited(",")) }
    Header GET "/header" Option<Vec<u64>> { |d| d.header("f") }
    Authorization GET "/authorization" Option<Uuid> { |d| d.header("Authorization") }
    Key GET "/key" Option<Uuid> { |d| d.header("x-api-key") }
    Cookie GET "/cookie" Option<Vec<u64>> { |d| d.cookie("f") }
    Form POST "/form" BTreeMap<String, Vec<String>> { |d| d.form(&[]) }
    FormDeep POST "/form/deep" BTreeMap<String, Tree> { |d| d.form(DEEP) }
    FormList POST "/form/list" BTreeMap<String, Vec<String>> { |d| d.form(DEEP) }
    FormLists POST "/form/lists" Schedule { |d| d.form(LISTS) }
    FormSearch POST "/form/search" Search { |d| d.form(SEARCH) }
    QuerySearch GET "/query/search" Search { |d| d.query_with("f", ParameterStyle::DeepObject) }
    PlainCookie GET "/cookie/plain" Option<String> { |d| d.cookie_with("f", ParameterStyle::Cookie { explode: true }) }
    Json POST "/json" Value { |d| d.json() }
    Picture POST "/picture" String { |d| d.media_type_in("image/*") }
    Optional POST "/optional" Option<Value> { |d| d.optional(Decoder::json) }
    Undecidable POST "/undecidable" () { |d| d.not_served("labels") } "labels"
    Upload POST "/upload" Value { |d| uploaded(d) }
    Ordered POST "/ordered" (String, Vec<i64>) { |d| {
        let mut parts = d.multipart("multipart/mixed")?;
        Ok((parts.next_value()?, parts.last_value()?))
    } }
}
