//! The environment's proxy and the calls that must not go through it. A process reads it once, so
//! each test is a process of its own: the test binary runs itself.

use std::env;
use std::process::Command;

use apicrate_runtime::{CallOptions, Client};

use crate::support::mode::Mode;
use crate::support::server::{Answer, Server};
use crate::support::{Test, quick, user};

const INNER: &str = "TROPHY_RUNTIME_TEST_SERVER";

/// Runs one test of this binary with a proxy set.
fn run_behind_proxy(test: &str, server: &Server, proxy: &Server) -> Test {
    let output = Command::new(env::current_exe()?)
        .args(["--exact", test, "--ignored"])
        .env(INNER, server.url())
        .env("HTTP_PROXY", proxy.url())
        .env("http_proxy", proxy.url())
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD")
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
    Ok(())
}

#[test]
fn calls_to_this_machine_go_through_no_proxy() -> Test {
    let server = Server::start(Answer::json(r#"{"id":"18"}"#))?;
    let proxy = Server::start(Answer::json(r#"{"id":"proxy"}"#))?;
    run_behind_proxy("proxy::inner_calls", &server, &proxy)?;
    assert_eq!((server.count(), proxy.count()), (2, 1));
    assert_eq!(
        proxy.received()?.line(),
        "GET http://api.example.com/users/18 HTTP/1.1"
    );
    Ok(())
}

#[test]
#[ignore = "run by another test, behind a proxy"]
fn inner_calls() -> Test {
    let Ok(url) = env::var(INNER) else {
        return Ok(());
    };
    let other_name = url.replace("127.0.0.1", "localhost");
    for (url, id) in [
        (url.as_str(), "18"),
        (&other_name, "18"),
        ("http://api.example.com", "proxy"),
    ] {
        let client = Client::builder().base_url(url).retry(quick()).build()?;
        let user = Mode::Awaited.run(client.call(&user(), &CallOptions::new()))?;
        assert_eq!(user.value().id, id);
    }
    Ok(())
}
