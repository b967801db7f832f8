//! Deserialization errors with the path of the value that does not match its type.

use std::fmt::{self, Display, Write as _};

use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::server::rejection::Rejection;

/// A value does not match its type.
#[derive(Debug)]
pub(in crate::server) struct TextError {
    message: String,
    /// The steps to the value, the last one first.
    path: Vec<Step>,
    /// The name of the missing property of the value.
    missing: Option<&'static str>,
}

#[derive(Debug)]
enum Step {
    Property(String),
    Item(usize),
}

impl TextError {
    /// The rejection of a request with this value. `subject` is the parameter or the body.
    pub(in crate::server) fn rejection(&self, subject: &str) -> Rejection {
        let path = self.path();
        let at = path.map_or_else(String::new, |path| format!(" at `{path}`"));
        // Some messages continue the sentence.
        let is_predicate = ["is ", "has "]
            .iter()
            .any(|verb| self.message.starts_with(verb));
        let separator = if is_predicate { "" } else { ":" };
        Rejection::unprocessable(format!("{subject}{at}{separator} {}", self.message))
    }

    /// The JSON path of the value; `None` for the whole value.
    fn path(&self) -> Option<String> {
        let mut path = String::new();
        for step in self.path.iter().rev() {
            match step {
                Step::Property(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
                Step::Item(index) => _ = write!(path, "[{index}]"),
            }
        }
        (!path.is_empty()).then_some(path)
    }

    /// The name of the property that the whole value does not have.
    pub(in crate::server) fn missing_property(&self) -> Option<&'static str> {
        self.missing.filter(|_| self.path.is_empty())
    }

    fn inside(mut self, step: Step) -> Self {
        self.path.push(step);
        self
    }
}

impl Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TextError {}

impl serde::de::Error for TextError {
    fn custom<T: Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            path: Vec::new(),
            missing: None,
        }
    }

    fn missing_field(name: &'static str) -> Self {
        Self {
            missing: Some(name),
            ..Self::custom(format_args!("missing field `{name}`"))
        }
    }
}

/// The properties of an object. Errors of their values contain their names.
pub(in crate::server) struct Entries<I, D> {
    entries: I,
    value: Option<(String, D)>,
}

impl<'de, D, I> Entries<I, D>
where
    D: Deserializer<'de, Error = TextError>,
    I: Iterator<Item = (String, D)>,
{
    pub(in crate::server) fn new(
        entries: impl IntoIterator<IntoIter = I>,
    ) -> MapAccessDeserializer<Self> {
        MapAccessDeserializer::new(Self {
            entries: entries.into_iter(),
            value: None,
        })
    }

    /// Visits all properties.
    pub(in crate::server) fn visit<V: Visitor<'de>>(
        entries: impl IntoIterator<IntoIter = I>,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        Self::new(entries).deserialize_map(visitor)
    }
}

impl<'de, D, I> MapAccess<'de> for Entries<I, D>
where
    D: Deserializer<'de, Error = TextError>,
    I: Iterator<Item = (String, D)>,
{
    type Error = TextError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TextError> {
        self.value = self.entries.next();
        let name = self.value.as_ref().map(|(name, _)| name.clone());
        name.map(|name| seed.deserialize(StringDeserializer::new(name)))
            .transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, TextError> {
        let Some((name, value)) = self.value.take() else {
            return Err(serde::de::Error::custom("has a value without a name"));
        };
        seed.deserialize(value)
            .map_err(|error| error.inside(Step::Property(name)))
    }
}

/// The items of a list. Errors of items contain their indexes.
pub(in crate::server) struct Items<I> {
    items: I,
    index: usize,
}

impl<'de, D, I> Items<I>
where
    D: Deserializer<'de, Error = TextError>,
    I: Iterator<Item = D>,
{
    /// Visits all items. Fails if the visitor leaves some of them.
    pub(in crate::server) fn visit<V: Visitor<'de>>(
        items: I,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        let mut items = Self { items, index: 0 };
        let value = visitor.visit_seq(&mut items)?;
        let rest = items.items.count();
        if rest > 0 {
            let (expected, found) = (items.index, items.index + rest);
            let items = if found == 1 { "item" } else { "items" };
            let are = if expected == 1 { "is" } else { "are" };
            let message = format!("has {found} {items}, but {expected} {are} expected");
            return Err(serde::de::Error::custom(message));
        }
        Ok(value)
    }
}

impl<'de, D, I> SeqAccess<'de> for &mut Items<I>
where
    D: Deserializer<'de, Error = TextError>,
    I: Iterator<Item = D>,
{
    type Error = TextError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, TextError> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item)
            .map(Some)
            .map_err(|error| error.inside(Step::Item(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        self.items.size_hint().1
    }
}
