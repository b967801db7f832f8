//! A crate with each combination of the client and the server. Its test calls a server without a client with a client
//! without a server.

use std::fmt::Write;

use apicrate::render::{Gate, Layout};
use apicrate::{Options, render};

use crate::{dependencies, fixtures};

/// The fixture whose code is compiled in all combinations: it contains all that only one side uses.
const ALL_COMBINATIONS: &str = "parts";

/// Fixtures with more forms of it, whose code is compiled without a client, and with both parts as features in one file.
const SOME_COMBINATIONS: [&str; 7] = [
    "callbacks",
    "deprecated",
    "errors",
    "forms",
    "nested-tags",
    "servers",
    "streams",
];

/// The files of the crate.
pub(crate) fn files() -> Vec<(String, String)> {
    let mut files = vec![
        ("Cargo.toml".to_owned(), manifest()),
        ("tests/serve.rs".to_owned(), SERVE.to_owned()),
    ];
    let root = add_modules(&mut files);
    files.push(("src/lib.rs".to_owned(), root));
    files
}

/// Adds a module for each combination and fixture, and returns the root of the crate.
fn add_modules(files: &mut Vec<(String, String)>) -> String {
    let mut root = "//! The parts of generated code in all combinations.\n".to_owned();
    let gate = |feature: &str| Gate::Feature(feature.to_owned());
    let gates = |feature: &str| [Gate::Never, Gate::Always, gate(feature)];
    for client in gates("client") {
        for server in gates("server") {
            let module = format!("client_{}_server_{}", word(&client), word(&server));
            writeln!(
                root,
                "\n/// Client: {client}, server: {server}.\npub mod {module} {{"
            )
            .expect("a string can be written to");
            let is_some = match (&client, &server) {
                (Gate::Never, Gate::Always) => true,
                (client, server) => *client == gate("client") && *server == gate("server"),
            };
            let some = SOME_COMBINATIONS.into_iter().filter(|_| is_some);
            for name in some.chain([ALL_COMBINATIONS]) {
                let (api, options) = fixtures::read(name, &fixtures::text(name));
                let is_one_file = client == gate("client") && server == gate("server");
                let options = Options {
                    layout: if is_one_file {
                        Layout::File
                    } else {
                        Layout::Files
                    },
                    client: client.clone(),
                    server: server.clone(),
                    ..options
                };
                let sources = render(&api, &options).unwrap_or_else(|error| panic!("{error}"));
                let name = name.replace('-', "_");
                files.extend(
                    sources
                        .into_iter()
                        .map(|(path, source)| (format!("src/{module}/{name}/{path}"), source)),
                );
                writeln!(root, "    /// Generated.\n    pub mod {name};")
                    .expect("a string can be written to");
            }
            root.push_str("}\n");
        }
    }
    root
}

fn word(gate: &Gate) -> &str {
    match gate {
        Gate::Never => "never",
        Gate::Always => "always",
        Gate::Feature(_) => "feature",
    }
}

fn manifest() -> String {
    let package = r#"[package]
name = "parts"
edition = "2024"

[features]
client = []
server = []
"#;
    format!("{package}\n{}", dependencies())
}

/// The test of the crate.
const SERVE: &str = r#"//! A server without a client answers the calls of a client without a server.

use std::sync::Arc;

use apicrate_runtime::{CallOptions, Client, Response, Result};
use parts::client_always_server_never::parts as caller;
use parts::client_never_server_always::parts as answerer;

struct Forest;

impl answerer::NestsApi for Forest {
    async fn list(
        &self,
        request: answerer::nests::ListRequest,
        _: CallOptions,
    ) -> Result<Response<answerer::models::NestPage>> {
        let nest = answerer::models::Nest::new(format!("{:?}", request.limit));
        Ok(answerer::models::NestPage::new().nests(vec![nest]).into())
    }
}

impl answerer::PhotosApi for Forest {}

#[tokio::test]
async fn routes_call_the_implementation() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let routes = answerer::server::routes(Arc::new(Forest));
    tokio::spawn(async move { axum::serve(listener, axum::Router::from(routes)).await });
    let client = Client::builder().base_url(url).build().unwrap();
    let api = caller::Api::new(&client);

    let page = api.nests().list().limit(3).await.unwrap();
    assert_eq!(page.nests[0].id, "Some(3)");
    let error = api.photos().get("1").await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(501));
}
"#;
