//! The HTTP method of an operation as constant data.

use std::fmt;

use http::method::InvalidMethod;

/// The HTTP method of an operation.
///
/// Unlike [`http::Method`], it has constants for all methods, because [`from_static`](Self::from_static) is a `const fn`.
/// The two types can be compared.
///
/// ```
/// use apicrate_runtime::{Method, http};
///
/// const COPY: Method = Method::from_static("COPY");
///
/// assert_eq!(Method::GET, http::Method::GET);
/// assert_eq!(http::Method::try_from(COPY)?.as_str(), "COPY");
/// # Ok::<(), http::method::InvalidMethod>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Method(&'static str);

impl Method {
    /// `DELETE`.
    pub const DELETE: Self = Self("DELETE");
    /// `GET`.
    pub const GET: Self = Self("GET");
    /// `HEAD`.
    pub const HEAD: Self = Self("HEAD");
    /// `OPTIONS`.
    pub const OPTIONS: Self = Self("OPTIONS");
    /// `PATCH`.
    pub const PATCH: Self = Self("PATCH");
    /// `POST`.
    pub const POST: Self = Self("POST");
    /// `PUT`.
    pub const PUT: Self = Self("PUT");
    /// `QUERY`, a safe and idempotent method whose request has a body.
    pub const QUERY: Self = Self("QUERY");
    /// `TRACE`.
    pub const TRACE: Self = Self("TRACE");

    /// Creates a method. Its name is case-sensitive. A name that is not a token of HTTP fails when a request is encoded.
    #[must_use]
    pub const fn from_static(name: &'static str) -> Self {
        Self(name)
    }

    /// The name of the method.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl TryFrom<Method> for http::Method {
    type Error = InvalidMethod;

    fn try_from(method: Method) -> Result<Self, Self::Error> {
        Self::from_bytes(method.0.as_bytes())
    }
}

impl PartialEq<http::Method> for Method {
    fn eq(&self, other: &http::Method) -> bool {
        self.0 == other.as_str()
    }
}

impl PartialEq<Method> for http::Method {
    fn eq(&self, other: &Method) -> bool {
        self.as_str() == other.0
    }
}
