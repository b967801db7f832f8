//! The values of parts that are not files: texts and JSON.

use serde::de::{Deserializer, Error as _, Visitor};
use serde_json::Value;

use super::part::Part;
use crate::server::rejection::Rejection;
use crate::server::texts::Texts;
use crate::server::texts::error::{Items, TextError};
use crate::server::texts::node::JsonNode;
use crate::wire::decode::problem::without_byte_order_mark;

/// The value of one part.
pub(super) enum PartValue {
    Json(JsonNode),
    Text(Texts),
}

impl PartValue {
    /// Parses the content of a part. It is JSON if its media type or the document says so.
    pub(super) fn parse(part: &Part, is_json: bool) -> Result<Self, Rejection> {
        if !is_json && !part.is_json() {
            return Ok(Self::Text(Texts::item(part.text()?)));
        }
        let text = without_byte_order_mark(part.content());
        let value: Value = serde_json::from_slice(text)
            .map_err(|error| Rejection::malformed(format!("{part} is not JSON: {error}")))?;
        Ok(Self::Json(JsonNode(value)))
    }
}

/// The values of all parts of one name.
#[derive(Default)]
pub(super) struct PartValues {
    values: Vec<PartValue>,
    /// True if a single part contains a list. Otherwise, each part is an item of the list.
    is_whole: bool,
}

impl PartValues {
    /// Adds a part. `is_whole` is true if the part may contain a list.
    pub(super) fn push(&mut self, value: PartValue, is_whole: bool) {
        self.values.push(value);
        self.is_whole = is_whole;
    }

    fn into_single(mut self) -> Result<PartValue, TextError> {
        let count = self.values.len();
        match self.values.pop() {
            Some(value) if count == 1 => Ok(value),
            Some(_) => Err(TextError::custom(format!(
                "is present {count} times, but a single value is expected"
            ))),
            None => Err(TextError::custom("is missing")),
        }
    }
}

/// Passes methods on to the deserializer of the value.
macro_rules! pass_on {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(
            self,
            $($argument: $type,)*
            visitor: V,
        ) -> Result<V::Value, TextError> {
            match self {
                Self::Json(value) => value.$method($($argument,)* visitor),
                Self::Text(value) => value.$method($($argument,)* visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for PartValue {
    type Error = TextError;

    pass_on! {
        deserialize_any() deserialize_bool()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_option() deserialize_unit()
        deserialize_seq() deserialize_map() deserialize_identifier() deserialize_ignored_any()
        deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str)
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }
}

/// Passes methods on to the deserializer of the single value.
macro_rules! single {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(
            self,
            $($argument: $type,)*
            visitor: V,
        ) -> Result<V::Value, TextError> {
            self.into_single()?.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for PartValues {
    type Error = TextError;

    single! {
        deserialize_bool()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_unit() deserialize_map() deserialize_identifier()
        deserialize_unit_struct(name: &'static str)
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if self.values.len() > 1 {
            return self.deserialize_seq(visitor);
        }
        self.into_single()?.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }

    /// JSON may be `null`.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        match self.values.as_slice() {
            [PartValue::Json(JsonNode(Value::Null))] => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        if self.is_whole {
            return self.into_single()?.deserialize_seq(visitor);
        }
        Items::visit(self.values.into_iter(), visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.deserialize_seq(visitor)
    }
}
