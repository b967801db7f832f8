//! Servers and security: where the API is, and what a caller has to show.

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityScheme as Source};

use super::{Resolver, prose};
use crate::model::{Credential, SecurityScheme, Server};

impl Resolver<'_> {
    /// The servers of the document.
    pub(super) fn servers(&self) -> Vec<Server> {
        let servers = self.document.openapi.servers.iter();
        let servers = servers.map(|server| Server {
            url: server.url.clone(),
            docs: prose(server.description.as_ref()),
            variables: server
                .variables
                .iter()
                .flatten()
                .map(|(name, variable)| {
                    let values = variable.enumeration.clone();
                    (name.clone(), variable.default.clone(), values)
                })
                .collect(),
        });
        servers.collect()
    }

    /// What the document asks for, if its operations do not say otherwise.
    pub(super) fn security(&self) -> Vec<Vec<SecurityScheme>> {
        let requirements = self.document.openapi.security.iter().flatten();
        let alternatives = requirements.map(|requirement| {
            let schemes = requirement.iter();
            let schemes = schemes.filter_map(|(name, scopes)| self.security_scheme(name, scopes));
            schemes.collect()
        });
        alternatives.collect()
    }

    fn security_scheme(&self, name: &str, scopes: &[String]) -> Option<SecurityScheme> {
        let scheme = self.components?.security_schemes.get(name)?;
        let ReferenceOr::Item(scheme) = scheme else {
            return None;
        };
        let (docs, credential) = match scheme {
            Source::APIKey {
                location,
                name,
                description,
                ..
            } => {
                let place = match location {
                    APIKeyLocation::Header => Credential::Header,
                    APIKeyLocation::Query => Credential::Query,
                    APIKeyLocation::Cookie => Credential::Cookie,
                };
                (description, place(name.clone()))
            }
            Source::HTTP {
                scheme,
                description,
                ..
            } => {
                let credential = match scheme.to_ascii_lowercase().as_str() {
                    "bearer" => Credential::Bearer,
                    "basic" => Credential::Basic,
                    _ => Credential::Other(scheme.clone()),
                };
                (description, credential)
            }
            Source::OAuth2 {
                flows, description, ..
            } => {
                let credentials = flows.client_credentials.as_ref();
                let credentials = credentials.map(|flow| flow.token_url.clone());
                let code = flows.authorization_code.as_ref();
                let code = || code.map(|flow| flow.token_url.clone());
                (description, Credential::OAuth2(credentials.or_else(code)))
            }
            Source::OpenIDConnect {
                open_id_connect_url,
                description,
                ..
            } => (
                description,
                Credential::OAuth2(Some(open_id_connect_url.clone())),
            ),
        };
        Some(SecurityScheme {
            name: name.to_owned(),
            docs: prose(docs.as_ref()),
            credential,
            scopes: scopes.to_vec(),
        })
    }
}
