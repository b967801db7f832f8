//! The keywords of request schemas that contain no other schemas.

use openapiv3::{AnySchema, BooleanType, IntegerType, NumberType};
use serde_json::{Number, Value};

use crate::model::{CountKeyword, JsonType, Keyword, NumberKeyword, TextFormat};

/// Adds the keywords of a number.
pub(super) fn number_keywords(number: &NumberType, keywords: &mut Vec<Keyword>) {
    keywords.push(Keyword::Type(JsonType::Number));
    let values = number.enumeration.iter().flatten();
    let values = values.filter_map(|value| Number::from_f64(*value));
    enumeration(values.map(Value::Number), keywords);
    let bounds = Bounds {
        minimum: number.minimum.map(text_of),
        maximum: number.maximum.map(text_of),
        multiple_of: number.multiple_of.map(text_of),
        is_above: number.exclusive_minimum,
        is_below: number.exclusive_maximum,
    };
    bounds.write(keywords);
}

/// Adds the keywords of an integer.
pub(super) fn integer_keywords(integer: &IntegerType, keywords: &mut Vec<Keyword>) {
    keywords.push(Keyword::Type(JsonType::Integer));
    let values = integer.enumeration.iter().flatten();
    enumeration(values.map(|value| Value::from(*value)), keywords);
    let bounds = Bounds {
        minimum: integer.minimum.map(|bound| bound.to_string()),
        maximum: integer.maximum.map(|bound| bound.to_string()),
        multiple_of: integer.multiple_of.map(|step| step.to_string()),
        is_above: integer.exclusive_minimum,
        is_below: integer.exclusive_maximum,
    };
    bounds.write(keywords);
}

/// Adds the keywords of a boolean.
pub(super) fn boolean_keywords(boolean: &BooleanType, keywords: &mut Vec<Keyword>) {
    keywords.push(Keyword::Type(JsonType::Boolean));
    let values = boolean.enumeration.iter().flatten();
    enumeration(values.map(|value| Value::Bool(*value)), keywords);
}

/// Adds the type, the listed values, the format and the limits on lengths of a schema with keywords of several types.
pub(super) fn values_of_any(any: &AnySchema, keywords: &mut Vec<Keyword>) {
    keywords.extend(any.typ.as_deref().and_then(type_named).map(Keyword::Type));
    enumeration(any.enumeration.iter().cloned(), keywords);
    text_format(any.format.as_deref(), keywords);
    counts(
        [
            (CountKeyword::MinLength, any.min_length),
            (CountKeyword::MaxLength, any.max_length),
            (CountKeyword::MinItems, any.min_items),
            (CountKeyword::MaxItems, any.max_items),
            (CountKeyword::MinProperties, any.min_properties),
            (CountKeyword::MaxProperties, any.max_properties),
        ],
        keywords,
    );
}

/// Adds the bounds of the numbers of a schema with keywords of several types.
pub(super) fn bounds_of_any(any: &AnySchema, keywords: &mut Vec<Keyword>) {
    let bounds = Bounds {
        minimum: any.minimum.map(text_of),
        maximum: any.maximum.map(text_of),
        multiple_of: any.multiple_of.map(text_of),
        is_above: any.exclusive_minimum == Some(true),
        is_below: any.exclusive_maximum == Some(true),
    };
    bounds.write(keywords);
}

/// Adds the listed values.
pub(super) fn enumeration(values: impl Iterator<Item = Value>, keywords: &mut Vec<Keyword>) {
    let values: Vec<Value> = values.collect();
    if values.is_empty() {
        return;
    }
    let texts: Option<Vec<String>> = values
        .iter()
        .map(|value| value.as_str().map(str::to_owned))
        .collect();
    keywords.push(match texts {
        Some(texts) => Keyword::Enum(texts),
        None => Keyword::EnumJson(values.iter().map(ToString::to_string).collect()),
    });
}

/// Adds a format that servers check.
pub(super) fn text_format(format: Option<&str>, keywords: &mut Vec<Keyword>) {
    let format = match format {
        Some("date") => TextFormat::Date,
        Some("date-time") => TextFormat::DateTime,
        Some("uuid") => TextFormat::Uuid,
        _ => return,
    };
    keywords.push(Keyword::Format(format));
}

/// Adds the limits on lengths that a schema has.
pub(super) fn counts<const N: usize>(
    counts: [(CountKeyword, Option<usize>); N],
    keywords: &mut Vec<Keyword>,
) {
    let counts = counts.into_iter();
    keywords.extend(
        counts.filter_map(|(keyword, count)| {
            Some(Keyword::Count(keyword, u64::try_from(count?).ok()?))
        }),
    );
}

/// The bounds of a number.
struct Bounds {
    minimum: Option<String>,
    maximum: Option<String>,
    multiple_of: Option<String>,
    /// True if the minimum is exclusive.
    is_above: bool,
    /// True if the maximum is exclusive.
    is_below: bool,
}

impl Bounds {
    fn write(self, keywords: &mut Vec<Keyword>) {
        let minimum = if self.is_above {
            NumberKeyword::ExclusiveMinimum
        } else {
            NumberKeyword::Minimum
        };
        let maximum = if self.is_below {
            NumberKeyword::ExclusiveMaximum
        } else {
            NumberKeyword::Maximum
        };
        let bounds = [
            (minimum, self.minimum),
            (maximum, self.maximum),
            (NumberKeyword::MultipleOf, self.multiple_of),
        ];
        let bounds = bounds.into_iter();
        keywords.extend(bounds.filter_map(|(keyword, text)| Some(Keyword::Number(keyword, text?))));
    }
}

/// The text of a number in JSON, without the fraction of an integer.
fn text_of(number: f64) -> String {
    let text = Number::from_f64(number).map_or_else(|| number.to_string(), |it| it.to_string());
    match text.strip_suffix(".0") {
        Some(integer) => integer.to_owned(),
        None => text,
    }
}

fn type_named(name: &str) -> Option<JsonType> {
    Some(match name {
        "string" => JsonType::String,
        "integer" => JsonType::Integer,
        "number" => JsonType::Number,
        "boolean" => JsonType::Boolean,
        "object" => JsonType::Object,
        "array" => JsonType::Array,
        _ => return None,
    })
}
