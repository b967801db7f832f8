//! Serialization as JSON. JSON has no NaN and no infinities, and `serde_json` writes `null` for them. Here they are errors,
//! so that no request contains another value than the caller set.

use std::fmt::Display;

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Value;

use super::decode::location::PayloadLocation;

/// Serializes a value as JSON text. An error contains the path of the value that caused it.
pub(crate) fn to_vec(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(128);
    match value.serialize(Finite(&mut serde_json::Serializer::new(&mut text))) {
        Ok(()) => Ok(text),
        Err(error) => Err(with_path(&error, text)),
    }
}

/// Adds the path of the value that could not be written after this text.
fn with_path(error: &serde_json::Error, mut text: Vec<u8>) -> serde_json::Error {
    text.push(b'0');
    match PayloadLocation::of_last_value(&text).inner_path() {
        Some(path) => serde_json::Error::custom(format_args!("{error}, at `{path}`")),
        None => serde_json::Error::custom(error),
    }
}

/// Serializes a value as a JSON value.
///
/// The value is parsed from text: an `f32` then has its own shortest form, `0.1`, but the conversion to the `f64` of a
/// [`Value`] would be 0.10000000149011612.
pub(crate) fn to_value(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Value> {
    serde_json::from_slice(&to_vec(value)?)
}

/// A serializer, or a part of one, that rejects NaN and infinities.
struct Finite<S>(S);

/// A value that is serialized with [`Finite`].
struct FiniteValue<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Serialize for FiniteValue<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Finite(serializer))
    }
}

fn not_finite<E: Error>(number: impl Display) -> E {
    E::custom(format_args!("the number {number} does not exist in JSON"))
}

/// Passes values without other values in them on.
macro_rules! pass_on {
    ($($method:ident($type:ty))*) => {$(
        fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.0.$method(value)
        }
    )*};
}

impl<S: Serializer> Serializer for Finite<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Finite<S::SerializeSeq>;
    type SerializeTuple = Finite<S::SerializeTuple>;
    type SerializeTupleStruct = Finite<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Finite<S::SerializeTupleVariant>;
    type SerializeMap = Finite<S::SerializeMap>;
    type SerializeStruct = Finite<S::SerializeStruct>;
    type SerializeStructVariant = Finite<S::SerializeStructVariant>;

    pass_on! {
        serialize_bool(bool)
        serialize_i8(i8)
        serialize_i16(i16)
        serialize_i32(i32)
        serialize_i64(i64)
        serialize_i128(i128)
        serialize_u8(u8)
        serialize_u16(u16)
        serialize_u32(u32)
        serialize_u64(u64)
        serialize_u128(u128)
        serialize_char(char)
        serialize_str(&str)
        serialize_bytes(&[u8])
        serialize_unit_struct(&'static str)
    }

    fn serialize_f32(self, number: f32) -> Result<S::Ok, S::Error> {
        if number.is_finite() {
            self.0.serialize_f32(number)
        } else {
            Err(not_finite(number))
        }
    }

    fn serialize_f64(self, number: f64) -> Result<S::Ok, S::Error> {
        if number.is_finite() {
            self.0.serialize_f64(number)
        } else {
            Err(not_finite(number))
        }
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&FiniteValue(value))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &FiniteValue(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = FiniteValue(value);
        self.0
            .serialize_newtype_variant(name, index, variant, &value)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.0.serialize_seq(length).map(Finite)
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.0.serialize_tuple(length).map(Finite)
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.0.serialize_tuple_struct(name, length).map(Finite)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.0
            .serialize_tuple_variant(name, index, variant, length)
            .map(Finite)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.0.serialize_map(length).map(Finite)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.0.serialize_struct(name, length).map(Finite)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.0
            .serialize_struct_variant(name, index, variant, length)
            .map(Finite)
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// The parts of a serializer whose items have no names.
macro_rules! items {
    ($($part:ident $method:ident)*) => {$(
        impl<S: $part> $part for Finite<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.0.$method(&FiniteValue(value))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        }
    )*};
}

items! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

/// The parts of a serializer whose fields have names.
macro_rules! fields {
    ($($part:ident)*) => {$(
        impl<S: $part> $part for Finite<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                self.0.serialize_field(name, &FiniteValue(value))
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), S::Error> {
                self.0.skip_field(name)
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        }
    )*};
}

fields! { SerializeStruct SerializeStructVariant }

impl<S: SerializeMap> SerializeMap for Finite<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&FiniteValue(value))
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), S::Error> {
        self.0.serialize_entry(key, &FiniteValue(value))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::json;

    use super::{to_value, to_vec};

    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(f32),
        Tuple(f32, Option<f64>),
        Struct { side: f64 },
    }

    #[derive(Serialize)]
    struct Pair(f32, Vec<Shape>);

    #[test]
    fn finite_values_are_those_of_serde_json() -> serde_json::Result<()> {
        let shapes = vec![
            Shape::Unit,
            Shape::Newtype(0.5),
            Shape::Tuple(1.5, None),
            Shape::Struct { side: 2.0 },
        ];
        let value = BTreeMap::from([("a", Pair(0.1, shapes))]);
        assert_eq!(to_vec(&value)?, serde_json::to_vec(&value)?);
        assert_eq!(to_value(&0.1_f32)?, json!(0.1));
        assert_eq!(to_value(&u64::MAX)?, json!(u64::MAX));
        Ok(())
    }

    #[test]
    fn rejects_non_finite_numbers_at_any_depth() {
        assert!(to_vec(&f64::NAN).is_err());
        assert!(to_vec(&Some(f32::INFINITY)).is_err());
        for shape in [
            Shape::Newtype(f32::NAN),
            Shape::Tuple(0.0, Some(f64::NEG_INFINITY)),
            Shape::Struct { side: f64::NAN },
        ] {
            let value = BTreeMap::from([("a", Pair(0.0, vec![shape]))]);
            let problem = to_vec(&value).map_err(|error| error.to_string());
            assert!(problem.is_err_and(|it| it.contains("does not exist in JSON")));
        }
    }

    #[test]
    fn an_error_contains_the_path_of_the_number() {
        let shapes = vec![Shape::Unit, Shape::Struct { side: f64::NAN }];
        let value = BTreeMap::from([("a b", Pair(0.0, vec![])), ("c", Pair(0.1, shapes))]);
        let problem = to_vec(&value).map_err(|error| error.to_string());
        let expected = "the number NaN does not exist in JSON, at `c[1][1].Struct.side`";
        assert_eq!(problem, Err(expected.to_owned()));
        let problem = to_vec(&f64::INFINITY).map_err(|error| error.to_string());
        assert_eq!(
            problem,
            Err("the number inf does not exist in JSON".to_owned())
        );
    }
}
