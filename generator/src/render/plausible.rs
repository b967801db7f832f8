//! Values that fit the constraints of a parameter or property whose document has no example.

use serde_json::Value;

use crate::model::{Api, Bounds, Parameter, Type};

/// The largest text that is written to fit `minLength`.
const MAX_LENGTH: usize = 64;

/// A value of a type that fits its bounds, or the default of the document. `None` if any value of the type is as good.
pub(super) fn value(api: &Api, ty: &Type, default: Option<&str>, bounds: &Bounds) -> Option<Value> {
    let default = default.and_then(|text| serde_json::from_str(text).ok());
    let default = default.filter(|value: &Value| !value.is_null());
    default.or_else(|| match api.aliased(ty) {
        Type::String => text(bounds).map(Value::from),
        Type::F32 | Type::F64 => number(bounds).map(Value::from),
        ty if ty.integer_range().is_some() => {
            let number = number(bounds)?;
            #[allow(clippy::cast_possible_truncation, reason = "it is checked")]
            let integer = number as i64;
            let is_same = number.abs() < 1e15;
            is_same.then(|| Value::from(integer))
        }
        _ => None,
    })
}

/// Returns whether the value of a parameter cannot be chosen without knowing the API.
pub(super) fn is_unknown(api: &Api, parameter: &Parameter) -> bool {
    parameter.example.is_none()
        && parameter.default.is_none()
        && parameter.bounds.contains_key("pattern")
        && *api.aliased(&parameter.ty) == Type::String
}

fn text(bounds: &Bounds) -> Option<String> {
    let of_format = match bounds.get("format").map(String::as_str) {
        Some("email" | "idn-email") => Some("user@example.com"),
        Some("uri" | "url" | "iri" | "uri-reference" | "iri-reference") => {
            Some("https://example.com")
        }
        Some("hostname" | "idn-hostname") => Some("example.com"),
        Some("ipv4") => Some("192.0.2.1"),
        Some("ipv6") => Some("2001:db8::1"),
        Some("time") => Some("12:00:00Z"),
        Some("duration") => Some("P1D"),
        _ => None,
    };
    if let Some(text) = of_format {
        return Some(text.to_owned());
    }
    let length = |keyword: &str| bounds.get(keyword)?.parse::<usize>().ok();
    let (least, most) = (length("minLength"), length("maxLength"));
    let mut text = "text".to_owned();
    if let Some(least) = least.filter(|least| (5..=MAX_LENGTH).contains(least)) {
        text = text.repeat(least.div_ceil(4));
        text.truncate(least);
    }
    if let Some(most) = most {
        text.truncate(most);
    }
    (text != "text").then_some(text)
}

/// The number next to 1 that fits.
fn number(bounds: &Bounds) -> Option<f64> {
    let bound = |keyword: &str| bounds.get(keyword)?.parse::<f64>().ok();
    let mut number: f64 = 1.0;
    if let Some(least) = bound("minimum") {
        number = number.max(least.ceil());
    }
    if let Some(least) = bound("exclusiveMinimum") {
        number = number.max(least.floor() + 1.0);
    }
    if let Some(step) = bound("multipleOf").filter(|step| *step > 1.0) {
        number = (number / step).ceil() * step;
    }
    if let Some(most) = bound("maximum") {
        number = number.min(most.floor());
    }
    if let Some(most) = bound("exclusiveMaximum") {
        number = number.min(most.ceil() - 1.0);
    }
    (number.is_finite() && number.to_bits() != 1.0_f64.to_bits()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_their_bounds() {
        let api = Api::default();
        for (ty, bounds, expected) in [
            (Type::String, &[][..], Value::Null),
            (
                Type::String,
                &[("format", "email")],
                "user@example.com".into(),
            ),
            (Type::String, &[("minLength", "6")], "textte".into()),
            (Type::String, &[("maxLength", "2")], "te".into()),
            (Type::I64, &[("minimum", "0")], Value::Null),
            (Type::I64, &[("minimum", "7.5")], 8.into()),
            (Type::I64, &[("exclusiveMinimum", "7")], 8.into()),
            (Type::I64, &[("maximum", "-3")], (-3).into()),
            (Type::I32, &[("multipleOf", "50")], 50.into()),
            (Type::F64, &[("exclusiveMaximum", "1")], 0.0.into()),
            (Type::I64, &[("minimum", "1e300")], Value::Null),
        ] {
            let bounds = bounds.iter().map(|(key, text)| (*key, (*text).to_owned()));
            let found = value(&api, &ty, None, &bounds.collect());
            assert_eq!(found.unwrap_or_default(), expected);
        }
        let found = value(&api, &Type::I64, Some("5"), &Bounds::new());
        assert_eq!(found, Some(5.into()));
    }
}
