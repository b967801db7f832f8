//! Integers that a payload writes with a fraction or an exponent, such as `1.0` or `1e3`. JSON has one type of number,
//! and some servers write every number as a float.
//!
//! Deserializing to an integer fails for such a number. Only then the payload is scanned: its integers are rewritten
//! without fraction and exponent, and it is deserialized again. Payloads without such numbers have no extra cost.

use serde_json::{Number, Value};

/// The number of digits of the largest integer that a Rust type of an API has, `u64::MAX`.
const MAX_DIGITS: usize = 20;

/// Returns the JSON text with plain integers, of the same value, instead of numbers such as `1.0` and `1e3`. `None` if
/// the text has no such number.
pub(super) fn text_with_plain_integers(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut copied = 0;
    let mut position = 0;
    while let Some(byte) = text.get(position) {
        let start = position;
        match byte {
            b'"' => position = end_of_string(text, start),
            b'-' | b'0'..=b'9' => {
                let rest = text.get(start..).unwrap_or_default();
                let length = rest.iter().take_while(|byte| is_in_number(**byte)).count();
                position = start + length;
                let number = rest.get(..length).and_then(|it| str::from_utf8(it).ok());
                if let Some(integer) = number.and_then(plain_integer) {
                    plain.extend_from_slice(text.get(copied..start).unwrap_or_default());
                    plain.extend_from_slice(integer.as_bytes());
                    copied = position;
                }
            }
            _ => position += 1,
        }
    }
    if copied == 0 {
        return None;
    }
    plain.extend_from_slice(text.get(copied..).unwrap_or_default());
    Some(plain)
}

/// Returns the value with plain integers instead of numbers such as `1.0`. `None` if it has no such number.
pub(crate) fn value_with_plain_integers(value: &Value) -> Option<Value> {
    if !has_integral_floats(value) {
        return None;
    }
    let mut value = value.clone();
    make_plain(&mut value);
    Some(value)
}

fn has_integral_floats(value: &Value) -> bool {
    match value {
        Value::Number(number) => integer_of(number).is_some(),
        Value::Array(items) => items.iter().any(has_integral_floats),
        Value::Object(object) => object.values().any(has_integral_floats),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

fn make_plain(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(integer) = integer_of(number) {
                *number = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_plain),
        Value::Object(object) => object.values_mut().for_each(make_plain),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// The integer that a float is equal to, if there is one.
fn integer_of(number: &Number) -> Option<Number> {
    if !number.is_f64() {
        return None;
    }
    let text = plain_integer(&number.to_string())?;
    let signed = text.parse::<i64>().map(Number::from);
    signed
        .or_else(|_| text.parse::<u64>().map(Number::from))
        .ok()
}

/// Returns the digits of a number with a fraction or an exponent whose value is an integer, such as `1000` for `1e3`.
/// `None` for other texts, and for integers of more than 64 bits.
pub(crate) fn plain_integer(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_plain = whole.len() == unsigned.len();
    let digits = [whole, fraction].concat();
    if is_plain || whole.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let without_zeros = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - without_zeros.len()).ok()?;
    let fraction = i64::try_from(fraction.len()).ok()?;
    let significant = without_zeros.trim_start_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let zeros = usize::try_from(zeros + i64::from(exponent) - fraction).ok()?;
    let is_short = significant.len().saturating_add(zeros) <= MAX_DIGITS;
    is_short.then(|| [sign, significant, &"0".repeat(zeros)].concat())
}

fn is_in_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

/// The offset after the string that begins at `start`.
fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut position = start + 1;
    while let Some(byte) = text.get(position) {
        match byte {
            b'\\' => position += 2,
            b'"' => return position + 1,
            _ => position += 1,
        }
    }
    position
}

#[cfg(test)]
mod tests {
    use super::{plain_integer, text_with_plain_integers};

    #[test]
    fn numbers_without_a_fraction_are_plain_integers() {
        let plain = [
            ("1.0", "1"),
            ("-2.50e1", "-25"),
            ("1e3", "1000"),
            ("1E+2", "100"),
            ("120e-1", "12"),
            ("-0.0", "0"),
            ("0e999999", "0"),
            ("9007199254740993.0", "9007199254740993"),
            ("1.8446744073709551615e19", "18446744073709551615"),
        ];
        for (text, integer) in plain {
            assert_eq!(plain_integer(text).as_deref(), Some(integer), "{text}");
        }
        let others = [
            "1",
            "1.5",
            "1e-1",
            "1e20",
            "1e999999999999",
            "1.2.3",
            "1e",
            "-",
            ".0",
            "e5",
        ];
        for text in others {
            assert_eq!(plain_integer(text), None, "{text}");
        }
    }

    #[test]
    fn only_numbers_outside_of_strings_are_rewritten() {
        let plain = |text: &str| {
            let plain = text_with_plain_integers(text.as_bytes())?;
            String::from_utf8(plain).ok()
        };
        assert_eq!(
            plain(r#"{"1.0\"2.0": [1.0, 1.5,"3.0",1e1]}"#).as_deref(),
            Some(r#"{"1.0\"2.0": [1, 1.5,"3.0",10]}"#)
        );
        assert_eq!(plain(r#"{"a": 1, "b": "2.0"}"#), None);
        assert_eq!(plain(r#""2.0"#), None);
        assert_eq!(plain(r#""\"#), None);
    }
}
