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

/// What may be shown: one of these, each of which may take several things at once. Where one is empty, nothing has to
/// be shown; where there is none, nothing is taken.
pub type SecurityRequirements = Vec<Vec<SecurityScheme>>;

/// What a caller has to show, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

impl Credential {
    /// What of it can be seen in a request: whoever gives a token, it is a token.
    #[must_use]
    pub fn in_request(&self) -> Self {
        match self {
            Self::OAuth2(_) => Self::Bearer,
            Self::Other(_) => Self::Header("Authorization".to_owned()),
            seen => seen.clone(),
        }
    }
}

/// What can be seen of each alternative in a request, those that ask for nothing being the last.
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
