//! The documented errors of an operation.

use apicrate_runtime::{DocumentedErrors, Error, OperationError};

/// Decodes an error response as the documented errors of an operation, and encodes it again.
pub type TypedError = fn(&Error) -> apicrate_runtime::Result<Option<Error>>;

/// Decodes an error response as the documented errors of an operation, and encodes it again. Returns `None` if the status
/// is not documented: such a response is kept as it is.
///
/// # Errors
///
/// If the body does not match its type.
pub fn typed_error<R: DocumentedErrors>(error: &Error) -> apicrate_runtime::Result<Option<Error>> {
    let typed = error.decode::<R::Error>()?;
    let is_unknown = format!("{:?}", typed.parts()).starts_with("Unknown(");
    Ok((!is_unknown).then(|| typed.into()))
}
