//! Every payload that the documents in `spec/` show decodes into the type that its place demands and comes
//! back: request bodies to the letter, what arrives in meaning. The tests themselves are generated.

#![cfg(all(feature = "admin", feature = "application"))]
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

#[rustfmt::skip]
mod generated {
    mod admin;
    mod application;
}

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trophy_api::Timestamp;

/// What is sent: absent stays absent, and `null` stays `null`.
#[track_caller]
fn comes_back_exactly<T: Serialize + DeserializeOwned>(payload: &str) {
    let (before, after) = there_and_back::<T>(payload);
    assert_eq!(before, after);
}

/// What arrives: `undeclared` properties may go, absent, `null` and empty are one, and so are `12:00:00Z` and
/// `12:00:00.000Z`.
#[track_caller]
fn comes_back<T: Serialize + DeserializeOwned>(undeclared: &[&str], payload: &str) {
    let (mut before, mut after) = there_and_back::<T>(payload);
    for pointer in undeclared {
        remove(&mut before, pointer);
    }
    without_nothing(&mut before);
    without_nothing(&mut after);
    assert_eq!(before, after);
}

#[track_caller]
fn there_and_back<T: Serialize + DeserializeOwned>(payload: &str) -> (Value, Value) {
    let mut before: Value = serde_json::from_str(payload).expect("the payload is JSON");
    let value: T = serde_json::from_str(payload).expect("the payload decodes");
    let mut after = serde_json::to_value(value).expect("the value encodes");
    numbers_as_floats(&mut before);
    numbers_as_floats(&mut after);
    (before, after)
}

fn remove(value: &mut Value, pointer: &str) {
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(properties)) = value.pointer_mut(parent)
    {
        properties.remove(name);
    }
}

/// `5` and `5.0` are the same number.
fn numbers_as_floats(value: &mut Value) {
    match value {
        Value::Number(number) => *value = Value::from(number.as_f64()),
        Value::Array(items) => items.iter_mut().for_each(numbers_as_floats),
        Value::Object(properties) => properties.values_mut().for_each(numbers_as_floats),
        _ => {}
    }
}

/// Takes out properties that say nothing, and writes points in time one way.
fn without_nothing(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Ok(time) = text.parse::<Timestamp>() {
                *text = time.to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_nothing),
        Value::Object(properties) => {
            properties.values_mut().for_each(without_nothing);
            properties.retain(|_, value| !is_nothing(value));
        }
        _ => {}
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(properties) => properties.is_empty(),
        _ => false,
    }
}
