//! The test suite of URI templates (RFC 6570): parameters are encoded as the expressions that OpenAPI's styles refer to.
//!
//! An expression becomes one parameter for each of its variables. The suite is not part of this repository; without it,
//! the test is skipped.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use apicrate_runtime::{Encoder, Method, OperationInfo, ParameterStyle, SecurityRequirements};
use serde_json::{Map, Value, json};

/// The templates whose expansions differ from the suite, with the reasons.
const DIFFERENCES: &[(&str, &str)] = &[
    ("{+path}/here", SLASH),
    ("{+path,x}/here", SLASH),
    ("up{+path}{var}/here", SLASH),
    ("{+base}index", SLASH),
    ("{+keys}", SEPARATOR),
    ("{+keys*}", SEPARATOR),
    ("O{empty}X", EMPTY),
    ("O{+empty}X", EMPTY),
];

const SLASH: &str = "a value in the path of OpenAPI contains no `/`";

const SEPARATOR: &str =
    "the characters between the parts of a list or an object are encoded inside of the parts";

const EMPTY: &str = "an empty value in the path is an error, because the path would be another one";

/// An expression of a template: its operator, and its variables.
struct Expression<'t> {
    operator: Option<char>,
    variables: Vec<Variable<'t>>,
}

struct Variable<'t> {
    name: &'t str,
    explode: bool,
}

/// A part of a template.
enum Part<'t> {
    Literal(&'t str),
    Expression(Expression<'t>),
}

#[test]
fn parameters_are_encoded_like_uri_templates() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/uri-templates");
    let mut passed = 0;
    let mut other: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut unexpected = Vec::new();
    for file in [
        "spec-examples",
        "spec-examples-by-section",
        "extended-tests",
        "negative-tests",
    ] {
        let path = folder.join(file).with_extension("json");
        let Ok(text) = fs::read_to_string(&path) else {
            println!("skipped: there is no file {}", path.display());
            return Ok(());
        };
        let suite: Map<String, Value> = serde_json::from_str(&text)?;
        for section in suite.values() {
            let cases = section["testcases"].as_array().ok_or("a list of cases")?;
            for case in cases {
                let template = case[0].as_str().ok_or("a template")?;
                let name = format!("{file} {template}");
                match encoder(template, &case[1], &section["variables"]) {
                    Err(reason) => other.entry(reason).or_default().push(name),
                    Ok(encoder) => {
                        let found = encoder.finish().map(|it| it.uri().to_string());
                        let found = found.unwrap_or_else(|error| error.to_string());
                        let found = found.strip_prefix('/').unwrap_or(&found);
                        let is_equal = match &case[1] {
                            Value::Array(all) => all.iter().any(|one| one == found),
                            one => one == found,
                        };
                        let known = DIFFERENCES.iter().find(|(it, _)| *it == template);
                        match (is_equal, known) {
                            (true, _) => passed += 1,
                            (false, Some((_, reason))) => {
                                other.entry(reason).or_default().push(name);
                            }
                            (false, None) => unexpected.push(format!("{name}: {found}")),
                        }
                    }
                }
            }
        }
    }
    assert!(
        unexpected.is_empty(),
        "{passed} passed, but not {unexpected:#?}"
    );
    for (_, reason) in DIFFERENCES {
        assert!(other.contains_key(reason), "not needed: {reason}");
    }
    let other: BTreeMap<_, _> = other
        .iter()
        .map(|(reason, names)| (reason, names.len()))
        .collect();
    let result = json!({ "suite": "URI Template Tests", "passed": passed, "other": other });
    println!("conformance {result}");
    Ok(())
}

/// The request for a template, or the reason why OpenAPI cannot express it.
fn encoder(template: &str, expansion: &Value, values: &Value) -> Result<Encoder, &'static str> {
    if *expansion == Value::Bool(false) {
        return Err("not a template");
    }
    let mut path = "/".to_owned();
    let mut parameters: Vec<(&str, Option<ParameterStyle>, &Value)> = Vec::new();
    let mut is_query = false;
    for part in parts(template)? {
        let expression = match part {
            Part::Literal(text) if text.contains(['?', '#', '&']) => {
                return Err("a path has no query and no fragment");
            }
            Part::Literal(text) => {
                path += text;
                continue;
            }
            Part::Expression(expression) => expression,
        };
        let mut separator = "";
        for Variable { name, explode } in expression.variables {
            let value = &values[name];
            let style = match expression.operator {
                None if explode => Some(ParameterStyle::Exploded),
                None => None,
                Some('+') if explode => Some(ParameterStyle::ReservedIn(&ParameterStyle::Exploded)),
                Some('+') => Some(ParameterStyle::Reserved),
                Some('.') => Some(ParameterStyle::Label { explode }),
                Some(';') => Some(ParameterStyle::Matrix { explode }),
                Some('?') if explode => None,
                Some('?') => Some(ParameterStyle::Delimited(",")),
                Some('/') => return Err("there is no style for segments of a path"),
                Some('&') => return Err("a path has no query and no fragment"),
                _ => return Err("there is no style for fragments"),
            };
            if expression.operator == Some('?') {
                is_query = true;
            } else if is_undefined(value) {
                return Err("a parameter in the path is required");
            } else if is_query {
                return Err("a path has no query and no fragment");
            } else {
                path.extend([separator, "{", name, "}"]);
                separator = if matches!(expression.operator, None | Some('+')) {
                    ","
                } else {
                    ""
                };
            }
            if parameters
                .iter()
                .any(|(known, other, _)| *known == name && *other != style)
            {
                return Err("a parameter has one style");
            }
            if name.contains('%') {
                return Err("the name of a parameter is not percent-encoded");
            }
            // A parameter that occurs twice has one value.
            if parameters.iter().all(|(known, ..)| *known != name) {
                parameters.push((name, style, value));
            }
        }
    }
    let info = Box::leak(Box::new(OperationInfo {
        id: "expand",
        method: Method::GET,
        path: path.leak(),
        server: "",
        servers: &[],
        header_parameters: &[],
        security: SecurityRequirements::All,
    }));
    let write = |encoder: Encoder, (name, style, value): (&str, Option<ParameterStyle>, &Value)| {
        let name: &'static str = name.to_owned().leak();
        let in_path = info.path.contains(&format!("{{{name}}}"));
        match (in_path, style) {
            (true, None) => encoder.path(name, value),
            (true, Some(style)) => encoder.path_with(name, style, value),
            (false, None) => encoder.query(name, value),
            (false, Some(style)) => encoder.query_with(name, style, value),
        }
    };
    Ok(parameters.into_iter().fold(Encoder::new(info), write))
}

/// Splits a template.
fn parts(template: &str) -> Result<Vec<Part<'_>>, &'static str> {
    let mut parts = Vec::new();
    for piece in template.split_inclusive('}') {
        let (literal, expression) = piece.split_once('{').unwrap_or((piece, ""));
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        if let Some(expression) = expression.strip_suffix('}') {
            let operator = expression
                .chars()
                .next()
                .filter(|first| "+#./;?&".contains(*first));
            let names = expression.get(operator.map_or(0, char::len_utf8)..);
            let variables =
                names
                    .unwrap_or_default()
                    .split(',')
                    .map(|name| match name.strip_suffix('*') {
                        _ if name.contains(':') => Err("there are no prefixes"),
                        Some(name) => Ok(Variable {
                            name,
                            explode: true,
                        }),
                        None => Ok(Variable {
                            name,
                            explode: false,
                        }),
                    });
            let variables = variables.collect::<Result<_, _>>()?;
            parts.push(Part::Expression(Expression {
                operator,
                variables,
            }));
        }
    }
    Ok(parts)
}

/// Returns whether a variable has no value, according to the RFC.
fn is_undefined(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(properties) => properties.is_empty(),
        _ => false,
    }
}
