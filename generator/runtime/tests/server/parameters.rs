//! Queries, forms, cookies and lists that are deep or wide.

use std::fmt::Write as _;

use apicrate_runtime::Value;
use apicrate_runtime::server::RequestLimits;
use serde_json::json;

use super::operations::routes;
use super::{Test, ask, exchange, send, serve};

const FORM: &str = "content-type: application/x-www-form-urlencoded\n";

/// `f[a][a]…=x` with this many levels.
fn deep(levels: usize) -> String {
    format!("f{}=x", "[a]".repeat(levels))
}

#[tokio::test]
async fn depth_of_names_is_limited() -> Test {
    let too_deep = ask(&format!("GET /query/deep?{}", deep(20_000)), "").await?;
    assert_eq!(too_deep.status, 400, "{too_deep:?}");
    assert_eq!(
        too_deep.message(),
        "query parameter `f` has more than 32 levels"
    );

    let head = format!("POST /form/deep\n{FORM}");
    let too_deep = ask(&head, &deep(200_000)).await?;
    assert_eq!(too_deep.status, 400, "{too_deep:?}");

    let query = format!("GET /query/deep?{}", deep(31) + "&f[leaf]=1");
    assert_eq!(ask(&query, "").await?.status, 422);
    let nested = ask("GET /query/deep?f[a][a][leaf]=1&f[leaf]=2", "").await?;
    assert_eq!(nested.body["a"]["a"]["leaf"], "1");
    assert_eq!(nested.body["leaf"], "2");
    Ok(())
}

#[tokio::test]
async fn depth_limit_can_be_changed() -> Test {
    let server = serve(routes().limits(RequestLimits::new().depth(1))).await?;
    assert_eq!(
        send(server, "GET /query/deep?f[leaf]=1", "").await?.status,
        200
    );
    let two = send(server, "GET /query/deep?f[a][leaf]=1", "").await?;
    assert_eq!(two.message(), "query parameter `f` has more than 1 levels");
    Ok(())
}

#[tokio::test]
async fn number_of_parameters_is_limited() -> Test {
    let pairs =
        |name: &str, separator: &str, count: usize| format!("{name}=1{separator}").repeat(count);
    let limits = RequestLimits::new().parameters(3);
    let server = serve(routes().limits(limits)).await?;
    for (head, body, status) in [
        (
            format!("GET /query?{}", pairs("list", "&", 3)),
            String::new(),
            200,
        ),
        (
            format!("GET /query?{}", pairs("list", "&", 4)),
            String::new(),
            400,
        ),
        (
            format!("GET /query?{}", pairs("other", "&", 4)),
            String::new(),
            400,
        ),
        (format!("POST /form\n{FORM}"), pairs("a", "&", 3), 200),
        (format!("POST /form\n{FORM}"), pairs("a", "&", 4), 400),
        (
            format!("GET /cookie\ncookie: {}\n", pairs("f", ";", 3)),
            String::new(),
            200,
        ),
        (
            format!("GET /cookie\ncookie: {}\n", pairs("f", ";", 4)),
            String::new(),
            400,
        ),
        ("GET /query/list?f=1,2,3".to_owned(), String::new(), 200),
        ("GET /query/list?f=1,2,3,4".to_owned(), String::new(), 400),
        ("GET /header\nf: 1,2,3\n".to_owned(), String::new(), 200),
        (
            "GET /header\nf: 1,2\nf: 3,4\n".to_owned(),
            String::new(),
            400,
        ),
        (
            format!("POST /form/list\n{FORM}"),
            "list=1,2,3".to_owned(),
            200,
        ),
        (
            format!("POST /form/list\n{FORM}"),
            "list=1,2&list=3,4".to_owned(),
            400,
        ),
    ] {
        let answer = send(server, &head, &body).await?;
        assert_eq!(answer.status, status, "{head} {body}: {answer:?}");
        if status == 400 {
            assert!(
                answer.message().ends_with("more than 3 values"),
                "{answer:?}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn required_lists_and_objects_without_texts_are_empty() -> Test {
    let head = format!("POST /form/lists\n{FORM}");
    for (form, schedule) in [
        ("", json!({ "phases": [], "place": {} })),
        (
            "phases[0][name]=a&phases[1][items][0]=b",
            json!({
                "phases": [{ "items": [], "place": {}, "name": "a" }, { "items": ["b"], "place": {} }],
                "place": {},
            }),
        ),
        // JSON has a notation for an empty list.
        ("phases={\"name\":\"a\"}", Value::Null),
    ] {
        let answer = ask(&head, form).await?;
        if schedule.is_null() {
            assert_eq!(answer.status, 422, "{answer:?}");
        } else {
            assert_eq!(answer.body, schedule, "{answer:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn required_unions_without_texts_are_empty_or_missing() -> Test {
    let whole = json!({ "by": "a", "in_order": "b", "tags": 3 });
    for (texts, expected) in [
        ("by=a&in_order=b&tags=3", Ok(whole)),
        ("by=a", Ok(json!({ "by": "a", "in_order": {}, "tags": [] }))),
        (
            "by[name]=a&tags=b&tags=c",
            Ok(json!({ "by": { "name": "a" }, "in_order": {}, "tags": ["b", "c"] })),
        ),
        // Neither an empty list nor an empty object is a variant.
        ("in_order=b", Err("the form in the body at `by` is missing")),
    ] {
        let answer = ask(&format!("POST /form/search\n{FORM}"), texts).await?;
        match expected {
            Ok(search) => assert_eq!(answer.body, search, "{answer:?}"),
            Err(message) => assert_eq!(answer.message(), message, "{answer:?}"),
        }
    }
    let answer = ask("GET /query/search?f[in_order]=b", "").await?;
    assert_eq!(
        (answer.status, answer.message()),
        (422, "query parameter `f` at `by` is missing")
    );
    let answer = ask("GET /query/search?f[by]=a", "").await?;
    assert_eq!(
        answer.body,
        json!({ "by": "a", "in_order": {}, "tags": [] })
    );
    Ok(())
}

/// Before, each name was searched for among all earlier ones.
#[tokio::test]
async fn many_names_take_linear_time() -> Test {
    const NAMES: usize = 100_000;
    let limits = RequestLimits::new().parameters(NAMES).body(64 << 20);
    let server = serve(routes().limits(limits)).await?;
    let mut form = String::new();
    for index in 0..NAMES {
        write!(form, "{index}=&")?;
    }
    let answer = send(server, &format!("POST /form\n{FORM}"), &form).await?;
    assert_eq!(
        answer.body.as_object().map(serde_json::Map::len),
        Some(NAMES),
        "{}",
        answer.head
    );

    let mut form = String::new();
    for index in 0..NAMES {
        write!(form, "f[{index}][leaf]=&")?;
    }
    let answer = send(server, &format!("POST /form/deep\n{FORM}"), &form).await?;
    assert_eq!(answer.status, 200, "{answer:?}");

    let mut form = String::new();
    for index in 0..NAMES {
        write!(form, "phases[{index}][name]=&")?;
    }
    let answer = send(server, &format!("POST /form/lists\n{FORM}"), &form).await?;
    assert_eq!(answer.status, 200, "{answer:?}");

    let same = "a=&".repeat(NAMES);
    let answer = send(server, &format!("POST /form\n{FORM}"), &same).await?;
    assert_eq!(
        answer.body["a"].as_array().map(Vec::len),
        Some(NAMES),
        "{}",
        answer.head
    );
    Ok(())
}

#[tokio::test]
async fn default_limits_reject_wide_requests() -> Test {
    let answer = ask(&format!("POST /form\n{FORM}"), &"a=&".repeat(20_000)).await?;
    assert_eq!(answer.status, 400);
    assert_eq!(
        answer.message(),
        "the form properties have more than 10000 values"
    );
    Ok(())
}

#[tokio::test]
async fn numbers_are_finite() -> Test {
    for number in ["NaN", "inf", "-Infinity", "1e400"] {
        let answer = ask(&format!("GET /number?f={number}"), "").await?;
        assert_eq!(answer.status, 422, "{number}: {answer:?}");
    }
    assert_eq!(ask("GET /number?f=-1e300", "").await?.body, json!(-1e300));
    Ok(())
}

#[tokio::test]
async fn value_that_is_not_an_object_is_rejected() -> Test {
    let answer = ask("GET /query/deep?f=a", "").await?;
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.message(),
        "query parameter `f` is a single value, but an object is expected"
    );
    Ok(())
}

#[tokio::test]
async fn undecodable_parameters_of_other_operations_are_ignored() -> Test {
    let answer = ask("GET /query/deep?f[leaf]=1&foo=%FF", "").await?;
    assert_eq!(answer.body["leaf"], "1", "{answer:?}");
    Ok(())
}

/// Numbers and booleans in a text are strings, if only those match an alternative.
#[tokio::test]
async fn texts_match_an_alternative_of_a_union() -> Test {
    for (path, value) in [
        ("/query/union", Value::Null),
        ("/query/union?f=a", json!("a")),
        ("/query/union?f=5", json!("5")),
        ("/query/union?f=true", json!("true")),
        ("/query/union?name=a", json!({ "name": "a" })),
        (
            "/query/union?name=5&strict=true",
            json!({ "name": "5", "strict": true }),
        ),
        ("/query/union?name=true", json!({ "name": "true" })),
        ("/query/union?strict=true", json!({ "strict": true })),
        (
            "/query/tagged?f[name]=5&f[strict]=true",
            json!({ "name": "5", "strict": true }),
        ),
    ] {
        let answer = ask(&format!("GET {path}"), "").await?;
        assert_eq!(answer.body, value, "{path}: {answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn items_of_a_deep_list_need_no_index() -> Test {
    for query in [
        "f[]=a&f[]=b",
        "f[0]=a&f[1]=b",
        "f[0]=a&f[]=b",
        "f%5B%5D=a&f[]=b",
    ] {
        let answer = ask(&format!("GET /query/deep-list?{query}"), "").await?;
        assert_eq!(answer.body, json!(["a", "b"]), "{query}: {answer:?}");
    }
    Ok(())
}

/// A cookie that is not UTF-8 may belong to another application.
#[tokio::test]
async fn cookies_may_be_utf_8() -> Test {
    for (cookies, value) in [
        (&b"f=\xc3\xa4"[..], "\u{e4}"),
        (b"f=a; g=\xc3\xa4", "a"),
        (b"g=\xe4; f=a", "a"),
    ] {
        let head = b"GET /cookie/plain HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncookie: ";
        let request = [head, cookies, b"\r\n\r\n"].concat();
        let answer = exchange(serve(routes()).await?, &request).await?;
        assert_eq!(answer.body, value, "{answer:?}");
    }
    Ok(())
}
