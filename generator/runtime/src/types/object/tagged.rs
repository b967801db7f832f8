//! Writing an object with the tag of a union.

use std::fmt::Display;

use serde::ser::{Error, Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};
use serde_json::Value;

/// Writes a value as a JSON object in which the property `name` has the value `tag`.
///
/// In a union inside of a union with the same tag, the outer union has already written it.
///
/// # Errors
///
/// The errors of the serializer, and an error if the value is not an object.
pub fn write_tagged<T: Serialize, S: Serializer>(
    value: &T,
    serializer: S,
    name: &'static str,
    tag: impl Serialize,
) -> Result<S::Ok, S::Error> {
    value.serialize(Tagged {
        serializer,
        name,
        tag,
    })
}

/// Removes a property from an object.
#[must_use]
pub fn without(mut value: Value, name: &str) -> Value {
    if let Value::Object(properties) = &mut value {
        properties.remove(name);
    }
    value
}

/// Serializes an object, beginning with a tag.
struct Tagged<S, T> {
    serializer: S,
    name: &'static str,
    tag: T,
}

impl<S: Serializer, T: Serialize> Tagged<S, T> {
    fn begin(self) -> Result<TaggedMap<S::SerializeMap>, S::Error> {
        let mut map = self.serializer.serialize_map(None)?;
        map.serialize_entry(self.name, &self.tag)?;
        Ok(TaggedMap {
            map,
            tag: self.name,
            key: None,
        })
    }
}

/// An object that has its tag already. Another property with the name of the tag is omitted.
struct TaggedMap<M> {
    map: M,
    tag: &'static str,
    /// The name of the property whose value comes next.
    key: Option<Value>,
}

impl<M: SerializeMap> SerializeMap for TaggedMap<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        self.key = Some(serde_json::to_value(key).map_err(M::Error::custom)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        match self.key.take() {
            Some(key) if key != self.tag => self.map.serialize_entry(&key, value),
            _ => Ok(()),
        }
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.map.end()
    }
}

impl<M: SerializeMap> SerializeStruct for TaggedMap<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        if name == self.tag {
            return Ok(());
        }
        self.map.serialize_entry(name, value)
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.map.end()
    }
}

fn not_an_object<E: Error>() -> E {
    E::custom("a variant of a union with a discriminator is not a JSON object")
}

macro_rules! not_objects {
    ($($method:ident($($type:ty),*) -> $ok:ident)*) => {$(
        fn $method(self, $(_: $type),*) -> Result<Self::$ok, S::Error> {
            Err(not_an_object())
        }
    )*};
}

impl<S: Serializer, A: Serialize> Serializer for Tagged<S, A> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Impossible<S::Ok, S::Error>;
    type SerializeTuple = Impossible<S::Ok, S::Error>;
    type SerializeTupleStruct = Impossible<S::Ok, S::Error>;
    type SerializeTupleVariant = Impossible<S::Ok, S::Error>;
    type SerializeMap = TaggedMap<S::SerializeMap>;
    type SerializeStruct = TaggedMap<S::SerializeMap>;
    type SerializeStructVariant = Impossible<S::Ok, S::Error>;

    not_objects! {
        serialize_bool(bool) -> Ok
        serialize_i8(i8) -> Ok
        serialize_i16(i16) -> Ok
        serialize_i32(i32) -> Ok
        serialize_i64(i64) -> Ok
        serialize_i128(i128) -> Ok
        serialize_u8(u8) -> Ok
        serialize_u16(u16) -> Ok
        serialize_u32(u32) -> Ok
        serialize_u64(u64) -> Ok
        serialize_u128(u128) -> Ok
        serialize_f32(f32) -> Ok
        serialize_f64(f64) -> Ok
        serialize_char(char) -> Ok
        serialize_str(&str) -> Ok
        serialize_bytes(&[u8]) -> Ok
        serialize_none() -> Ok
        serialize_unit() -> Ok
        serialize_unit_struct(&'static str) -> Ok
        serialize_unit_variant(&'static str, u32, &'static str) -> Ok
        serialize_seq(Option<usize>) -> SerializeSeq
        serialize_tuple(usize) -> SerializeTuple
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let mut map = self.begin()?;
        map.serialize_field(variant, value)?;
        SerializeStruct::end(map)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.begin()
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.begin()
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<S::Ok, S::Error> {
        Err(not_an_object())
    }
}
