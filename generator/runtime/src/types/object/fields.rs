//! Fields of a struct, read from the properties of a JSON object.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess};

use super::both::Both;
use crate::types::lenient::LenientMap;

/// A way to read a field.
pub trait Field {
    /// The type of the field.
    type Value;
    /// The state while the object is read.
    type Slot: Default;

    /// True if every object has the property.
    const IS_REQUIRED: bool = false;
    /// True if an object that was read without the property is written with `null`.
    const ADDS_NULL: bool = false;

    /// Reads the value of the property.
    ///
    /// # Errors
    ///
    /// If the value does not match the type.
    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error>;

    /// The value at the end of the object. `None` if a required property is missing.
    fn value(slot: Self::Slot) -> Option<Self::Value>;
}

/// A field whose property is required.
pub struct Required<T>(PhantomData<T>);

impl<T: DeserializeOwned> Field for Required<T> {
    type Value = T;
    type Slot = Option<T>;

    const IS_REQUIRED: bool = true;

    #[inline]
    fn read<'de, A: MapAccess<'de>>(slot: &mut Option<T>, map: &mut A) -> Result<(), A::Error> {
        *slot = Some(map.next_value()?);
        Ok(())
    }

    #[inline]
    fn value(slot: Option<T>) -> Option<T> {
        slot
    }
}

/// A field of type `Option` or `Patch`.
pub struct Optional<T>(PhantomData<T>);

impl<T: DeserializeOwned + Default> Field for Optional<T> {
    type Value = T;
    type Slot = T;

    #[inline]
    fn read<'de, A: MapAccess<'de>>(slot: &mut T, map: &mut A) -> Result<(), A::Error> {
        *slot = map.next_value()?;
        Ok(())
    }

    #[inline]
    fn value(slot: T) -> Option<T> {
        Some(slot)
    }
}

/// A field of type `Option` whose `None` is written as `null`. `F` reads it.
pub struct WithNull<F>(PhantomData<F>);

impl<F: Field> Field for WithNull<F> {
    type Value = F::Value;
    type Slot = F::Slot;

    const IS_REQUIRED: bool = F::IS_REQUIRED;
    const ADDS_NULL: bool = true;

    #[inline]
    fn read<'de, A: MapAccess<'de>>(slot: &mut F::Slot, map: &mut A) -> Result<(), A::Error> {
        F::read(slot, map)
    }

    #[inline]
    fn value(slot: F::Slot) -> Option<F::Value> {
        F::value(slot)
    }
}

/// A field that has its default value if the property is missing or `null`.
pub struct Defaulted<T>(PhantomData<T>);

impl<T: DeserializeOwned + Default> Field for Defaulted<T> {
    type Value = T;
    type Slot = Option<T>;

    #[inline]
    fn read<'de, A: MapAccess<'de>>(slot: &mut Option<T>, map: &mut A) -> Result<(), A::Error> {
        *slot = map.next_value()?;
        Ok(())
    }

    #[inline]
    fn value(slot: Option<T>) -> Option<T> {
        Some(slot.unwrap_or_default())
    }
}

/// A map whose property is required. An empty list is an empty map, as for the other maps.
pub struct RequiredMap<T>(PhantomData<T>);

impl<T: DeserializeOwned> Field for RequiredMap<BTreeMap<String, T>> {
    type Value = BTreeMap<String, T>;
    type Slot = Option<BTreeMap<String, T>>;

    const IS_REQUIRED: bool = true;

    #[inline]
    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        let LenientMap(value) = map.next_value()?;
        *slot = Some(value);
        Ok(())
    }

    #[inline]
    fn value(slot: Self::Slot) -> Option<Self::Value> {
        slot
    }
}

/// An optional map.
pub struct OptionalMap<T>(PhantomData<T>);

impl<T: DeserializeOwned> Field for OptionalMap<Option<BTreeMap<String, T>>> {
    type Value = Option<BTreeMap<String, T>>;
    type Slot = Option<BTreeMap<String, T>>;

    #[inline]
    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        *slot = optional_map(map)?;
        Ok(())
    }

    #[inline]
    fn value(slot: Self::Slot) -> Option<Self::Value> {
        Some(slot)
    }
}

/// A map that is empty if the property is missing or `null`.
pub struct DefaultedMap<T>(PhantomData<T>);

impl<T: DeserializeOwned> Field for DefaultedMap<BTreeMap<String, T>> {
    type Value = BTreeMap<String, T>;
    type Slot = BTreeMap<String, T>;

    #[inline]
    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        *slot = optional_map(map)?.unwrap_or_default();
        Ok(())
    }

    #[inline]
    fn value(slot: Self::Slot) -> Option<Self::Value> {
        Some(slot)
    }
}

fn optional_map<'de, T: DeserializeOwned, A: MapAccess<'de>>(
    map: &mut A,
) -> Result<Option<BTreeMap<String, T>>, A::Error> {
    let value: Option<LenientMap<T>> = map.next_value()?;
    Ok(value.map(|LenientMap(value)| value))
}

/// A way to read all fields of a struct.
pub trait Fields {
    /// The types of the fields.
    type Values;
    /// The state while the object is read.
    type Slots;

    /// The number of fields.
    const LENGTH: usize;
    /// True if all other properties are kept, too.
    const KEEPS_ALL: bool = false;

    /// Returns whether every object has the property of a field.
    fn is_required(number: usize) -> bool;

    /// Returns whether an object that was read without the property of a field is written with `null`.
    fn adds_null(number: usize) -> bool;

    /// The slots before the first property.
    fn empty() -> Self::Slots;

    /// Reads the value of a property. `number` is the position of the field; `name` is the name of a property without a
    /// field, if the struct keeps these.
    ///
    /// # Errors
    ///
    /// If the value does not match the type of the field.
    fn read<'de, A: MapAccess<'de>>(
        slots: &mut Self::Slots,
        number: usize,
        name: &mut Option<String>,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// The values at the end of the object.
    ///
    /// # Errors
    ///
    /// The position of a required field whose property is missing.
    fn values(slots: Self::Slots) -> Result<Self::Values, usize>;
}

macro_rules! tuples {
    ($(($length:literal $($field:ident $slot:ident $number:tt)*))*) => {$(
        #[allow(clippy::unused_unit, reason = "the empty tuple has no fields")]
        impl<$($field: Field),*> Fields for ($($field,)*) {
            type Values = ($($field::Value,)*);
            type Slots = ($($field::Slot,)*);

            const LENGTH: usize = $length;

            fn is_required(number: usize) -> bool {
                match number {
                    $($number => $field::IS_REQUIRED,)*
                    _ => false,
                }
            }

            fn adds_null(number: usize) -> bool {
                match number {
                    $($number => $field::ADDS_NULL,)*
                    _ => false,
                }
            }

            #[inline]
            fn empty() -> Self::Slots {
                ($($field::Slot::default(),)*)
            }

            #[inline]
            fn read<'de, M: MapAccess<'de>>(
                slots: &mut Self::Slots,
                number: usize,
                _: &mut Option<String>,
                map: &mut M,
            ) -> Result<(), M::Error> {
                let ($($slot,)*) = slots;
                match number {
                    $($number => $field::read($slot, map),)*
                    _ => map.next_value().map(|IgnoredAny| ()),
                }
            }

            #[inline]
            fn values(slots: Self::Slots) -> Result<Self::Values, usize> {
                let ($($slot,)*) = slots;
                $(let Some($slot) = $field::value($slot) else { return Err($number) };)*
                Ok(($($slot,)*))
            }
        }
    )*};
}

tuples! {
    (0)
    (1 A a 0)
    (2 A a 0 B b 1)
    (3 A a 0 B b 1 C c 2)
    (4 A a 0 B b 1 C c 2 D d 3)
    (5 A a 0 B b 1 C c 2 D d 3 E e 4)
    (6 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5)
    (7 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6)
    (8 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7)
    (9 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8)
    (10 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9)
    (11 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10)
    (12 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10 L l 11)
    (13 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10 L l 11 N n 12)
    (14 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10 L l 11 N n 12 O o 13)
    (15 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10 L l 11 N n 12 O o 13 P p 14)
    (16 A a 0 B b 1 C c 2 D d 3 E e 4 F f 5 G g 6 H h 7 I i 8 J j 9 K k 10 L l 11 N n 12 O o 13 P p 14 Q q 15)
}

impl<A: Fields, B: Fields> Fields for Both<A, B> {
    type Values = Both<A::Values, B::Values>;
    type Slots = Both<A::Slots, B::Slots>;

    const LENGTH: usize = A::LENGTH + B::LENGTH;

    fn is_required(number: usize) -> bool {
        match number.checked_sub(A::LENGTH) {
            None => A::is_required(number),
            Some(number) => B::is_required(number),
        }
    }

    fn adds_null(number: usize) -> bool {
        match number.checked_sub(A::LENGTH) {
            None => A::adds_null(number),
            Some(number) => B::adds_null(number),
        }
    }

    #[inline]
    fn empty() -> Self::Slots {
        Both(A::empty(), B::empty())
    }

    #[inline]
    fn read<'de, M: MapAccess<'de>>(
        Both(a, b): &mut Self::Slots,
        number: usize,
        name: &mut Option<String>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match number.checked_sub(A::LENGTH) {
            None => A::read(a, number, name, map),
            Some(number) => B::read(b, number, name, map),
        }
    }

    #[inline]
    fn values(Both(a, b): Self::Slots) -> Result<Self::Values, usize> {
        let a = A::values(a)?;
        let b = B::values(b).map_err(|number| A::LENGTH + number)?;
        Ok(Both(a, b))
    }
}

/// The fields of a struct that keeps all other properties in a map.
pub struct WithRest<F, R>(PhantomData<(F, R)>);

impl<F: Fields, T: DeserializeOwned> Fields for WithRest<F, BTreeMap<String, T>> {
    type Values = Both<F::Values, BTreeMap<String, T>>;
    type Slots = Both<F::Slots, BTreeMap<String, T>>;

    const LENGTH: usize = F::LENGTH;
    const KEEPS_ALL: bool = true;

    fn is_required(number: usize) -> bool {
        F::is_required(number)
    }

    fn adds_null(number: usize) -> bool {
        F::adds_null(number)
    }

    #[inline]
    fn empty() -> Self::Slots {
        Both(F::empty(), BTreeMap::new())
    }

    #[inline]
    fn read<'de, A: MapAccess<'de>>(
        Both(slots, rest): &mut Self::Slots,
        number: usize,
        name: &mut Option<String>,
        map: &mut A,
    ) -> Result<(), A::Error> {
        if number < F::LENGTH {
            return F::read(slots, number, name, map);
        }
        let name = name.as_mut().map(std::mem::take).unwrap_or_default();
        rest.insert(name, map.next_value()?);
        Ok(())
    }

    #[inline]
    fn values(Both(slots, rest): Self::Slots) -> Result<Self::Values, usize> {
        Ok(Both(F::values(slots)?, rest))
    }
}
