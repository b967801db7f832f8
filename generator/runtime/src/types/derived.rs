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
        names { $($known:literal)* }
        slots { $($slot:ident: $type:ty = $empty:expr;)* }
        $next:ident { $($number:literal => $read:ident($into:ident);)* _ => $other:ident($($rest:ident)?); }
        required { $($required:ident $missing:literal)* }
        values { $($field:ident: $value:expr,)* }
        write { $($write:ident($($written:literal,)? $property:ident $(.$is_empty:ident)?);)* }
    ) => {
        #[automatically_derived]
        #[allow(deprecated)]
        impl $crate::object::JsonObject for $name {
            const NAMES: &'static [&'static str] = &[$($known),*];
            const REQUIRED: &'static [&'static str] = &[$($missing),*];
            const KEEPS_ALL: bool = !::core::stringify!($($rest)?).is_empty();

            fn read(
                object: &mut impl $crate::object::Reader,
            ) -> ::core::result::Result<Self, &'static str> {
                $(let mut $slot: $type = $empty;)*
                while let ::core::option::Option::Some(number) = object.$next(&[$($known),*]) {
                    match number {
                        $($number => object.$read(&mut $into),)*
                        _ => object.$other($(&mut $rest)?),
                    }
                }
                $(
                    let ::core::option::Option::Some($required) = $required else {
                        return ::core::result::Result::Err($missing);
                    };
                )*
                ::core::result::Result::Ok(Self { $($field: $value),* })
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
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::object::write(self, serializer)
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl $crate::object::Properties for $name {
            fn write<S: $crate::serde::Serializer>(&self, object: &mut $crate::object::Writer<S>) {
                $(object.$write($($written,)? &self.$property $(, self.$property.$is_empty())?);)*
            }
        }
    };
}
