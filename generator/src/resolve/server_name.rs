//! The name of a server in the document: a stated name, or a short description.

use openapiv3::Server as Source;
use serde_json::Value;

use crate::document::recent;

/// Extensions with the name of a server.
const NAMES: [&str; 2] = ["x-fern-server-name", "x-speakeasy-server-id"];

/// The maximum number of words of a description that is a name.
const MAX_WORDS: usize = 4;

/// Words at the end of a description that a name does not need.
const GENERIC: [&str; 9] = [
    "api",
    "base",
    "endpoint",
    "env",
    "environment",
    "instance",
    "server",
    "servers",
    "url",
];

/// The name of a server in OpenAPI 3.2.
fn recent_name(server: &Source) -> Option<String> {
    let name = recent(&server.extensions, "name").and_then(Value::as_str);
    name.map(str::to_owned)
}

/// The name of a server: a stated name, or a short description.
pub(super) fn server_name(server: &Source) -> Option<String> {
    let description = || server.description.as_deref().and_then(short);
    stated_name(server).or_else(description)
}

fn stated_name(server: &Source) -> Option<String> {
    let extension = |name: &&str| Some(server.extensions.get(*name)?.as_str()?.to_owned());
    let name = recent_name(server).or_else(|| NAMES.iter().find_map(extension));
    name.filter(|name| name.contains(char::is_alphanumeric))
}

/// The words of a description that are a name: `Production server (EU)` becomes `Production`. `None` if it is too long.
fn short(description: &str) -> Option<String> {
    let line = description.trim().lines().next().unwrap_or_default();
    let ends = ["(", "[", ": ", ". ", ", ", "; ", " - ", " – ", " — "];
    let end = ends.iter().filter_map(|end| line.find(end)).min();
    let text = end.and_then(|end| line.get(..end)).unwrap_or(line);
    if text.contains("://") || text.contains(['{', '<', '`']) {
        return None;
    }
    let words = text.split(|it: char| !it.is_alphanumeric());
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_word = |word: &str, list: &[&str]| list.iter().any(|it| word.eq_ignore_ascii_case(it));
    if words.len() > 1
        && words
            .first()
            .is_some_and(|it| is_word(it, &["a", "an", "the"]))
    {
        words.remove(0);
    }
    if let [kind, preposition, _, ..] = words.as_slice()
        && is_word(kind, &GENERIC)
        && is_word(preposition, &["for"])
    {
        words.drain(..2);
    }
    while words.len() > 1 && words.last().is_some_and(|it| is_word(it, &GENERIC)) {
        words.pop();
    }
    let is_short = !words.is_empty() && words.len() <= MAX_WORDS;
    is_short.then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn short_descriptions_are_names() {
        for (description, name) in [
            ("Production server", Some("Production")),
            ("The production API server.", Some("production")),
            ("Production server (uses live data)", Some("Production")),
            ("Sandbox: no money is moved", Some("Sandbox")),
            ("A server for tests", Some("tests")),
            ("EU", Some("EU")),
            ("Hetzner Cloud API", Some("Hetzner Cloud")),
            ("API server", Some("API")),
            ("Server", Some("Server")),
            ("US-West 2", Some("US West 2")),
            (
                "\u{672c}\u{756a}\u{74b0}\u{5883}",
                Some("\u{672c}\u{756a}\u{74b0}\u{5883}"),
            ),
            ("Use this server to try out the API", None),
            ("See https://example.com", None),
            ("{environment} server", None),
            ("", None),
            ("---", None),
        ] {
            assert_eq!(short(description).as_deref(), name, "{description}");
        }
    }
}
