//! The properties of a server's routes: every request gets a response without a panic and within the time limit, and a
//! decoded request that a client can send is decoded from that client's request to the same value.

use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::future::{Future, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use apicrate_runtime::http::{HeaderValue, Request, StatusCode, Uri, header};
use apicrate_runtime::server::{
    Decoder, HttpResponse, Rejection, RejectionStatuses, Routes, ServerOperation, encode,
};
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::{
    AnswerOf, Bytes, CallOptions, Date, Decode, Encoder, Implementation, Method, Operation,
    OperationOf, ParameterStyle, Response, Result, Timestamp, TraitMethod, Transport, Uuid, Value,
    decode, http,
};
use arbitrary::{Error, Unstructured};
use axum::Router;
use axum::body::Body;
use serde::{Deserialize, Serialize};
use tower_service::Service;

/// The time limit for one request, much longer than needed on a busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The number of times that a future may be polled. No future waits for anything outside.
const MAX_POLLS: usize = 10_000;

/// The longest message of a rejection, in characters.
const MAX_MESSAGE: usize = 501;

const API_KEY: &str = "hunter2-hunter2";

/// The implementation of all operations.
#[derive(Debug)]
struct Checker;

/// A request of an operation, with one decoded value.
pub(crate) trait Probe:
    ServerOperation + Operation<Output = ()> + Clone + Debug + PartialEq
{
}

impl<O: ServerOperation + Operation<Output = ()> + Clone + Debug + PartialEq> Probe for O {}

/// Checks that a client's request with the same value is decoded to the same value.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the type of a method of a trait"
)]
fn check<O: Probe>(_: &Checker, request: O, _: CallOptions) -> AnswerOf<'_, O> {
    assert_round_trip(&request);
    Box::pin(ready(Ok(Response::new(()))))
}

pub(crate) fn assert_round_trip<O: Probe>(request: &O) {
    // Some values cannot be sent: for example, a header with a control character.
    if let Ok(encoded) = request.encode() {
        let uri = encoded.uri().clone();
        let recorder = Recorder::new();
        recorder.answer(StatusCode::OK, &());
        let _ = finish(recorder.send(encoded, None));
        match recorder.received::<O>().as_deref() {
            Ok([again]) => assert_eq!(again, request, "sent as {uri}"),
            other => panic!("{request:?}, sent as {uri}, is decoded as {other:?}"),
        }
    }
}

/// Polls a future until it is complete.
fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..MAX_POLLS {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("the future does not end");
}

/// Defines operations: the type of the value, how a client writes it, and how the server reads it.
macro_rules! operations {
    ($($name:ident $method:ident $path:literal $value:ty { $write:expr } { $read:expr })*) => {
        $(
            #[derive(Clone, Debug, PartialEq)]
            struct $name($value);

            impl Operation for $name {
                type Output = ();

                const ID: &'static str = stringify!($name);
                const METHOD: Method = Method::$method;
                const PATH: &'static str = $path;
                const DECODE: Decode<()> = decode::empty;

                fn write(&self, request: Encoder) -> Encoder {
                    let write: fn(Encoder, &$value) -> Encoder = $write;
                    write(request, &self.0)
                }
            }

            impl ServerOperation for $name {
                const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[400, 422]);

                fn read_request(request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
                    let read: fn(&Decoder<'_>) -> std::result::Result<$value, Rejection> = $read;
                    Ok(Self(read(request)?))
                }

                fn write_response(response: Response<()>) -> Result<HttpResponse> {
                    encode::empty(Self::INFO, 204, response)
                }
            }

            impl OperationOf<Checker> for $name {
                const TRAIT_METHOD: TraitMethod<Checker, Self> =
                    TraitMethod::new("check", check::<Self>);
            }
        )*

        const OPERATIONS: &[(Method, &str)] = &[$((Method::$method, $path)),*];

        fn routes(implementation: &Implementation<Checker>) -> Routes {
            Routes::new()$(.operation::<$name, _>(implementation))*
        }
    };
}

const FORM: &[(&str, ParameterStyle)] = &[
    ("deep", ParameterStyle::DeepObject),
    ("comma", ParameterStyle::Delimited(",")),
    ("bar", ParameterStyle::Delimited("|")),
];

operations! {
    PathText GET "/path/text/{f}" String { |e, v| e.path("f", v) } { |d| d.path("f") }
    PathNumber GET "/path/number/{f}" f64 { |e, v| e.path("f", v) } { |d| d.path("f") }
    PathList GET "/path/list/{f}" Vec<String> { |e, v| e.path("f", v) } { |d| d.path("f") }
    PathUuid GET "/path/uuid/{f}" Uuid { |e, v| e.path("f", v) } { |d| d.path("f") }
    PathParts GET "/path/parts/{f},{g}.json" (u8, i64) { |e, (f, g)| e.path("f", f).path("g", g) }
        { |d| Ok((d.path("f")?, d.path("g")?)) }
    QueryText GET "/query/text" String { |e, v| e.query("f", v) } { |d| d.query("f") }
    QueryOptional GET "/query/optional" Option<i64> { |e, v| e.query("f", v) } { |d| d.query("f") }
    QueryNumber GET "/query/number" f32 { |e, v| e.query("f", v) } { |d| d.query("f") }
    QueryBool GET "/query/bool" bool { |e, v| e.query("f", v) } { |d| d.query("f") }
    QueryEnum GET "/query/enum" Color { |e, v| e.query("f", v) } { |d| d.query("f") }
    QueryDate GET "/query/date" (Date, Option<Timestamp>) { |e, (f, g)| e.query("f", f).query("g", g) }
        { |d| Ok((d.query("f")?, d.query("g")?)) }
    QueryList GET "/query/list" Vec<String> { |e, v| e.query("f", v) } { |d| d.query("f") }
    QueryNumbers GET "/query/numbers" Vec<u64> { |e, v| e.query("f", v) } { |d| d.query("f") }
    QueryComma GET "/query/comma" Vec<String>
        { |e, v| e.query_with("f", ParameterStyle::Delimited(","), v) }
        { |d| d.query_with("f", ParameterStyle::Delimited(",")) }
    QueryBar GET "/query/bar" Vec<String>
        { |e, v| e.query_with("f", ParameterStyle::Delimited("|"), v) }
        { |d| d.query_with("f", ParameterStyle::Delimited("|")) }
    QuerySpace GET "/query/space" Vec<i32>
        { |e, v| e.query_with("f", ParameterStyle::Delimited(" "), v) }
        { |d| d.query_with("f", ParameterStyle::Delimited(" ")) }
    QueryDeep GET "/query/deep" Deep
        { |e, v| e.query_with("f", ParameterStyle::DeepObject, v) }
        { |d| d.query_with("f", ParameterStyle::DeepObject) }
    QueryDeepMap GET "/query/deep-map" BTreeMap<String, String>
        { |e, v| e.query_with("f", ParameterStyle::DeepObject, v) }
        { |d| d.query_with("f", ParameterStyle::DeepObject) }
    QueryProperties GET "/query/properties" Flat { |e, v| e.query("f", v) }
        { |d| d.query_properties("f", &["a", "b", "c"]) }
    QueryRest GET "/query/rest" (BTreeMap<String, Vec<String>>, bool) { |e, (f, g)| e.query("f", f).flag("g", *g) }
        { |d| Ok((d.query_rest("f", &["g"])?, d.flag("g")?)) }
    HeaderText GET "/header/text" String { |e, v| e.header("f", v) } { |d| d.header("f") }
    HeaderList GET "/header/list" Option<Vec<i64>> { |e, v| e.header("f", v) } { |d| d.header("f") }
    CookieText GET "/cookie/text" String { |e, v| e.cookie("f", v) } { |d| d.cookie("f") }
    CookieList GET "/cookie/list" Vec<String> { |e, v| e.cookie("f", v) } { |d| d.cookie("f") }
    JsonValue POST "/json/value" Value { |e, v| e.json(v) } { |d| d.json() }
    JsonObject POST "/json/object" Option<Flat> { |e, v| e.optional(v.as_ref(), Encoder::json) }
        { |d| d.optional(Decoder::json) }
    TextBody POST "/text" String { |e, v| e.body("text/plain", v.clone()) } { |d| d.text() }
    BytesBody POST "/bytes" Bytes { |e, v| e.body("application/octet-stream", v.clone()) } { |d| {
        let body = d.body()?.as_bytes().cloned();
        Ok(body.unwrap_or_default())
    } }
    FormBody POST "/form" Form { |e, v| e.form(v, FORM) } { |d| d.form(FORM) }
    FormMap POST "/form-map" BTreeMap<String, Vec<String>> { |e, v| e.form(v, &[]) } { |d| d.form(&[]) }
    AnyText GET "/any/{f}" Untyped { |e, v| e.path("f", &v.0) } { |d| {
        let _: [Option<Value>; 3] = [d.query("f")?, d.header("f")?, d.cookie("f")?];
        Ok(Untyped(d.path("f")?))
    } }
    AnyForm POST "/any-form" Untyped { |e, v| e.form(&v.0, FORM) } { |d| d.form(FORM).map(Untyped) }
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Color {
    Red,
    Blue,
}

/// An object whose properties are scalars and lists.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
struct Flat {
    a: String,
    b: Option<i64>,
    c: Option<Vec<String>>,
}

/// An object with nested objects. A property that is empty is not sent, so empty objects and lists are equal to absent
/// ones.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Deep {
    a: Option<String>,
    list: Vec<u16>,
    inner: Option<Box<Deep>>,
    map: BTreeMap<String, Option<Box<Deep>>>,
}

impl Deep {
    fn is_empty(&self) -> bool {
        let Self {
            a,
            list,
            inner,
            map,
        } = self;
        let is_empty = |deep: &Option<Box<Self>>| deep.as_ref().is_none_or(|deep| deep.is_empty());
        a.is_none() && list.is_empty() && is_empty(inner) && map.values().all(is_empty)
    }
}

impl PartialEq for Deep {
    fn eq(&self, other: &Self) -> bool {
        let present = |deep: &'_ Option<Box<Self>>| deep.clone().filter(|deep| !deep.is_empty());
        let entries = |deep: &Self| -> BTreeMap<String, Box<Self>> {
            let entries = deep.map.iter();
            entries
                .filter_map(|(name, deep)| Some((name.clone(), present(deep)?)))
                .collect()
        };
        self.a == other.a
            && self.list == other.list
            && present(&self.inner) == present(&other.inner)
            && entries(self) == entries(other)
    }
}

/// A form with properties of each style. An empty object in it is equal to an absent one.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
struct Form {
    deep: Deep,
    comma: Vec<String>,
    bar: Vec<String>,
    list: Vec<String>,
    object: Option<Flat>,
    number: Option<f64>,
}

/// Values of any type. They are equal to all others, because their types depend on their texts.
#[derive(Clone, Debug)]
struct Untyped(Value);

impl PartialEq for Untyped {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Sends a request to the routes. Panics if a property does not hold.
pub(crate) fn holds(request: Request<Bytes>) {
    let start = Instant::now();
    let implementation = Implementation::Custom(Checker.into());
    let mut app = Router::from(routes(&implementation).api_key("X-API-KEY", API_KEY));
    let response = finish(app.call(request.map(Body::from))).unwrap_or_else(|error| match error {});
    let (head, body) = response.into_parts();
    let body = finish(axum::body::to_bytes(body, usize::MAX)).unwrap_or_default();
    match head.status.as_u16() {
        204 => {}
        400 | 401 | 404 | 405 | 413 | 415 | 422 | 431 | 501 => has_message(&body),
        other => panic!("status {other}: {body:?}"),
    }
    let taken = start.elapsed();
    assert!(taken < TIME_LIMIT, "took {taken:?}");
}

/// Checks the body of a rejection: a short message on one line, without the API key.
fn has_message(body: &[u8]) {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let message = body["error"].as_str().unwrap_or_default();
    // The response to HEAD has no body.
    assert!(
        body.is_null() || !message.is_empty(),
        "without a message: {body}"
    );
    assert!(!message.contains(API_KEY), "with the API key: {message}");
    assert!(
        !message.contains(char::is_control),
        "with control characters: {message:?}"
    );
    assert!(
        message.chars().count() <= MAX_MESSAGE,
        "too long: {message}"
    );
}

/// Creates a request to one of the operations.
pub(crate) fn request(u: &mut Unstructured<'_>) -> arbitrary::Result<Request<Bytes>> {
    let (method, template) = u.choose(OPERATIONS)?;
    let mut method = *method;
    let mut uri = String::new();
    for (index, part) in template.split(['{', '}']).enumerate() {
        if index % 2 == 0 {
            uri.push_str(part);
        } else {
            append_value(&mut uri, u)?;
        }
    }
    if u.ratio(1, 16)? {
        append_value(&mut uri, u)?;
        method = *u.choose(&[Method::GET, Method::HEAD, Method::PUT, Method::OPTIONS])?;
    }
    uri.push('?');
    append_pairs(&mut uri, "&", u)?;
    let uri = Uri::try_from(uri).map_err(|_| Error::IncorrectFormat)?;
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = http::Method::try_from(method).map_err(|_| Error::IncorrectFormat)?;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    if !u.ratio(1, 16)? {
        headers.insert("x-api-key", HeaderValue::from_static(API_KEY));
    }
    for _ in 0..u.int_in_range(0..=3)? {
        let value = if u.arbitrary()? {
            text(u)?.replace(char::is_control, "")
        } else {
            (*u.choose(&VALUES)?).to_owned()
        };
        headers.append(
            "f",
            HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Error::IncorrectFormat)?,
        );
    }
    for _ in 0..u.int_in_range(0..=3)? {
        let mut cookies = String::new();
        append_pairs(&mut cookies, ";", u)?;
        headers.append(
            header::COOKIE,
            HeaderValue::try_from(cookies).map_err(|_| Error::IncorrectFormat)?,
        );
    }
    if let Some(content_type) = u.choose(&CONTENT_TYPES)? {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    *request.body_mut() = match u.int_in_range(0..=3)? {
        0 => Bytes::new(),
        1 => {
            let mut form = String::new();
            append_pairs(&mut form, "&", u)?;
            form.into()
        }
        2 => json(u)?.into(),
        _ => u.arbitrary::<Vec<u8>>()?.into(),
    };
    Ok(request)
}

const CONTENT_TYPES: [Option<&str>; 6] = [
    None,
    Some("application/json"),
    Some("application/json; charset=utf-8"),
    Some("application/x-www-form-urlencoded"),
    Some("text/plain"),
    Some("multipart/form-data"),
];

/// Names of parameters and properties.
const NAMES: [&str; 24] = [
    "f",
    "f",
    "g",
    "a",
    "b",
    "c",
    "%66",
    "f[a]",
    "f[list]",
    "f[list][0]",
    "f[list][1]",
    "f[inner][a]",
    "f[map][x][a]",
    "f[",
    "f]",
    "f[]",
    "f[][]",
    "deep[a]",
    "deep[list][2]",
    "comma",
    "bar",
    "list",
    "object",
    "number",
];

/// Values for all types.
const VALUES: [&str; 28] = [
    "",
    "1",
    "0",
    "-1",
    "255",
    "1.5",
    "1e400",
    "NaN",
    "inf",
    "-0",
    "true",
    "false",
    "red",
    "a",
    "a,b",
    "a%2Cb",
    "a|b",
    "a%20b",
    "a+b",
    "%FF",
    "%",
    "%0",
    "%00",
    "2026-01-02",
    "2026-01-02T03:04:05Z",
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
    "{\"a\":\"1\"}",
    "[[1],{\"a\":null}]",
];

fn append_pairs(
    target: &mut String,
    separator: &str,
    u: &mut Unstructured<'_>,
) -> arbitrary::Result<()> {
    for _ in 0..u.int_in_range(0..=8)? {
        append_name(target, u)?;
        if !u.ratio(1, 16)? {
            target.push('=');
        }
        append_value(target, u)?;
        target.push_str(separator);
    }
    if u.ratio(1, 16)? {
        // Many different or equal names.
        let is_same: bool = u.arbitrary()?;
        for index in 0..u.int_in_range(0..=2_000)? {
            append_name(target, u)?;
            if !is_same {
                let _ = write!(target, "{index}");
            }
            let _ = write!(target, "={index}{separator}");
        }
    }
    Ok(())
}

fn append_name(target: &mut String, u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    match u.int_in_range(0..=7)? {
        0 => target.push_str(&encoded(&text(u)?)),
        1 => {
            target.push_str(u.choose(&["f", "deep"])?);
            for _ in 0..u.int_in_range(0..=2_000)? {
                target.push_str("[inner]");
            }
            target.push_str("[a]");
        }
        2 => {
            let _ = write!(target, "f[{}]", encoded(&text(u)?));
        }
        _ => target.push_str(u.choose(&NAMES)?),
    }
    Ok(())
}

fn append_value(target: &mut String, u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    match u.int_in_range(0..=3)? {
        0 => target.push_str(&encoded(&text(u)?)),
        1 => target.extend(text(u)?.chars().filter(|character| is_valid(*character))),
        2 => target.push_str(&encoded(u.choose(&VALUES)?)),
        _ => target.extend(
            u.choose(&VALUES)?
                .chars()
                .filter(|character| is_valid(*character)),
        ),
    }
    Ok(())
}

/// Returns whether a character may occur in a path, a query and a cookie.
fn is_valid(character: char) -> bool {
    character.is_ascii_graphic() && !"\"#<>?\\^`{}".contains(character)
}

/// A short text.
fn text(u: &mut Unstructured<'_>) -> arbitrary::Result<String> {
    let length = u.int_in_range(0..=24)?;
    let text = u.bytes(usize::min(length, u.len()))?;
    Ok(String::from_utf8_lossy(text).into_owned())
}

/// Percent-encodes all bytes.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02X}");
        encoded
    })
}

/// A JSON text, or almost one.
fn json(u: &mut Unstructured<'_>) -> arbitrary::Result<String> {
    const TOKENS: [&str; 22] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "{\"a\":",
        "{\"b\":",
        ",\"c\":[",
        "\"a\"",
        "null",
        "true",
        "0",
        "-0.0",
        "1e308",
        "18446744073709551615",
        "0.1",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "{\"a\":\"\"}",
        "[]",
        " ",
    ];
    let mut json = String::new();
    for _ in 0..u.int_in_range(0..=24)? {
        match u.int_in_range(0..=7)? {
            0 => json.push_str(&serde_json::to_string(&text(u)?).unwrap_or_default()),
            1 => json.push_str(&"[".repeat(u.int_in_range(0..=300)?)),
            _ => json.push_str(u.choose(&TOKENS)?),
        }
    }
    Ok(json)
}
