//! Writing an object.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::both::Both;
use crate::types::patch::Patch;

/// A property to write: a reference to the value of a field, or one of the other types in this module.
pub trait Property {
    /// Writes the property.
    ///
    /// # Errors
    ///
    /// The errors of the serializer.
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error>;
}

impl<T: Serialize> Property for &T {
    #[inline]
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, self)
    }
}

/// A property that is omitted if there is no value.
pub struct Omit<'a, T>(pub &'a T);

impl<T: Serialize> Property for Omit<'_, Option<T>> {
    #[inline]
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        match self.0 {
            Some(value) => map.serialize_entry(name, value),
            None => Ok(()),
        }
    }
}

impl<T: Serialize> Property for Omit<'_, Patch<T>> {
    #[inline]
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        if self.0.is_absent() {
            return Ok(());
        }
        map.serialize_entry(name, self.0)
    }
}

/// A list or map, and whether it is empty. An empty one is omitted.
pub struct NonEmpty<'a, T>(pub &'a T, pub bool);

impl<T: Serialize> Property for NonEmpty<'_, T> {
    #[inline]
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        if self.1 {
            return Ok(());
        }
        map.serialize_entry(name, self.0)
    }
}

/// The properties that have no fields.
pub struct Rest<'a, T>(pub &'a T);

impl<T: Serialize> Property for Rest<'_, BTreeMap<String, T>> {
    #[inline]
    fn write<M: SerializeMap>(self, _: &'static str, map: &mut M) -> Result<(), M::Error> {
        self.0
            .iter()
            .try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

/// The properties of an object: a tuple, or [`Both`] of two or more tuples.
pub trait Properties {
    /// The number of properties.
    const LENGTH: usize;

    /// Writes the properties.
    ///
    /// # Errors
    ///
    /// The errors of the serializer.
    fn write<M: SerializeMap>(
        self,
        names: &'static [&'static str],
        map: &mut M,
    ) -> Result<(), M::Error>;
}

macro_rules! tuples {
    ($(($length:literal $($type:ident $value:ident)*))*) => {$(
        impl<$($type: Property),*> Properties for ($($type,)*) {
            const LENGTH: usize = $length;

            #[inline]
            #[allow(unused, reason = "the empty tuple has no properties")]
            fn write<M: SerializeMap>(
                self,
                names: &'static [&'static str],
                map: &mut M,
            ) -> Result<(), M::Error> {
                let ($($value,)*) = self;
                let mut names = names.iter().copied();
                $($value.write(names.next().unwrap_or_default(), map)?;)*
                Ok(())
            }
        }
    )*};
}

tuples! {
    (0)
    (1 A a)
    (2 A a B b)
    (3 A a B b C c)
    (4 A a B b C c D d)
    (5 A a B b C c D d E e)
    (6 A a B b C c D d E e F f)
    (7 A a B b C c D d E e F f G g)
    (8 A a B b C c D d E e F f G g H h)
    (9 A a B b C c D d E e F f G g H h I i)
    (10 A a B b C c D d E e F f G g H h I i J j)
    (11 A a B b C c D d E e F f G g H h I i J j K k)
    (12 A a B b C c D d E e F f G g H h I i J j K k L l)
    (13 A a B b C c D d E e F f G g H h I i J j K k L l N n)
    (14 A a B b C c D d E e F f G g H h I i J j K k L l N n O o)
    (15 A a B b C c D d E e F f G g H h I i J j K k L l N n O o P p)
    (16 A a B b C c D d E e F f G g H h I i J j K k L l N n O o P p Q q)
}

impl<A: Properties, B: Properties> Properties for Both<A, B> {
    const LENGTH: usize = A::LENGTH + B::LENGTH;

    #[inline]
    fn write<M: SerializeMap>(
        self,
        names: &'static [&'static str],
        map: &mut M,
    ) -> Result<(), M::Error> {
        let (first, second) = names.split_at_checked(A::LENGTH).unwrap_or((names, &[]));
        self.0.write(first, map)?;
        self.1.write(second, map)
    }
}

/// Writes an object.
///
/// # Errors
///
/// The errors of the serializer.
#[inline]
pub fn write<S: Serializer>(
    serializer: S,
    names: &'static [&'static str],
    properties: impl Properties,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    properties.write(names, &mut map)?;
    map.end()
}
