//! Paths that match a template with several parameters in one segment.

use serde_json::json;

use super::{Test, ask};

/// Before, every combination of the dashes was tried.
#[tokio::test]
async fn templates_match_in_linear_time() -> Test {
    let dashes = "-".repeat(60_000);
    let answer = ask(&format!("GET /files/{dashes}"), "").await?;
    assert_eq!(answer.status, 404, "{answer:?}");

    let answer = ask(&format!("GET /files/{dashes}.json"), "").await?;
    assert_eq!(answer.body[0], "-", "{}", answer.head);
    assert_eq!(answer.body[1].as_str().map(str::len), Some(59_998));
    Ok(())
}

#[tokio::test]
async fn first_literal_ends_a_parameter() -> Test {
    for (path, values) in [
        ("/files/a-b.json", json!(["a", "b"])),
        ("/files/a-b-c.json", json!(["a", "b-c"])),
        ("/files/--b.json", json!(["-", "b"])),
        ("/files/a-b.json.json", json!(["a", "b.json"])),
        ("/files/a%2D-b%2Ejson", json!(["a-", "b"])),
        ("/files/a%2Fb-%C3%A9.json", json!(["a/b", "é"])),
        ("/ranges/1,%202", json!(["1", "2"])),
        ("/ranges/1%2C,%202", json!(["1,", "2"])),
    ] {
        let answer = ask(&format!("GET {path}"), "").await?;
        assert_eq!(answer.body, values, "{path}: {answer:?}");
    }
    for path in [
        "/files/-b.json",
        "/files/a-.json",
        "/files/a.json",
        "/files/a-b.jso",
    ] {
        assert_eq!(ask(&format!("GET {path}"), "").await?.status, 404, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn encoded_literals_of_the_document_match() -> Test {
    assert_eq!(ask("GET /escaped/a%2Fb", "").await?.status, 200);
    Ok(())
}
