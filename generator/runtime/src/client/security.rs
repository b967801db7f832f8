//! What an operation asks its caller to show, where that is not what the API asks for everywhere.

/// Which credentials of a client go with an operation. Credentials are what the client is given as such, by
/// [`bearer_token`](crate::ClientBuilder::bearer_token) and its like; its headers go with every operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityRequirements {
    /// All of them: the operation asks for what the API asks for everywhere.
    All,
    /// None.
    None,
    /// Those of the first alternative that are all there, and no others. Where no alternative is there in full, what
    /// there is of any: the rest may be added on the way, or the server says that it is missing.
    AnyOf(&'static [&'static [Credential]]),
}

/// Something that a caller shows, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A token: `Authorization: Bearer …`.
    Bearer,
    /// A name and a password: `Authorization: Basic …`.
    Basic,
    /// An API key in the header of this name.
    Header(&'static str),
    /// An API key in the query, under this name.
    Query(&'static str),
    /// An API key in the cookie of this name.
    Cookie(&'static str),
}
