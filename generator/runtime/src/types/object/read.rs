//! Reading an object.

use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};

use super::{Fields, JsonObject};
use crate::types::from_texts::is_from_texts;

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

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut slots = T::Fields::empty();
        let mut names = Names {
            known: T::NAMES,
            next: 0,
            unknown: T::Fields::KEEPS_ALL.then(String::new),
        };
        while let Some(number) = map.next_key_seed(&mut names)? {
            T::Fields::read(&mut slots, number, &mut names.unknown, &mut map)?;
        }
        if cfg!(feature = "server") && is_from_texts() {
            read_absent::<T, A>(&mut slots, &mut map)?;
        }
        match T::Fields::values(slots) {
            Ok(values) => Ok(T::of(values)),
            Err(number) => {
                let name = T::NAMES.get(number).copied().unwrap_or_default();
                Err(A::Error::missing_field(name))
            }
        }
    }
}

/// Reads the required properties that the texts of an object do not contain: an empty list has no texts. A map that is complete
/// returns a value only if it consists of texts.
#[cold]
fn read_absent<'de, T: JsonObject, A: MapAccess<'de>>(
    slots: &mut <T::Fields as Fields>::Slots,
    map: &mut A,
) -> Result<(), A::Error> {
    for (number, name) in T::NAMES.iter().enumerate() {
        if T::Fields::is_required(number) && map.next_key_seed(Required(name))?.is_some() {
            T::Fields::read(slots, number, &mut None, map)?;
        }
    }
    Ok(())
}

/// Asks for a required property. The name is that of a unit struct, because a seed can pass on nothing else.
struct Required(&'static str);

impl<'de> DeserializeSeed<'de> for Required {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_unit_struct(self.0, self)
    }
}

impl Visitor<'_> for Required {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the required property `{}`", self.0)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Maps property names to the positions of their fields.
struct Names {
    known: &'static [&'static str],
    /// The position after the last property. Most objects have their properties in the same order.
    next: usize,
    /// The last unknown name, if the struct keeps unknown properties.
    unknown: Option<String>,
}

/// The position of an unknown property.
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

    /// Searches after the expected position first, because properties may be omitted, and then before it.
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
