//! The events of a body of `text/event-stream`.

use apicrate::validate::ApiDescription;
use serde_json::{Map, Value};

use crate::shape::Shape;
use crate::typed::typed;

/// The fields of an event.
const FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

/// The values of the events, or the problem of each event whose data should be JSON.
///
/// The shape of the schema decides what it describes: events, if its properties are fields of events, and otherwise their data.
pub(crate) fn events(
    description: &ApiDescription,
    schema: &str,
    text: &str,
) -> Vec<Result<Value, String>> {
    let shape = Shape::new(description, schema);
    let is_field = |(name, _): &(String, String)| FIELDS.contains(&name.as_str());
    let is_event = shape.property("data").is_some() && shape.properties.iter().all(is_field);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let events = text.split("\n\n").map(fields).enumerate();
    let events = events.filter(|(_, event)| event.contains_key("data"));
    let events = events.filter(|(_, event)| event.get("data") != Some(&"[DONE]".into()));
    let value = |(index, event): (usize, Map<String, Value>)| {
        let data = event.get("data").and_then(Value::as_str);
        let data = data.unwrap_or_default();
        let of_data = if is_event {
            shape.property("data")
        } else {
            Some(schema)
        };
        let data = match of_data {
            Some(schema) if !Shape::new(description, schema).has("string") => {
                serde_json::from_str(data).map_err(|error| {
                    format!("has data that is not JSON in event {}: {error}", index + 1)
                })?
            }
            _ => Value::from(data),
        };
        if !is_event {
            return Ok(data);
        }
        let fields = event.into_iter().map(|(name, value)| {
            let value = match name.as_str() {
                "data" => data.clone(),
                _ => typed(description, shape.property(&name), value),
            };
            (name, value)
        });
        Ok(Value::Object(fields.collect()))
    };
    events.map(value).collect()
}

/// The fields of an event. Lines of the same data are joined.
fn fields(event: &str) -> Map<String, Value> {
    let mut fields: Map<String, Value> = Map::new();
    for line in event.lines() {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        if !FIELDS.contains(&name) {
            continue;
        }
        match fields.get_mut(name) {
            Some(Value::String(data)) if name == "data" => {
                data.push('\n');
                data.push_str(value);
            }
            _ => _ = fields.insert(name.to_owned(), value.into()),
        }
    }
    fields
}
