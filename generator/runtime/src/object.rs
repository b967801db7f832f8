//! Objects in JSON: what the code that `#[derive(Object)]` writes has in common. A struct knows the
//! names of its properties and, in a line for each, what becomes of them; finding the name, reading
//! the value, skipping what is unknown and saying what is missing happens here, in functions that all
//! structs share, so that a struct costs a compiler little.

#![allow(
    missing_debug_implementations,
    reason = "used within one function, written by the derive"
)]

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Patch;

/// A struct that is an object in JSON; implemented by the derive.
pub trait Object: Sized {
    /// What an error calls the struct.
    const NAME: &'static str;

    /// The number of the property of this name, or [`UNKNOWN`].
    fn number(name: &str) -> usize;

    /// Reads the properties.
    ///
    /// # Errors
    ///
    /// When a property is missing or is not what it has to be.
    fn read<'de, A: MapAccess<'de>>(object: &mut Reader<A>) -> Result<Self, A::Error>;
}

/// The number of a property that has no field.
pub const UNKNOWN: usize = usize::MAX;

/// Reads an object.
///
/// # Errors
///
/// When there is no object, or not the one that `T` is.
pub fn read<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut Reader {
            map,
            names: Names {
                number: T::number,
                unknown: None,
            },
        })
    }
}

/// An object whose properties are being read.
pub struct Reader<A> {
    map: A,
    names: Names,
}

impl<'de, A: MapAccess<'de>> Reader<A> {
    /// The number of the next property, or [`UNKNOWN`].
    ///
    /// # Errors
    ///
    /// When the input is not an object after all.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator could not fail like this"
    )]
    pub fn next(&mut self) -> Result<Option<usize>, A::Error> {
        self.map.next_key_seed(&mut self.names)
    }

    /// The same, and the name of an unknown one is kept for [`keep`](Self::keep).
    ///
    /// # Errors
    ///
    /// When the input is not an object after all.
    pub fn next_of_all(&mut self) -> Result<Option<usize>, A::Error> {
        self.names.unknown = Some(String::new());
        self.next()
    }

    /// Reads a value that has to be there.
    ///
    /// # Errors
    ///
    /// When the value is not a `T`.
    pub fn required<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = Some(self.map.next_value()?);
        Ok(())
    }

    /// Reads a value whose type has a state for one that is not there.
    ///
    /// # Errors
    ///
    /// When the value is not a `T`.
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut T) -> Result<(), A::Error> {
        *slot = self.map.next_value()?;
        Ok(())
    }

    /// Reads the value of an unknown property.
    ///
    /// # Errors
    ///
    /// When the value is not a `T`.
    pub fn keep<T: Deserialize<'de>>(
        &mut self,
        rest: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        let name = self.names.unknown.take().unwrap_or_default();
        rest.insert(name, self.map.next_value()?);
        Ok(())
    }

    /// Passes over the value of an unknown property.
    ///
    /// # Errors
    ///
    /// When the input is not JSON.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }

    /// Says that a property is missing.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn missing<T>(&self, name: &'static str) -> Result<T, A::Error> {
        Err(A::Error::missing_field(name))
    }
}

/// Turns names into numbers. What is particular to the struct is called through a pointer, so that the
/// reading of names is compiled once and not for every struct.
struct Names {
    number: fn(&str) -> usize,
    /// Receives a name that is unknown, where that is wanted.
    unknown: Option<String>,
}

impl<'de> DeserializeSeed<'de> for &mut Names {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for &mut Names {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let number = (self.number)(name);
        if number == UNKNOWN
            && let Some(unknown) = &mut self.unknown
        {
            name.clone_into(unknown);
        }
        Ok(number)
    }
}

/// An object that is being written. What goes wrong is said at the end.
pub struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
}

impl<S: Serializer> Writer<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Self {
        Self {
            map: serializer.serialize_map(None),
        }
    }

    /// Writes a property.
    pub fn property<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(error);
        }
    }

    /// Writes a property unless there is none.
    pub fn option<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.property(name, value);
        }
    }

    /// Writes a property unless it is absent.
    pub fn patch<T: Serialize>(&mut self, name: &str, value: &Patch<T>) {
        if !value.is_absent() {
            self.property(name, value);
        }
    }

    /// Writes properties that have no fields of their own.
    pub fn rest<T: Serialize>(&mut self, rest: &BTreeMap<String, T>) {
        for (name, value) in rest {
            self.property(name, value);
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// When it, or a property, could not be written.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }
}
