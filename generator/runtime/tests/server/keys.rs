//! The API key: it is checked before anything else of a request.

use apicrate_runtime::server::Routes;

use super::operations::routes;
use super::{Answer, Test, exchange, send, serve};

const KEY: &str = "correct-horse";

fn protected() -> Routes {
    routes().api_key("X-API-KEY", KEY)
}

#[tokio::test]
async fn key_is_checked_before_the_path_is_matched() -> Test {
    let server = serve(protected()).await?;
    for head in [
        "GET /files/a",
        "DELETE /ping",
        "GET /query/deep?f=%FF",
        "POST /undecidable",
        "POST /json\ncontent-type: text/plain\n",
    ] {
        let answer = send(server, head, "").await?;
        assert_eq!(answer.status, 401, "{head}: {answer:?}");
        assert_eq!(
            answer.message(),
            "the header X-API-KEY does not contain a valid API key"
        );
    }
    let unmatched = send(server, &format!("GET /files/a\nx-api-key: {KEY}\n"), "").await?;
    assert_eq!(unmatched.status, 404);
    let wrong_method = send(server, &format!("DELETE /ping\nx-api-key: {KEY}\n"), "").await?;
    assert_eq!(wrong_method.status, 405);
    Ok(())
}

/// The body of this request is never sent.
#[tokio::test]
async fn key_is_checked_before_the_body_is_received() -> Test {
    let server = serve(protected()).await?;
    let head =
        "POST /json HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 100000\r\n\r\n";
    let answer = exchange(server, head.as_bytes()).await?;
    assert_eq!(answer.status, 401);
    Ok(())
}

#[tokio::test]
async fn only_the_exact_key_is_accepted() -> Test {
    let server = serve(protected()).await?;
    let with = async |headers: &str| -> Result<Answer, Box<dyn std::error::Error>> {
        send(server, &format!("GET /ping\n{headers}"), "").await
    };
    assert_eq!(with(&format!("X-Api-Key: {KEY}\n")).await?.status, 200);
    for headers in [
        String::new(),
        "x-api-key:\n".to_owned(),
        "x-api-key: correct-hors\n".to_owned(),
        "x-api-key: Correct-horse\n".to_owned(),
        format!("x-api-key: {KEY}{KEY}\n"),
        format!("x-api-key: {KEY}\nx-api-key: {KEY}\n"),
        format!("x-api-key: wrong\nx-api-key: {KEY}\n"),
    ] {
        assert_eq!(with(&headers).await?.status, 401, "{headers}");
    }
    Ok(())
}

#[tokio::test]
async fn empty_key_rejects_all_requests() -> Test {
    let server = serve(routes().api_key("X-API-KEY", "")).await?;
    assert_eq!(
        send(server, "GET /ping\nx-api-key:\n", "").await?.status,
        401
    );
    assert_eq!(send(server, "GET /ping", "").await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn routes_without_a_key_stay_open() -> Test {
    let server = serve(routes().api_key("X-API-KEY", KEY).merge(Routes::new())).await?;
    assert_eq!(send(server, "GET /ping", "").await?.status, 401);
    let server = serve(routes()).await?;
    assert_eq!(send(server, "GET /ping", "").await?.status, 200);
    Ok(())
}
