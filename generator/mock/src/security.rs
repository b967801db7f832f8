//! The credentials that a request must contain. Any value is accepted.

use apicrate::redact::is_secret_property;
use apicrate_runtime::http::header::{AUTHORIZATION, COOKIE};
use apicrate_runtime::http::request::Parts;

use crate::fault::Fault;
use crate::node::Node;

/// The schemes that a request must satisfy together.
pub(crate) type Requirement = Vec<Scheme>;

/// A security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scheme {
    pub(crate) name: String,
    pub(crate) kind: SchemeKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SchemeKind {
    Header(String),
    Query(String),
    Cookie(String),
    /// The scheme of the header `Authorization`, such as `Bearer`.
    Authorization(String),
    /// Cannot be checked, for example a certificate of the client.
    Unknown,
}

/// The alternatives of an operation. Without any, no credentials are required.
pub(crate) fn requirements(document: &Node<'_>, operation: &Node<'_>) -> Vec<Requirement> {
    let holder = match operation.value.get("security") {
        Some(_) => operation,
        None => document,
    };
    let components = document.child("components");
    let requirements = holder.items("security").into_iter();
    let requirements = requirements.map(|requirement| {
        let names = requirement.value.as_object().into_iter().flatten();
        let schemes = names.map(|(name, _)| {
            let section = components
                .as_ref()
                .and_then(|it| it.child("securitySchemes"));
            let scheme = section.and_then(|section| section.child(name));
            Scheme {
                name: name.clone(),
                kind: scheme.map_or(SchemeKind::Unknown, |scheme| kind(&scheme)),
            }
        });
        schemes.collect()
    });
    requirements.collect()
}

fn kind(scheme: &Node<'_>) -> SchemeKind {
    let name = scheme.text("name").unwrap_or_default().to_owned();
    match (scheme.text("type"), scheme.text("in")) {
        (Some("apiKey"), Some("header")) => SchemeKind::Header(name),
        (Some("apiKey"), Some("query")) => SchemeKind::Query(name),
        (Some("apiKey"), Some("cookie")) => SchemeKind::Cookie(name),
        (Some("http"), _) => {
            let scheme = scheme.text("scheme").unwrap_or("bearer");
            SchemeKind::Authorization(match scheme.to_ascii_lowercase().as_str() {
                "basic" => "Basic".to_owned(),
                "bearer" => "Bearer".to_owned(),
                _ => scheme.to_owned(),
            })
        }
        (Some("oauth2" | "openIdConnect"), _) => SchemeKind::Authorization("Bearer".to_owned()),
        _ => SchemeKind::Unknown,
    }
}

/// Returns a fault for each scheme that is missing, unless the request satisfies one of the requirements. If there are
/// several requirements, one of which is enough, it is one fault that lists the alternatives.
pub(crate) fn missing(requirements: &[Requirement], parts: &Parts) -> Vec<Fault> {
    let is_satisfied = |it: &Requirement| it.iter().all(|scheme| is_present(&scheme.kind, parts));
    if requirements.is_empty() || requirements.iter().any(is_satisfied) {
        return Vec::new();
    }
    let absent = |it: &Requirement| -> Vec<(String, String)> {
        let absent = it.iter().filter(|scheme| !is_present(&scheme.kind, parts));
        absent
            .filter_map(|it| Some((it.name.clone(), expected(&it.kind)?)))
            .collect()
    };
    if let [only] = requirements {
        let absent = absent(only).into_iter();
        let faults = absent.map(|(name, expected)| {
            Fault::new(
                "credentials",
                Some(&name),
                format!("are missing: {expected}"),
            )
        });
        return faults.collect();
    }
    let mut alternatives: Vec<String> = Vec::new();
    for requirement in requirements {
        let expected = absent(requirement)
            .into_iter()
            .map(|(_, expected)| expected);
        let alternative = expected.collect::<Vec<_>>().join(" and ");
        if !alternatives.contains(&alternative) {
            alternatives.push(alternative);
        }
    }
    let message = format!("are missing: {}", alternatives.join(", or "));
    vec![Fault::new("credentials", None, message)]
}

/// The part of a request that contains the credentials of a scheme. `None` if the scheme cannot be checked.
fn expected(kind: &SchemeKind) -> Option<String> {
    Some(match kind {
        SchemeKind::Header(name) => format!("header `{name}`"),
        SchemeKind::Query(name) => format!("query parameter `{name}`"),
        SchemeKind::Cookie(name) => format!("cookie `{name}`"),
        SchemeKind::Authorization(scheme) => format!("header `Authorization: {scheme} …`"),
        SchemeKind::Unknown => return None,
    })
}

/// The values of the header `WWW-Authenticate`.
pub(crate) fn challenges(requirements: &[Requirement]) -> Vec<String> {
    let mut challenges = Vec::new();
    for scheme in requirements.iter().flatten() {
        let challenge = match &scheme.kind {
            SchemeKind::Authorization(scheme) if scheme == "Basic" => {
                "Basic realm=\"mock\"".to_owned()
            }
            SchemeKind::Authorization(scheme) => scheme.clone(),
            _ => continue,
        };
        if !challenges.contains(&challenge) {
            challenges.push(challenge);
        }
    }
    challenges
}

fn is_present(kind: &SchemeKind, parts: &Parts) -> bool {
    match kind {
        SchemeKind::Header(name) => parts
            .headers
            .get(name.as_str())
            .is_some_and(|value| !value.is_empty()),
        SchemeKind::Query(name) => {
            let query = parts.uri.query().unwrap_or_default();
            query.split('&').any(|pair| {
                let (found, value) = pair.split_once('=').unwrap_or((pair, ""));
                let found = percent_encoding::percent_decode_str(found).decode_utf8_lossy();
                found == *name && !value.is_empty()
            })
        }
        SchemeKind::Cookie(name) => {
            let lines = parts.headers.get_all(COOKIE).iter();
            let mut lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()));
            lines.any(|line| {
                let mut cookies = line.split(';').filter_map(|it| it.split_once('='));
                cookies.any(|(found, value)| found.trim() == name && !value.trim().is_empty())
            })
        }
        SchemeKind::Authorization(scheme) => {
            let values = parts.headers.get_all(AUTHORIZATION).iter();
            let mut values = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
            values.any(|value| {
                let (found, rest) = value.trim().split_once(' ').unwrap_or((&value, ""));
                found.eq_ignore_ascii_case(scheme) && !rest.trim().is_empty()
            })
        }
        SchemeKind::Unknown => true,
    }
}

/// The names of the headers and query parameters that contain credentials.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secrets {
    headers: Vec<String>,
    queries: Vec<String>,
}

/// The replacement of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

impl Secrets {
    pub(crate) fn new<'a>(requirements: impl Iterator<Item = &'a [Requirement]>) -> Self {
        // The usual names, in case that the document describes credentials as parameters.
        let standard = [
            "api-key",
            "authorization",
            "cookie",
            "proxy-authorization",
            "set-cookie",
            "x-api-key",
            "x-auth-token",
        ];
        let mut secrets = Self {
            headers: standard.map(str::to_owned).to_vec(),
            queries: Vec::new(),
        };
        for scheme in requirements.flatten().flatten() {
            let (list, name) = match &scheme.kind {
                SchemeKind::Header(name) => (&mut secrets.headers, name.to_ascii_lowercase()),
                SchemeKind::Query(name) => (&mut secrets.queries, name.clone()),
                _ => continue,
            };
            if !list.contains(&name) {
                list.push(name);
            }
        }
        secrets
    }

    /// Adds a header.
    pub(crate) fn add_header(&mut self, name: &str) {
        self.headers.push(name.to_ascii_lowercase());
    }

    /// Adds a query parameter.
    pub(crate) fn add_query(&mut self, name: &str) {
        self.queries.push(name.to_owned());
    }

    pub(crate) fn is_secret(&self, header: &str) -> bool {
        self.headers.iter().any(|name| name == header) || is_secret_property(header)
    }

    /// The path and query without the values of secrets.
    pub(crate) fn redacted(&self, target: &str) -> String {
        let Some((path, query)) = target.split_once('?') else {
            return target.to_owned();
        };
        let pairs = query.split('&').map(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            let decoded = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
            if is_secret_property(&decoded) || self.queries.iter().any(|it| *it == decoded) {
                format!("{name}={REDACTED}")
            } else {
                pair.to_owned()
            }
        });
        let pairs: Vec<String> = pairs.collect();
        format!("{path}?{}", pairs.join("&"))
    }
}
