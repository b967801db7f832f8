//! Where an API is, and what a caller has to show.

/// An address of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The address, with variables in braces.
    pub url: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// The variables of the address: name, default, and the values that are allowed where they are listed.
    pub variables: Vec<(String, String, Vec<String>)>,
}

/// A thing that a caller has to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The scheme's name in the document.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// What it is.
    pub credential: Credential,
    /// The scopes that a token needs.
    pub scopes: Vec<String>,
}

/// What a caller has to show, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An API key in the header of this name.
    Header(String),
    /// An API key in the query, under this name.
    Query(String),
    /// An API key in the cookie of this name.
    Cookie(String),
    /// A token.
    Bearer,
    /// A name and a password.
    Basic,
    /// A token that OAuth 2 or `OpenID` Connect gives, from this address where the document has it.
    OAuth2(Option<String>),
    /// A scheme of HTTP that only its name is known of.
    Other(String),
}
