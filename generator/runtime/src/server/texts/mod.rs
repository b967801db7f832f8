//! The texts of a parameter in a request: those of a scalar or list, or named texts of an object. They are
//! deserialized to the type of the parameter.

pub(super) mod error;
pub(super) mod node;

use std::collections::BTreeMap;

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Error as _, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use self::error::{Entries, Items, TextError};
use self::node::JsonNode;
use crate::types::from_texts::AbsentValue;
use crate::wire::decode::integer::plain_integer;

/// The texts of one parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts {
    /// The whole texts, for a scalar.
    pub(super) whole: Vec<String>,
    /// The items of the texts, for a list, or for an object as a list of its names and values.
    pub(super) items: Vec<String>,
    /// The items with a name, for an object with `explode`.
    pub(super) pairs: BTreeMap<String, Texts>,
    /// The properties of an object.
    pub(super) properties: BTreeMap<String, Texts>,
    /// `true` for an item of a list. A list inside of it is JSON text.
    is_item: bool,
    /// `true` for a property without texts, which is an empty list if its type is a list.
    is_empty: bool,
    /// `true` for a property without texts that is an empty object if its type is an object.
    is_empty_object: bool,
    /// The required properties that are empty objects if they have no texts.
    pub(super) empty_objects: EmptyObjects,
}

/// The properties of an object that are empty objects if they have no texts: those in style `deepObject`. In the other styles,
/// an empty object has a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum EmptyObjects {
    #[default]
    None,
    All,
    Names(Vec<String>),
}

impl EmptyObjects {
    pub(super) fn contains(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Names(names) => names.iter().any(|known| known == name),
        }
    }
}

impl Texts {
    /// A single text, which is not a list.
    pub(super) fn one(text: String) -> Self {
        Self {
            whole: vec![text.clone()],
            items: vec![text],
            ..Self::default()
        }
    }

    /// An item of a list.
    pub(super) fn item(text: String) -> Self {
        Self {
            is_item: true,
            ..Self::one(text)
        }
    }

    /// An object without properties yet.
    pub(super) fn with_empty_objects(empty_objects: EmptyObjects) -> Self {
        Self {
            empty_objects,
            ..Self::default()
        }
    }

    /// The texts of a required property without texts.
    fn empty(is_empty_object: bool) -> Self {
        Self {
            is_empty: true,
            is_empty_object,
            ..Self::default()
        }
    }

    /// The texts of a repeated name.
    pub(super) fn repeated(texts: Vec<String>) -> Self {
        Self {
            items: texts.clone(),
            whole: texts,
            ..Self::default()
        }
    }

    /// Adds a text that is not a list.
    pub(super) fn push(&mut self, text: String) {
        self.whole.push(text.clone());
        self.items.push(text);
    }

    /// Adds an item with a name.
    pub(super) fn push_pair(&mut self, name: String, text: String) {
        self.pairs.entry(name).or_default().push(text);
    }

    /// The property at a path of names, which the caller limits in length.
    pub(super) fn property<'a>(&mut self, path: impl IntoIterator<Item = &'a str>) -> &mut Self {
        path.into_iter().fold(self, |texts, name| {
            texts.properties.entry(name.to_owned()).or_default()
        })
    }

    /// The property at a path of names in style `deepObject`, which the caller limits in length.
    pub(super) fn deep_property<'a>(
        &mut self,
        path: impl IntoIterator<Item = &'a str>,
    ) -> &mut Self {
        path.into_iter().fold(self, |texts, name| {
            let property = texts.property([name]);
            property.empty_objects = EmptyObjects::All;
            property
        })
    }

    /// Returns whether the parameter was omitted.
    pub(super) fn is_absent(&self) -> bool {
        self.whole.is_empty() && self.properties.is_empty() && self.pairs.is_empty()
    }

    /// The properties in a list of names and values; `None` if the texts are no such list.
    pub(super) fn in_pairs(&self) -> Option<Self> {
        let properties = self.clone().into_properties().ok()?;
        Some(Self {
            properties: properties.into_iter().collect(),
            ..Self::default()
        })
    }

    /// The items of a list in style `deepObject`: properties whose names are the indexes. Some clients write the list
    /// `a[]=1&a[]=2`, with a property without a name.
    pub(super) fn into_deep_items(self) -> Vec<Self> {
        let mut items: Vec<_> = self.properties.into_iter().collect();
        items.sort_by_key(|(index, _)| index.parse().unwrap_or(usize::MAX));
        let items = items.into_iter().flat_map(|(index, item)| {
            if index.is_empty() && item.properties.is_empty() {
                item.items.into_iter().map(Self::one).collect()
            } else {
                vec![item]
            }
        });
        items.collect()
    }

    fn scalar(&self) -> Result<&str, TextError> {
        match self.whole.as_slice() {
            [text] => Ok(text),
            [] if self.is_absent() => Err(TextError::custom("is missing")),
            [] => Err(TextError::custom(
                "is an object, but a single value is expected",
            )),
            several => Err(TextError::custom(format!(
                "is present {} times, but a single value is expected",
                several.len()
            ))),
        }
    }

    /// The properties of an object, which may be a list of its names and values.
    fn into_properties(self) -> Result<Vec<(String, Self)>, TextError> {
        if !self.properties.is_empty() {
            return Ok(self.properties.into_iter().collect());
        }
        if self.items.len() % 2 == 1 {
            return Err(TextError::custom(
                "is a single value, but an object is expected",
            ));
        }
        let mut items = self.items.into_iter();
        let pairs = std::iter::from_fn(|| Some((items.next()?, Self::one(items.next()?))));
        Ok(pairs.collect())
    }
}

/// Deserializes integers and booleans by parsing the text. `1.0` is also an integer.
macro_rules! parsed {
    ($($method:ident $visit:ident $expected:literal)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
            let text = self.scalar()?;
            let plain = || plain_integer(text)?.parse().ok();
            match text.parse().ok().or_else(plain) {
                Some(value) => visitor.$visit(value),
                None => Err(TextError::invalid_value(Unexpected::Str(text), &$expected)),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Texts {
    type Error = TextError;

    parsed! {
        deserialize_bool visit_bool "`true` or `false`"
        deserialize_i8 visit_i8 "an integer of 8 bits"
        deserialize_i16 visit_i16 "an integer of 16 bits"
        deserialize_i32 visit_i32 "an integer of 32 bits"
        deserialize_i64 visit_i64 "an integer of 64 bits"
        deserialize_u8 visit_u8 "an unsigned integer of 8 bits"
        deserialize_u16 visit_u16 "an unsigned integer of 16 bits"
        deserialize_u32 visit_u32 "an unsigned integer of 32 bits"
        deserialize_u64 visit_u64 "an unsigned integer of 64 bits"
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        let text = self.scalar()?;
        match text.parse() {
            Ok(number) if f32::is_finite(number) => visitor.visit_f32(number),
            _ => Err(TextError::invalid_value(Unexpected::Str(text), &"a number")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        let text = self.scalar()?;
        match text.parse() {
            Ok(number) if f64::is_finite(number) => visitor.visit_f64(number),
            _ => Err(TextError::invalid_value(Unexpected::Str(text), &"a number")),
        }
    }

    /// If the type accepts any value, a text in the format of a JSON number or boolean becomes one.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if self.is_empty {
            let absent = if self.is_empty_object {
                AbsentValue::ListOrObject
            } else {
                AbsentValue::List
            };
            absent.note();
        }
        if !self.properties.is_empty() || (self.whole.is_empty() && !self.pairs.is_empty()) {
            return self.deserialize_map(visitor);
        }
        let [text] = self.whole.as_slice() else {
            return self.deserialize_seq(visitor);
        };
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Bool(value)) => visitor.visit_bool(value),
            Ok(Value::Number(number)) if number.to_string() == *text => {
                match (number.as_i64(), number.as_u64(), number.as_f64()) {
                    (Some(number), ..) => visitor.visit_i64(number),
                    (_, Some(number), _) => visitor.visit_u64(number),
                    (.., Some(number)) => visitor.visit_f64(number),
                    _ => visitor.visit_str(text),
                }
            }
            Ok(object @ Value::Object(_)) => JsonNode(object).deserialize_any(visitor),
            _ => visitor.visit_str(text),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_str(self.scalar()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_enum(StrDeserializer::new(self.scalar()?))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if self.is_absent() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if self.is_empty {
            return Items::visit(std::iter::empty::<Self>(), visitor);
        }
        if self.is_absent() {
            return Err(TextError::custom("is missing"));
        }
        if !self.properties.is_empty() {
            return Items::visit(self.into_deep_items().into_iter(), visitor);
        }
        if self.is_item
            && let [text] = self.whole.as_slice()
            && let Ok(list @ Value::Array(_)) = serde_json::from_str(text)
        {
            return JsonNode(list).deserialize_seq(visitor);
        }
        if self.items.is_empty() {
            return Err(TextError::custom("is an object, but a list is expected"));
        }
        Items::visit(self.items.into_iter().map(Self::item), visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, TextError> {
        if !self.pairs.is_empty() {
            return Entries::visit_with_absent(self.pairs, |_| Self::empty(false), visitor);
        }
        if let ([text], [_]) = (self.whole.as_slice(), self.items.as_slice())
            && let Ok(object @ Value::Object(_)) = serde_json::from_str(text)
        {
            // An object in a form is JSON text by default.
            return JsonNode(object).deserialize_map(visitor);
        }
        if self.is_empty && !self.is_empty_object {
            return Err(TextError::custom("is missing"));
        }
        let empty_objects = std::mem::take(&mut self.empty_objects);
        let absent = move |name: &str| Self::empty(empty_objects.contains(name));
        Entries::visit_with_absent(self.into_properties()?, absent, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i128 u128 bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}
