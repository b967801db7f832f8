//! The proxies of the environment. A client reads these variables when it is built, so the test binary starts itself in
//! a process with its own variables.

use std::env;
use std::error::Error as StdError;
use std::process::Command;

use apicrate_runtime::transport::HttpTransport;
use apicrate_runtime::{CallOptions, Client, RetryPolicy};

use crate::support::mode::Mode;
use crate::support::server::{Answer, Server};
use crate::support::{Test, user};

const BASE_URL: &str = "APICRATE_RUNTIME_TEST_BASE_URL";

/// The marker of the line with the result.
const RESULT: &str = "result of the call: ";

const VARIABLES: [&str; 4] = ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];

/// Gets a user in a process with these variables. Returns the ID of the user, or the error and its causes.
fn call(base_url: &str, variables: &[(&str, &str)]) -> Result<String, Box<dyn StdError>> {
    let mut command = Command::new(env::current_exe()?);
    command.args([
        "--exact",
        "proxy::call_in_this_process",
        "--ignored",
        "--nocapture",
    ]);
    for name in VARIABLES {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let variables = variables.iter().copied();
    let output = command
        .env_remove("REQUEST_METHOD")
        .env(BASE_URL, base_url)
        .envs(variables)
        .output()?;
    let stdout = String::from_utf8_lossy(&output.stdout);
    let (_, result) = stdout.split_once(RESULT).ok_or("no result")?;
    Ok(result.lines().next().unwrap_or_default().to_owned())
}

#[test]
#[ignore = "started by other tests, with variables for a proxy"]
fn call_in_this_process() {
    let Ok(base_url) = env::var(BASE_URL) else {
        return;
    };
    let client = Client::builder()
        .base_url(base_url)
        .retry(RetryPolicy::none());
    let called = |client: Client| Mode::Awaited.run(client.call(&user(), &CallOptions::new()));
    let result = match client.build().and_then(called) {
        Ok(user) => user.into_inner().id,
        Err(error) => {
            let mut shown = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                shown = format!("{shown}: {error}");
                cause = error.source();
            }
            shown
        }
    };
    println!("{RESULT}{result}");
}

fn user_server(id: &str) -> std::io::Result<Server> {
    Server::start(Answer::json(&format!(r#"{{"id":"{id}"}}"#)))
}

/// The URL of a server with credentials.
fn with_credentials(proxy: &Server) -> String {
    proxy.url().replace("http://", "http://Ida:pass%20word@")
}

#[test]
fn loopback_requests_bypass_the_proxy() -> Test {
    let (server, proxy) = (user_server("18")?, user_server("proxy")?);
    let localhost = server.url().replace("127.0.0.1", "localhost");
    for url in [server.url(), &localhost] {
        assert_eq!(call(url, &[("ALL_PROXY", proxy.url())])?, "18");
    }
    assert_eq!((server.count(), proxy.count()), (2, 0));
    Ok(())
}

#[test]
fn proxy_receives_the_url_byte_for_byte() -> Test {
    for (base_url, url) in [
        ("http://api.example.com", "http://api.example.com/users/18"),
        (
            "http://api.example.com:8080/a/../b//%2e%2E/",
            "http://api.example.com:8080/a/../b//%2e%2E/users/18",
        ),
        (
            "http://[2001:db8::1]/..",
            "http://[2001:db8::1]/../users/18",
        ),
    ] {
        for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            let proxy = user_server("proxy")?;
            assert_eq!(call(base_url, &[(variable, proxy.url())])?, "proxy");
            let received = proxy.received()?;
            assert_eq!(received.line(), format!("GET {url} HTTP/1.1"));
            let host = base_url.split('/').nth(2).ok_or("no host")?;
            assert_eq!(received.header("host"), [host]);
            assert!(received.header("proxy-authorization").is_empty());
        }
    }
    Ok(())
}

#[test]
fn https_requests_use_a_tunnel() -> Test {
    let refusal = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    for (base_url, host) in [
        ("https://api.example.com/a/../b", "api.example.com:443"),
        ("https://api.example.com:8443", "api.example.com:8443"),
    ] {
        let proxy = Server::start(Answer::raw(refusal))?;
        let result = call(base_url, &[("HTTPS_PROXY", proxy.url())])?;
        assert!(result.contains("could not connect"), "{result}");
        assert!(result.contains("tunnel"), "{result}");
        let received = proxy.received()?;
        assert_eq!(received.line(), format!("CONNECT {host} HTTP/1.1"));
        assert_eq!(received.header("host"), [host]);
        assert!(received.header("x-api-key").is_empty());
        assert!(received.header("proxy-authorization").is_empty());
    }
    Ok(())
}

#[test]
fn tunnel_contains_the_tls_connection() -> Test {
    let proxy = Server::start(Answer::raw("HTTP/1.1 200 OK\r\n\r\nno TLS"))?;
    let result = call("https://api.example.com", &[("HTTPS_PROXY", proxy.url())])?;
    assert!(result.contains("could not connect"), "{result}");
    assert!(!result.contains("tunnel"), "{result}");
    assert_eq!(proxy.count(), 1);
    Ok(())
}

#[test]
fn only_the_proxy_receives_its_credentials() -> Test {
    for base_url in ["http://api.example.com", "https://api.example.com"] {
        let proxy = Server::start(Answer::new("407 Authenticate", "text/plain", ""))?;
        let result = call(base_url, &[("ALL_PROXY", &with_credentials(&proxy))])?;
        assert!(result.starts_with("users_get: "), "{result}");
        assert!(
            !result.contains("pass") && !result.contains("SWRh"),
            "{result}"
        );
        let received = proxy.received()?;
        assert_eq!(
            received.header("proxy-authorization"),
            ["Basic SWRhOnBhc3Mgd29yZA=="]
        );
    }
    let (server, proxy) = (user_server("18")?, user_server("proxy")?);
    let url = with_credentials(&proxy);
    assert_eq!(call(server.url(), &[("ALL_PROXY", &url)])?, "18");
    assert!(server.received()?.header("proxy-authorization").is_empty());
    Ok(())
}

#[test]
fn no_proxy_excludes_hosts() -> Test {
    let proxy = user_server("proxy")?;
    let all = ("ALL_PROXY", proxy.url());
    for excluded in ["api.invalid", "invalid", ".invalid", "a.b, invalid", "*"] {
        let result = call("http://api.invalid", &[all, ("NO_PROXY", excluded)])?;
        assert!(result.contains("could not connect"), "{result}");
    }
    assert_eq!(proxy.count(), 0);
    let result = call("http://api.invalid", &[all, ("NO_PROXY", "other.invalid")])?;
    assert_eq!(result, "proxy");
    Ok(())
}

/// A proxy that is ignored would be a direct connection.
#[test]
fn invalid_proxies_of_the_environment_are_errors() -> Test {
    for (variable, value) in [
        ("HTTP_PROXY", "ftp://proxy"),
        ("https_proxy", "http://proxy example"),
        ("ALL_PROXY", "http://Ida:pa#ss@proxy"),
        ("HTTPS_PROXY", " "),
    ] {
        let result = call("http://api.invalid", &[(variable, value)])?;
        let expected = format!("`{variable}` is not the URL of a proxy");
        assert!(result.contains(&expected), "{result}");
        assert!(!result.contains("pa#ss"), "{result}");
    }
    let result = call("http://api.invalid", &[("HTTP_PROXY", "")])?;
    assert!(result.contains("could not connect"), "{result}");
    Ok(())
}

#[test]
fn error_of_the_connection_to_a_proxy_names_it() -> Test {
    let variables = [("ALL_PROXY", "http://Ida:password@127.0.0.1:1")];
    for (base_url, host) in [
        ("http://api.invalid", "api.invalid:80"),
        ("https://api.invalid", "api.invalid:443"),
    ] {
        let result = call(base_url, &variables)?;
        let expected = format!(
            "could not connect to {host} through the proxy 127.0.0.1:1: connection refused"
        );
        assert!(result.contains(&expected), "{result}");
    }
    Ok(())
}

#[tokio::test]
async fn hosts_can_be_reached_without_the_proxy_of_a_transport() -> Test {
    let proxy = user_server("proxy")?;
    let transport = HttpTransport::builder()
        .proxy(proxy.url())
        .no_proxy_for(["a.invalid", "10.0.0.0/8"])
        .no_proxy_for(["b.invalid"])
        .build()?;
    for (host, is_proxied) in [
        ("x.a.invalid", false),
        ("b.invalid", false),
        ("c.invalid", true),
    ] {
        let client = Client::builder()
            .base_url(format!("http://{host}"))
            .transport(transport.clone())
            .retry(RetryPolicy::none())
            .build()?;
        let result = client.call(&user(), &CallOptions::new()).await;
        assert_eq!(result.is_ok(), is_proxied, "{host}");
    }
    assert_eq!(proxy.count(), 1);
    Ok(())
}

#[test]
fn unsupported_proxy_is_an_error() -> Test {
    let proxy = user_server("proxy")?;
    let socks = proxy.url().replace("http://", "socks5://");
    for base_url in ["http://api.example.com", "https://api.example.com"] {
        let result = call(base_url, &[("ALL_PROXY", &socks)])?;
        assert!(result.contains("not an HTTP proxy"), "{result}");
    }
    assert_eq!(proxy.count(), 0);
    Ok(())
}
