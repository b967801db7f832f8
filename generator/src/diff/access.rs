//! Where the API is, and what a caller has to show: nothing of it is in a type, so all of it is of the wire.

use super::comparison::{ChangePath, Comparison};
use crate::model::{Api, Credential, Operation, SecurityScheme, Server};

impl Comparison<'_> {
    pub(super) fn reach(&mut self) {
        let (old, new) = (self.old, self.new);
        let servers = |api: &Api| api.servers.iter().map(server).collect::<Vec<_>>();
        let path = ChangePath::new("crate", "crate", "/servers");
        self.listed(&path, "server", &servers(old), &servers(new));
        let alternatives = |api: &Api| {
            let security = api.security.iter();
            security.map(|it| alternative(it)).collect::<Vec<_>>()
        };
        let path = ChangePath::new("crate", "crate", "/security");
        self.listed(
            &path,
            "way to be let in",
            &alternatives(old),
            &alternatives(new),
        );
    }

    /// What is new in a list, what is gone from it, and what comes first now.
    fn listed(&mut self, path: &ChangePath, what: &str, old: &[String], new: &[String]) {
        for gone in old.iter().filter(|it| !new.contains(it)) {
            self.wire(path, format!("`{gone}` is no {what} any more"));
        }
        for fresh in new.iter().filter(|it| !old.contains(it)) {
            self.wire(path, format!("`{fresh}` is a {what}"));
        }
        if let ([first, ..], [first_now, ..]) = (old, new)
            && first != first_now
        {
            self.wire(path, format!("`{first_now}` is the first {what}"));
        }
    }
}

/// What an operation asks for.
pub(super) fn asked_for(operation: &Operation) -> String {
    let Some(alternatives) = &operation.security else {
        return "what all others ask for".to_owned();
    };
    let alternatives: Vec<String> = alternatives.iter().map(|it| alternative(it)).collect();
    if alternatives.is_empty() {
        "nothing".to_owned()
    } else {
        alternatives.join(" or ")
    }
}

fn server(server: &Server) -> String {
    let mut parts = vec![server.url.clone()];
    parts.extend(server.variables.iter().map(|(name, default, values)| {
        let others = values.iter().filter(|value| *value != default);
        let values: Vec<&str> = [default]
            .into_iter()
            .chain(others)
            .map(String::as_str)
            .collect();
        format!("{name} is {}", values.join(" or "))
    }));
    parts.join("; ")
}

/// What has to be shown at once.
fn alternative(schemes: &[SecurityScheme]) -> String {
    let schemes: Vec<String> = schemes.iter().map(scheme).collect();
    if schemes.is_empty() {
        "nothing".to_owned()
    } else {
        schemes.join(" and ")
    }
}

fn scheme(scheme: &SecurityScheme) -> String {
    let what = match &scheme.credential {
        Credential::Header(name) => format!("a key in the header {name}"),
        Credential::Query(name) => format!("a key in the query as {name}"),
        Credential::Cookie(name) => format!("a key in the cookie {name}"),
        Credential::Bearer => "a token".to_owned(),
        Credential::Basic => "a name and a password".to_owned(),
        Credential::OAuth2(Some(from)) => format!("a token from {from}"),
        Credential::OAuth2(None) => "a token of OAuth 2".to_owned(),
        Credential::Other(name) => format!("what {name} asks for"),
    };
    if scheme.scopes.is_empty() {
        what
    } else {
        format!("{what} with {}", scheme.scopes.join(", "))
    }
}
