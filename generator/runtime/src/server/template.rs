//! Path templates of a document, such as `/users/{id}` or `/files/{name}.{extension}`: matches paths and extracts
//! the values of the parameters.

use percent_encoding::percent_decode_str;

use crate::wire::encoder::percent::encode_template;

/// A parsed path template. Public for servers of documents that are read at run time, such as `apicrate-mock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    segments: Vec<Vec<SegmentPart>>,
}

/// A part of a path segment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SegmentPart {
    Literal(Literal),
    /// The name of a parameter.
    Parameter(String),
}

/// A fixed text in a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Literal {
    /// The text as clients send it.
    encoded: String,
    decoded: Vec<u8>,
}

/// The names of a template's parameters, with their raw values in a path.
pub type PathValues<'a> = Vec<(String, &'a str)>;

impl Template {
    /// Parses a template. A brace without a closing brace is a literal.
    #[must_use]
    pub fn parse(template: &str) -> Self {
        let path = template.split('?').next().unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(path);
        Self {
            segments: path.split('/').map(segment_parts).collect(),
        }
    }

    /// The path in the syntax of axum: percent-encoded literals, and `{n}` for every segment with a parameter.
    pub(super) fn axum_path(&self) -> String {
        let segments = self.segments.iter().enumerate();
        segments
            .map(|(index, segment)| match segment.as_slice() {
                [] => "/".to_owned(),
                [SegmentPart::Literal(text)] => {
                    let escaped = text.encoded.replace('{', "{{").replace('}', "}}");
                    format!("/{escaped}")
                }
                _ => format!("/{{{index}}}"),
            })
            .collect()
    }

    /// The total length of the literals. If several templates match a path, the one with the longest literals wins.
    pub fn literal_length(&self) -> usize {
        self.segments
            .iter()
            .flatten()
            .map(|part| match part {
                SegmentPart::Literal(text) => text.decoded.len(),
                SegmentPart::Parameter(_) => 0,
            })
            .sum()
    }

    /// Matches a path and returns the raw values of the parameters. The number of steps is proportional to the length
    /// of the path.
    pub fn values<'a>(&self, path: &'a str) -> Option<PathValues<'a>> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut values = Vec::new();
        let mut segments = path.split('/');
        for parts in &self.segments {
            match_segment(parts, segments.next()?, &mut values)?;
        }
        segments.next().is_none().then_some(values)
    }
}

/// Matches a path against a template: the names and raw values of the parameters. Public for the fuzz targets only.
#[doc(hidden)]
#[must_use]
pub fn match_template(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let template = Template::parse(template);
    let values = template.values(path)?.into_iter();
    Some(
        values
            .map(|(name, value)| (name, value.to_owned()))
            .collect(),
    )
}

/// The last segments of a path, as many as the template has, to ignore a prefix of the path.
pub(super) fn tail<'a>(path: &'a str, template: &Template) -> &'a str {
    let starts = path.rmatch_indices('/').map(|(index, _)| index);
    let start = starts.take(template.segments.len()).last();
    start.and_then(|start| path.get(start..)).unwrap_or(path)
}

/// Parses a segment of a template.
fn segment_parts(segment: &str) -> Vec<SegmentPart> {
    let mut parts = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        parts.extend(Literal::new(before).map(SegmentPart::Literal));
        parts.push(SegmentPart::Parameter(name.to_owned()));
        rest = after;
    }
    parts.extend(Literal::new(rest).map(SegmentPart::Literal));
    parts
}

/// Matches a segment of a path against a segment of the template. A parameter is never empty. It ends before the first
/// occurrence of the next literal, after one character if another parameter follows directly, or else at the end of the
/// segment.
///
/// The first occurrence is the only one that has to be tried: it leaves the longest rest for the parts that follow.
fn match_segment<'a>(
    parts: &[SegmentPart],
    segment: &'a str,
    values: &mut PathValues<'a>,
) -> Option<()> {
    let (parts, rest) = match parts {
        [SegmentPart::Literal(text), others @ ..] if !others.is_empty() => {
            (others, segment.strip_prefix(&text.encoded)?)
        }
        _ => (parts, segment),
    };
    let (mut parts, mut rest) = match parts {
        [others @ .., SegmentPart::Literal(text)] => (others, text.strip_from_end(rest)?),
        _ => (parts, rest),
    };
    while let [SegmentPart::Parameter(name), others @ ..] = parts {
        let value;
        (value, parts, rest) = match others {
            [] => (rest, others, ""),
            [SegmentPart::Literal(text), others @ ..] => {
                let (value, rest) = text.split_at_first(rest)?;
                (value, others, rest)
            }
            [SegmentPart::Parameter(_), ..] => {
                let (value, rest) = rest.split_at_checked(unit_length(rest))?;
                (value, others, rest)
            }
        };
        if value.is_empty() {
            return None;
        }
        values.push((name.clone(), value));
    }
    rest.is_empty().then_some(())
}

impl Literal {
    /// `None` for an empty text.
    fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self {
            encoded: encode_template(text).into_owned(),
            decoded: percent_decode_str(text).collect(),
        })
    }

    /// Splits a raw text into the parts before and after the literal's first occurrence, which does not start at the
    /// first character. Only an occurrence that is encoded as in the template counts: in a value, clients encode the
    /// reserved characters.
    fn split_at_first<'a>(&self, raw: &'a str) -> Option<(&'a str, &'a str)> {
        let mut end = unit_length(raw);
        while let Some((value, rest)) = raw.split_at_checked(end) {
            if let Some(rest) = rest.strip_prefix(&self.encoded) {
                return Some((value, rest));
            }
            match unit_length(rest) {
                0 => return None,
                length => end += length,
            }
        }
        None
    }

    /// Removes the literal, percent-encoded or not, from the end of a raw text.
    fn strip_from_end<'a>(&self, raw: &'a str) -> Option<&'a str> {
        let mut rest = raw.as_bytes();
        for expected in self.decoded.iter().rev() {
            let byte;
            (rest, byte) = match rest {
                [before @ .., b'%', high, low] if let Some(byte) = unescaped(*high, *low) => {
                    (before, byte)
                }
                [before @ .., byte] => (before, *byte),
                [] => return None,
            };
            if byte != *expected {
                return None;
            }
        }
        raw.get(..rest.len())
    }
}

/// The length of the first character or percent-encoded byte; zero for an empty text.
fn unit_length(raw: &str) -> usize {
    match raw.as_bytes() {
        [b'%', high, low, ..] if unescaped(*high, *low).is_some() => 3,
        _ => raw.chars().next().map_or(0, char::len_utf8),
    }
}

/// The byte with these hexadecimal digits.
fn unescaped(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::Template;

    fn values(template: &str, path: &'static str) -> Option<Vec<(String, &'static str)>> {
        Template::parse(template).values(path)
    }

    fn named(pairs: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value));
        pairs.collect()
    }

    #[test]
    fn parameters_match_one_segment_and_stay_encoded() {
        let found = values("/users/{id}/points", "/users/a%2Fb/points");
        assert_eq!(found, Some(named(&[("id", "a%2Fb")])));
        assert_eq!(values("/users/{id}", "/users/"), None);
        assert_eq!(values("/users/{id}", "/users/a/b"), None);
    }

    #[test]
    fn literals_separate_parameters_in_a_segment() {
        let found = values("/files/{name}.{kind}", "/files/a.b.c");
        assert_eq!(found, Some(named(&[("name", "a"), ("kind", "b.c")])));
        let found = values("/files/{name}.json", "/files/a.json.json");
        assert_eq!(found, Some(named(&[("name", "a.json")])));
        assert_eq!(values("/files/{name}.json", "/files/a.yaml"), None);
        assert_eq!(
            values("/{from}..{to}", "/x..y"),
            Some(named(&[("from", "x"), ("to", "y")]))
        );
    }

    #[test]
    fn templates_that_differ_in_parameter_names_have_the_same_axum_path() {
        let axum_path = |template| Template::parse(template).axum_path();
        assert_eq!(axum_path("/users/{id}"), axum_path("/users/{user}"));
        assert_eq!(axum_path("/a b/{x}{y}/{{"), "/a%20b/{1}/{{{{");
        assert_eq!(axum_path("/"), "/");
    }

    #[test]
    fn more_specific_templates_have_longer_literals() {
        let length = |template| Template::parse(template).literal_length();
        assert!(length("/files/{name}.json") > length("/files/{name}"));
    }
}
