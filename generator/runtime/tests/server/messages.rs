//! Messages of rejections: readable, short, and without secrets.

use super::operations::routes;
use super::{Test, ask, send, serve};

#[tokio::test]
async fn control_and_direction_characters_are_escaped() -> Test {
    let answer = ask("GET /ids/%0A%1B%5B31m%E2%80%AE", "").await?;
    assert_eq!(answer.status, 422);
    let message = answer.message();
    assert!(message.starts_with("path parameter `f`: "), "{message}");
    assert!(
        !message.contains(|character: char| character.is_control() || character == '\u{202e}'),
        "{message:?}"
    );
    assert!(message.contains("\\n"), "{message}");

    let head = "POST /form/deep\ncontent-type: application/x-www-form-urlencoded\n";
    let answer = ask(head, "%E2%80%AE%00=%FF").await?;
    assert_eq!(
        answer.message(),
        "form property `\\u{202e}\\u{0}` is not UTF-8"
    );
    Ok(())
}

#[tokio::test]
async fn long_values_are_shortened() -> Test {
    let answer = ask(&format!("GET /number?f={}", "a".repeat(50_000)), "").await?;
    let message = answer.message();
    assert!(
        message.starts_with("query parameter `f`: invalid value: string \"aaa"),
        "{message}"
    );
    assert!(message.ends_with("aaa\", expected a number"), "{message}");
    assert_eq!(message.chars().count(), 501);

    let answer = ask(&format!("{} /ping", "A".repeat(5_000)), "").await?;
    assert_eq!(answer.status, 405);
    assert!(
        answer.message().ends_with("allowed methods: GET, HEAD"),
        "{answer:?}"
    );
    assert_eq!(answer.message().chars().count(), 501);
    Ok(())
}

#[tokio::test]
async fn secrets_are_not_repeated() -> Test {
    let server = serve(routes().api_key("X-API-KEY", "correct-horse")).await?;
    for (head, message) in [
        (
            "GET /authorization\nauthorization: hunter2\n",
            "header parameter `Authorization` does not match its type",
        ),
        (
            "GET /key",
            "header parameter `x-api-key` does not match its type",
        ),
        (
            "GET /cookie\ncookie: f=hunter2\n",
            "cookie parameter `f` does not match its type",
        ),
    ] {
        let head = match head.split_once('\n') {
            Some((line, headers)) => format!("{line}\nx-api-key: correct-horse\n{headers}"),
            None => format!("{head}\nx-api-key: correct-horse\n"),
        };
        let answer = send(server, &head, "").await?;
        assert_eq!(answer.status, 422, "{answer:?}");
        assert_eq!(answer.message(), message);
    }
    Ok(())
}
