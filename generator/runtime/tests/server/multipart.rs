//! Multipart bodies that are truncated, large, ambiguous, or written by other clients.

use apicrate_runtime::server::RequestLimits;
use serde_json::json;

use super::operations::routes;
use super::{Answer, Test, ask, send, serve};

/// The headers of a request whose boundary is `b`.
const HEAD: &str = "POST /upload\ncontent-type: multipart/form-data; boundary=b\n";

/// A part with this disposition and content.
fn part(disposition: &str, content: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
}

/// A body of these parts.
fn body(parts: &[String]) -> String {
    parts.concat() + "--b--\r\n"
}

/// A body with all required parts, and others.
fn complete(others: &[String]) -> String {
    let required = [
        part("name=\"file\"; filename=\"a.txt\"", "content"),
        part("name=\"title\"", "Bed 7"),
    ];
    body(&[&required, others].concat())
}

async fn upload(body: &str) -> Result<Answer, Box<dyn std::error::Error>> {
    ask(HEAD, body).await
}

#[tokio::test]
async fn browsers_and_curl_are_understood() -> Test {
    // A web page with a file input for which no file was selected.
    let browser = "------WebKitFormBoundaryQ\r\n\
        Content-Disposition: form-data; name=\"title\"\r\n\r\nBeet \u{e9}\r\n\
        ------WebKitFormBoundaryQ\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"a%22b \u{e9}.txt\"\r\n\
        Content-Type: text/plain\r\n\r\nx\r\ny\r\n\
        ------WebKitFormBoundaryQ\r\n\
        Content-Disposition: form-data; name=\"more\"; filename=\"\"\r\n\
        Content-Type: application/octet-stream\r\n\r\n\r\n\
        ------WebKitFormBoundaryQ--\r\n";
    let head =
        "POST /upload\ncontent-type: multipart/form-data; boundary=----WebKitFormBoundaryQ\n";
    let answer = ask(head, browser).await?;
    assert_eq!(
        answer.body,
        json!({
            "file": { "name": "a\"b \u{e9}.txt", "type": "text/plain", "content": "x\r\ny" },
            "more": 0, "title": "Beet \u{e9}", "count": null, "place": null,
        }),
        "{answer:?}"
    );

    // `curl -F file=@- -F 'place={"beds":[1]};type=application/json' -F count=3 -F title=a`
    let curl = "--------------------------d74496d66958873e\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"-\"\r\n\
        Content-Type: application/octet-stream\r\n\r\n\r\n\
        --------------------------d74496d66958873e\r\n\
        Content-Disposition: form-data; name=\"place\"\r\nContent-Type: application/json\r\n\r\n{\"beds\":[1]}\r\n\
        --------------------------d74496d66958873e\r\n\
        Content-Disposition: form-data; name=\"count\"\r\n\r\n3\r\n\
        --------------------------d74496d66958873e\r\n\
        Content-Disposition: form-data; name=\"title\"\r\n\r\na\r\n\
        --------------------------d74496d66958873e--\r\n";
    let head = "POST /upload\ncontent-type: multipart/form-data; boundary=------------------------d74496d66958873e\n";
    let answer = ask(head, curl).await?;
    assert_eq!(answer.body["count"], 3, "{answer:?}");
    assert_eq!(answer.body["place"], json!({ "beds": [1] }));
    assert_eq!(answer.body["file"]["content"], "");
    Ok(())
}

#[tokio::test]
async fn rejections_name_the_part() -> Test {
    let json = |content: &str| {
        let disposition = "name=\"place\"\r\nContent-Type: application/json";
        complete(&[part(disposition, content)])
    };
    let file = part("name=\"file\"; filename=\"b\"", "");
    for (body, status, message) in [
        (
            complete(&[part("name=\"count\"", "many")]),
            422,
            "the multipart body at `count`: invalid value: string \"many\", expected an integer of 64 bits",
        ),
        (
            json("{\"beds\":[1,\"two\"]}"),
            422,
            "the multipart body at `place.beds[1]`: invalid type: string \"two\", expected i64",
        ),
        (
            json("{"),
            400,
            "part `place` is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            body(&[part("name=\"title\"", "a")]),
            422,
            "part `file` is missing",
        ),
        (
            body(std::slice::from_ref(&file)),
            422,
            "the multipart body at `title` is missing",
        ),
        (
            complete(&[file]),
            422,
            "part `file` is present 2 times, but a single file is expected",
        ),
        (
            complete(&[part("name=\"title\"", "b")]),
            422,
            "the multipart body at `title` is present 2 times, but a single value is expected",
        ),
        (
            complete(&[part("filename=\"b\"", "")]),
            400,
            "part 3 has no name",
        ),
        (
            complete(&[part("name=\"title", "b")]),
            400,
            "the header `content-disposition` of part 3 is malformed",
        ),
    ] {
        let answer = upload(&body).await?;
        assert_eq!(
            (answer.status, answer.message()),
            (status, message),
            "{body}"
        );
    }
    // Unknown parts are ignored with any content.
    let unknown = part("name=\"unknown\"\r\nContent-Type: application/json", "{");
    assert_eq!(upload(&complete(&[unknown])).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn truncated_bodies_are_rejected() -> Test {
    let server = serve(routes()).await?;
    let whole = complete(&[]);
    assert_eq!(send(server, HEAD, &whole).await?.status, 200);
    let end = whole.len() - "--\r\n".len();
    for length in (0..end).step_by(7).chain([end]) {
        let body = whole.get(..length).ok_or("not at a character")?;
        let answer = send(server, HEAD, body).await?;
        assert_eq!(answer.status, 400, "{body:?}: {answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn boundaries_and_media_types_are_checked() -> Test {
    let body = complete(&[]);
    for (content_type, status) in [
        ("multipart/form-data; boundary=b", 200),
        ("Multipart/Form-Data;BOUNDARY=\"b\"", 200),
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        ("multipart/form-data; boundary=c", 400),
        ("multipart/form-data; boundary=\"b", 400),
        ("multipart/form-data; boundary=b; boundary=b", 400),
        ("multipart/mixed; boundary=b", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain; boundary=b", 415),
    ] {
        let head = format!("POST /upload\ncontent-type: {content_type}\n");
        let answer = ask(&head, &body).await?;
        assert_eq!(answer.status, status, "{content_type}: {answer:?}");
    }
    assert_eq!(ask("POST /upload", &body).await?.status, 415);
    Ok(())
}

#[tokio::test]
async fn number_of_parts_is_limited() -> Test {
    let server = serve(routes().limits(RequestLimits::new().parameters(4))).await?;
    let unknown = part("name=\"unknown\"", "");
    let four = complete(&[unknown.clone(), unknown.clone()]);
    assert_eq!(send(server, HEAD, &four).await?.status, 200);
    let five = complete(&[unknown.clone(), unknown.clone(), unknown.clone()]);
    let answer = send(server, HEAD, &five).await?;
    assert_eq!(
        (answer.status, answer.message()),
        (400, "the body has more than 4 parts")
    );

    let answer = upload(&"--b\r\n\r\n\r\n".repeat(100_000)).await?;
    assert_eq!(
        (answer.status, answer.message()),
        (400, "the body has more than 10000 parts")
    );
    Ok(())
}

#[tokio::test]
async fn headers_of_parts_are_limited() -> Test {
    let long = format!("name=\"title\"; a=\"{}\"", "b".repeat(1 << 20));
    let answer = upload(&complete(&[part(&long, "")])).await?;
    assert_eq!(
        (answer.status, answer.message()),
        (400, "the headers of part 3 are larger than 8192 bytes")
    );
    Ok(())
}

#[tokio::test]
async fn almost_boundaries_take_linear_time() -> Test {
    let boundary = "-".repeat(70);
    let server = serve(routes().limits(RequestLimits::new().body(64 << 20))).await?;
    let line = format!("\r\n--{}", "-".repeat(69));
    let content = line.repeat((8 << 20) / line.len());
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n{content}\r\n--{boundary}--"
    );
    let head = format!("POST /upload\ncontent-type: multipart/form-data; boundary={boundary}\n");
    let answer = send(server, &head, &body).await?;
    assert_eq!(answer.message(), "part `file` is missing");
    Ok(())
}

#[tokio::test]
async fn names_cannot_forge_other_parts() -> Test {
    // The line break is percent-encoded, so it is part of the name.
    let name = "name=\"title%0D%0A%0D%0Aforged\"";
    let answer = upload(&complete(&[part(name, "x")])).await?;
    assert_eq!(
        (answer.status, &answer.body["title"]),
        (200, &json!("Bed 7"))
    );
    for disposition in [
        "name=\"title\"\r\nContent-Disposition: form-data; name=\"count\"",
        "name=\"count\"\nContent-Type: application/json",
    ] {
        let answer = upload(&complete(&[part(disposition, "1")])).await?;
        assert_eq!(answer.status, 400, "{disposition}: {answer:?}");
    }
    Ok(())
}

#[tokio::test]
async fn parts_without_names_are_read_in_order() -> Test {
    let head = "POST /ordered\ncontent-type: multipart/mixed; boundary=b\n";
    let json = "--b\r\nContent-Type: application/json\r\n\r\n[1,2]\r\n";
    let text = "--b\r\n\r\nword\r\n";
    let answer = ask(head, &format!("{text}{json}--b--")).await?;
    assert_eq!(answer.body, json!(["word", [1, 2]]), "{answer:?}");
    for (body, status, message) in [
        (
            text.to_owned(),
            422,
            "the body has fewer parts than expected",
        ),
        (format!("{text}{json}{text}"), 422, "part 3 is not expected"),
        (
            format!("{text}{text}"),
            422,
            "part 2: invalid type: string \"word\", expected i64",
        ),
    ] {
        let answer = ask(head, &format!("{body}--b--")).await?;
        assert_eq!(answer.status, status, "{body}: {answer:?}");
        if !answer.message().starts_with("part 2") {
            assert_eq!(answer.message(), message, "{body}");
        }
    }
    Ok(())
}
