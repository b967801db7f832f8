//! The faults of requests.

use apicrate::RawDocument;
use apicrate_mock::{Mock, MockOptions};
use serde_json::{Value, json};

use crate::{Test, header, json, mock, pets, send, send_body};

const KEY: (&str, &str) = ("x-api-key", "any");

/// The place and the keyword of each fault of the last request.
fn faults(mock: &Mock) -> Vec<String> {
    let exchanges = mock.exchanges();
    let faults = exchanges.last().into_iter().flat_map(|it| &it.faults);
    let texts = faults.map(|fault| {
        let keyword = fault.keyword.as_deref().unwrap_or("-");
        format!("{} {keyword}", fault.place)
    });
    texts.collect()
}

#[test]
fn each_fault_of_a_parameter_has_its_place() -> Test {
    let pets = pets()?;
    for (target, headers, expected) in [
        ("/pets?limit=101", [KEY, KEY], "query.limit maximum"),
        ("/pets?limit=abc", [KEY, KEY], "query.limit type"),
        ("/pets?limit=1.5", [KEY, KEY], "query.limit type"),
        ("/pets?tags=small,huge", [KEY, KEY], "query.tags[1] enum"),
        (
            "/pets?tags=small,big,big",
            [KEY, KEY],
            "query.tags maxItems",
        ),
        ("/pets?near[lat]=91", [KEY, KEY], "query.near.lat maximum"),
        ("/pets?near[lon]=1", [KEY, KEY], "query.near.lat required"),
        ("/pets", [KEY, ("x-trace", "1")], "header.X-Trace format"),
        ("/pets", [KEY, ("cookie", "mode=grey")], "cookie.mode enum"),
        ("/pets/1001", [KEY, KEY], "path.id maximum"),
        ("/pets/rex", [KEY, KEY], "path.id type"),
        ("/pets?limit=1&limit=2", [KEY, KEY], "query.limit -"),
        ("/pets?limit=%ff", [KEY, KEY], "query.limit -"),
    ] {
        let answer = send(&pets, "GET", target, &headers)?;
        assert_eq!(answer.status(), 400, "{target}");
        assert_eq!(faults(&pets), [expected], "{target}");
    }
    for target in [
        "/pets?limit=100&tags=small,big&near[lat]=1.5&unknown=1",
        "/pets?near[lat]=1&near[lon]=2",
        "/pets/1000",
    ] {
        let answer = send(&pets, "GET", target, &[KEY, ("cookie", "mode=dark")])?;
        assert_eq!(answer.status(), 200, "{target}: {:?}", faults(&pets));
    }
    Ok(())
}

#[test]
fn each_fault_of_a_body_has_its_place() -> Test {
    let pets = pets()?;
    for (media_type, body, expected) in [
        ("application/json", r#"{"id":1}"#, "body.name required"),
        ("application/json", r#"{"name":""}"#, "body.name minLength"),
        (
            "application/json",
            r#"{"name":"a","weights":[1,0]}"#,
            "body.weights[1] exclusiveMinimum",
        ),
        (
            "application/json",
            r#"{"name":"a","parent":{"name":1}}"#,
            "body.parent.name type",
        ),
        ("application/json", r#"{"name":"#, "body -"),
        ("application/json", "", "body required"),
        (
            "application/x-www-form-urlencoded",
            "kind=cow&name=a",
            "body.kind enum",
        ),
        ("text/plain", "abcd", "body maxLength"),
    ] {
        let headers = [KEY, ("content-type", media_type)];
        let answer = send_body(&pets, "POST", "/pets", &headers, body)?;
        assert_eq!(answer.status(), 422, "{body}");
        assert_eq!(faults(&pets), [expected], "{body}");
    }
    let form = "name=a&kind=dog&weights=1.5&weights=2";
    for (media_type, body) in [
        ("application/json; charset=utf-8", r#"{"name":"a"}"#),
        ("application/x-www-form-urlencoded", form),
        ("text/plain", "abc"),
    ] {
        let headers = [KEY, ("content-type", media_type)];
        let answer = send_body(&pets, "POST", "/pets", &headers, body)?;
        assert_eq!(answer.status(), 201, "{body}: {:?}", faults(&pets));
    }
    Ok(())
}

#[test]
fn the_parts_of_a_multipart_body_are_checked() -> Test {
    let pets = pets()?;
    let part = |name: &str, value: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let headers = [KEY, ("content-type", "multipart/form-data; boundary=b")];
    for (age, status) in [("7", 201), ("old", 422)] {
        let body = format!(
            "{}{}{}--b--\r\n",
            part("name", "Rex"),
            part("age", age),
            part("photo", "\u{1}")
        );
        let answer = send_body(&pets, "POST", "/pets", &headers, body)?;
        assert_eq!(answer.status(), status, "{:?}", faults(&pets));
    }
    assert_eq!(faults(&pets), ["body.age type"]);
    Ok(())
}

#[test]
fn a_body_of_another_media_type_is_refused() -> Test {
    let pets = pets()?;
    for headers in [[KEY, ("content-type", "image/png")], [KEY, KEY]] {
        let answer = send_body(&pets, "POST", "/pets", &headers, "x")?;
        assert_eq!(answer.status(), 415);
    }
    let headers = [
        KEY,
        ("content-type", "text/plain"),
        ("content-encoding", "gzip"),
    ];
    assert_eq!(
        send_body(&pets, "POST", "/pets", &headers, "x")?.status(),
        415
    );
    Ok(())
}

#[test]
fn credentials_must_be_present() -> Test {
    let pets = pets()?;
    let answer = send(&pets, "GET", "/pets", &[])?;
    assert_eq!(answer.status(), 401);
    assert_eq!(header(&answer, "www-authenticate"), "Bearer");
    // One of the two is enough.
    let message =
        "`credentials` are missing: header `X-API-KEY`, or header `Authorization: Bearer …`";
    assert_eq!(json(&answer)?, json!({ "message": message }));
    assert_eq!(faults(&pets), ["credentials -"]);
    for (name, value, status) in [
        ("authorization", "Bearer x", 200),
        ("authorization", "bearer x", 200),
        ("authorization", "Bearer", 401),
        ("authorization", "Basic x", 401),
        ("x-api-key", "x", 200),
    ] {
        let answer = send(&pets, "GET", "/pets", &[(name, value)])?;
        assert_eq!(answer.status(), status, "{name}: {value}");
    }
    Ok(())
}

#[test]
fn credentials_of_a_requirement_are_needed_together() -> Test {
    let document = "
openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /both: { get: { security: [{ key: [], token: [] }], responses: { '204': { description: Done. } } } }
  /either: { get: { security: [{ key: [], token: [] }, { session: [] }], responses: { '204': { description: Done. } } } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-API-KEY }
    token: { type: http, scheme: bearer }
    session: { type: apiKey, in: cookie, name: session }
";
    let mock = mock(document)?;
    let detail = |path, headers: &[(&str, &str)]| -> Result<_, Box<dyn std::error::Error>> {
        Ok(json(&send(&mock, "GET", path, headers)?)?["detail"].clone())
    };
    let key = "`credentials.key` are missing: header `X-API-KEY`";
    assert_eq!(detail("/both", &[])?, key);
    assert_eq!(faults(&mock), ["credentials.key -", "credentials.token -"]);
    assert_eq!(
        detail("/either", &[])?,
        "`credentials` are missing: header `X-API-KEY` and header `Authorization: Bearer …`, or cookie `session`"
    );
    assert_eq!(
        detail("/either", &[KEY])?,
        "`credentials` are missing: header `Authorization: Bearer …`, or cookie `session`"
    );
    Ok(())
}

#[test]
fn the_body_of_a_refusal_lists_the_faults_in_the_documented_format() -> Test {
    let pets = pets()?;
    let headers = [KEY, ("content-type", "application/json")];
    let answer = send_body(
        &pets,
        "POST",
        "/pets?x=1",
        &headers,
        r#"{"name":1,"kind":"cow"}"#,
    )?;
    // The documented error has a text and a number, and allows other properties.
    assert_eq!(header(&answer, "content-type"), "application/json");
    let body = json(&answer)?;
    assert_eq!(
        body["error"],
        "`body.name` has a value of type number instead of string (and 1 more)"
    );
    assert_eq!(body["code"], 1);
    let name = json!({
        "place": "body.name", "in": "body", "pointer": "/name", "keyword": "type",
        "message": "has a value of type number instead of string"
    });
    assert_eq!(body["errors"][0], name);
    assert_eq!(body["errors"].as_array().map(Vec::len), Some(2));
    // An operation without a documented error.
    let document = RawDocument::parse(
        "a.yaml",
        "
openapi: 3.0.3
info: { title: A, version: '1' }
paths:
  /a:
    get:
      parameters: [{ name: b, in: query, required: true, schema: { type: string } }]
      responses: { '200': { description: A. } }
",
    )?;
    let mock = Mock::from_raw(document.clone(), MockOptions::new())?;
    let answer = send(&mock, "GET", "/a", &[])?;
    assert_eq!(header(&answer, "content-type"), "application/problem+json");
    let expected = json!({
        "title": "Bad Request", "status": 400, "detail": "`query.b` is missing",
        "errors": [{
            "place": "query.b", "in": "query", "name": "b", "pointer": "", "keyword": "required",
            "message": "is missing"
        }]
    });
    assert_eq!(json(&answer)?, expected);
    let mock = Mock::from_raw(document, MockOptions::new().validate(false))?;
    assert_eq!(send(&mock, "GET", "/a", &[])?.status(), 200);
    Ok(())
}

#[test]
fn hostile_requests_have_an_answer() -> Test {
    let pets = pets()?;
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let headers = [KEY, ("content-type", "application/json")];
    let long = "a=b&".repeat(12_000);
    let query = format!("/pets?{long}");
    for (method, target, body) in [
        ("POST", "/pets", deep.as_str()),
        ("POST", "/pets", "\u{0}"),
        ("GET", query.as_str(), ""),
        ("GET", "/pets?near[a][b][c][d][e]=1&near=%", ""),
        ("GET", "/pets/%00%ff", ""),
        ("BREW", "/pets", ""),
        ("GET", "/__mock/../x", ""),
    ] {
        let answer = send_body(&pets, method, target, &headers, body.to_owned())?;
        let status = answer.status().as_u16();
        assert!((400..500).contains(&status), "{method} {target}: {status}");
    }
    let large = MockOptions::new().body_limit(10);
    let document = RawDocument::parse("pets.yaml", include_str!("pets.yaml"))?;
    let mock = Mock::from_raw(document, large)?;
    let answer = send_body(&mock, "POST", "/pets", &headers, vec![b'a'; 11])?;
    assert_eq!(answer.status(), 413);
    Ok(())
}

/// Parameters without their schemas (`LIST` and `OBJECT` stand for them), each with the rest of a target that is valid and of one
/// that is not.
const STYLES: &[(&str, &str, &str)] = &[
    ("name: q, in: query, LIST", "1?q=1&q=2", "1?q=1&q=x"),
    ("name: q, in: query, LIST", "1?q=1", "1?q=x"),
    (
        "name: q, in: query, explode: false, LIST",
        "1?q=1,2",
        "1?q=1,x",
    ),
    (
        "name: q, in: query, style: pipeDelimited, explode: false, LIST",
        "1?q=1%7C2",
        "1?q=1%7Cx",
    ),
    (
        "name: q, in: query, style: spaceDelimited, explode: false, LIST",
        "1?q=1%202",
        "1?q=1%20x",
    ),
    (
        "name: q, in: query, style: deepObject, OBJECT",
        "1?q[r]=1",
        "1?q[r]=x",
    ),
    ("name: q, in: query, OBJECT", "1?r=1", "1?r=x"),
    (
        "name: q, in: query, explode: false, OBJECT",
        "1?q=r,1",
        "1?q=r,x",
    ),
    (
        "name: q, in: query, content: { application/json: { LIST } }",
        "1?q=%5B1%5D",
        "1?q=%5B%22x%22%5D",
    ),
    ("name: p, in: path, required: true, LIST", "1,2", "1,x"),
    (
        "name: p, in: path, required: true, style: label, LIST",
        ".1,2",
        ".1,x",
    ),
    (
        "name: p, in: path, required: true, style: matrix, explode: true, LIST",
        ";p=1;p=2",
        ";p=1;p=x",
    ),
    (
        "name: p, in: path, required: true, explode: true, OBJECT",
        "r=1",
        "r=x",
    ),
];

#[test]
fn parameters_of_every_style_are_decoded() -> Test {
    let list = "schema: { type: array, items: { type: integer } }";
    let object = "schema: { type: object, required: [r], additionalProperties: false, properties: { r: { type: integer } } }";
    let other = "- { name: p, in: path, required: true, schema: {} }";
    for (parameter, valid, invalid) in STYLES {
        let parameter = parameter.replace("LIST", list).replace("OBJECT", object);
        let other = if parameter.contains("in: path") {
            ""
        } else {
            other
        };
        let mock = crate::mock(&format!(
            "
openapi: 3.0.3
info: {{ title: A, version: '1' }}
paths:
  /a/{{p}}:
    get:
      parameters:
        - {{ {parameter} }}
        {other}
      responses: {{ '200': {{ description: A. }} }}
"
        ))?;
        for (target, status) in [(valid, 200), (invalid, 400)] {
            let answer = send(&mock, "GET", &format!("/a/{target}"), &[])?;
            let faults = faults(&mock);
            assert_eq!(answer.status(), status, "{parameter}: {target}: {faults:?}");
        }
    }
    Ok(())
}

#[test]
fn a_required_property_of_the_other_direction_may_be_absent() -> Test {
    let mock = crate::mock(
        "
openapi: 3.0.3
info: { title: A, version: '1' }
paths:
  /a:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }
      responses: { '200': { description: A., content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } }
components:
  schemas:
    A: { type: object, required: [id, key], properties: { id: { $ref: '#/components/schemas/Id' }, key: { allOf: [{ $ref: '#/components/schemas/Key' }] } } }
    Id: { type: integer, readOnly: true }
    Key: { type: string, writeOnly: true }
",
    )?;
    let headers = [("content-type", "application/json")];
    let answer = send_body(&mock, "POST", "/a", &headers, r#"{"key":"a"}"#)?;
    assert_eq!(answer.status(), 200, "{:?}", faults(&mock));
    assert_eq!(json(&answer)?, json!({ "id": 1 }));
    Ok(())
}

#[test]
fn faults_are_values_of_the_page() -> Test {
    let pets = pets()?;
    send(&pets, "GET", "/pets/rex", &[])?;
    let exchange = serde_json::to_value(&*pets.exchanges()[0])?;
    assert_eq!(exchange["operation"], "getPet");
    assert_eq!(exchange["status"], 400);
    assert_eq!(exchange["faults"][0]["place"], Value::from("path.id"));
    Ok(())
}
