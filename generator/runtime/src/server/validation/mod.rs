//! Validation of requests: checks the parameters and the body against their [schemas](super::schema), and collects all
//! violations.
//!
//! The body is checked as a JSON value, before it is decoded. The time is proportional to the length of the request:
//! the number of evaluated schemas is limited, because alternatives inside of alternatives multiply.

mod check;
mod decimal;
mod equality;
mod format;
mod object;
mod parameters;
mod pattern;
mod pointer;
mod problem;
mod scalar;
mod settings;
mod values;
mod violation;

pub(super) use self::problem::problem_response;
pub use self::settings::Validation;
pub(super) use self::violation::Violation;
use super::decoder::Decoder;
use super::rejection::Rejection;
use super::schema::RequestSchema;

/// Rejects a request that violates its schemas, with all violations.
pub(super) fn validate(
    decoder: &Decoder<'_>,
    schema: &RequestSchema,
    settings: Validation,
) -> Result<(), Rejection> {
    let mut check = check::Check::new(settings);
    check.parameters(decoder, schema.parameters);
    let body = if check.is_full() {
        Ok(())
    } else {
        check.body(decoder, schema.body)
    };
    // The media type of the body is checked after the parameters.
    check.finish().and(body)
}
