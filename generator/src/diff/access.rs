//! Servers and security requirements. They are not part of any type, so all their changes are changes on the wire.

use std::collections::HashSet;

use super::comparison::{ChangePath, Comparison};
use crate::model::{Api, Credential, Operation, SecurityScheme, ServerTemplate, ServerVariable};

impl Comparison<'_> {
    pub(super) fn access(&mut self) {
        let (old, new) = (self.old, self.new);
        let servers = |api: &Api| api.servers.iter().map(template).collect::<Vec<_>>();
        let path = ChangePath::new("crate", "crate", "/servers");
        self.listed(&path, "server", &servers(old), &servers(new));
        let alternatives = |api: &Api| {
            let security = api.security.iter();
            security.map(|it| alternative(it)).collect::<Vec<_>>()
        };
        let path = ChangePath::new("crate", "crate", "/security");
        self.listed(
            &path,
            "security requirement",
            &alternatives(old),
            &alternatives(new),
        );
    }

    /// Reports new items, removed items, and another first item.
    fn listed(&mut self, path: &ChangePath, what: &str, old: &[String], new: &[String]) {
        let (before, after): (HashSet<&String>, HashSet<&String>) =
            (old.iter().collect(), new.iter().collect());
        for gone in old.iter().filter(|it| !after.contains(it)) {
            self.wire(path, format!("the {what} `{gone}` was removed"));
        }
        for fresh in new.iter().filter(|it| !before.contains(it)) {
            self.wire(path, format!("the {what} `{fresh}` was added"));
        }
        if let ([first, ..], [first_now, ..]) = (old, new)
            && first != first_now
        {
            self.wire(
                path,
                format!("the first {what} is now `{first_now}` (before: `{first}`)"),
            );
        }
    }
}

/// The security requirements of an operation.
pub(super) fn security(operation: &Operation) -> String {
    let Some(alternatives) = &operation.security else {
        return "the document's default".to_owned();
    };
    let alternatives: Vec<String> = alternatives.iter().map(|it| alternative(it)).collect();
    if alternatives.is_empty() {
        "none".to_owned()
    } else {
        alternatives.join(" or ")
    }
}

/// A URL, and the values of its variables.
pub(super) fn template(template: &ServerTemplate) -> String {
    let mut parts = vec![template.url.clone()];
    parts.extend(template.variables.iter().map(|variable| {
        let ServerVariable {
            name,
            default,
            values,
            ..
        } = variable;
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

/// The credentials of one alternative.
fn alternative(schemes: &[SecurityScheme]) -> String {
    let schemes: Vec<String> = schemes.iter().map(scheme).collect();
    if schemes.is_empty() {
        "no credentials".to_owned()
    } else {
        schemes.join(" and ")
    }
}

fn scheme(scheme: &SecurityScheme) -> String {
    let what = match &scheme.credential {
        Credential::Header(name) => format!("API key in the header {name}"),
        Credential::Query(name) => format!("API key in the query parameter {name}"),
        Credential::Cookie(name) => format!("API key in the cookie {name}"),
        Credential::Bearer => "bearer token".to_owned(),
        Credential::Basic => "user name and password".to_owned(),
        Credential::OAuth2(Some(from)) => format!("OAuth 2 token from {from}"),
        Credential::OAuth2(None) => "OAuth 2 token".to_owned(),
        Credential::Other(name) => format!("HTTP scheme {name}"),
    };
    if scheme.scopes.is_empty() {
        what
    } else {
        format!("{what} with the scopes {}", scheme.scopes.join(", "))
    }
}
