//! The security requirements of operations.

/// The security requirements of an operation: they determine which credentials of the client are sent.
///
/// The credentials of a client are set by [`bearer_token`](crate::ClientBuilder::bearer_token),
/// [`basic_auth`](crate::ClientBuilder::basic_auth), the `api_key_…` methods and the methods `…_from`. Its headers are sent
/// with every operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityRequirements {
    /// The operation has the default requirements of the API: all credentials are sent.
    All,
    /// The operation requires no credentials: none are sent.
    None,
    /// The operation requires the credentials of one of these alternatives. The client sends the first alternative of
    /// which it has all credentials. If there is no such alternative, it sends all credentials of the alternatives that
    /// it has: a proxy may add the others, or the server reports what is missing.
    AnyOf(&'static [&'static [Credential]]),
}

/// A kind of credential, with its location in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A bearer token: `Authorization: Bearer …`.
    Bearer,
    /// A user name and password: `Authorization: Basic …`.
    Basic,
    /// An API key in the header of this name.
    Header(&'static str),
    /// An API key in the query parameter of this name.
    Query(&'static str),
    /// An API key in the cookie of this name.
    Cookie(&'static str),
}
