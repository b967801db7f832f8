//! The shared part of the code that `#[derive(JsonObject)]` writes. The code of a struct contains the names of its
//! properties and one line for each property. Finding names, reading values, skipping unknown properties and reporting
//! missing ones are functions of this module, so that a struct adds little compile time.

#![allow(
    missing_debug_implementations,
    reason = "used inside one function of the derive"
)]

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{self, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::types::lenient::LenientMap;
use crate::types::patch::Patch;

/// A struct that is a JSON object. The derive implements it.
pub trait JsonObject: Sized {
    /// The names of the properties.
    const NAMES: &'static [&'static str];
    /// The names of the properties that every value has.
    const REQUIRED: &'static [&'static str];
    /// True if all other properties are kept, too.
    const KEEPS_ALL: bool;

    /// Reads the properties.
    ///
    /// # Errors
    ///
    /// The name of a missing property. The reader keeps all other errors.
    // A type parameter could have the name of a generated type, which the types of the fields refer to.
    fn read(object: &mut impl Reader) -> Result<Self, &'static str>;
}

impl<T: JsonObject> JsonObject for Box<T> {
    const NAMES: &'static [&'static str] = T::NAMES;
    const REQUIRED: &'static [&'static str] = T::REQUIRED;
    const KEEPS_ALL: bool = T::KEEPS_ALL;

    fn read(object: &mut impl Reader) -> Result<Self, &'static str> {
        T::read(object).map(Self::new)
    }
}

/// Reads the properties of an object. The first error ends the object and is reported at its end, so the code of a struct
/// does not handle errors.
// The signatures contain no borrowed data. The code of a struct then has no lifetimes and only the types of its fields,
// so the compiler can reuse what it inferred for another struct.
pub trait Reader {
    /// Reads the name of the next property. Returns its index in the known names, or [`usize::MAX`] if it is unknown.
    fn next(&mut self, known: &'static [&'static str]) -> Option<usize>;

    /// Reads the name of the next property, as [`next`](Self::next), and remembers an unknown name for [`keep`](Self::keep).
    fn next_of_all(&mut self, known: &'static [&'static str]) -> Option<usize>;

    /// Reads a required value.
    fn required<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads an optional value.
    fn optional<T: DeserializeOwned>(&mut self, slot: &mut T);

    /// Reads a required map.
    fn required_map<T: DeserializeOwned>(&mut self, slot: &mut Option<BTreeMap<String, T>>);

    /// Reads an optional map.
    fn optional_map<T: DeserializeOwned>(&mut self, slot: &mut Option<BTreeMap<String, T>>);

    /// Reads the value of an unknown property and adds it to a map.
    fn keep<T: DeserializeOwned>(&mut self, rest: &mut BTreeMap<String, T>);

    /// Skips the value of an unknown property.
    fn skip(&mut self);
}

/// Reads an object.
///
/// # Errors
///
/// If the value is not an object, or does not match `T`.
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

/// Reads a map of serde.
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

    fn required_map<T: DeserializeOwned>(&mut self, slot: &mut Option<BTreeMap<String, T>>) {
        *slot = self.value().map(|LenientMap(map)| map);
    }

    fn optional_map<T: DeserializeOwned>(&mut self, slot: &mut Option<BTreeMap<String, T>>) {
        *slot = self.value().flatten().map(|LenientMap(map)| map);
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

/// Maps property names to their indexes.
struct Names {
    known: &'static [&'static str],
    /// The index after the last property. Most objects have their properties in the same order.
    next: usize,
    /// The last unknown name, if the struct keeps unknown properties.
    unknown: Option<String>,
}

/// The index of an unknown property.
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

    /// Searches after the expected index first, because properties may be omitted, and then before it.
    // A separate cold function keeps the common case short.
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

/// A value that is a JSON object. The derives implement it.
pub trait Properties {
    /// Writes the properties into an object.
    fn write<S: Serializer>(&self, object: &mut Writer<S>);
}

impl<T: Properties> Properties for Box<T> {
    fn write<S: Serializer>(&self, object: &mut Writer<S>) {
        T::write(self, object);
    }
}

impl<T: Serialize> Properties for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, object: &mut Writer<S>) {
        object.rest(self);
    }
}

impl Properties for Value {
    fn write<S: Serializer>(&self, object: &mut Writer<S>) {
        match self {
            Self::Object(properties) => {
                for (name, value) in properties {
                    object.property(name, value);
                }
            }
            _ => object.fail("a variant of a union with a discriminator is not a JSON object"),
        }
    }
}

/// A value of a type that implements only the traits of serde.
pub struct SerdeObject<'a, T>(pub &'a T);

impl<T: Serialize> Properties for SerdeObject<'_, T> {
    fn write<S: Serializer>(&self, object: &mut Writer<S>) {
        match serde_json::to_value(self.0) {
            Ok(value) => value.write(object),
            Err(error) => object.fail(&error.to_string()),
        }
    }
}

/// Writes a value as a JSON object.
///
/// # Errors
///
/// The errors of the serializer.
pub fn write<T: Properties, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = Writer::<S>::new(serializer);
    value.write(&mut object);
    object.end()
}

/// Writes a value as a JSON object in which the property `name` has the value `tag`.
///
/// # Errors
///
/// The errors of the serializer, and an error if the value is not an object.
pub fn write_tagged<T: Properties, S: Serializer>(
    value: &T,
    serializer: S,
    name: &'static str,
    tag: impl Serialize,
) -> Result<S::Ok, S::Error> {
    let mut object = Writer::<S>::new(serializer);
    object.tag(name, tag);
    value.write(&mut object);
    object.end()
}

/// Removes a property from an object.
#[must_use]
pub fn without(mut value: Value, name: &str) -> Value {
    if let Value::Object(properties) = &mut value {
        properties.remove(name);
    }
    value
}

/// Writes an object. The first error is returned at the end.
pub struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    /// The names of the properties that unions have written. The properties of the value with these names are omitted.
    tags: Vec<&'static str>,
}

impl<S: Serializer> Writer<S> {
    /// Starts an object.
    pub fn new(serializer: S) -> Self {
        Self {
            map: serializer.serialize_map(None),
            tags: Vec::new(),
        }
    }

    /// Writes the tag of a union. In a union inside of a union with the same tag, the outer union has already written it.
    pub fn tag(&mut self, name: &'static str, value: impl Serialize) {
        self.property(name, &value);
        self.tags.push(name);
    }

    /// Writes a property.
    pub fn property<T: Serialize>(&mut self, name: &str, value: &T) {
        if self.tags.contains(&name) {
            return;
        }
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.map = Err(error);
        }
    }

    fn fail(&mut self, message: &str) {
        if self.map.is_ok() {
            self.map = Err(ser::Error::custom(message));
        }
    }

    /// Writes a property if there is a value.
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

    /// Writes the properties that have no fields.
    pub fn rest<T: Serialize>(&mut self, rest: &BTreeMap<String, T>) {
        for (name, value) in rest {
            self.property(name, value);
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// The first error of writing the object or a property.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }
}
