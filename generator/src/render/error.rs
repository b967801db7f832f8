//! The error of rendering.

use std::error::Error;
use std::fmt;

/// A file whose text is not valid Rust: a bug of the generator.
#[derive(Debug)]
pub struct RenderError {
    pub(super) path: String,
    pub(super) error: syn::Error,
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the generated file {} is not valid Rust: {}",
            self.path, self.error
        )
    }
}

impl Error for RenderError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}
