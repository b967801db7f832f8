//! The shared part of the code that `#[derive(JsonObject)]` writes. The code of a struct lists its properties: their
//! names, and a tuple that states how each is read. The functions of this module do the rest, so that a struct adds
//! little compile time.

#![allow(
    missing_debug_implementations,
    reason = "used inside one function of the derive"
)]

mod both;
mod fields;
mod read;
mod tagged;
mod write;

pub use self::both::Both;
pub use self::fields::{
    Defaulted, DefaultedMap, Field, Fields, Optional, OptionalMap, Required, RequiredMap, WithNull,
    WithRest,
};
pub use self::read::read;
pub use self::tagged::{without, write_tagged};
pub use self::write::{NonEmpty, Omit, Properties, Property, Rest, write};

/// A struct that is a JSON object. The derive implements it.
pub trait JsonObject: Sized {
    /// The names of the properties, in the order of [`Fields`](Self::Fields).
    const NAMES: &'static [&'static str];

    /// The types that read the properties.
    type Fields: Fields;

    /// Creates the struct.
    fn of(values: <Self::Fields as Fields>::Values) -> Self;
}

impl<T: JsonObject> JsonObject for Box<T> {
    const NAMES: &'static [&'static str] = T::NAMES;

    type Fields = T::Fields;

    fn of(values: <Self::Fields as Fields>::Values) -> Self {
        Self::new(T::of(values))
    }
}
