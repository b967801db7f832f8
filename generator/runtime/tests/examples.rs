//! Runs the examples and checks their output.

#![cfg(feature = "http-transport")]

#[path = "../examples/event_stream.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod event_stream;
#[path = "../examples/large_files.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod large_files;
#[cfg(feature = "oauth2")]
#[path = "../examples/oauth2.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod oauth2;

#[path = "../examples/servers.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod servers;
#[cfg(feature = "tower")]
#[path = "../examples/tower_layers.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod tower_layers;
#[path = "../examples/transport_settings.rs"]
#[expect(dead_code, reason = "`main` is used by the example only")]
mod transport_settings;

type Test = Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn event_stream_continues_after_the_last_event() -> Test {
    let mut out = Vec::new();
    event_stream::run(&mut out).await?;
    assert_eq!(
        String::from_utf8(out)?,
        "1: 21.5 degrees\n2: 22.5 degrees\n3: 23.5 degrees\n4: 24.5 degrees\nreconnected 1 time\n"
    );
    Ok(())
}

#[tokio::test]
async fn requests_are_sent_to_the_chosen_server() -> Test {
    let mut out = Vec::new();
    servers::run(&mut out).await?;
    assert_eq!(
        String::from_utf8(out)?,
        "https://plants.example/v1/season\nhttps://eden.plants.example/v1/season\n\
         the value `eden.example/` of the server variable `garden` is not a part of a host name\n"
    );
    Ok(())
}

#[tokio::test]
async fn proxy_receives_the_request_and_its_password() -> Test {
    let mut out = Vec::new();
    transport_settings::run(&mut out).await?;
    let received = String::from_utf8(out)?;
    let line = "GET http://plants.example/v1/season HTTP/1.1\n";
    assert!(received.starts_with(line), "{received}");
    assert!(received.contains("proxy-authorization"), "{received}");
    Ok(())
}

#[cfg(feature = "tower")]
#[tokio::test]
async fn layers_of_tower_change_requests() -> Test {
    let mut out = Vec::new();
    tower_layers::run(&mut out).await?;
    assert_eq!(
        String::from_utf8(out)?,
        "spring\nx-team: Some(\"gardeners\")\n"
    );
    Ok(())
}

#[cfg(feature = "oauth2")]
#[tokio::test]
async fn rejected_tokens_are_replaced() -> Test {
    let mut out = Vec::new();
    oauth2::run(&mut out).await?;
    assert_eq!(String::from_utf8(out)?, "12 plants\n".repeat(3));
    Ok(())
}

#[tokio::test]
async fn large_files_are_transferred_in_both_directions() -> Test {
    let mut out = Vec::new();
    large_files::run(&mut out, 300_000).await?;
    assert_eq!(
        String::from_utf8(out)?,
        "the server received 300000 bytes\nthe server received a form\nsaved 300000 bytes\n"
    );
    Ok(())
}
