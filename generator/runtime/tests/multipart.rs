//! Multipart bodies: boundaries, and values that would change the structure of the body.

use std::collections::HashSet;
use std::error::Error as StdError;

use apicrate_runtime::http::{Response, StatusCode};
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::{
    Bytes, CallOptions, Client, Decode, Encoder, Error, ErrorKind, FilePart, Method, Multipart,
    Operation, decode,
};

type Test = Result<(), Box<dyn StdError>>;

/// Sends files, and a part with a name of the caller.
#[derive(Default)]
struct Upload {
    files: Vec<FilePart>,
    name: String,
}

impl Operation for Upload {
    type Output = ();

    const ID: &'static str = "upload";
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/upload";
    const SERVER: &'static str = "https://api.example.com";
    const DECODE: Decode<Self::Output> = decode::empty;

    fn write(&self, request: Encoder) -> Encoder {
        let entries = [(&self.name, &"value")];
        let parts = Multipart::new()
            .files("file", "text/plain", &self.files)
            .parts(entries.into_iter().filter(|(name, _)| !name.is_empty()));
        request.multipart("multipart/form-data", parts)
    }
}

fn upload(file: FilePart) -> Upload {
    Upload {
        files: vec![file],
        name: String::new(),
    }
}

/// The boundary and the body of the request.
fn encoded(upload: &Upload) -> Result<(String, String), Box<dyn StdError>> {
    let request = upload.encode()?;
    let content_type = request.headers()["content-type"].to_str()?;
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .ok_or("there is no boundary")?;
    let body = request.body().as_bytes().ok_or("the body is a stream")?;
    let body = String::from_utf8(body.to_vec())?;
    Ok((boundary.to_owned(), body))
}

#[test]
fn boundaries_are_random_and_independent_of_the_parts() -> Test {
    // The parts contain every boundary of a fixed sequence.
    let sequence = (0..10_000)
        .map(|number| format!("part-boundary-{number}\r\n--part-boundary-{number}--\r\n"));
    let upload = upload(FilePart::new(sequence.collect::<String>()));
    let mut boundaries = HashSet::new();
    for _ in 0..100 {
        let (boundary, body) = encoded(&upload)?;
        let token = boundary
            .strip_prefix("part-boundary-")
            .ok_or("there is no token")?;
        assert!(
            token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{boundary}"
        );
        assert_eq!(body.matches(&boundary).count(), 2);
        assert!(boundaries.insert(boundary));
    }
    Ok(())
}

#[tokio::test]
async fn all_attempts_have_the_same_body() -> Test {
    let recorder = Recorder::new();
    for status in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::OK] {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = status;
        recorder.push(Ok(response));
    }
    let client = Client::builder().transport(recorder.clone()).build()?;
    client
        .call(&upload(FilePart::new("a")), &CallOptions::new())
        .await?;
    let requests = recorder.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body(), requests[1].body());
    assert_eq!(requests[0].headers(), requests[1].headers());
    Ok(())
}

#[test]
fn names_are_escaped() -> Test {
    for (name, escaped) in [
        ("a b.txt", "a b.txt"),
        ("é😀;a=b", "é😀;a=b"),
        ("100%22", "100%22"),
        ("a\"; name=\"b", "a%22; name=%22b"),
        ("a\r\nX-Admin: 1\r\n\r\nb", "a%0D%0AX-Admin: 1%0D%0A%0D%0Ab"),
        ("a\rb\nc", "a%0Db%0Ac"),
        // A server may read `\"` as an escaped quotation mark.
        ("a\\", "a%5C"),
        ("a\\\"b", "a%5C%22b"),
        ("a\0\u{1b}\u{7f}", "a%00%1B%7F"),
        ("a\u{85}\u{2028}\u{2029}", "a%C2%85%E2%80%A8%E2%80%A9"),
    ] {
        let (boundary, body) = encoded(&Upload {
            files: vec![FilePart::new("x").with_file_name(name)],
            name: name.to_owned(),
        })?;
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{escaped}\"\r\n\
             Content-Type: text/plain\r\n\r\nx\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"{escaped}\"\r\n\r\nvalue\r\n--{boundary}--\r\n"
        );
        assert_eq!(body, expected);
    }
    Ok(())
}

#[test]
fn invalid_headers_of_parts_are_rejected() -> Test {
    let file = || FilePart::new("x");
    for (file, shown) in [
        (
            file().with_content_type("text/plain\r\nX-Admin: 1"),
            "content-type",
        ),
        (file().with_content_type("text/plain\0"), "content-type"),
        (file().with_content_type("text/plain\nX: 1"), "content-type"),
        (file().with_content_type("text/é"), "content-type"),
        (file().with_header("X-A", "a\r\nX-Admin: 1"), "x-a"),
        (file().with_header("X-A", "a\0"), "x-a"),
        (file().with_header("X-A", "\u{2028}"), "x-a"),
        (file().with_header("X-A: 1\r\nX-Admin", "1"), "X-Admin"),
        (file().with_header("", "1"), "``"),
        (
            file().with_header("Content-Disposition", "form-data; name=\"admin\""),
            "content-disposition",
        ),
        (
            file().with_header("content-type", "text/html"),
            "content-type",
        ),
    ] {
        let error: Error = upload(file).encode().err().ok_or("the part was accepted")?;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let message = error.to_string();
        assert!(
            message.contains(shown) && !message.contains(['\r', '\n', '\0']),
            "{message:?}"
        );
    }
    Ok(())
}
