//! Routes, and the answers to valid requests.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use apicrate_mock::Bytes;
use apicrate_mock::http::Request;
use serde_json::json;

use crate::{Test, header, json, mock, pets, send, send_body};

const KEY: (&str, &str) = ("x-api-key", "any");

#[test]
fn finds_the_operation_of_a_path_and_a_method() -> Test {
    let pets = pets()?;
    for (method, target, status) in [
        ("GET", "/pets/7", 200),
        ("GET", "/v1/pets/7", 200),
        ("HEAD", "/pets/7", 200),
        ("DELETE", "/pets/7", 204),
        ("GET", "/pets/7/", 404),
        ("GET", "/pets/", 404),
        ("GET", "/v2/pets/7", 404),
        ("GET", "/v1pets/7", 404),
        ("PUT", "/pets/7", 405),
    ] {
        let answer = send(&pets, method, target, &[])?;
        assert_eq!(answer.status(), status, "{method} {target}");
    }
    assert_eq!(json(&send(&pets, "GET", "/pets/mine", &[])?)?, "mine");
    let answer = send(&pets, "PUT", "/pets/7", &[])?;
    assert_eq!(header(&answer, "allow"), "GET, DELETE, HEAD, OPTIONS");
    assert_eq!(header(&answer, "content-type"), "application/problem+json");
    assert_eq!(
        json(&answer)?["detail"],
        "`/pets/7` has no operation with the method PUT"
    );
    let head = send(&pets, "HEAD", "/pets/7", &[])?;
    assert!(head.body().is_empty());
    let get = send(&pets, "GET", "/pets/7", &[])?;
    assert_eq!(
        header(&head, "content-length"),
        get.body().len().to_string()
    );
    Ok(())
}

#[test]
fn answers_with_an_example_or_a_value_of_the_schema() -> Test {
    let pets = pets()?;
    let answer = send(&pets, "GET", "/pets", &[KEY])?;
    // `secret` is only sent, and `parent` would contain another pet.
    let pet = json!({ "id": 1, "name": "Rex", "kind": "dog", "weights": [1] });
    assert_eq!(json(&answer)?, json!([pet]));
    assert_eq!(header(&answer, "x-total"), "3");
    let headers = [KEY, ("content-type", "application/json")];
    let answer = send_body(&pets, "POST", "/pets", &headers, r#"{"name":"Tom"}"#)?;
    assert_eq!(answer.status(), 201);
    assert_eq!(json(&answer)?["name"], "Rex");
    Ok(())
}

#[test]
fn an_example_that_violates_its_schema_is_not_used() -> Test {
    let invalid = pets()?.invalid_examples();
    let pointer =
        "/paths/~1pets/post/responses/201/content/application~1json/examples/broken/value";
    assert_eq!(invalid, [pointer]);
    let mock = mock(
        "
openapi: 3.0.3
info: { title: Counts, version: '1' }
paths:
  /count:
    get:
      responses:
        '200':
          description: The count.
          content: { application/json: { schema: { type: integer, minimum: 5 }, example: 3 } }
",
    )?;
    assert_eq!(json(&send(&mock, "GET", "/count", &[])?)?, 5);
    Ok(())
}

#[test]
fn a_schema_without_a_valid_value_has_a_note() -> Test {
    let mock = mock(
        "
openapi: 3.1.0
info: { title: Nothing, version: '1' }
paths:
  /value:
    get:
      responses:
        '200': { description: It., content: { application/json: { schema: false } } }
",
    )?;
    let answer = send(&mock, "GET", "/value", &[])?;
    assert_eq!(answer.status(), 200);
    let exchanges = mock.exchanges();
    let notes = exchanges.last().map(|it| it.notes.clone());
    let note = "no valid value was found for the schema of the response 200 OK";
    assert_eq!(notes, Some(vec![note.to_owned()]));
    Ok(())
}

#[test]
fn errors_contain_the_status_of_the_response() -> Test {
    let mock = mock(
        "
openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      security: [{ key: [] }, {}]
      responses:
        '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
        '401': { description: No., content: { application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } } } }
        '404': { description: No., content: { application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } } } }
        '409': { description: No., content: { application/json: { schema: { type: object, required: [status], properties: { status: { const: 1 } } } } } }
components:
  schemas:
    Problem: { type: object, required: [title, status], properties: { title: { type: string }, status: { type: integer } } }
",
    )?;
    for (code, status) in [(200, 1), (404, 404), (409, 1), (401, 401)] {
        let prefer = format!("code={code}");
        let answer = send(&mock, "GET", "/pets", &[("prefer", &prefer)])?;
        assert_eq!(answer.status(), code);
        assert_eq!(json(&answer)?["status"], status, "{code}");
    }
    Ok(())
}

#[test]
fn a_preference_chooses_the_answer() -> Test {
    let pets = pets()?;
    let get = |prefer: &str| send(&pets, "GET", "/pets/7", &[("prefer", prefer)]);
    let answer = get("code=404")?;
    assert_eq!(answer.status(), 404);
    assert_eq!(json(&answer)?, json!({ "message": "string" }));
    assert_eq!(header(&answer, "preference-applied"), "code=404");
    assert_eq!(get("code=500")?.status(), 400);
    assert_eq!(get("code=abc")?.status(), 400);
    assert_eq!(get("example=none")?.status(), 400);

    let post = |prefer: &str| {
        let headers = [
            KEY,
            ("content-type", "application/json"),
            ("prefer", prefer),
        ];
        send_body(&pets, "POST", "/pets", &headers, r#"{"name":"Tom"}"#)
    };
    assert_eq!(json(&post("example=tom")?)?["name"], "Tom");
    // An example that violates the schema has no name.
    assert_eq!(post("example=broken")?.status(), 400);
    let first = post("dynamic=true")?;
    assert_ne!(first.body(), post("dynamic=true")?.body());
    assert_eq!(
        post("dynamic=true, seed=7")?.body(),
        post("dynamic; seed=7")?.body()
    );
    Ok(())
}

#[test]
fn the_client_chooses_the_media_type() -> Test {
    let pets = pets()?;
    let get = |accept: &str| send(&pets, "GET", "/pets", &[KEY, ("accept", accept)]);
    let answer = get("text/*")?;
    assert_eq!(header(&answer, "content-type"), "text/csv");
    assert_eq!(answer.body().as_ref(), b"name\nRex\n");
    let answer = get("image/png")?;
    assert_eq!(answer.status(), 406);
    let detail = "the response 200 OK has the media types `application/json`, `text/csv`";
    // The operation documents all errors with a message and no other property.
    assert_eq!(json(&answer)?, json!({ "message": detail }));
    Ok(())
}

#[test]
fn streams_and_other_formats_contain_the_value() -> Test {
    let pets = pets()?;
    for (media_type, expected) in [
        ("text/event-stream", "data: {\"n\":1}\n\n"),
        ("application/jsonl", "{\"n\":1}\n"),
        (
            "application/xml",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<root><n>1</n></root>",
        ),
    ] {
        let answer = send(&pets, "GET", "/events", &[("accept", media_type)])?;
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        assert_eq!(body, expected, "{media_type}");
    }
    let answer = send(
        &pets,
        "GET",
        "/events",
        &[("accept", "multipart/form-data")],
    )?;
    let boundary = header(&answer, "content-type").split("boundary=").nth(1);
    let boundary = boundary.ok_or("no boundary")?.to_owned();
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(body.starts_with(&format!("--{boundary}\r\n")), "{body}");
    Ok(())
}

#[test]
fn events_have_the_fields_of_their_schema() -> Test {
    let mock = mock("
openapi: 3.2.0
info: { title: Events, version: '1' }
paths:
  /events:
    get:
      responses:
        '200':
          description: Events.
          content:
            text/event-stream:
              itemSchema:
                type: object
                required: [event, data]
                properties: { event: { const: added }, data: { type: string, examples: [\"a\\nb\"] } }
")?;
    let answer = send(&mock, "GET", "/events", &[])?;
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(
        body.starts_with("event: added\ndata: a\ndata: b\n\nevent: added\n"),
        "{body}"
    );
    assert_eq!(body.matches("\n\n").count(), 3);
    Ok(())
}

#[test]
fn web_pages_can_send_requests() -> Test {
    let pets = pets()?;
    let origin = ("origin", "https://app.example.com");
    let preflight = [
        origin,
        ("access-control-request-method", "DELETE"),
        ("access-control-request-headers", "x-api-key"),
    ];
    let answer = send(&pets, "OPTIONS", "/pets/7", &preflight)?;
    assert_eq!(answer.status(), 204);
    assert_eq!(header(&answer, "access-control-allow-origin"), origin.1);
    assert_eq!(header(&answer, "access-control-allow-methods"), "DELETE");
    assert_eq!(header(&answer, "access-control-allow-headers"), "x-api-key");
    let answer = send(&pets, "GET", "/pets", &[KEY, origin])?;
    assert_eq!(header(&answer, "access-control-allow-origin"), origin.1);
    assert!(header(&answer, "access-control-expose-headers").contains("x-total"));
    Ok(())
}

#[test]
fn the_state_is_only_for_this_machine() -> Test {
    let pets = pets()?;
    send(
        &pets,
        "GET",
        "/pets/7",
        &[("x-api-key", "hidden"), ("cookie", "a=hidden")],
    )?;
    let local = [
        ("host", "localhost:4010"),
        ("origin", "https://app.example.com"),
    ];
    let answer = send(&pets, "GET", "/__mock/exchanges", &local)?;
    assert_eq!(json(&answer)?[0]["target"], "/pets/7");
    assert!(!String::from_utf8_lossy(answer.body()).contains("hidden"));
    assert_eq!(header(&answer, "access-control-allow-origin"), "");
    let operations = json(&send(&pets, "GET", "/__mock/operations", &local)?)?;
    assert_eq!(operations["operations"].as_array().map(Vec::len), Some(6));
    for (host, status) in [
        ("127.0.0.1:1", 200),
        ("[::1]:1", 200),
        ("evil.example.com", 403),
    ] {
        let answer = send(&pets, "GET", "/__mock", &[("host", host)])?;
        assert_eq!(answer.status(), status, "{host}");
    }
    Ok(())
}

#[test]
fn observers_can_replace_themselves() -> Test {
    let mock = pets()?;
    let (sender, received) = mpsc::channel();
    let other = mock.clone();
    mock.observe(move |_| {
        let sender = sender.clone();
        other.observe(move |exchange| _ = sender.send(exchange.number));
    });
    // In a thread of its own, because a call of a locked observer never returns.
    thread::spawn(move || {
        for _ in 0..2 {
            let request = Request::get("/pets").body(Bytes::new());
            _ = request.map(|request| mock.answer(request));
        }
    });
    assert_eq!(received.recv_timeout(Duration::from_secs(60))?, 2);
    Ok(())
}
