//! The code that the derives generate, as readable macros. A derive parses its struct and invokes one of these macros,
//! because the compiler expands a declarative macro much faster than a derive builds tokens.

/// The constructor and the setters of `#[derive(Setters)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    (
        $name:ident
        $doc:literal ($($argument:ident: $argument_type:ty),*) { $($initial:ident: $given:expr),* }
        set {
            $($(#[$($attribute:tt)*])* $method:ident $(<$marker:ident>)? ($field:ident: $type:ty) $set:ident = $value:expr;)*
        }
    ) => {
        #[allow(deprecated, clippy::too_many_arguments)]
        impl $name {
            #[doc = $doc]
            #[inline]
            pub fn new($($argument: $argument_type),*) -> Self {
                Self { $($initial: $given),* }
            }

            $(
                $(#[$($attribute)*])*
                #[inline]
                #[must_use = "a setter returns the changed value"]
                pub fn $method $(<$marker>)? (mut self, $field: $type) -> Self {
                    $crate::setter::$set(&mut self.$field, $value);
                    self
                }
            )*
        }
    };
}

/// The setters of a call, which are the same as those of its request.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_setters {
    (
        $call:ident
        set {
            $($(#[$($attribute:tt)*])* $method:ident $(<$marker:ident>)? ($field:ident: $type:ty) $set:ident = $value:expr;)*
        }
    ) => {
        #[allow(deprecated)]
        impl $call {
            $(
                $(#[$($attribute)*])*
                #[inline]
                pub fn $method $(<$marker>)? (mut self, $field: $type) -> Self {
                    $crate::setter::$set(&mut self.request.$field, $value);
                    self
                }
            )*
        }
    };
}

/// The serde implementations of `#[derive(JsonNewtype)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __json_newtype {
    ($name:ident) => {
        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.0, serializer)
            }
        }
    };
}

/// The serde implementations of `#[derive(JsonObject)]`.
#[doc(hidden)]
#[macro_export]
macro_rules! __json_object {
    (
        $name:ident
        names { $($known:literal),* }
        fields { $fields:ty }
        of ($values:ident: $types:ty) { $($field:ident: $value:expr),* }
        write ($this:ident, $written:expr)
    ) => {
        #[automatically_derived]
        #[allow(deprecated)]
        impl $crate::object::JsonObject for $name {
            const NAMES: &'static [&'static str] = &[$($known),*];

            type Fields = $fields;

            #[inline]
            fn of($values: $types) -> Self {
                Self { $($field: $value),* }
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::object::read(deserializer)
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &$this,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::object::write(serializer, &[$($known),*], $written)
            }
        }
    };
}
