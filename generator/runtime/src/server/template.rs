//! A path template of a document (`/users/{id}`, `/files/{name}.{extension}`): the shape by which
//! a router finds it, and the values of its parameters in a path.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::wire::encoder::encoded_literal;

/// A path template, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    segments: Vec<Vec<Piece>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// As the document writes it.
    Literal(String),
    /// The name of a parameter.
    Parameter(String),
}

/// The raw values of a template's parameters in a path.
pub(super) type Values<'a> = Vec<(String, &'a str)>;

impl Template {
    /// Takes a template apart. A brace that opens no parameter stands for itself.
    pub(super) fn parse(template: &str) -> Self {
        let path = template.split('?').next().unwrap_or_default();
        let path = path.strip_prefix('/').unwrap_or(path);
        Self {
            segments: path.split('/').map(pieces).collect(),
        }
    }

    /// The shape that a router knows: segments as they travel, and `{n}` for every segment that has
    /// a parameter in it.
    pub(super) fn shape(&self) -> String {
        let segments = self.segments.iter().enumerate();
        segments
            .map(|(index, segment)| match segment.as_slice() {
                [] => "/".to_owned(),
                [Piece::Literal(text)] => {
                    let encoded = encoded_literal(text);
                    format!("/{}", encoded.replace('{', "{{").replace('}', "}}"))
                }
                _ => format!("/{{{index}}}"),
            })
            .collect()
    }

    /// How many letters of it are its own: of several templates that fit a path, the one with the
    /// most is meant.
    pub(super) fn weight(&self) -> usize {
        self.segments
            .iter()
            .flatten()
            .map(|piece| match piece {
                Piece::Literal(text) => text.len(),
                Piece::Parameter(_) => 0,
            })
            .sum()
    }

    /// The values of the parameters, as they stand in the path.
    pub(super) fn values<'a>(&self, path: &'a str) -> Option<Values<'a>> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut values = Vec::new();
        let mut segments = path.split('/');
        for pieces in &self.segments {
            fill(pieces, segments.next()?, &mut values)?;
        }
        segments.next().is_none().then_some(values)
    }
}

/// The last part of a path, of as many segments as a template has: whatever the template stands under.
pub(super) fn tail<'a>(path: &'a str, template: &Template) -> &'a str {
    let starts = path.rmatch_indices('/').map(|(index, _)| index);
    let start = starts.take(template.segments.len()).last();
    start.and_then(|start| path.get(start..)).unwrap_or(path)
}

/// A segment of a template: literals and parameters in turn.
fn pieces(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        pieces.push(Piece::Parameter(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    pieces
}

/// Matches one segment of a path against one of the template. A parameter ends where the literal
/// after it begins; one that nothing follows takes the rest. None is empty.
fn fill<'a>(pieces: &[Piece], segment: &'a str, values: &mut Values<'a>) -> Option<()> {
    match pieces {
        [] => segment.is_empty().then_some(()),
        [Piece::Literal(text)] => (decoded(segment)? == *text).then_some(()),
        [Piece::Literal(text), rest @ ..] => fill(rest, segment.strip_prefix(text)?, values),
        [Piece::Parameter(name)] => {
            values.push((name.clone(), segment));
            (!segment.is_empty()).then_some(())
        }
        [Piece::Parameter(name), rest @ ..] => {
            let known = values.len();
            let ends = (1..segment.len()).filter(|end| segment.is_char_boundary(*end));
            for end in ends {
                let (value, after) = segment.split_at(end);
                values.push((name.clone(), value));
                if fill(rest, after, values).is_some() {
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
    fn a_parameter_is_one_segment_and_stays_encoded() {
        let found = values("/users/{id}/points", "/users/a%2Fb/points");
        assert_eq!(found, Some(named(&[("id", "a%2Fb")])));
        assert_eq!(values("/users/{id}", "/users/"), None);
        assert_eq!(values("/users/{id}", "/users/a/b"), None);
    }

    #[test]
    fn parameters_of_one_segment_are_parted_by_what_stands_between_them() {
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
    fn templates_of_the_same_shape_are_one_for_the_router() {
        let shape = |template| Template::parse(template).shape();
        assert_eq!(shape("/users/{id}"), shape("/users/{user}"));
        assert_eq!(shape("/a b/{x}{y}/{{"), "/a%20b/{1}/{{{{");
        assert_eq!(shape("/"), "/");
    }

    #[test]
    fn the_more_exact_of_two_templates_weighs_more() {
        let weight = |template| Template::parse(template).weight();
        assert!(weight("/files/{name}.json") > weight("/files/{name}"));
    }
}
