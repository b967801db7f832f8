//! URLs of servers with variables in braces, such as `https://{region}.example.com`. A value is checked by the position of
//! its variable, so that it cannot change another part of the URL.

use crate::error::{Error, Result};

/// The URL of a server of the document, with the values of its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl {
    index: usize,
    template: &'static str,
    variables: Vec<Variable>,
}

/// A variable of a [`ServerUrl`].
#[derive(Debug, Clone, PartialEq, Eq)]
struct Variable {
    name: &'static str,
    default: &'static str,
    /// The value that the caller has set.
    value: Option<String>,
    /// `true` if the document lists the values.
    is_listed: bool,
}

impl ServerUrl {
    /// A URL with variables in braces, and the position of the server in the list of the document.
    #[must_use]
    pub fn new(index: usize, template: &'static str) -> Self {
        Self {
            index,
            template,
            variables: Vec::new(),
        }
    }

    /// Sets a variable with any value, by its name, its default and the value that replaces the default.
    #[must_use]
    pub fn text(self, name: &'static str, default: &'static str, value: Option<&String>) -> Self {
        self.variable(name, default, value.cloned(), false)
    }

    /// Sets a variable with one of the values that the document lists.
    #[must_use]
    pub fn listed(
        self,
        name: &'static str,
        default: &'static str,
        value: Option<&(impl ToString + ?Sized)>,
    ) -> Self {
        self.variable(name, default, value.map(ToString::to_string), true)
    }

    fn variable(
        mut self,
        name: &'static str,
        default: &'static str,
        value: Option<String>,
        is_listed: bool,
    ) -> Self {
        self.variables.push(Variable {
            name,
            default,
            value,
            is_listed,
        });
        self
    }

    /// The position of the server in the list of the document.
    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// The URL with the default values.
    pub(super) fn with_defaults(&self) -> String {
        let default = |name: &str| Some(self.get(name)?.default.to_owned());
        filled(self.template, default)
    }

    /// The URL with the values.
    pub(super) fn with_values(&self) -> Result<String> {
        for variable in &self.variables {
            if let (Some(value), false) = (&variable.value, variable.is_listed) {
                check(self.template, (variable.name, variable.default), value)?;
            }
        }
        let value = |name: &str| {
            let Variable { value, default, .. } = self.get(name)?;
            Some(value.as_deref().unwrap_or(default).to_owned())
        };
        Ok(filled(self.template, value))
    }

    /// The names and values that the caller has set.
    pub(super) fn into_values(self) -> Vec<(&'static str, String)> {
        let variables = self.variables.into_iter();
        variables
            .filter_map(|it| Some((it.name, it.value?)))
            .collect()
    }

    fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|it| it.name == name)
    }
}

/// Replaces the variables of a template by their values.
pub(super) fn filled(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut url = String::with_capacity(template.len());
    let mut parts = template.split('{');
    url.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let variable = part.split_once('}');
        let variable = variable.and_then(|(name, rest)| Some((value(name)?, rest)));
        match variable {
            Some((value, rest)) => url.extend([value.as_str(), rest]),
            None => url.extend(["{", part]),
        }
    }
    url
}

/// Rejects a value that would change another part of the URL.
pub(super) fn check(template: &str, (name, default): (&str, &str), value: &str) -> Result<()> {
    let positions = positions(template, name);
    match positions
        .into_iter()
        .find_map(|it| it.problem(value, default))
    {
        None => Ok(()),
        Some(problem) => Err(Error::invalid_request(format!(
            "the value `{}` of the server variable `{name}` {problem}",
            value.escape_debug()
        ))),
    }
}

/// The part of a URL that a variable replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    /// The beginning of the URL, with scheme and host.
    Origin,
    Scheme,
    /// The host and the port.
    Authority,
    /// The whole host, next to a port.
    Host,
    /// One or more labels of the host, or a part of one.
    Label {
        /// `true` if the variable follows a part of a label, so that the value can begin with a dot.
        follows_text: bool,
        /// `true` if a part of a label follows the variable, so that the value can end with a dot.
        precedes_text: bool,
    },
    Port,
    Path,
}

/// The positions of a variable in a template.
fn positions(template: &str, name: &str) -> Vec<Position> {
    let variable = format!("{{{name}}}");
    let places = template.match_indices(&variable);
    let place = |(at, _): (usize, _)| {
        let before = template.get(..at).unwrap_or_default();
        let after = template.get(at + variable.len()..).unwrap_or_default();
        position(before, after)
    };
    places.map(place).collect()
}

fn position(before: &str, after: &str) -> Position {
    if before.is_empty() {
        return if after.starts_with("://") {
            Position::Scheme
        } else {
            Position::Origin
        };
    }
    let label = Position::Label {
        follows_text: before.ends_with(|it: char| it.is_ascii_alphanumeric()),
        precedes_text: after.starts_with(|it: char| it.is_ascii_alphanumeric()),
    };
    let Some((_, authority)) = before.split_once("://") else {
        // A path, or a path after a variable for scheme and host.
        let is_path = before.contains('/');
        return if is_path { Position::Path } else { label };
    };
    let is_end = after.is_empty() || after.starts_with('/');
    if authority.contains('/') {
        Position::Path
    } else if authority.is_empty() && is_end {
        Position::Authority
    } else if authority.is_empty() && after.starts_with(':') {
        Position::Host
    } else if authority.ends_with(':') && is_end {
        Position::Port
    } else {
        label
    }
}

impl Position {
    /// The reason why a value is not valid here.
    fn problem(self, value: &str, default: &str) -> Option<&'static str> {
        let is_port = |text: &str| {
            text.bytes().all(|it| it.is_ascii_digit())
                && text.parse::<u16>().is_ok_and(|port| port != 0)
        };
        let is_host = |text: &str| is_ip_literal(text) || has_valid_labels(text);
        match self {
            Self::Scheme => {
                let mut schemes = ["http", "https"].into_iter();
                let is_scheme = schemes.any(|it| value.eq_ignore_ascii_case(it));
                (!is_scheme).then_some("must be `http` or `https`")
            }
            Self::Port => (!is_port(value)).then_some("must be a port number"),
            _ if value.is_empty() => (!default.is_empty()).then_some("must not be empty"),
            Self::Label {
                follows_text,
                precedes_text,
            } => {
                let without = |dot: bool| if dot { "." } else { "" };
                let label = value.strip_prefix(without(follows_text)).unwrap_or(value);
                let label = label.strip_suffix(without(precedes_text)).unwrap_or(label);
                (!has_valid_labels(label)).then_some("is not a part of a host name")
            }
            Self::Host => (!is_host(value)).then_some("must be a host name or an IP address"),
            Self::Authority => {
                let (host, port) = match value.rsplit_once(':') {
                    Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
                    _ => (value, None),
                };
                let is_valid = is_host(host) && port.is_none_or(is_port);
                (!is_valid).then_some("must be a host name, with or without a port")
            }
            Self::Origin => {
                let has_other = value.contains(['?', '#', '@', '\\']);
                let is_url = value.contains("://") && !has_other;
                (!is_url).then_some("must be a URL without credentials, query and fragment")
            }
            Self::Path => {
                let is_segment = |text: &str| {
                    let is_valid =
                        |it: char| it.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(it);
                    !text.is_empty() && !matches!(text, "." | "..") && text.chars().all(is_valid)
                };
                let is_valid = if default.contains('/') {
                    value.trim_matches('/').split('/').all(is_segment)
                } else {
                    is_segment(value)
                };
                (!is_valid).then_some("is not a part of a path")
            }
        }
    }
}

/// Returns whether a text consists of labels of a host name, separated by dots.
fn has_valid_labels(text: &str) -> bool {
    let is_valid = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_');
    let mut labels = text.split('.');
    labels.all(|label| !label.is_empty() && label.bytes().all(is_valid))
}

/// Returns whether a text is an IPv6 address in brackets.
fn is_ip_literal(text: &str) -> bool {
    let address = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    address.is_some_and(|it| it.parse::<std::net::Ipv6Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_position_of_a_variable_decides_its_values() {
        for (template, default, valid, invalid) in [
            (
                "{it}://a.b",
                "https",
                "http HTTPS",
                "ftp https: https://c.d/ javascript",
            ),
            (
                "https://{it}.a.b",
                "c",
                "d d.e d-1 d_e",
                "d/ d/e d?e d#e d@e d\\e d:e .d d. d..e d%2Fe dä [::1]",
            ),
            ("https://c.{it}", "a.b", "d.e", "d.e:80 d.e/ evil@d.e .d d."),
            ("https://a{it}b.c", "", "d .d d. .d.", "/ ..d . d/ d@"),
            (
                "https://{it}",
                "a.b",
                "c.d localhost:8080 [::1]:80 [::1]",
                "c.d/e c.d?e me@c.d c.d: c.d:x c.d:99999 [::1 a:b:80",
            ),
            (
                "https://{it}:{port}",
                "a.b",
                "c.d [::1]",
                "c.d:80 c.d/e [::1]:80",
            ),
            (
                "https://a.b:{it}/v1",
                "443",
                "8443",
                "x +1 0 65536 80/ 80@c.d",
            ),
            (
                "https://a.b/{it}/c",
                "v1",
                "v2 v1.2 v~$",
                "v2/c . .. v?x v#x v\\x v%2e v:x v@x",
            ),
            (
                "https://a.b/{it}",
                "v1/api",
                "v2 v2/api /v2/api/",
                "v2//api ../api v2/./api",
            ),
            (
                "{it}/v1",
                "https://a.b",
                "http://c.d:80 https://c.d/e",
                "c.d https://me@c.d https://c.d?e",
            ),
            ("/{it}", "v1", "v2", "v2/api //c.d"),
        ] {
            let problem = |value| check(template, ("it", default), value).err();
            for value in valid.split(' ') {
                assert!(problem(value).is_none(), "{template} {value}");
            }
            for value in invalid.split(' ').chain([" ", "a b", "a\nb", "a\u{0}"]) {
                let error = problem(value)
                    .map(|error| error.to_string())
                    .unwrap_or_default();
                assert!(
                    error.contains("of the server variable `it`"),
                    "{template} {value}"
                );
            }
        }
    }

    #[test]
    fn a_value_is_empty_only_if_the_default_is() {
        for (template, default, is_valid) in [
            ("https://{it}.a.b", "c", false),
            ("https://a{it}.b", "", true),
            ("https://a.b/{it}", "v1", false),
            ("https://a.b/{it}", "", true),
            ("https://a.b:{it}", "443", false),
            ("{it}://a.b", "https", false),
        ] {
            let result = check(template, ("it", default), "");
            assert_eq!(result.is_ok(), is_valid, "{template}");
        }
    }
}
