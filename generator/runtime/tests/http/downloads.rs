//! Response bodies of bytes, in chunks.

use std::time::Duration;

use apicrate_runtime::stream::Download;
use apicrate_runtime::{
    Bytes, CallOptions, Decode, Error, ErrorKind, Method, Operation, Response, Result, decode,
};

use crate::support::mode::{Mode, both};
use crate::support::server::{Answer, Server};
use crate::support::{Test, builder, client};

both! {
    chunks_arrive_one_after_the_other,
    length_is_known_before_the_body,
    lost_connection_is_an_error_after_the_chunks,
    stalled_body_ends_with_a_timeout,
    only_the_limit_of_the_call_applies,
    error_response_is_an_error_of_the_call,
    transient_errors_are_retried_before_the_body,
    body_is_saved_to_a_file,
    unwritable_file_is_an_error_of_kind_io,
}

struct GetPicture;

impl Operation for GetPicture {
    type Output = Bytes;
    const ID: &'static str = "pictures_get";
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/picture";
    const DECODE: Decode<Self::Output> = decode::bytes;
}

const PNG: &str = "image/png";

fn open(mode: Mode, server: &Server, options: &CallOptions) -> Result<Download> {
    mode.run(client(server)?.stream_body(&GetPicture, options))
}

/// The bytes of a body, and the error that it ends with.
fn rest(mode: Mode, download: &mut Download) -> (Vec<u8>, Option<Error>) {
    let mut bytes = Vec::new();
    loop {
        match mode.run(download.try_next()) {
            Ok(Some(chunk)) => bytes.extend(chunk),
            Ok(None) => return (bytes, None),
            Err(error) => return (bytes, Some(error)),
        }
    }
}

fn chunks_arrive_one_after_the_other(mode: Mode) -> Test {
    let answer = Answer::chunked(PNG, [&b"one"[..]], false).then_stall();
    let server = Server::start(answer)?;
    let mut download = open(mode, &server, &CallOptions::new())?;
    assert_eq!((download.status().as_u16(), download.total()), (200, None));
    assert_eq!(download.headers()["content-type"], PNG);
    assert_eq!(download.request_id(), Some("r-1"));
    assert_eq!(download.received(), 0);
    assert_eq!(mode.run(download.try_next())?, Some(Bytes::from("one")));
    assert_eq!(download.received(), 3);
    // Dropping it closes the connection.
    drop(download);
    server.wait_for_hang_up()
}

fn length_is_known_before_the_body(mode: Mode) -> Test {
    let server = Server::start(Answer::new("200 OK", PNG, "12345"))?;
    let (sender, reports) = std::sync::mpsc::channel();
    let mut download =
        open(mode, &server, &CallOptions::new())?.on_progress(move |bytes, total| {
            let _ = sender.send((bytes, total));
        });
    assert_eq!(download.total(), Some(5));
    let (bytes, error) = rest(mode, &mut download);
    assert_eq!((bytes, error.is_none()), (b"12345".to_vec(), true));
    assert_eq!(reports.try_iter().last(), Some((5, Some(5))));
    Ok(())
}

fn lost_connection_is_an_error_after_the_chunks(mode: Mode) -> Test {
    let short = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\none";
    for answer in [
        Answer::chunked(PNG, [&b"one"[..]], false),
        Answer::raw(short),
    ] {
        let server = Server::start(answer)?;
        let mut download = open(mode, &server, &CallOptions::new())?;
        let (bytes, error) = rest(mode, &mut download);
        let error = error.ok_or("the body ended without an error")?;
        assert_eq!(
            (bytes.as_slice(), error.kind()),
            (&b"one"[..], ErrorKind::Transport)
        );
        let start = format!(
            "pictures_get: no complete response arrived from {}: ",
            server.host()
        );
        assert!(error.to_string().starts_with(&start), "{error}");
        assert!(mode.run(download.try_next())?.is_none());
        assert_eq!(server.count(), 1);
    }
    Ok(())
}

fn stalled_body_ends_with_a_timeout(mode: Mode) -> Test {
    let answer = Answer::chunked(PNG, [&b"one"[..]], false).then_stall();
    let server = Server::start(answer)?;
    let options = CallOptions::new().attempt_timeout(Duration::from_millis(150));
    let (bytes, error) = rest(mode, &mut open(mode, &server, &options)?);
    let error = error.ok_or("the body ended without an error")?;
    assert_eq!((bytes.len(), error.is_timeout()), (3, true));
    assert_eq!(
        error.to_string(),
        format!(
            "pictures_get: no more data of the response within 150ms from {}",
            server.host()
        )
    );
    Ok(())
}

fn only_the_limit_of_the_call_applies(mode: Mode) -> Test {
    let server = Server::start(Answer::new("200 OK", PNG, "12345"))?;
    let client = builder(&server).body_limit(4).build()?;
    let mut download = mode.run(client.stream_body(&GetPicture, &CallOptions::new()))?;
    assert!(rest(mode, &mut download).1.is_none());

    for (limit, fits) in [(5, true), (4, false)] {
        let options = CallOptions::new().body_limit(limit);
        let error = rest(mode, &mut open(mode, &server, &options)?).1;
        assert_eq!(error.is_none_or(|error| !error.is_body_limit()), fits);
    }
    Ok(())
}

fn error_response_is_an_error_of_the_call(mode: Mode) -> Test {
    let answer = Answer::new(
        "404 Not Found",
        "application/json",
        r#"{"error":"no such"}"#,
    );
    let server = Server::start(answer)?;
    let error = open(mode, &server, &CallOptions::new())
        .err()
        .ok_or("it was opened")?;
    assert_eq!(error.to_string(), "pictures_get: 404 Not Found: no such");
    assert_eq!(error.operation(), Some("pictures_get"));

    // A redirect is not followed.
    let server = Server::start(Answer::with_headers(
        "302 Found",
        "location: /other\r\n",
        "",
    ))?;
    let error = open(mode, &server, &CallOptions::new())
        .err()
        .ok_or("it was opened")?;
    assert_eq!((error.is_status(), server.count()), (true, 1));
    Ok(())
}

fn transient_errors_are_retried_before_the_body(mode: Mode) -> Test {
    let server = Server::answering(|number| match number {
        1 => Answer::with_headers("503 Busy", "", ""),
        2 => Answer::none(),
        _ => Answer::new("200 OK", PNG, "12345"),
    })?;
    let (bytes, error) = rest(mode, &mut open(mode, &server, &CallOptions::new())?);
    assert_eq!((bytes.len(), error.is_none(), server.count()), (5, true, 3));
    Ok(())
}

fn body_is_saved_to_a_file(mode: Mode) -> Test {
    let text = "0123456789".repeat(20_000);
    let server = Server::start(Answer::new("200 OK", PNG, &text))?;
    let name = format!("apicrate-{}-{mode:?}-download", std::process::id());
    let path = std::env::temp_dir().join(name);
    let download = open(mode, &server, &CallOptions::new())?;
    let length = mode.run(download.save_to(&path))?;
    assert_eq!(length, 200_000);
    assert!(std::fs::read_to_string(&path)? == text);
    std::fs::remove_file(&path)?;

    let mut copy = Vec::new();
    let download = open(mode, &server, &CallOptions::new())?;
    mode.run(download.copy_to(&mut copy))?;
    assert!(copy == text.as_bytes());
    Ok(())
}

fn unwritable_file_is_an_error_of_kind_io(mode: Mode) -> Test {
    let server = Server::start(Answer::new("200 OK", PNG, "12345"))?;
    let download = open(mode, &server, &CallOptions::new())?;
    let error = mode
        .run(download.save_to("no/such/folder/file"))
        .err()
        .ok_or("it was saved")?;
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(
        error
            .to_string()
            .starts_with("pictures_get: the body of the response cannot be written: "),
        "{error}"
    );
    Ok(())
}

#[test]
fn a_response_of_a_test_double_is_a_single_chunk() {
    let response = Response::new(Bytes::from("12345"));
    let mut download = Download::from(response);
    assert_eq!(
        (download.status().as_u16(), download.total()),
        (200, Some(5))
    );
    let (bytes, error) = rest(Mode::Awaited, &mut download);
    assert_eq!(
        (bytes.len(), error.is_none(), download.received()),
        (5, true, 5)
    );
}
