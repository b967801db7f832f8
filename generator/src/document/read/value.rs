//! Builds a JSON value out of any self-describing notation, and keeps a log of what went wrong
//! without stopping, so that a run reports all of it.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::document::limits::{MAX_ALIASED_BYTES, MAX_DEPTH};
use crate::document::pointer::JsonPointer;

/// What has been read so far, and what of it cannot stay.
#[derive(Debug)]
pub(super) struct ReadLog {
    duplicates: RefCell<Vec<String>>,
    not_numbers: RefCell<Vec<String>>,
    /// Bytes of content that may still be read. A text cannot hold more content than it is long;
    /// with aliases it can, but only some documents that do are honest.
    budget: Cell<usize>,
    merge_keys: bool,
    /// The entries of the objects that are being read, those of inner ones behind those of outer ones. An object
    /// is made when all of its entries are there: most are small, and one that grows takes much more than it needs.
    entries: RefCell<Vec<(String, Value)>>,
}

impl ReadLog {
    /// For a text of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self {
            duplicates: RefCell::default(),
            not_numbers: RefCell::default(),
            budget: Cell::new(length.saturating_mul(2).saturating_add(MAX_ALIASED_BYTES)),
            merge_keys: false,
            entries: RefCell::default(),
        }
    }

    /// Gives the key `<<` its meaning.
    pub(super) fn with_merge_keys(self) -> Self {
        Self {
            merge_keys: true,
            ..self
        }
    }

    /// The pointers of keys that stand more than once.
    pub(super) fn duplicates(&self) -> Vec<String> {
        self.duplicates.take()
    }

    /// The pointers of numbers that JSON cannot hold.
    pub(super) fn not_numbers(&self) -> Vec<String> {
        self.not_numbers.take()
    }

    fn spend<E: de::Error>(&self, length: usize) -> Result<(), E> {
        let left = self.budget.get().saturating_sub(length + 1);
        self.budget.set(left);
        if left == 0 {
            return Err(E::custom(TOO_LARGE));
        }
        Ok(())
    }
}

/// Reads the value at one place of a document.
#[derive(Clone, Copy)]
pub(super) struct ValueReader<'a> {
    at: JsonPointer<'a>,
    depth: usize,
    log: &'a ReadLog,
}

/// What an error says that is about the depth of a document. The parsers, which have limits of
/// their own, say it in the same words.
pub(super) const TOO_DEEP: &str = "recursion limit exceeded";

/// What an error says that is about what aliases unfold to, again in the words of the parser.
pub(super) const TOO_LARGE: &str = "repetition limit exceeded";

impl<'a> ValueReader<'a> {
    pub(super) const fn root(log: &'a ReadLog) -> Self {
        Self {
            at: JsonPointer::ROOT,
            depth: 0,
            log,
        }
    }

    const fn below(self, at: JsonPointer<'a>) -> Self {
        Self {
            at,
            depth: self.depth + 1,
            ..self
        }
    }
}

impl ValueReader<'_> {
    /// The object of the entries that have been read since `start`.
    fn object(self, start: usize) -> Map<String, Value> {
        let mut entries = self.log.entries.borrow_mut();
        let entries = entries.drain(start..);
        let mut object = Map::with_capacity(entries.len());
        for (name, value) in entries {
            match object.entry(name) {
                Entry::Vacant(entry) => _ = entry.insert(value),
                Entry::Occupied(entry) => {
                    let at = self.at.name(entry.key()).to_string();
                    self.log.duplicates.borrow_mut().push(at);
                }
            }
        }
        object
    }
}

impl<'de> DeserializeSeed<'de> for ValueReader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth >= MAX_DEPTH {
            return Err(de::Error::custom(TOO_DEEP));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueReader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.log.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        self.log.spend(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.log.spend(0)?;
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.log.spend(0)?;
        Ok(value.into())
    }

    // Integers of more than 64 bits are what JSON readers make of them: floating point numbers.
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value.to_string().parse().map_err(E::custom)?)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value.to_string().parse().map_err(E::custom)?)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.log.spend(0)?;
        if let Some(number) = Number::from_f64(value) {
            return Ok(Value::Number(number));
        }
        self.log.not_numbers.borrow_mut().push(self.at.to_string());
        Ok(Value::Null)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.log.spend(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        self.log.spend(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.log.spend(0)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.below(self.at.item(list.len())))? {
            list.push(item);
        }
        list.shrink_to_fit();
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.log.spend(0)?;
        let start = self.log.entries.borrow().len();
        let mut merged = Vec::new();
        while let Some(name) = entries.next_key_seed(KeyReader)? {
            self.log.spend(name.len())?;
            let value = entries.next_value_seed(self.below(self.at.name(&name)))?;
            if self.log.merge_keys && name == "<<" {
                merged.push(value);
            } else {
                self.log.entries.borrow_mut().push((name, value));
            }
        }
        let mut object = self.object(start);
        for value in merged {
            merge(value, &mut object)?;
        }
        Ok(Value::Object(object))
    }

    /// A value with a tag of its own, which says nothing to OpenAPI.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

/// Adds to an object what it does not say itself.
fn merge<E: de::Error>(value: Value, object: &mut Map<String, Value>) -> Result<(), E> {
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                object.entry(name).or_insert(value);
            }
            Ok(())
        }
        Value::Array(values) => values
            .into_iter()
            .try_for_each(|value| merge(value, object)),
        _ => Err(E::custom(
            "the merge key `<<` takes a mapping or a list of mappings",
        )),
    }
}

/// Reads a key as it is spelt: YAML has the number `200` where JSON has the text.
struct KeyReader;

impl<'de> DeserializeSeed<'de> for KeyReader {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyReader {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key that is a single word or number")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<String, E> {
        Ok(name.to_owned())
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<String, E> {
        Ok(name)
    }
}
