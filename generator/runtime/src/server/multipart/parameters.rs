//! The parameters of a header, such as `form-data; name="a"; filename="b"`.

/// The parameters after the first semicolon, as names in lower case and values. `None` if they are malformed.
pub(super) fn parameters(header: &str) -> Option<Vec<(String, String)>> {
    let (_, mut rest) = header.split_once(';').unwrap_or((header, ""));
    let mut parameters = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return Some(parameters);
        }
        let (name, after) = rest.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        if name.is_empty() || name.contains([';', '"']) {
            return None;
        }
        let value;
        (value, rest) = if let Some(quoted) = after.trim_start().strip_prefix('"') {
            unquoted(quoted)?
        } else {
            let (value, rest) = after.split_once(';').unwrap_or((after, ""));
            (value.trim().to_owned(), rest)
        };
        parameters.push((name, value));
    }
}

/// Parses the rest of a quoted text. Returns the text, and what follows: the next parameter.
///
/// A backslash escapes only a quotation mark and a backslash: browsers do not escape it in the name of a file.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = quoted;
    loop {
        let (before, after) = rest.split_at(rest.find(['"', '\\'])?);
        text.push_str(before);
        let mut characters = after.chars();
        match (characters.next(), characters.clone().next()) {
            (Some('\\'), Some(escaped @ ('"' | '\\'))) => {
                text.push(escaped);
                characters.next();
            }
            (Some('\\'), _) => text.push('\\'),
            _ => {
                let rest = characters.as_str().trim_start();
                return (rest.is_empty() || rest.starts_with(';')).then_some((text, rest));
            }
        }
        rest = characters.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::parameters;

    fn parsed(header: &str) -> Option<String> {
        let parameters = parameters(header)?;
        let parameters = parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        Some(parameters.collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn values_are_tokens_or_quoted() {
        for (header, expected) in [
            ("form-data", Some("")),
            ("form-data; name=a", Some("name=a")),
            (
                "form-data; NAME = \"a\" ; filename=b;",
                Some("name=a|filename=b"),
            ),
            (r#"form-data; name="a;b=c""#, Some("name=a;b=c")),
            (r#"form-data; name="a\"b\\c\d""#, Some(r#"name=a"b\c\d"#)),
            ("form-data; name=\"ä%22\"", Some("name=ä%22")),
            (r#"form-data; name="a"#, None),
            (r#"form-data; name="a\"#, None),
            (r#"form-data; name="a"b"#, None),
            ("form-data; name", None),
            ("form-data; =a", None),
        ] {
            assert_eq!(parsed(header).as_deref(), expected, "{header}");
        }
    }
}
