//! Builds a JSON value with any self-describing `serde` deserializer. Errors that do not stop the parser are recorded,
//! so that one run reports all of them.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::diagnostic::MAX_FINDINGS;
use crate::document::limits::{MAX_DEPTH, MAX_POINTER_BYTES, VALUE_BYTES, max_parsed_bytes};
use crate::document::pointer::JsonPointer;

/// The state of reading one document, with the errors that were found.
#[derive(Debug)]
pub(super) struct ReadLog {
    duplicates: RefCell<Vec<String>>,
    not_numbers: RefCell<Vec<String>>,
    /// The number of bytes by which the document may still grow. Only aliases can exceed it.
    budget: Cell<usize>,
    merge_keys: bool,
    /// The entries of all unfinished objects, the outermost object first. An object is allocated when its entries are
    /// complete, with the exact capacity: this keeps the peak memory below its limit (see `docs/performance.md`).
    entries: RefCell<Vec<(String, Value)>>,
}

impl ReadLog {
    /// Creates the state for a text of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self {
            duplicates: RefCell::default(),
            not_numbers: RefCell::default(),
            budget: Cell::new(max_parsed_bytes(length)),
            merge_keys: false,
            entries: RefCell::default(),
        }
    }

    /// Enables YAML merge keys (`<<`).
    pub(super) fn with_merge_keys(self) -> Self {
        Self {
            merge_keys: true,
            ..self
        }
    }

    /// Returns whether an error was recorded.
    pub(super) fn has_errors(&self) -> bool {
        !self.duplicates.borrow().is_empty() || !self.not_numbers.borrow().is_empty()
    }

    /// Returns the size of the values that were read from a text of `length` bytes.
    pub(super) fn spent(&self, length: usize) -> usize {
        max_parsed_bytes(length).saturating_sub(self.budget.get())
    }

    /// Takes the pointers of duplicate keys.
    pub(super) fn duplicates(&self) -> Vec<String> {
        self.duplicates.take()
    }

    /// Takes the pointers of numbers that JSON cannot represent.
    pub(super) fn not_numbers(&self) -> Vec<String> {
        self.not_numbers.take()
    }

    /// Reserves memory for a value with a text of `length` bytes.
    fn spend<E: de::Error>(&self, length: usize) -> Result<(), E> {
        let left = self.budget.get().checked_sub(length + VALUE_BYTES);
        self.budget.set(left.ok_or_else(|| E::custom(EXPANDED))?);
        Ok(())
    }
}

/// Reads the value at one pointer of a document.
#[derive(Clone, Copy)]
pub(super) struct ValueReader<'a> {
    at: JsonPointer<'a>,
    depth: usize,
    /// The length of `at` in bytes.
    length: usize,
    log: &'a ReadLog,
}

/// Part of each error message about the depth of a document. The parsers have their own limits and use the same words.
pub(super) const TOO_DEEP: &str = "recursion limit exceeded";

/// Part of each error message about the size of expanded aliases, in the words of the YAML parser.
pub(super) const EXPANDED: &str = "repetition limit exceeded";

/// Part of each error message about the length of a pointer.
pub(super) const LONG_POINTER: &str = "pointer limit exceeded";

impl<'a> ValueReader<'a> {
    pub(super) const fn root(log: &'a ReadLog) -> Self {
        Self {
            at: JsonPointer::ROOT,
            depth: 0,
            length: 0,
            log,
        }
    }

    /// Returns the reader of a value in this value, whose name or index has `length` bytes.
    const fn below(self, at: JsonPointer<'a>, length: usize) -> Self {
        Self {
            at,
            depth: self.depth + 1,
            length: self.length + 1 + length,
            ..self
        }
    }
}

impl ValueReader<'_> {
    /// Creates an object of the entries from index `start` on.
    fn object(self, start: usize) -> Map<String, Value> {
        let mut entries = self.log.entries.borrow_mut();
        let entries = entries.drain(start..);
        let mut object = Map::with_capacity(entries.len());
        for (name, value) in entries {
            match object.entry(name) {
                Entry::Vacant(entry) => _ = entry.insert(value),
                Entry::Occupied(entry) => record(&self.log.duplicates, &self.at.name(entry.key())),
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
        if self.length > MAX_POINTER_BYTES {
            return Err(de::Error::custom(LONG_POINTER));
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

    // Integers with more than 64 bits become floating-point numbers, as in most JSON parsers.
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
        record(&self.log.not_numbers, &self.at);
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
        // The length of the index is not counted, because it cannot be long.
        while let Some(item) = items.next_element_seed(self.below(self.at.item(list.len()), 1))? {
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
            let reader = self.below(self.at.name(&name), name.len());
            let value = entries.next_value_seed(reader)?;
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

    /// Reads a value with a YAML tag. The tag is ignored.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

/// Records the pointer of an error that does not stop the parser.
fn record(errors: &RefCell<Vec<String>>, at: &JsonPointer<'_>) {
    let mut errors = errors.borrow_mut();
    // Later findings are not reported.
    if errors.len() <= MAX_FINDINGS {
        errors.push(at.to_string());
    }
}

/// Applies a merge key: adds the entries that the object does not have itself.
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
            "the value of the merge key `<<` must be a mapping or a list of mappings",
        )),
    }
}

/// Reads a key as text: a YAML key can be the number `200`, a JSON key is always a string.
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
        formatter.write_str("a scalar key")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<String, E> {
        Ok(name.to_owned())
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<String, E> {
        Ok(name)
    }
}
