//! The header `Link` of RFC 8288.

use http::HeaderMap;
use http::header::LINK;

/// The target of the link with the relation `next`.
pub(super) fn next(headers: &HeaderMap) -> Option<String> {
    // Some titles contain letters of other languages. The link of the next page must be found nevertheless.
    let values = headers.get_all(LINK).iter();
    let mut texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
    texts.find_map(|text| next_in(&text))
}

/// Finds the link in the value of one header: `<target>; name=value; name="value", <target>; …`.
fn next_in(mut rest: &str) -> Option<String> {
    loop {
        let (target, after) = rest.split_once('<')?.1.split_once('>')?;
        let (is_next, after) = parameters(after);
        if is_next {
            return Some(target.trim().to_owned());
        }
        rest = after;
    }
}

/// Reads the parameters of a link, up to the comma after it. Returns whether the link is the next page, and the rest.
fn parameters(mut rest: &str) -> (bool, &str) {
    let mut relation = None;
    let mut is_about_another = false;
    while let Some(parameter) = rest.trim_start().strip_prefix(';') {
        let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
        let (name, after) = parameter.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(value) => parameter_value(value),
            None => (String::new(), after),
        };
        match name.trim().to_ascii_lowercase().as_str() {
            // Only the first relation counts.
            "rel" => _ = relation.get_or_insert(value),
            // The link is not one of the requested resource.
            "anchor" => is_about_another = true,
            _ => {}
        }
        rest = after;
    }
    let relation = relation.unwrap_or_default();
    let mut relations = relation.split_ascii_whitespace();
    let is_next = relations.any(|it| it.eq_ignore_ascii_case("next"));
    (is_next && !is_about_another, rest)
}

/// Reads the value of a parameter: a token, or a quoted string.
fn parameter_value(text: &str) -> (String, &str) {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        let (token, rest) = text.split_at(end);
        return (token.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return (value, quoted.get(index + 1..).unwrap_or_default()),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn next_of(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(LINK, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
        next(&headers)
    }

    #[test]
    fn finds_the_next_page() {
        for values in [
            &[r#"</a?page=2>; rel="next""#] as &[&str],
            &["</a?page=2>;rel=next"],
            &[r#"</a?page=1>; rel="prev", </a?page=2>; rel="next", </a?page=9>; rel="last""#],
            &[
                r#"</a?page=1>; rel="prev""#,
                r#"< /a?page=2 >; REL="last NEXT""#,
            ],
            &[
                r#"</b>; title="a, <b>; rel=\"next\""; rel=prev, </a?page=2> ; title*=UTF-8''x ; rel = next"#,
            ],
            &[r#"</b>; anchor="/c"; rel=next, </a?page=2>; rel=next"#],
            &[r#"</b>; title="Ende für heute"; rel=last, </a?page=2>; rel=next"#],
        ] {
            assert_eq!(next_of(values).as_deref(), Some("/a?page=2"), "{values:?}");
        }
    }

    #[test]
    fn other_links_are_not_the_next_page() {
        for value in [
            "",
            "</a>",
            "</a>; rel=nextpage",
            "</a>; title=next",
            "</a>; rel=prev; rel=next",
            "</a; rel=next",
            r#"</a>; title="x; rel=next"#,
        ] {
            assert_eq!(next_of(&[value]), None, "{value}");
        }
    }
}
