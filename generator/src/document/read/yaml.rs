//! Parses one YAML document. No other file uses the YAML crate.

use serde::de::DeserializeSeed;
use serde_json::Value;
use serde_yaml::{Deserializer, Error};

use super::value::{ReadLog, ValueReader};

/// Parses the first document of a text. Returns true with it if the text contains another one.
pub(super) fn parse(text: &str, log: &ReadLog) -> Result<(Value, bool), Error> {
    let mut documents = Deserializer::from_str(text);
    let Some(document) = documents.next() else {
        return Ok((Value::Null, false));
    };
    let value = ValueReader::root(log).deserialize(document)?;
    Ok((value, documents.next().is_some()))
}
