//! The API keys of a request, whose names parameters must not have.

use std::collections::HashMap;

use crate::model::ParameterLocation;

/// The API keys that an operation requires.
#[derive(Default)]
pub(super) struct ApiKeys {
    /// The names of the security schemes by the name and location of the key. The names of headers are in lower case.
    pub(super) schemes: HashMap<(String, ParameterLocation), String>,
    /// True if one of them is in a cookie.
    pub(super) has_cookie: bool,
}
