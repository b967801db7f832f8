//! A request that a client encodes is decoded to the same value: for every style of every location, with scalars, lists,
//! objects and maps, and for forms and multipart bodies.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;

use apicrate_runtime::server::{
    Decoder, ExplodedProperty, HttpResponse, Rejection, RejectionStatuses, ServerOperation, encode,
};
use apicrate_runtime::{
    Decode, Encoder, FilePart, JsonObject, Method, Multipart, Operation, ParameterStyle, Response,
    Result, decode,
};
use arbitrary::Unstructured;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::server_decoder::assert_round_trip;

/// A style at a location.
trait Style: Clone + Debug + PartialEq + Send + Sync + 'static {
    const PATH: &'static str;
    const TEXTS: Texts;

    fn write<T: Serialize>(request: Encoder, value: &T) -> Encoder;

    fn read<T: DeserializeOwned>(request: &Decoder<'_>) -> std::result::Result<T, Rejection>;
}

/// The texts that a style can express.
#[derive(Clone, Copy)]
enum Texts {
    Any,
    /// Texts without this delimiter.
    Without(char),
    /// Texts of visible ASCII characters without separators.
    Visible,
}

/// A request with one value in a style.
#[derive(Clone, Debug, PartialEq)]
struct Sent<S, T>(T, PhantomData<S>);

/// A value of a shape.
trait Shape: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    fn sample(u: &mut Unstructured<'_>, texts: Texts) -> arbitrary::Result<Self>;
}

impl<S: Style, T: Shape> Operation for Sent<S, T> {
    type Output = ();

    const ID: &'static str = "styles";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = S::PATH;
    const DECODE: Decode<()> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        S::write(request, &self.0)
    }
}

impl<S: Style, T: Shape> ServerOperation for Sent<S, T> {
    const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[]);

    fn read_request(request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
        Ok(Self(S::read(request)?, PhantomData))
    }

    fn write_response(response: Response<()>) -> Result<HttpResponse> {
        encode::empty(Self::INFO, 204, response)
    }
}

/// Defines styles, and a function that checks each of them with each of its shapes.
macro_rules! styles {
    ($($name:ident $path:literal $texts:expr, [$($shape:ty),*]
        |$encoder:ident, $value:ident| $write:expr, |$decoder:ident| $read:expr;)*) => {
        $(
            #[derive(Clone, Debug, PartialEq)]
            struct $name;

            impl Style for $name {
                const PATH: &'static str = $path;
                const TEXTS: Texts = $texts;

                fn write<T: Serialize>($encoder: Encoder, $value: &T) -> Encoder {
                    $write
                }

                fn read<T: DeserializeOwned>(
                    $decoder: &Decoder<'_>,
                ) -> std::result::Result<T, Rejection> {
                    $read
                }
            }
        )*

        /// Checks a value of each shape in each style.
        pub(crate) fn hold(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
            $($(
                let value = <$shape as Shape>::sample(u, $name::TEXTS)?;
                assert_round_trip(&Sent::<$name, $shape>(value, PhantomData));
            )*)*
            Ok(())
        }
    };
}

type List = Vec<String>;
type Numbers = Vec<i64>;
type Map = BTreeMap<String, String>;

const EXPLODED: ParameterStyle = ParameterStyle::Exploded;
const LABEL: ParameterStyle = ParameterStyle::Label { explode: false };
const LABELS: ParameterStyle = ParameterStyle::Label { explode: true };
const MATRIX: ParameterStyle = ParameterStyle::Matrix { explode: false };
const MATRICES: ParameterStyle = ParameterStyle::Matrix { explode: true };
const JSON: ParameterStyle = ParameterStyle::Json;
const COMMA: ParameterStyle = ParameterStyle::Delimited(",");
const BAR: ParameterStyle = ParameterStyle::Delimited("|");
const SPACE: ParameterStyle = ParameterStyle::Delimited(" ");
const DEEP: ParameterStyle = ParameterStyle::DeepObject;
const COOKIE: ParameterStyle = ParameterStyle::Cookie { explode: false };
const COOKIES: ParameterStyle = ParameterStyle::Cookie { explode: true };
const RESERVED_LABELS: ParameterStyle = ParameterStyle::ReservedIn(&LABELS);
const RESERVED_MATRICES: ParameterStyle = ParameterStyle::ReservedIn(&MATRICES);

styles! {
    PathSimple "/{f}" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.path("f", v), |d| d.path("f");
    PathReserved "/{f}" Texts::Without('%'), [String, List, Pair, Map]
        |e, v| e.path_with("f", ParameterStyle::Reserved, v), |d| d.path("f");
    PathExploded "/{f}" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.path_with("f", EXPLODED, v), |d| d.path_with("f", EXPLODED);
    PathLabel "/{f}" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.path_with("f", LABEL, v), |d| d.path_with("f", LABEL);
    PathLabels "/a{f}" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.path_with("f", LABELS, v), |d| d.path_with("f", LABELS);
    PathReservedLabels "/{f}" Texts::Without('%'), [String, List, Pair, Map]
        |e, v| e.path_with("f", RESERVED_LABELS, v), |d| d.path_with("f", LABELS);
    PathMatrix "/{f}" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.path_with("f", MATRIX, v), |d| d.path_with("f", MATRIX);
    PathMatrices "/{ä b}" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.path_with("ä b", MATRICES, v), |d| d.path_with("ä b", MATRICES);
    PathReservedMatrices "/{f}" Texts::Without('%'), [List, Pair, Map]
        |e, v| e.path_with("f", RESERVED_MATRICES, v), |d| d.path_with("f", MATRICES);
    PathJson "/{f}" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.path_with("f", JSON, v), |d| d.path_with("f", JSON);
    Query "/" Texts::Any, [String, i64, List, Numbers]
        |e, v| e.query("f", v), |d| d.query("f");
    QueryProperties "/" Texts::Any, [Pair]
        |e, v| e.query("f", v), |d| d.query_properties("f", &["a", "b"]);
    QueryRest "/?fixed=1" Texts::Any, [Map]
        |e, v| e.query("f", v).query_with("g", DEEP, &Pair::default()),
        |d| d.query_rest("f", &["fixed", "g["]);
    QueryComma "/" Texts::Any, [String, List, Numbers, Pair, Map]
        |e, v| e.query_with("f", COMMA, v), |d| d.query_with("f", COMMA);
    QueryBar "/" Texts::Without('|'), [String, List, Numbers, Pair, Map]
        |e, v| e.query_with("f", BAR, v), |d| d.query_with("f", BAR);
    QuerySpace "/" Texts::Without(' '), [String, List, Numbers, Pair, Map]
        |e, v| e.query_with("f", SPACE, v), |d| d.query_with("f", SPACE);
    QueryDeep "/" Texts::Without(']'), [List, Numbers, Pair, Map]
        |e, v| e.query_with("f", DEEP, v), |d| d.query_with("f", DEEP);
    QueryJson "/" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.query_with("f", JSON, v), |d| d.query_with("f", JSON);
    QueryStringJson "/" Texts::Any, [String, i64, List, Pair, Map]
        |e, v| e.query_json(v), |d| d.query_json();
    QueryForm "/" Texts::Any, [Pair, Map]
        |e, v| e.query_form(v, &[]), |d| d.query_form(&[]);
    Header "/" Texts::Visible, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.header("f", v), |d| d.header("f");
    HeaderExploded "/" Texts::Visible, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.header_with("f", EXPLODED, v), |d| d.header_with("f", EXPLODED);
    HeaderJson "/" Texts::Visible, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.header_with("f", JSON, v), |d| d.header_with("f", JSON);
    CookieForm "/" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.cookie("f", v), |d| d.cookie("f");
    CookieJson "/" Texts::Any, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.cookie_with("f", JSON, v), |d| d.cookie_with("f", JSON);
    Cookie "/" Texts::Visible, [String, i64, List, Numbers, Pair, Map]
        |e, v| e.cookie_with("f", COOKIE, v), |d| d.cookie_with("f", COOKIE);
    CookieExploded "/" Texts::Visible, [String, i64, List, Numbers]
        |e, v| e.cookie_with("f", COOKIES, v), |d| d.cookie_with("f", COOKIES);
    CookieProperties "/" Texts::Visible, [Pair]
        |e, v| e.cookie_with("f", COOKIES, v), |d| d.cookie_properties("f", &["a", "b"]);
    CookieRest "/" Texts::Visible, [Map]
        |e, v| e.cookie_with("f", COOKIES, v).cookie("g", "x"), |d| d.cookie_rest("f", &["g"]);
    JsonBody "/" Texts::Any, [String, i64, List, Pair, Map]
        |e, v| e.json(v), |d| d.json();
    FormBody "/" Texts::Any, [Form]
        |e, v| e.form(v, FORM), |d| d.form_with(FORM, EXPLODED_IN_FORM);
}

const FORM: &[(&str, ParameterStyle)] = &[
    ("pair", ParameterStyle::Exploded),
    ("rest", ParameterStyle::Exploded),
    ("deep", ParameterStyle::DeepObject),
    ("comma", ParameterStyle::Delimited(",")),
];
const EXPLODED_IN_FORM: &[(&str, ExplodedProperty<'_>)] = &[
    ("pair", ExplodedProperty::Names(&["a", "b"])),
    (
        "rest",
        ExplodedProperty::AllBut(&["a", "b", "deep[", "comma", "list", "object"]),
    ),
];

/// An object.
#[derive(Clone, Debug, Default, PartialEq, JsonObject)]
struct Pair {
    a: String,
    b: Option<i64>,
}

/// A form with a property in each style.
#[derive(Clone, Debug, PartialEq, JsonObject)]
struct Form {
    pair: Option<Pair>,
    rest: Option<Map>,
    deep: Option<Pair>,
    comma: Option<List>,
    list: Option<List>,
    object: Option<Map>,
}

/// A multipart body with parts of each kind.
#[derive(Clone, Debug, PartialEq, JsonObject)]
struct Upload {
    #[field(skip)]
    file: FilePart,
    #[field(skip)]
    optional: Option<FilePart>,
    #[field(skip)]
    files: Vec<FilePart>,
    text: String,
    number: Option<i64>,
    pair: Option<Pair>,
    json: Option<List>,
    list: Option<List>,
    pairs: Option<Vec<Pair>>,
    #[field(rest)]
    others: Map,
}

/// A multipart body whose parts have no names.
type Ordered = (String, Pair, Vec<FilePart>);

#[derive(Clone, Debug, PartialEq)]
struct SendUpload(Upload);

#[derive(Clone, Debug, PartialEq)]
struct SendOrdered(Ordered);

impl Operation for SendUpload {
    type Output = ();

    const ID: &'static str = "upload";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/";
    const DECODE: Decode<()> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        let upload = &self.0;
        let parts = Multipart::new()
            .files("file", "image/png", [&upload.file])
            .files("optional", "image/png", &upload.optional)
            .files("files", "image/png", &upload.files)
            .part("text", &upload.text)
            .part("number", &upload.number)
            .part("pair", &upload.pair)
            .part_as("json", "application/json", &upload.json)
            .part("list", &upload.list)
            .part("pairs", &upload.pairs)
            .parts(&upload.others);
        request.multipart("multipart/form-data", parts)
    }
}

impl ServerOperation for SendUpload {
    const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[]);

    fn read_request(request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
        let mut parts = request.multipart("multipart/form-data")?;
        Ok(Self(Upload {
            file: parts.files("file")?,
            optional: parts.files("optional")?,
            files: parts.files("files")?,
            ..parts.fields(&["json"])?
        }))
    }

    fn write_response(response: Response<()>) -> Result<HttpResponse> {
        encode::empty(Self::INFO, 204, response)
    }
}

impl Operation for SendOrdered {
    type Output = ();

    const ID: &'static str = "ordered";
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/";
    const DECODE: Decode<()> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        let (text, pair, files) = &self.0;
        let parts = Multipart::new()
            .items(None, &[], [text])
            .items(Some("application/vnd.pair+json"), &[], [pair])
            .file_items("image/png", &[], files);
        request.multipart("multipart/mixed", parts)
    }
}

impl ServerOperation for SendOrdered {
    const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[]);

    fn read_request(request: &Decoder<'_>) -> std::result::Result<Self, Rejection> {
        let mut parts = request.multipart("multipart/*")?;
        Ok(Self((
            parts.next_value()?,
            parts.next_value()?,
            parts.rest_files()?,
        )))
    }

    fn write_response(response: Response<()>) -> Result<HttpResponse> {
        encode::empty(Self::INFO, 204, response)
    }
}

/// Checks multipart bodies.
pub(crate) fn multipart_holds(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let any = Texts::Any;
    let mut others: Map = u.arbitrary()?;
    // A percent sign is not escaped, so the name `%22` is the same as a quotation mark.
    others.retain(|name, _| !name.contains('%') && !Upload::has_field(name));
    let upload = Upload {
        file: file(u)?,
        optional: if u.arbitrary()? { Some(file(u)?) } else { None },
        files: files(u)?,
        text: u.arbitrary()?,
        number: u.arbitrary()?,
        pair: optional(u, any)?,
        json: optional(u, any)?,
        list: optional(u, any)?,
        pairs: if u.arbitrary()? {
            Some(vec![Pair::sample(u, any)?, Pair::sample(u, any)?])
        } else {
            None
        },
        others,
    };
    assert_round_trip(&SendUpload(upload));
    let ordered = (u.arbitrary()?, Pair::sample(u, any)?, files(u)?);
    assert_round_trip(&SendOrdered(ordered));
    Ok(())
}

impl Upload {
    fn has_field(name: &str) -> bool {
        [
            "file", "optional", "files", "text", "number", "pair", "json", "list", "pairs",
        ]
        .contains(&name)
    }
}

fn files(u: &mut Unstructured<'_>) -> arbitrary::Result<Vec<FilePart>> {
    (0..u.int_in_range(0..=2)?).map(|_| file(u)).collect()
}

fn file(u: &mut Unstructured<'_>) -> arbitrary::Result<FilePart> {
    let mut file = FilePart::new(u.arbitrary::<Vec<u8>>()?).with_content_type("text/css; a=\"b\"");
    let name: String = u.arbitrary()?;
    if !name.contains('%') && !name.is_empty() {
        file = file.with_file_name(name);
    }
    if u.arbitrary()? {
        file = file.with_header("x-kind", "plan; a=\"b\"");
    }
    Ok(file)
}

fn optional<T: Shape>(u: &mut Unstructured<'_>, texts: Texts) -> arbitrary::Result<Option<T>> {
    if u.arbitrary()? {
        T::sample(u, texts).map(Some)
    } else {
        Ok(None)
    }
}

impl Shape for String {
    fn sample(u: &mut Unstructured<'_>, texts: Texts) -> arbitrary::Result<Self> {
        // Characters that separate something are more likely.
        const PARTS: [&str; 24] = [
            "a",
            "b",
            ".",
            ",",
            ";",
            "=",
            "&",
            "%",
            "+",
            "/",
            "?",
            "#",
            " ",
            "|",
            "[",
            "]",
            "\"",
            "{",
            "}",
            "%2C",
            "ä",
            "\n",
            "{\"a\":1}",
            "0",
        ];
        let mut text = Self::new();
        for _ in 0..u.int_in_range(0..=6)? {
            text.push_str(u.choose(&PARTS)?);
        }
        for _ in 0..u.int_in_range(0..=3)? {
            text.push(u.arbitrary()?);
        }
        Ok(match texts {
            Texts::Any => text,
            Texts::Without(character) => text.replace(character, "_"),
            Texts::Visible => {
                text.retain(|it| it.is_ascii_graphic() && !",;=\"".contains(it));
                text
            }
        })
    }
}

impl Shape for i64 {
    fn sample(u: &mut Unstructured<'_>, _: Texts) -> arbitrary::Result<Self> {
        u.arbitrary()
    }
}

impl Shape for List {
    fn sample(u: &mut Unstructured<'_>, texts: Texts) -> arbitrary::Result<Self> {
        (0..u.int_in_range(1..=3)?)
            .map(|_| String::sample(u, texts))
            .collect()
    }
}

impl Shape for Numbers {
    fn sample(u: &mut Unstructured<'_>, _: Texts) -> arbitrary::Result<Self> {
        (0..u.int_in_range(1..=3)?).map(|_| u.arbitrary()).collect()
    }
}

impl Shape for Pair {
    fn sample(u: &mut Unstructured<'_>, texts: Texts) -> arbitrary::Result<Self> {
        Ok(Self {
            a: String::sample(u, texts)?,
            b: u.arbitrary()?,
        })
    }
}

impl Shape for Map {
    fn sample(u: &mut Unstructured<'_>, texts: Texts) -> arbitrary::Result<Self> {
        let mut map = Self::new();
        for _ in 0..u.int_in_range(1..=3)? {
            // The names of other parameters are not names of entries.
            let name = String::sample(u, texts)? + "_";
            map.insert(name, String::sample(u, texts)?);
        }
        Ok(map)
    }
}

impl Shape for Form {
    fn sample(u: &mut Unstructured<'_>, texts: Texts) -> arbitrary::Result<Self> {
        Ok(Self {
            pair: optional(u, texts)?,
            rest: optional(u, texts)?,
            deep: optional(u, texts)?,
            comma: optional(u, texts)?,
            list: optional(u, texts)?,
            object: optional(u, texts)?,
        })
    }
}
