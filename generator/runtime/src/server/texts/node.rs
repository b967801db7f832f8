//! JSON inside of a text or a part. Errors contain the path of the value.

use serde::de::{Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::error::{Entries, Items, TextError};
use crate::wire::decode::integer::value_with_plain_integers;

/// A JSON value.
pub(in crate::server) struct JsonNode(pub(in crate::server) Value);

/// Deserializes integers. `1.0` is also an integer.
macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
            let plain = value_with_plain_integers(&self.0);
            Self(plain.unwrap_or(self.0)).deserialize_any(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for JsonNode {
    type Error = TextError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        match self.0 {
            Value::Array(items) => Items::visit(items.into_iter().map(Self), visitor),
            Value::Object(properties) => {
                let properties = properties.into_iter();
                Entries::visit(properties.map(|(name, value)| (name, Self(value))), visitor)
            }
            scalar => scalar.deserialize_any(visitor).map_err(TextError::custom),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TextError> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(Self(value)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.0
            .deserialize_enum(name, variants, visitor)
            .map_err(TextError::custom)
    }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
