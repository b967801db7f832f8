//! Objects in JSON: what the code that `#[derive(JsonObject)]` writes has in common. A struct knows the
//! names of its properties and, in a line for each, what becomes of them; finding the name, reading
//! the value, skipping what is unknown and saying what is missing happens here, in functions that all
//! structs share, so that a struct costs a compiler little.

#![allow(
    missing_debug_implementations,
    reason = "used within one function, written by the derive"
)]

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::types::patch::Patch;

/// A struct that is an object in JSON; implemented by the derive.
pub trait JsonObject: Sized {
    /// Reads the properties.
    ///
    /// # Errors
    ///
    /// The name of a property that is missing. What else is wrong is kept in the reader.
    fn read<R: Reader>(object: &mut R) -> Result<Self, &'static str>;
}

/// An object whose properties are being read. The first error ends it, and is said once it has ended:
/// so no line of a struct has to look for errors.
// A trait, and of types that borrow nothing: where the compiler checks a struct, there is neither a lifetime
// nor any type but those of its fields, about which it remembers what it found out for another struct.
pub trait Reader {
    /// The number of the next property, which is its place among the known ones, or one that none has.
    fn next(&mut self, known: &'static [&'static str]) -> Option<usize>;

    /// The same, and the name of an unknown one is kept for [`keep`](Self::keep).
    fn next_of_all(&mut self, known: &'static [&'static str]) -> Option<usize>;

    /// Reads a value that has to be there.
    fn required<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads a value whose type has a state for one that is not there.
    fn optional<T: DeserializeOwned>(&mut self, slot: &mut T);

    /// Reads the value of an unknown property.
    fn keep<T: DeserializeOwned>(&mut self, rest: &mut BTreeMap<String, T>);

    /// Passes over the value of an unknown property.
    fn skip(&mut self);
}

/// Reads an object.
///
/// # Errors
///
/// When there is no object, or not the one that `T` is.
pub fn read<'de, T: JsonObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: JsonObject> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = type_name::<T>();
        let name = path.rsplit("::").next().unwrap_or(path);
        write!(f, "struct {name}")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut reader = MapReader {
            map,
            names: Names {
                known: &[],
                next: 0,
                unknown: None,
            },
            error: None,
        };
        let object = T::read(&mut reader);
        match reader.error {
            Some(error) => Err(error),
            None => object.map_err(A::Error::missing_field),
        }
    }
}

/// What reads a map of serde's.
struct MapReader<'de, A: MapAccess<'de>> {
    map: A,
    names: Names,
    error: Option<A::Error>,
}

impl<'de, A: MapAccess<'de>> Reader for MapReader<'de, A> {
    fn next(&mut self, known: &'static [&'static str]) -> Option<usize> {
        if self.error.is_some() {
            return None;
        }
        self.names.known = known;
        let number = self.map.next_key_seed(&mut self.names);
        self.unless_wrong(number).flatten()
    }

    fn next_of_all(&mut self, known: &'static [&'static str]) -> Option<usize> {
        self.names.unknown = Some(String::new());
        self.next(known)
    }

    fn required<T: DeserializeOwned>(&mut self, slot: &mut Option<T>) {
        *slot = self.value();
    }

    fn optional<T: DeserializeOwned>(&mut self, slot: &mut T) {
        if let Some(value) = self.value() {
            *slot = value;
        }
    }

    fn keep<T: DeserializeOwned>(&mut self, rest: &mut BTreeMap<String, T>) {
        let name = self.names.unknown.take().unwrap_or_default();
        if let Some(value) = self.value() {
            rest.insert(name, value);
        }
    }

    fn skip(&mut self) {
        self.value::<IgnoredAny>();
    }
}

impl<'de, A: MapAccess<'de>> MapReader<'de, A> {
    fn value<T: Deserialize<'de>>(&mut self) -> Option<T> {
        let value = self.map.next_value();
        self.unless_wrong(value)
    }

    fn unless_wrong<T>(&mut self, result: Result<T, A::Error>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }
}

/// Turns names into numbers.
struct Names {
    known: &'static [&'static str],
    /// The number of the property behind the last one, as most objects have theirs in one order.
    next: usize,
    /// Receives a name that is unknown, where that is wanted.
    unknown: Option<String>,
}

/// The number of a property that is unknown.
const UNKNOWN: usize = usize::MAX;

impl Names {
    #[inline]
    fn number(&mut self, name: &str) -> usize {
        let number = if self.known.get(self.next) == Some(&name) {
            self.next
        } else {
            self.search(name)
        };
        if number != UNKNOWN {
            self.next = number + 1;
        }
        number
    }

    /// Looks behind the next one, where what was left out is passed over, and then at those before it.
    // Apart from the usual way, which is shorter for it.
    #[cold]
    fn search(&mut self, name: &str) -> usize {
        let is_it = |number: &usize| self.known.get(*number) == Some(&name);
        let mut others = (self.next + 1..self.known.len()).chain(0..self.next);
        if let Some(number) = others.find(is_it) {
            return number;
        }
        if let Some(unknown) = &mut self.unknown {
            name.clone_into(unknown);
        }
        UNKNOWN
    }
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
        Ok(self.number(name))
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

    /// Writes a list or a map unless it is empty.
    pub fn non_empty<T: Serialize>(&mut self, name: &str, value: &T, is_empty: bool) {
        if !is_empty {
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
