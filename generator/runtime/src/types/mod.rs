//! Rust types of JSON values: objects, unions, enums, and [`Patch`](patch::Patch).

mod compared;
pub(crate) mod date;
mod derived;
pub(crate) mod from_texts;
pub(crate) mod integer_enum;
pub(crate) mod interpreted;
pub(crate) mod lenient;
pub mod object;
pub(crate) mod patch;
pub mod setter;
pub(crate) mod string_enum;
pub mod tagged;
pub(crate) mod timestamp;
