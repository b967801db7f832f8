//! Security requirements.

/// A security scheme, as an operation requires it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The scheme's name in the document.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// The credential and its location in a request.
    pub credential: Credential,
    /// The required scopes.
    pub scopes: Vec<String>,
    /// The URL at which a device asks for a token of OAuth 2.
    pub device_authorization: Option<String>,
    /// The URL of the metadata of the OAuth 2 authorization server.
    pub metadata: Option<String>,
    /// True if the document marks it as deprecated.
    pub deprecated: bool,
}

/// Alternatives, of which a request has to satisfy one. Each alternative requires all its schemes; an empty one
/// requires none. Without alternatives, a request has no credentials.
pub type SecurityRequirements = Vec<Vec<SecurityScheme>>;

/// A credential and its location in a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// An API key in the header of this name.
    Header(String),
    /// An API key in the query, under this name.
    Query(String),
    /// An API key in the cookie of this name.
    Cookie(String),
    /// A bearer token.
    Bearer,
    /// A user name and a password.
    Basic,
    /// A token of OAuth 2 or `OpenID` Connect, with the URL that issues it, if the document has one.
    OAuth2(Option<String>),
    /// Another HTTP authentication scheme, by name.
    Other(String),
}

impl Credential {
    /// The credential as a request contains it: every kind of token is a bearer token.
    #[must_use]
    pub fn in_request(&self) -> Self {
        match self {
            Self::OAuth2(_) => Self::Bearer,
            Self::Other(_) => Self::Header("Authorization".to_owned()),
            seen => seen.clone(),
        }
    }
}

/// The credentials of each alternative as a request contains them. Alternatives without credentials are the last.
#[must_use]
pub fn request_credentials(alternatives: &[Vec<SecurityScheme>]) -> Vec<Vec<Credential>> {
    let seen = |alternative: &Vec<SecurityScheme>| {
        let schemes = alternative.iter();
        schemes
            .map(|scheme| scheme.credential.in_request())
            .collect()
    };
    let mut seen: Vec<Vec<Credential>> = alternatives.iter().map(seen).collect();
    seen.sort_by_key(Vec::is_empty);
    seen
}
