//! Deserialization errors with the path of the value that does not match its type.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Write as _};

use serde::de::value::{MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::server::rejection::Rejection;

/// A value does not match its type.
#[derive(Debug)]
pub(in crate::server) struct TextError {
    message: String,
    /// The steps to the value, the last one first.
    path: Vec<Step>,
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
        }
    }
}

/// The properties of an object. Errors of their values contain their names.
pub(in crate::server) struct Entries<I, D> {
    properties: I,
    value: Option<(String, D)>,
    /// The required properties that the object does not contain; `None` if these are errors.
    absent: Option<Absent<D>>,
}

/// The required properties that an object does not contain.
struct Absent<D> {
    /// The value of a property.
    value: Box<dyn Fn(&str) -> D>,
    /// The properties that the object contains.
    present: BTreeSet<String>,
    /// True after the last property.
    is_complete: bool,
}

impl<'de, D, I> Entries<I, D>
where
    D: Deserializer<'de, Error = TextError>,
    I: Iterator<Item = (String, D)>,
{
    pub(in crate::server) fn new(
        properties: impl IntoIterator<IntoIter = I>,
    ) -> MapAccessDeserializer<Self> {
        MapAccessDeserializer::new(Self {
            properties: properties.into_iter(),
            value: None,
            absent: None,
        })
    }

    /// Visits all properties.
    pub(in crate::server) fn visit<V: Visitor<'de>>(
        properties: impl IntoIterator<IntoIter = I>,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        Self::new(properties).deserialize_map(visitor)
    }

    /// Visits all properties, and then the required properties that are not among them. `value` returns their values.
    pub(in crate::server) fn visit_with_absent<V: Visitor<'de>>(
        properties: impl IntoIterator<IntoIter = I>,
        value: impl Fn(&str) -> D + 'static,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_map(Self {
            properties: properties.into_iter(),
            value: None,
            absent: Some(Absent {
                value: Box::new(value),
                present: BTreeSet::new(),
                is_complete: false,
            }),
        })
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
        self.value = self.properties.next();
        match (&self.value, &mut self.absent) {
            (Some((name, _)), absent) => {
                if let Some(absent) = absent {
                    absent.present.insert(name.clone());
                }
                seed.deserialize(StringDeserializer::new(name.clone()))
                    .map(Some)
            }
            (None, Some(absent)) if absent.is_complete => {
                let mut required = RequiredProperty(None);
                let key = seed.deserialize(&mut required)?;
                let name = required.0.filter(|name| !absent.present.contains(*name));
                self.value = name.map(|name| (name.to_owned(), (absent.value)(name)));
                Ok(name.map(|_| key))
            }
            (None, absent) => {
                if let Some(absent) = absent {
                    absent.is_complete = true;
                }
                Ok(None)
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, TextError> {
        let Some((name, value)) = self.value.take() else {
            return Err(serde::de::Error::custom("has a value without a name"));
        };
        seed.deserialize(value)
            .map_err(|error| error.inside(Step::Property(name)))
    }
}

/// Receives the name of a required property from `types::object::read`, which asks for each of them after the last property.
struct RequiredProperty(Option<&'static str>);

impl<'de> Deserializer<'de> for &mut RequiredProperty {
    type Error = TextError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.0 = Some(name);
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
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
