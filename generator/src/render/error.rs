//! The error of rendering.

use std::error::Error;
use std::fmt;

/// Options that do not fit the API or each other; or a file whose text is not valid Rust, which is a bug of the generator.
#[derive(Debug)]
pub struct RenderError(Problem);

#[derive(Debug)]
enum Problem {
    Options(String),
    File { path: String, error: syn::Error },
}

impl RenderError {
    /// The error of options. The message is complete.
    pub(super) fn options(message: impl Into<String>) -> Self {
        Self(Problem::Options(message.into()))
    }

    /// The error of a file that is not valid Rust.
    pub(super) fn file(path: String, error: syn::Error) -> Self {
        Self(Problem::File { path, error })
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Options(message) => f.write_str(message),
            Problem::File { path, error } => {
                write!(f, "the generated file {path} is not valid Rust: {error}")
            }
        }
    }
}

/// Has no source: the message is complete.
impl Error for RenderError {}

#[cfg(test)]
mod tests {
    use super::RenderError;

    #[test]
    fn errors_of_files_name_the_file() {
        let error = syn::parse_str::<syn::Ident>("1").unwrap_err();
        let error = RenderError::file("models/bee.rs".to_owned(), error);
        assert_eq!(
            error.to_string(),
            "the generated file models/bee.rs is not valid Rust: expected identifier"
        );
    }
}
