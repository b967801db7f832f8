//! Security requirements, which are no part of the Rust API.

use insta::assert_snapshot;

use crate::report::compared;

/// A document with these security requirements, and schemes of each kind.
fn secured(security: &str) -> String {
    format!(
        "
security: {security}
paths: {{}}
components:
  securitySchemes:
    header: {{ type: apiKey, in: header, name: X-Key }}
    query: {{ type: apiKey, in: query, name: key }}
    cookie: {{ type: apiKey, in: cookie, name: session }}
    bearer: {{ type: http, scheme: bearer }}
    basic: {{ type: http, scheme: basic }}
    digest: {{ type: http, scheme: digest }}
    machine: {{ type: oauth2, flows: {{ clientCredentials: {{ tokenUrl: 'https://login.example/token', scopes: {{ read: R, write: W }} }} }} }}
    browser: {{ type: oauth2, flows: {{ implicit: {{ authorizationUrl: 'https://login.example', scopes: {{ read: R }} }} }} }}
"
    )
}

#[test]
fn each_kind_of_credential_has_a_description() {
    let all = "[{ header: [] }, { query: [] }, { cookie: [] }, { bearer: [] }, { basic: [] }, { digest: [] },
      { machine: [read, write] }, { browser: [read] }]";
    assert_snapshot!(compared(&secured("[{ header: [] }]"), &secured(all)), @r"
    patch

    wire crate
      the security requirement `API key in the query parameter key` was added
      /security

    wire crate
      the security requirement `API key in the cookie session` was added
      /security

    wire crate
      the security requirement `bearer token` was added
      /security

    wire crate
      the security requirement `user name and password` was added
      /security

    wire crate
      the security requirement `HTTP scheme digest` was added
      /security

    wire crate
      the security requirement `OAuth 2 token from https://login.example/token with the scopes read, write` was added
      /security

    wire crate
      the security requirement `OAuth 2 token with the scopes read` was added
      /security
    ");
}

#[test]
fn the_first_alternative_and_its_parts_are_compared() {
    let old = secured("[{ header: [] }, { query: [], basic: [] }]");
    let new = secured("[{ query: [], basic: [] }, { header: [] }]");
    assert_snapshot!(compared(&old, &new), @r"
    patch

    wire crate
      the first security requirement is now `API key in the query parameter key and user name and password` (before: `API key in the header X-Key`)
      /security
    ");
}
