//! The header `Prefer` (RFC 7240).

use apicrate_runtime::http::HeaderMap;

/// The preferences of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Preferences {
    pub(crate) code: Option<u16>,
    pub(crate) example: Option<String>,
    pub(crate) is_dynamic: bool,
    pub(crate) seed: Option<u64>,
}

impl Preferences {
    /// Reads the headers. Other preferences are ignored, as the standard requires.
    ///
    /// # Errors
    ///
    /// A sentence about a value that is not valid.
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, String> {
        let mut found = Self::default();
        for header in headers.get_all("prefer") {
            let text = String::from_utf8_lossy(header.as_bytes());
            for preference in split(&text) {
                let (name, value) = preference.split_once('=').unwrap_or((&preference, ""));
                let (name, value) = (name.trim().to_ascii_lowercase(), unquoted(value.trim()));
                let wrong =
                    |expected: &str| format!("the preference `{name}={value}` is not {expected}");
                match name.as_str() {
                    "code" => {
                        let code = value.parse().ok();
                        let code = code.filter(|code| (200..600).contains(code));
                        found.code = Some(code.ok_or_else(|| wrong("a status from 200 to 599"))?);
                    }
                    "example" => found.example = Some(value),
                    "dynamic" => {
                        found.is_dynamic = match value.as_str() {
                            "" | "true" => true,
                            "false" => false,
                            _ => return Err(wrong("`true` or `false`")),
                        }
                    }
                    "seed" => {
                        let seed = value.parse().ok();
                        found.seed = Some(seed.ok_or_else(|| wrong("a natural number"))?);
                    }
                    _ => {}
                }
            }
        }
        Ok(found)
    }

    /// The text of the header `Preference-Applied`; `None` without preferences.
    pub(crate) fn applied(&self) -> Option<String> {
        let code = self.code.map(|code| format!("code={code}"));
        // The name can have characters that a header cannot contain.
        let example = self.example.as_ref().map(|_| "example".to_owned());
        let dynamic = self.is_dynamic.then(|| "dynamic=true".to_owned());
        let seed = self.seed.filter(|_| self.is_dynamic);
        let seed = seed.map(|seed| format!("seed={seed}"));
        let applied: Vec<String> = [code, example, dynamic, seed]
            .into_iter()
            .flatten()
            .collect();
        (!applied.is_empty()).then(|| applied.join(", "))
    }
}

/// Splits a header at commas and semicolons outside of quotation marks.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut is_quoted, mut is_escaped) = (false, false);
    for c in text.chars() {
        match c {
            ',' | ';' if !is_quoted => {
                parts.push(String::new());
                continue;
            }
            '"' if !is_escaped => is_quoted = !is_quoted,
            _ => {}
        }
        is_escaped = is_quoted && c == '\\' && !is_escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// The text in quotation marks.
fn unquoted(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let Some(inner) = inner else {
        return text.to_owned();
    };
    let mut unescaped = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        unescaped.extend(if c == '\\' {
            characters.next()
        } else {
            Some(c)
        });
    }
    unescaped
}

#[cfg(test)]
mod tests {
    use apicrate_runtime::http::{HeaderMap, HeaderValue};

    use super::Preferences;

    fn read(text: &'static str) -> Result<Preferences, String> {
        let mut headers = HeaderMap::new();
        headers.insert("prefer", HeaderValue::from_static(text));
        Preferences::read(&headers)
    }

    #[test]
    fn reads_several_preferences_and_quoted_values() {
        let found = read("respond-async, CODE=404; example=\"a, \\\"b\\\"\", dynamic, seed=7");
        let expected = Preferences {
            code: Some(404),
            example: Some("a, \"b\"".to_owned()),
            is_dynamic: true,
            seed: Some(7),
        };
        assert_eq!(found, Ok(expected));
        assert_eq!(read(",;=,"), Ok(Preferences::default()));
    }

    #[test]
    fn rejects_values_that_are_not_valid() {
        for text in ["code=abc", "code=99", "code=600", "dynamic=yes", "seed=-1"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
