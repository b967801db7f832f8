//! The properties of path templates: every path is matched without a panic, and the values are those that a search
//! through all possible splits finds first.

use apicrate_runtime::server::match_template;

/// The longest template and the longest path that are compared with the reference matcher, which takes exponential time.
const MAX_REFERENCE: usize = 14;

/// Matches a path against a template. Panics if a property does not hold.
pub(crate) fn holds(template: &str, path: &str) {
    let found = match_template(template, path);
    for (_, value) in found.iter().flatten() {
        assert!(
            !value.is_empty(),
            "`{template}` has an empty value in `{path}`"
        );
        assert!(
            !value.contains('/'),
            "`{template}` has a slash in a value of `{path}`"
        );
    }
    let is_plain =
        |character: char| character.is_ascii_alphanumeric() || "{}/.-_~,;".contains(character);
    if template.len() <= MAX_REFERENCE
        && path.len() <= MAX_REFERENCE
        && template.chars().all(is_plain)
        && path.is_ascii()
    {
        assert_eq!(
            found,
            reference(template, path),
            "template `{template}`, path `{path}`"
        );
    }
}

/// The result of trying all splits, the shortest values first.
fn reference(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let segments = |text: &str| -> Vec<String> {
        let text = text.strip_prefix('/').unwrap_or(text);
        text.split('/').map(str::to_owned).collect()
    };
    let (templates, segments) = (segments(template), segments(path));
    if templates.len() != segments.len() {
        return None;
    }
    let matched = templates.iter().zip(&segments);
    let values = matched.map(|(template, segment)| search(&parts(template), &units(segment)));
    Some(values.collect::<Option<Vec<_>>>()?.concat())
}

/// A literal, or the name of a parameter.
enum Part {
    Literal(String),
    Parameter(String),
}

fn parts(segment: &str) -> Vec<Part> {
    let Some((before, name, after)) = segment.split_once('{').and_then(|(before, rest)| {
        rest.split_once('}')
            .map(|(name, after)| (before, name, after))
    }) else {
        return if segment.is_empty() {
            Vec::new()
        } else {
            vec![Part::Literal(segment.to_owned())]
        };
    };
    let mut found = if before.is_empty() {
        Vec::new()
    } else {
        vec![Part::Literal(before.to_owned())]
    };
    found.push(Part::Parameter(name.to_owned()));
    found.extend(parts(after));
    found
}

/// The characters of a text, with each percent-encoded byte as one unit.
fn units(text: &str) -> Vec<String> {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_escape = first == '%'
            && rest
                .get(1..3)
                .is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit()));
        let (unit, after) = rest.split_at(if is_escape { 3 } else { 1 });
        units.push(unit.to_owned());
        rest = after;
    }
    units
}

fn decoded(units: &[String]) -> Vec<u8> {
    let bytes = units.iter().flat_map(|unit| match unit.strip_prefix('%') {
        Some(digits) if digits.len() == 2 => {
            vec![u8::from_str_radix(digits, 16).unwrap_or_default()]
        }
        _ => unit.as_bytes().to_vec(),
    });
    bytes.collect()
}

fn search(parts: &[Part], segment: &[String]) -> Option<Vec<(String, String)>> {
    match parts {
        [] => segment.is_empty().then(Vec::new),
        [Part::Literal(text)] => (decoded(segment) == decoded(&units(text))).then(Vec::new),
        [Part::Literal(text), rest @ ..] => {
            let length = (0..=segment.len()).find(|length| segment[..*length].concat() == *text)?;
            search(rest, &segment[length..])
        }
        [Part::Parameter(name), rest @ ..] => (1..=segment.len()).find_map(|length| {
            let (value, after) = segment.split_at(length);
            let mut values = vec![(name.clone(), value.concat())];
            values.extend(search(rest, after)?);
            Some(values)
        }),
    }
}
