//! Checks the parameters of a request.

use apicrate::validate::ApiDescription;
use apicrate_runtime::ParameterStyle as Style;
use apicrate_runtime::server::{Decoder, Rejection};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::operation::{Location, Parameter};
use crate::shape::Shape;
use crate::typed::{is_valid, typed};
use crate::violations::check_value;

/// The maximum number of faults of one request.
pub(crate) const MAX_FAULTS: usize = 50;

/// The name of the parameter that is the whole query string, for the decoder.
const JSON: &str = "json";

/// Adds the faults of the parameters.
pub(crate) fn check(
    description: &ApiDescription,
    parameters: &[Parameter],
    decoder: &Decoder<'_>,
    faults: &mut Vec<Fault>,
) {
    for parameter in parameters {
        if faults.len() >= MAX_FAULTS {
            return;
        }
        let name = Some(parameter.name.as_str());
        let location = parameter.location.name();
        let fault = |message: String| Fault::new(location, name, message);
        match value(description, parameters, parameter, decoder) {
            Err(rejection) => faults.push(fault(problem(&rejection, parameter))),
            Ok(None) if parameter.is_required => {
                faults.push(fault("is missing".to_owned()).with_keyword("required"));
            }
            Ok(None) => {}
            Ok(Some(Value::String(text))) if text.is_empty() && parameter.allows_empty => {}
            Ok(Some(value)) => {
                let Some(schema) = &parameter.schema else {
                    continue;
                };
                check_value(description, schema, &value, (location, name), faults);
            }
        }
    }
    faults.truncate(MAX_FAULTS);
}

/// The message of a rejection, without the parameter.
fn problem(rejection: &Rejection, parameter: &Parameter) -> String {
    let message = rejection.message();
    let rest = message.split_once(&format!("`{}` ", parameter.name));
    rest.map_or(message, |(_, rest)| rest).to_owned()
}

/// The value of a parameter; `None` if it is absent.
fn value(
    description: &ApiDescription,
    parameters: &[Parameter],
    parameter: &Parameter,
    decoder: &Decoder<'_>,
) -> Result<Option<Value>, Rejection> {
    if parameter.location == Location::QueryString {
        return query_string(description, parameter, decoder);
    }
    if let Some(media_type) = &parameter.media_type {
        if media_type.to_ascii_lowercase().contains(JSON) {
            return read::<Value>(parameter, decoder, Style::Json);
        }
        let text = plain::<String>(parameter, decoder)?;
        return Ok(text.map(|text| typed(description, parameter.schema.as_deref(), text.into())));
    }
    let Some(schema) = parameter.schema.as_deref() else {
        return Ok(plain::<Vec<Value>>(parameter, decoder)?.map(Value::Array));
    };
    let shape = Shape::new(description, schema);
    let mut result = Ok(None);
    for read in [scalar, list, object] {
        let found = read(parameters, parameter, &shape, decoder);
        let found = match found {
            None => continue,
            Some(Ok(found)) => Ok(found.map(|it| typed(description, Some(schema), it))),
            Some(Err(rejection)) => Err(rejection),
        };
        if let Ok(Some(value)) = &found
            && is_valid(description, schema, value)
        {
            return found;
        }
        // The first way to read the text is the one to report.
        if matches!(result, Ok(None)) {
            result = found;
        }
    }
    result
}

/// A way to read the texts of a parameter; `None` if the schema has no such type.
type Reading = Option<Result<Option<Value>, Rejection>>;

fn scalar(_: &[Parameter], parameter: &Parameter, shape: &Shape, decoder: &Decoder<'_>) -> Reading {
    let is_whole = shape.has_scalar() || !shape.has("array") && !shape.has("object");
    is_whole.then(|| Ok(styled::<String>(parameter, decoder)?.map(Value::String)))
}

fn list(_: &[Parameter], parameter: &Parameter, shape: &Shape, decoder: &Decoder<'_>) -> Reading {
    if !shape.has("array") {
        return None;
    }
    let is_list = parameter.explode && parameter.location == Location::Query;
    let items = match parameter.style.as_str() {
        "spaceDelimited" | "pipeDelimited" | "form" if is_list => {
            plain::<Vec<Value>>(parameter, decoder)
        }
        _ => styled::<Vec<Value>>(parameter, decoder),
    };
    Some(items.map(|items| items.map(Value::Array)))
}

fn object(
    parameters: &[Parameter],
    parameter: &Parameter,
    shape: &Shape,
    decoder: &Decoder<'_>,
) -> Reading {
    if !shape.has("object") {
        return None;
    }
    let is_spread = parameter.explode && matches!(parameter.style.as_str(), "form" | "cookie");
    let object = match parameter.location {
        Location::Query if is_spread && shape.is_map() => {
            let mut others: Vec<&str> = Vec::new();
            let names = parameters
                .iter()
                .filter(|it| it.location == Location::Query);
            others.extend(names.map(|it| it.name.as_str()));
            others.retain(|name| *name != parameter.name);
            decoder.query_rest::<Option<Map<String, Value>>>(&parameter.name, &others)
        }
        Location::Query if is_spread => {
            let names = shape.properties.iter().map(|(name, _)| name.as_str());
            let names: Vec<&str> = names.collect();
            decoder.query_properties::<Option<Map<String, Value>>>(&parameter.name, &names)
        }
        _ => styled::<Map<String, Value>>(parameter, decoder),
    };
    Some(object.map(|object| object.map(Value::Object)))
}

/// Decodes a parameter in its style.
fn styled<T: DeserializeOwned>(
    parameter: &Parameter,
    decoder: &Decoder<'_>,
) -> Result<Option<T>, Rejection> {
    let explode = parameter.explode;
    let style = match (parameter.location, parameter.style.as_str()) {
        (Location::Path, "label") => Style::Label { explode },
        (Location::Path, "matrix") => Style::Matrix { explode },
        (Location::Path | Location::Header, _) if explode => Style::Exploded,
        (Location::Query, "deepObject") => Style::DeepObject,
        (Location::Query, "spaceDelimited") => Style::Delimited(" "),
        (Location::Query, "pipeDelimited") => Style::Delimited("|"),
        (Location::Query, _) if !explode => Style::Delimited(","),
        (Location::Cookie, "cookie") => Style::Cookie { explode },
        _ => return plain(parameter, decoder),
    };
    read(parameter, decoder, style)
}

fn read<T: DeserializeOwned>(
    parameter: &Parameter,
    decoder: &Decoder<'_>,
    style: Style,
) -> Result<Option<T>, Rejection> {
    let name = &parameter.name;
    match parameter.location {
        Location::Path => decoder.path_with::<Option<T>>(name, style),
        Location::Query | Location::QueryString => decoder.query_with::<Option<T>>(name, style),
        Location::Header => decoder.header_with::<Option<T>>(name, style),
        Location::Cookie => decoder.cookie_with::<Option<T>>(name, style),
    }
}

/// Decodes a parameter in the default style of its location.
fn plain<T: DeserializeOwned>(
    parameter: &Parameter,
    decoder: &Decoder<'_>,
) -> Result<Option<T>, Rejection> {
    let name = &parameter.name;
    match parameter.location {
        Location::Path => decoder.path::<Option<T>>(name),
        Location::Query | Location::QueryString => decoder.query::<Option<T>>(name),
        Location::Header => decoder.header::<Option<T>>(name),
        Location::Cookie => decoder.cookie::<Option<T>>(name),
    }
}

/// The value of the whole query string.
fn query_string(
    description: &ApiDescription,
    parameter: &Parameter,
    decoder: &Decoder<'_>,
) -> Result<Option<Value>, Rejection> {
    let media_type = parameter.media_type.as_deref().unwrap_or_default();
    if media_type.to_ascii_lowercase().contains(JSON) {
        return decoder.optional_query(Decoder::query_json);
    }
    if media_type.contains("form") {
        let form = decoder.optional_query(|it| it.query_form::<Map<String, Value>>(&[]))?;
        let schema = parameter.schema.as_deref();
        return Ok(form.map(|form| typed(description, schema, Value::Object(form))));
    }
    let text = decoder.optional_query(Decoder::query_text)?;
    Ok(text.map(Value::String))
}
