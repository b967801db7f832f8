//! Hides credentials in URLs, so that messages do not contain them.

use std::borrow::Cow;

/// Words in the names of query parameters and properties that contain secrets.
const SECRET_WORDS: [&str; 10] = [
    "accesskey",
    "apikey",
    "authorization",
    "credential",
    "jwt",
    "passwd",
    "password",
    "secret",
    "signature",
    "token",
];

/// Whole names of query parameters that contain secrets.
const SECRET_NAMES: [&str; 5] = ["auth", "key", "pass", "pwd", "sig"];

/// Returns true if a property, or a field of a form, with this name usually contains a secret. Names such as `key` and tokens of
/// pages do not.
pub fn is_secret_property(name: &str) -> bool {
    let name = letters(name);
    let is_of_page = ["page", "next", "continuation", "cursor"].iter();
    let is_of_page = is_of_page.clone().any(|word| name.contains(word));
    let is_password = ["pass", "pwd"].contains(&name.as_str());
    !is_of_page && (is_password || SECRET_WORDS.iter().any(|word| name.contains(word)))
}

/// The letters and digits of a name, in lower case.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns true if a query parameter, with its value, has the name of a secret.
pub(crate) fn is_secret(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    let name = letters(name);
    SECRET_NAMES.contains(&name.as_str()) || SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// Replaces each character of the credentials in URLs by `*`: user names and passwords before the host, and the values
/// of query parameters with the names of secrets. The number of characters stays the same.
pub(crate) fn redacted(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("://") {
        let (before, after) = rest.split_at(start + 3);
        shown.push_str(before);
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>');
        let (url, after) = after.split_at(after.find(is_end).unwrap_or(after.len()));
        push_url(&mut shown, url);
        rest = after;
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// Adds a URL after its `://` without credentials.
fn push_url(shown: &mut String, url: &str) {
    let end = url.find(['/', '?', '#']).unwrap_or(url.len());
    let (authority, rest) = url.split_at(end);
    let host = authority.rfind('@').unwrap_or(0);
    let (user, host) = authority.split_at(host);
    push_hidden(shown, user);
    shown.push_str(host);
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    shown.push_str(path);
    for parameter in query.split_inclusive(['?', '&', ';', '#']) {
        let (name, value) = parameter.split_at(parameter.find('=').unwrap_or(parameter.len()));
        shown.push_str(name);
        let value = value.strip_prefix('=').inspect(|_| shown.push('='));
        let value = value.unwrap_or_default();
        let text = value.trim_end_matches(['?', '&', ';', '#']);
        if is_secret(name) {
            push_hidden(shown, text);
        } else {
            shown.push_str(text);
        }
        shown.push_str(value.get(text.len()..).unwrap_or_default());
    }
}

fn push_hidden(shown: &mut String, text: &str) {
    shown.extend(text.chars().map(|_| '*'));
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn credentials_are_replaced_by_as_many_characters() {
        for (text, expected) in [
            ("https://a.example/b?v=1", "https://a.example/b?v=1"),
            ("https://me:pw@a.example/b", "https://*****@a.example/b"),
            ("https://me@pw@a.example", "https://*****@a.example"),
            ("https://a.example/b@c", "https://a.example/b@c"),
            (
                "$ref: 'http://a.example/?token=pw&v=1#/b' # http://me@b.example",
                "$ref: 'http://a.example/?token=**&v=1#/b' # http://**@b.example",
            ),
            (
                "https://a.example?X-Api-Key=é",
                "https://a.example?X-Api-Key=*",
            ),
            (
                "https://a.example/?sig=a=b&c",
                "https://a.example/?sig=***&c",
            ),
            ("mail me@b.example", "mail me@b.example"),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }
}
