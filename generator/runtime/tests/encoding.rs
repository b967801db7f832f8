//! Encoding of requests: path, query, headers, cookies and body.

use std::collections::BTreeMap;
use std::error::Error;

use apicrate_runtime::{
    Body, Bytes, Date, Encoder, ErrorKind, Method, Multipart, OperationInfo, ParameterStyle,
    SecurityRequirements, Timestamp, Uuid, http,
};
use serde::Serialize;
use serde_json::json;

type Test = Result<(), Box<dyn Error>>;

static SEARCH: OperationInfo = OperationInfo {
    id: "search",
    method: Method::POST,
    path: "/search",
    server: "",
    servers: &[],
    header_parameters: &[],
    security: SecurityRequirements::All,
};

static USER: OperationInfo = OperationInfo {
    id: "users_get",
    method: Method::GET,
    path: "/users/{id}",
    server: "",
    servers: &[],
    header_parameters: &[],
    security: SecurityRequirements::All,
};

static FILE: OperationInfo = OperationInfo {
    id: "files_get",
    method: Method::GET,
    path: "/my files/{stem}{the suffix}/raw",
    server: "",
    servers: &[],
    header_parameters: &[],
    security: SecurityRequirements::All,
};

/// The document itself contains dot segments, which are sent as they are.
static ENCODED_DOT: OperationInfo = OperationInfo {
    id: "dots_get",
    method: Method::GET,
    path: "/./../%2E{id}?a",
    server: "",
    servers: &[],
    header_parameters: &[],
    security: SecurityRequirements::All,
};

fn search() -> Encoder {
    Encoder::new(&SEARCH)
}

fn uri(encoder: Encoder) -> apicrate_runtime::Result<String> {
    Ok(encoder.finish()?.uri().to_string())
}

/// The error message of an encoder.
fn problem(encoder: Encoder) -> String {
    match encoder.finish() {
        Ok(request) => format!("no problem: {request:?}"),
        Err(error) if error.kind() == ErrorKind::InvalidRequest => error.to_string(),
        Err(error) => format!("not an invalid request: {error:?}"),
    }
}

#[derive(Serialize)]
struct Range {
    from: u32,
    to: Option<u32>,
    tags: Vec<&'static str>,
}

fn range() -> Range {
    Range {
        from: 1,
        to: None,
        tags: vec!["a b", "c"],
    }
}

#[test]
fn path_values_encode_all_but_unreserved_characters() -> Test {
    let path = |id: &str| uri(Encoder::new(&USER).path("id", id));
    assert_eq!(path("a/b c+é%")?, "/users/a%2Fb%20c%2B%C3%A9%25");
    assert_eq!(path("Az09-._~")?, "/users/Az09-._~");
    assert_eq!(path("{id}?#")?, "/users/%7Bid%7D%3F%23");
    assert_eq!(path("...")?, "/users/...");
    Ok(())
}

#[test]
fn path_values_can_have_any_type() -> Test {
    assert_eq!(uri(Encoder::new(&USER).path("id", &7_u64))?, "/users/7");
    assert_eq!(
        uri(Encoder::new(&USER).path("id", &["a,b", "c"]))?,
        "/users/a%2Cb,c"
    );
    assert_eq!(
        uri(Encoder::new(&USER).path("id", &json!({"a": 1, "b": true})))?,
        "/users/a,1,b,true"
    );
    Ok(())
}

#[test]
fn path_template_is_percent_encoded() -> Test {
    let file = Encoder::new(&FILE)
        .path("stem", "a")
        .path("the suffix", ".txt");
    assert_eq!(uri(file)?, "/my%20files/a.txt/raw");
    let file = Encoder::new(&FILE)
        .path("stem", ".")
        .path("the suffix", "..");
    assert_eq!(uri(file)?, "/my%20files/.../raw");
    let dots = Encoder::new(&ENCODED_DOT).path("id", "..");
    assert_eq!(uri(dots)?, "/./../%2E..?a");
    Ok(())
}

#[test]
fn rejects_path_values_that_would_change_the_path() {
    let path = |id: &str| problem(Encoder::new(&USER).path("id", id));
    assert_eq!(path(""), "users_get: path parameter `id` is empty");
    assert_eq!(
        path("."),
        "users_get: path parameter `id` results in the path segment `.`"
    );
    assert_eq!(
        path(".."),
        "users_get: path parameter `id` results in the path segment `..`"
    );
    let file = |stem: &str, suffix: &str| {
        let file = Encoder::new(&FILE).path("stem", stem);
        file.path("the suffix", suffix)
    };
    assert_eq!(
        problem(file(".", ".")),
        "files_get: path parameter `the suffix` results in the path segment `..`"
    );
    let suffix_first = Encoder::new(&FILE)
        .path("the suffix", ".")
        .path("stem", ".");
    assert_eq!(
        problem(suffix_first),
        "files_get: path parameter `stem` results in the path segment `..`"
    );
    let encoded = Encoder::new(&ENCODED_DOT).path("id", ".");
    assert_eq!(
        problem(encoded),
        "dots_get: path parameter `id` results in the path segment `%2E.`"
    );
    let none = Encoder::new(&USER).path("id", &None::<String>);
    assert_eq!(problem(none), "users_get: path parameter `id` is empty");
    let missing = Encoder::new(&USER);
    assert_eq!(
        problem(missing),
        "users_get: path parameter `id` has no value"
    );
    let unknown = Encoder::new(&USER).path("id", "a").path("key", "b");
    assert_eq!(
        problem(unknown),
        "users_get: path parameter `key` does not occur in the path `/users/{id}`"
    );
}

#[test]
fn query_lists_repeat_the_name() -> Test {
    let query = search()
        .query("q", "a b&c=d")
        .query("userIds", &["1", "2"])
        .query("none", &None::<String>)
        .query("nothing", &Vec::<String>::new())
        .query("empty", "")
        .query("limit", &Some(5))
        .flag("on", true)
        .flag("off", false);
    assert_eq!(
        uri(query)?,
        "/search?q=a%20b%26c%3Dd&userIds=1&userIds=2&empty=&limit=5&on=true"
    );
    Ok(())
}

#[test]
fn query_objects_become_one_pair_per_property() -> Test {
    assert_eq!(
        uri(search().query("range", &range()))?,
        "/search?from=1&tags=a%20b&tags=c"
    );
    let map = BTreeMap::from([("b[]", 2), ("a", 1)]);
    assert_eq!(uri(search().query("map", &map))?, "/search?a=1&b%5B%5D=2");
    Ok(())
}

#[test]
fn delimited_style_joins_items_with_a_delimiter() -> Test {
    let items = ["a,b", "c d"];
    let delimited =
        |delimiter| uri(search().query_with("q", ParameterStyle::Delimited(delimiter), &items));
    assert_eq!(delimited(",")?, "/search?q=a%2Cb,c%20d");
    assert_eq!(delimited(" ")?, "/search?q=a%2Cb%20c%20d");
    assert_eq!(delimited("|")?, "/search?q=a%2Cb%7Cc%20d");
    assert_eq!(
        uri(search().query_with(
            "q",
            ParameterStyle::Delimited(","),
            &json!({"a": 1, "b": 2})
        ))?,
        "/search?q=a,1,b,2"
    );
    assert_eq!(
        uri(search().query_with("q", ParameterStyle::Delimited(","), &[""; 0]))?,
        "/search"
    );
    Ok(())
}

#[test]
fn deep_object_style_puts_property_names_in_brackets() -> Test {
    let deep = uri(search().query_with("r", ParameterStyle::DeepObject, &range()))?;
    assert_eq!(
        deep,
        "/search?r%5Bfrom%5D=1&r%5Btags%5D%5B0%5D=a%20b&r%5Btags%5D%5B1%5D=c"
    );
    let nested =
        uri(search().query_with("f", ParameterStyle::DeepObject, &json!({"a": {"b": 1}})))?;
    assert_eq!(nested, "/search?f%5Ba%5D%5Bb%5D=1");
    Ok(())
}

#[test]
fn path_styles_prefix_and_separate_values() -> Test {
    let path =
        |style, value: &serde_json::Value| uri(Encoder::new(&USER).path_with("id", style, value));
    let (list, object) = (json!(["a b", "c"]), json!({"x": 1, "y": "é"}));
    let label = |explode| ParameterStyle::Label { explode };
    assert_eq!(path(label(false), &list)?, "/users/.a%20b,c");
    assert_eq!(path(label(true), &list)?, "/users/.a%20b.c");
    assert_eq!(path(label(true), &object)?, "/users/.x=1.y=%C3%A9");
    let matrix = |explode| ParameterStyle::Matrix { explode };
    assert_eq!(path(matrix(false), &list)?, "/users/;id=a%20b,c");
    assert_eq!(path(matrix(true), &list)?, "/users/;id=a%20b;id=c");
    assert_eq!(path(matrix(false), &json!(""))?, "/users/;id");
    assert_eq!(path(matrix(true), &json!(["", "c"]))?, "/users/;id;id=c");
    assert_eq!(path(matrix(true), &object)?, "/users/;x=1;y=%C3%A9");
    let exploded = ParameterStyle::Exploded;
    assert_eq!(path(exploded, &object)?, "/users/x=1,y=%C3%A9");
    assert_eq!(path(ParameterStyle::Json, &json!([1]))?, "/users/%5B1%5D");
    Ok(())
}

#[test]
fn json_style_encodes_values_as_json_text() -> Test {
    let request = search()
        .query_with("q", ParameterStyle::Json, &json!({"a": 1}))
        .query_with("none", ParameterStyle::Json, &None::<String>)
        .header_with("X-Filter", ParameterStyle::Json, &["a"])
        .cookie_with("c", ParameterStyle::Json, "a")
        .finish()?;
    assert_eq!(request.uri(), "/search?q=%7B%22a%22%3A1%7D");
    assert_eq!(request.headers()["x-filter"], r#"["a"]"#);
    assert_eq!(request.headers()["cookie"], "c=%22a%22");
    Ok(())
}

#[test]
fn reserved_style_keeps_reserved_characters() -> Test {
    let query = search().query_with("q", ParameterStyle::Reserved, "a:/?@!$'()*,;b&c=d+#[]");
    assert_eq!(uri(query)?, "/search?q=a:/?@!$'()*,;b%26c%3Dd%2B%23%5B%5D");
    Ok(())
}

#[test]
fn exploded_headers_contain_property_names() -> Test {
    let request = search()
        .header_with(
            "X-Range",
            ParameterStyle::Exploded,
            &json!({"a": 1, "b": 2}),
        )
        .finish()?;
    assert_eq!(request.headers()["x-range"], "a=1,b=2");
    Ok(())
}

#[test]
fn rejects_styles_that_a_location_does_not_support() {
    let deep = ParameterStyle::DeepObject;
    let label = ParameterStyle::Label { explode: false };
    for (encoder, location) in [
        (
            Encoder::new(&USER).path_with("id", deep, "a"),
            "path parameter `id`",
        ),
        (search().query_with("q", label, "a"), "query parameter `q`"),
        (
            search().header_with("X-A", deep, "a"),
            "header parameter `X-A`",
        ),
        (search().cookie_with("c", deep, "a"), "cookie parameter `c`"),
        (
            search().form(&json!({"p": 1}), &[("p", label)]),
            "form property `p`",
        ),
    ] {
        let text = problem(encoder);
        assert!(
            text.contains(location) && text.contains("style `"),
            "{text}"
        );
    }
}

#[test]
fn scalars_are_written_without_json_syntax() -> Test {
    let query = search()
        .query("whole", &5.0_f64)
        .query("part", &0.1_f64)
        .query("big", &u64::MAX)
        .query("yes", &true)
        .query("day", &Date::constant(2024, 2, 29))
        .query("at", &Timestamp::UNIX_EPOCH)
        .query("id", &Uuid::nil());
    assert_eq!(
        uri(query)?,
        "/search?whole=5&part=0.1&big=18446744073709551615&yes=true&day=2024-02-29\
         &at=1970-01-01T00%3A00%3A00Z&id=00000000-0000-0000-0000-000000000000"
    );
    Ok(())
}

#[test]
fn nested_values_in_flat_styles_are_json() -> apicrate_runtime::Result<()> {
    let nested = json!([["a", "b"], { "c": 1 }]);
    assert_eq!(
        uri(search().query("q", &nested))?,
        "/search?q=%5B%22a%22%2C%22b%22%5D&q=%7B%22c%22%3A1%7D"
    );
    assert_eq!(
        uri(search().query_with("q", ParameterStyle::Delimited(","), &nested))?,
        "/search?q=%5B%22a%22%2C%22b%22%5D,%7B%22c%22%3A1%7D"
    );
    let object = json!({ "list": ["a"], "object": { "c": 1 } });
    assert_eq!(
        uri(search().query("q", &object))?,
        "/search?list=a&object=%7B%22c%22%3A1%7D"
    );
    let keys = BTreeMap::from([((1, 2), 3)]);
    assert!(problem(search().query("q", &keys)).contains("`q` cannot be encoded"));
    Ok(())
}

#[test]
fn headers_and_cookies_use_simple_style() -> Test {
    let request = search()
        .header("Tenant-ID", "acme")
        .header("X-Ids", &[1, 2])
        .header("X-None", &None::<String>)
        .cookie("session", "a;b")
        .cookie("theme", &["x", "y"])
        .finish()?;
    let headers = request.headers();
    assert_eq!(headers["tenant-id"], "acme");
    assert_eq!(headers["x-ids"], "1,2");
    assert!(!headers.contains_key("x-none"));
    assert_eq!(headers["cookie"], "session=a%3Bb; theme=x,y");
    assert!(headers["cookie"].is_sensitive());
    Ok(())
}

#[test]
fn invalid_header_error_omits_the_value() {
    for value in ["a\r\nEvil: 1", "Zoë", "\0"] {
        let text = problem(search().header("Tenant-ID", value));
        assert!(
            text.starts_with("search: header parameter `Tenant-ID` cannot be sent"),
            "{text}"
        );
        assert!(!text.contains(value), "{text}");
    }
    assert!(problem(search().header("not a name", "a")).contains("`not a name`"));
}

/// The body of a request whose body is no stream.
fn bytes(request: &http::Request<Body>) -> Result<&Bytes, &'static str> {
    request.body().as_bytes().ok_or("the body is a stream")
}

#[test]
fn body_sets_content_type_and_accept() -> Test {
    let json = search().json(&range()).finish()?;
    assert_eq!(json.method(), http::Method::POST);
    assert_eq!(bytes(&json)?, r#"{"from":1,"to":null,"tags":["a b","c"]}"#);
    assert_eq!(json.headers()["content-type"], "application/json");
    assert_eq!(json.headers()["accept"], "application/json");

    let csv = search()
        .header("Accept", "text/csv")
        .body("text/csv", Bytes::from("a,b"))
        .finish()?;
    assert_eq!(bytes(&csv)?, "a,b");
    assert_eq!(csv.headers()["content-type"], "text/csv");
    assert_eq!(csv.headers()["accept"], "text/csv");

    let none = search().finish()?;
    assert!(none.body().is_empty() && !none.headers().contains_key("content-type"));
    Ok(())
}

#[test]
fn reports_the_first_problem() {
    let text = problem(Encoder::new(&USER).path("id", "").header("X-A", "é"));
    assert_eq!(text, "users_get: path parameter `id` is empty");
}

#[test]
fn debug_omits_values() {
    let encoder = search()
        .header("X-API-KEY", "hunter2")
        .query("key", "hunter2");
    assert!(!format!("{encoder:?}").contains("hunter2"));
}

#[test]
fn numbers_of_32_bits_have_their_own_shortest_form() -> Test {
    let numbers = BTreeMap::from([("n", [0.1_f32, 5.0])]);
    let request = Encoder::new(&USER)
        .path("id", &0.1_f32)
        .query("q", &0.7_f32)
        .query_with("l", ParameterStyle::Delimited(","), &[0.1_f32, 0.2])
        .query_with("j", ParameterStyle::Json, &0.3_f32)
        .header("X-Number", &16777.217_f32)
        .cookie("c", &0.1_f32)
        .finish()?;
    assert_eq!(request.uri(), "/users/0.1?q=0.7&l=0.1,0.2&j=0.3");
    assert_eq!(request.headers()["x-number"], "16777.217");
    assert_eq!(request.headers()["cookie"], "c=0.1");
    let form = search().form(&numbers, &[]).finish()?;
    assert_eq!(bytes(&form)?, "n=0.1&n=5");
    let json = search().json(&numbers).finish()?;
    assert_eq!(bytes(&json)?, r#"{"n":[0.1,5.0]}"#);
    let parts = Multipart::new()
        .part("n", &0.1_f32)
        .part_as("j", "application/json", &numbers);
    let request = search().multipart("multipart/form-data", parts).finish()?;
    let body = String::from_utf8(bytes(&request)?.to_vec())?;
    assert!(body.contains("name=\"n\"\r\n\r\n0.1\r\n"), "{body}");
    assert!(body.contains(r#"{"n":[0.1,5.0]}"#), "{body}");
    Ok(())
}

#[test]
fn rejects_numbers_that_are_not_finite() {
    let nan = f64::NAN;
    let infinities = BTreeMap::from([("n", [f32::INFINITY, f32::NEG_INFINITY])]);
    let part = Multipart::new().part("p", &Some(nan));
    for encoder in [
        Encoder::new(&USER).path("id", &nan),
        search().query("q", &nan),
        search().query("q", &Some(f32::NAN)),
        search().query_with("q", ParameterStyle::DeepObject, &infinities),
        search().header("X-Number", &[nan]),
        search().cookie("c", &nan),
        search().json(&infinities),
        search().form(&infinities, &[]),
        search().multipart("multipart/form-data", part),
    ] {
        let problem = problem(encoder);
        assert!(problem.contains("does not exist in JSON"), "{problem}");
    }
    let body = problem(search().json(&infinities));
    assert!(
        body.ends_with("inf does not exist in JSON, at `n[0]`"),
        "{body}"
    );
    let header = problem(search().header("X-Number", &[0.5, nan]));
    assert!(
        header.contains("header parameter `X-Number`") && header.ends_with("at `[1]`"),
        "{header}"
    );
}
