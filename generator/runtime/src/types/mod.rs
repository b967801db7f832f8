//! The Rust types of JSON values: objects, unions, enums, and fields with three states.

mod compared;
mod derived;
pub(crate) mod integer_enum;
pub(crate) mod lenient;
pub mod object;
pub(crate) mod patch;
pub(crate) mod string_enum;
pub(crate) mod tagged;
