//! Path templates of a document, such as `/users/{id}` or `/files/{name}.{extension}`: matches paths and extracts
//! the values of the parameters.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::wire::encoder::percent::encode_template;

/// A parsed path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    segments: Vec<Vec<SegmentPart>>,
}

/// A part of a path segment.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SegmentPart {
    /// A text that is not percent-encoded.
    Literal(String),
    /// The name of a parameter.
    Parameter(String),
}

/// The names of a template's parameters, with their raw values in a path.
pub(super) type PathValues<'a> = Vec<(String, &'a str)>;

impl Template {
    /// Parses a template. A brace without a closing brace is a literal.
    pub(super) fn parse(template: &str) -> Self {
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
                    let encoded = encode_template(text);
                    format!("/{}", encoded.replace('{', "{{").replace('}', "}}"))
                }
                _ => format!("/{{{index}}}"),
            })
            .collect()
    }

    /// The total length of the literals. If several templates match a path, the one with the longest literals wins.
    pub(super) fn literal_length(&self) -> usize {
        self.segments
            .iter()
            .flatten()
            .map(|part| match part {
                SegmentPart::Literal(text) => text.len(),
                SegmentPart::Parameter(_) => 0,
            })
            .sum()
    }

    /// Matches a path and returns the raw values of the parameters.
    pub(super) fn values<'a>(&self, path: &'a str) -> Option<PathValues<'a>> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut values = Vec::new();
        let mut segments = path.split('/');
        for parts in &self.segments {
            match_segment(parts, segments.next()?, &mut values)?;
        }
        segments.next().is_none().then_some(values)
    }
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
        if !before.is_empty() {
            parts.push(SegmentPart::Literal(before.to_owned()));
        }
        parts.push(SegmentPart::Parameter(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(SegmentPart::Literal(rest.to_owned()));
    }
    parts
}

/// Matches a segment of a path against a segment of the template. A parameter ends before the next literal, or at
/// the end of the segment. It is never empty.
fn match_segment<'a>(
    parts: &[SegmentPart],
    segment: &'a str,
    values: &mut PathValues<'a>,
) -> Option<()> {
    match parts {
        [] => segment.is_empty().then_some(()),
        [SegmentPart::Literal(text)] => (decoded(segment)? == *text).then_some(()),
        [SegmentPart::Literal(text), rest @ ..] => {
            match_segment(rest, segment.strip_prefix(text)?, values)
        }
        [SegmentPart::Parameter(name)] => {
            values.push((name.clone(), segment));
            (!segment.is_empty()).then_some(())
        }
        [SegmentPart::Parameter(name), rest @ ..] => {
            let known = values.len();
            let ends = (1..segment.len()).filter(|end| segment.is_char_boundary(*end));
            for end in ends {
                let (value, after) = segment.split_at(end);
                values.push((name.clone(), value));
                if match_segment(rest, after, values).is_some() {
                    return Some(());
                }
                values.truncate(known);
            }
            None
        }
    }
}

fn decoded(segment: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(segment).decode_utf8().ok()
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
