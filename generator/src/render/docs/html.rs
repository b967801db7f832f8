//! The tags of HTML in a description.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser};

/// A part of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, with character references.
    Text(&'a str),
    Tag(Tag<'a>),
}

/// A tag with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The tag as written.
    pub(super) source: &'a str,
    pub(super) name: &'a str,
    pub(super) closes: bool,
}

/// Splits HTML into its tags and the text between them. Everything that is not a complete tag is text.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut text, mut position) = (0, 0);
    while let Some(start) = html.get(position..).and_then(|rest| rest.find('<')) {
        let start = position + start;
        let Some(tag) = html.get(start..).and_then(tag) else {
            position = start + 1;
            continue;
        };
        push_text(html.get(text..start), &mut pieces);
        position = start + tag.source.len();
        text = position;
        pieces.push(Piece::Tag(tag));
    }
    push_text(html.get(text..), &mut pieces);
    pieces
}

fn push_text<'a>(text: Option<&'a str>, pieces: &mut Vec<Piece<'a>>) {
    pieces.extend(text.filter(|text| !text.is_empty()).map(Piece::Text));
}

/// The tag at the start of the text. Its end is the first `>` outside of quotes; another `<` before it ends the search,
/// so that all searches together take time proportional to the text.
fn tag(text: &str) -> Option<Tag<'_>> {
    let rest = text.strip_prefix('<')?;
    let closes = rest.starts_with('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let length = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    let name = rest.get(..length)?;
    let attributes = rest.get(length..)?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && attributes.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
    let mut quote = None;
    for (index, byte) in attributes.bytes().enumerate().take_while(|_| is_name) {
        match (quote, byte) {
            (None, b'>') => {
                let length = text.len() - attributes.len() + index + 1;
                let source = text.get(..length)?;
                return Some(Tag {
                    source,
                    name,
                    closes,
                });
            }
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

impl Tag<'_> {
    /// The value of the attribute `href`.
    pub(super) fn href(&self) -> Option<String> {
        let mut rest = self
            .source
            .get(1 + self.name.len()..)?
            .trim_end_matches('>');
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let length = rest
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(length);
            let value = after.trim_start().strip_prefix('=').map(str::trim_start);
            let Some(value) = value else {
                if after.is_empty() {
                    return None;
                }
                rest = after;
                continue;
            };
            let (value, after) = attribute_value(value);
            if name.eq_ignore_ascii_case("href") {
                return Some(decoded(value).into_owned());
            }
            rest = after;
        }
    }
}

/// Splits the value of an attribute from the text after it.
fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split_once(quote).unwrap_or((rest, ""));
        }
    }
    let length = text
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(text.len());
    text.split_at(length)
}

/// Text of HTML with its character references decoded, such as `&lt;` and `&#39;`.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    /// The length of the longest reference, `&CounterClockwiseContourIntegral;`.
    const LONGEST: usize = 33;
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        decoded.push_str(before);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
        let end = reference
            .bytes()
            .skip(1)
            .take(LONGEST)
            .position(|byte| !is_name(byte));
        let end = end.map(|length| length + 1);
        let character = end
            .and_then(|end| reference.get(..=end))
            .and_then(character);
        if let (Some(end), Some(character)) = (end, character) {
            decoded.push_str(&character);
            rest = reference.get(end + 1..).unwrap_or_default();
        } else {
            decoded.push('&');
            rest = reference.get(1..).unwrap_or_default();
        }
    }
    if decoded.is_empty() {
        return text.into();
    }
    decoded.push_str(rest);
    decoded.into()
}

/// The text of a character reference. Markdown has the same ones, so its parser has the table.
fn character(reference: &str) -> Option<String> {
    if !reference.ends_with(';') {
        return None;
    }
    let texts = Parser::new(reference).filter_map(|event| match event {
        Event::Text(text) => Some(text),
        _ => None,
    });
    let text = texts.fold(String::new(), |text, part| text + &part);
    (text != reference).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{Piece, Tag, decoded, pieces};

    fn names(html: &str) -> Vec<String> {
        let names = pieces(html).into_iter().map(|piece| match piece {
            Piece::Text(text) => format!("'{text}'"),
            Piece::Tag(tag) => format!("{}{}", if tag.closes { "/" } else { "" }, tag.name),
        });
        names.collect()
    }

    fn href(source: &str) -> Option<String> {
        Tag {
            source,
            name: "a",
            closes: false,
        }
        .href()
    }

    #[test]
    fn splits_tags_from_text() {
        assert_eq!(
            names("<p>a <b>b</b></p>"),
            ["p", "'a '", "b", "'b'", "/b", "/p"]
        );
        assert_eq!(names("<a title='>'>x"), ["a", "'x'"]);
        assert_eq!(names("1 < 2 <p"), ["'1 < 2 <p'"]);
        assert_eq!(names("<!-- x --><br/>"), ["'<!-- x -->'", "br"]);
        assert_eq!(names("<a <b>"), ["'<a '", "b"]);
    }

    #[test]
    fn finds_the_attribute_href() {
        assert_eq!(
            href(r#"<a class="x" href="/y?a=1&amp;b">"#).as_deref(),
            Some("/y?a=1&b")
        );
        assert_eq!(href("<a disabled HREF = 'y'>").as_deref(), Some("y"));
        assert_eq!(href("<a href=y>").as_deref(), Some("y"));
        assert_eq!(href("<a data-href=y>"), None);
        assert_eq!(href("<a>"), None);
    }

    #[test]
    fn decodes_character_references() {
        assert_eq!(
            decoded("a &lt;b&gt; &amp;lt; &#39; &nbsp;&unknown; & c"),
            "a <b> &lt; ' \u{a0}&unknown; & c"
        );
    }
}
