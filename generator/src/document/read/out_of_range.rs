//! Numbers that are too large for a float, such as `1e400`. JSON allows them, but the JSON parser does not. They become
//! strings, as they do in YAML, so that the step that reads the field decides about them.

/// Returns the JSON text with quotes around numbers that are too large for a float.
pub(super) fn quote_numbers(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let (token, after) = from.split_at(if from.starts_with('"') {
            string_length(from)
        } else {
            from.find(|c: char| !is_in_number(c)).unwrap_or(from.len())
        });
        quoted.push_str(before);
        if is_out_of_range(token) {
            quoted.extend(["\"", token, "\""]);
        } else {
            quoted.push_str(token);
        }
        rest = after;
    }
    quoted.push_str(rest);
    quoted
}

/// Returns whether a text is a JSON number that is too large for a float, such as `1e400`.
pub(in crate::document) fn is_out_of_range(text: &str) -> bool {
    text.chars().all(is_in_number) && text.parse::<f64>().is_ok_and(f64::is_infinite)
}

fn is_in_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E')
}

/// The length in bytes of the string at the start of a text.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let is_end = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |(end, _)| end + 1)
}

#[cfg(test)]
mod tests {
    use super::quote_numbers;

    #[test]
    fn only_large_numbers_outside_of_strings_are_quoted() {
        assert_eq!(
            quote_numbers(r#"{"1e400\"": [1e400, -1E+999, 1e30, "1e400"], "a": 12}"#),
            r#"{"1e400\"": ["1e400", "-1E+999", 1e30, "1e400"], "a": 12}"#
        );
        assert_eq!(quote_numbers(r#"["\\", 1e400"#), r#"["\\", "1e400""#);
        assert_eq!(quote_numbers(r#"["ä"#), r#"["ä"#);
    }
}
