//! The proxy of the environment. A process reads these variables once, so the test binary starts itself in a process
//! with a proxy.

use std::env;
use std::process::Command;

use apicrate_runtime::{CallOptions, Client};

use crate::support::mode::Mode;
use crate::support::server::{Answer, Server};
use crate::support::{Test, quick, user};

const SERVER_URL: &str = "APICRATE_RUNTIME_TEST_SERVER";

/// Runs a test of this binary in a process with a proxy.
fn run_behind_proxy(test: &str, server: &Server, proxy: &Server) -> Test {
    let output = Command::new(env::current_exe()?)
        .args(["--exact", test, "--ignored"])
        .env(SERVER_URL, server.url())
        .env("HTTP_PROXY", proxy.url())
        .env("http_proxy", proxy.url())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD")
        .output()?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && stdout.contains("1 passed"),
        "{stdout}"
    );
    Ok(())
}

#[test]
fn loopback_requests_bypass_the_proxy() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let proxy = Server::start(Answer::json(r#"{"id":"proxy"}"#))?;
    run_behind_proxy("proxy::calls_behind_proxy", &server, &proxy)?;
    assert_eq!((server.count(), proxy.count()), (2, 1));
    assert_eq!(
        proxy.received()?.line(),
        "GET http://api.example.com/users/18 HTTP/1.1"
    );
    Ok(())
}

#[test]
#[ignore = "started by another test, behind a proxy"]
fn calls_behind_proxy() -> Test {
    let Ok(url) = env::var(SERVER_URL) else {
        return Ok(());
    };
    let localhost = url.replace("127.0.0.1", "localhost");
    for (url, id) in [
        (url.as_str(), "18"),
        (&localhost, "18"),
        ("http://api.example.com", "proxy"),
    ] {
        let client = Client::builder().base_url(url).retry(quick()).build()?;
        let user = Mode::Awaited.run(client.call(&user(), &CallOptions::new()))?;
        assert_eq!(user.value().id, id);
    }
    Ok(())
}
