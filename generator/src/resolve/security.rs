//! Security schemes and security requirements.

use std::collections::HashMap;
use std::rc::Rc;

use openapiv3::{
    APIKeyLocation, Operation as SourceOperation, ReferenceOr, SecurityRequirement,
    SecurityScheme as Source,
};
use serde_json::Value;

use super::annotations::{non_blank, text_size};
use super::api_keys::ApiKeys;
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::parameter::wire_name;
use crate::diagnostic::Diagnostic;
use crate::document::recent;
use crate::model::{
    Credential, Operation, ParameterLocation, SecurityRequirements, SecurityScheme,
    request_credentials,
};
use crate::similar::did_you_mean;

impl Resolver<'_> {
    /// The default security requirements: those of the document, or else those of at least half of the operations.
    /// Clears the requirements of an operation if they are equal to the default.
    pub(super) fn security<'o>(
        &mut self,
        operations: impl Iterator<Item = &'o mut Operation>,
    ) -> SecurityRequirements {
        let mut operations: Vec<&mut Operation> = operations.collect();
        let own: Vec<Option<SecurityRequirements>> = operations
            .iter_mut()
            .map(|operation| operation.security.take())
            .collect();
        let declared = self.document.openapi.security.as_ref();
        let declared =
            declared.and_then(|it| self.alternatives(it, &JsonPointer::new(&["security"])));
        let default = match &declared {
            Some(declared) if !declared.is_empty() => declared.clone(),
            _ => most_common(&own),
        };
        // If nothing requires credentials, no operation has requirements of its own.
        if default.is_empty() && own.iter().flatten().all(Vec::is_empty) {
            return default;
        }
        for (operation, own) in operations.into_iter().zip(own) {
            // Requirements of the document that are not empty are the default.
            let own = own.or_else(|| declared.as_ref().filter(|it| it.is_empty()).cloned());
            operation.security = own.filter(|own| own.is_empty() || *own != default);
        }
        default
    }

    /// The operation's own security requirements.
    pub(super) fn own_security(
        &mut self,
        source: &SourceOperation,
        pointer: &JsonPointer,
    ) -> Option<SecurityRequirements> {
        let requirements = source.security.as_ref()?;
        self.alternatives(requirements, &pointer.child("security"))
    }

    /// The API keys that an operation requires in one of its alternatives.
    pub(super) fn api_keys(&mut self, source: &SourceOperation) -> Rc<ApiKeys> {
        if let Some(requirements) = &source.security {
            return Rc::new(self.keys_of(requirements));
        }
        // Most operations have the requirements of the document.
        if let Some(keys) = &self.api_keys {
            return Rc::clone(keys);
        }
        let requirements = self.document.openapi.security.as_deref();
        let keys = Rc::new(self.keys_of(requirements.unwrap_or_default()));
        self.api_keys = Some(Rc::clone(&keys));
        keys
    }

    fn keys_of(&self, requirements: &[SecurityRequirement]) -> ApiKeys {
        let mut keys = ApiKeys::default();
        for scheme in requirements.iter().flat_map(|it| it.keys()) {
            let known = self.components.map(|it| &it.security_schemes);
            let source = known.and_then(|schemes| schemes.get(scheme)?.as_item());
            let Some(Source::APIKey { location, name, .. }) = source else {
                continue;
            };
            let location = match location {
                APIKeyLocation::Header => ParameterLocation::Header,
                APIKeyLocation::Query => ParameterLocation::Query,
                APIKeyLocation::Cookie => ParameterLocation::Cookie,
            };
            let name = wire_name(name, location).into_owned();
            keys.schemes.insert((name, location), scheme.clone());
            keys.has_cookie |= location == ParameterLocation::Cookie;
        }
        keys
    }

    /// The supported alternatives. `None` if there are alternatives, but none is supported.
    fn alternatives(
        &mut self,
        requirements: &[SecurityRequirement],
        pointer: &JsonPointer,
    ) -> Option<SecurityRequirements> {
        let mut alternatives = SecurityRequirements::new();
        for (index, requirement) in requirements.iter().enumerate() {
            let schemes = requirement.iter();
            let schemes = schemes.map(|(name, scopes)| self.security_scheme(name, scopes));
            let schemes: Option<Vec<SecurityScheme>> = schemes.collect();
            match schemes {
                Some(schemes) => {
                    let text = schemes.iter().map(|it| text_size(it.docs.as_ref()));
                    if self.may_add_text(text.sum(), pointer) {
                        alternatives.push(schemes);
                    }
                }
                None => self.report_scheme(requirement, &pointer.item(index)),
            }
        }
        (requirements.is_empty() || !alternatives.is_empty()).then_some(alternatives)
    }

    /// Reports a requirement with a scheme that is not defined, or has no effect on requests.
    fn report_scheme(&mut self, requirement: &SecurityRequirement, pointer: &JsonPointer) {
        let known = self.components.map(|it| &it.security_schemes);
        let is_undefined = |name: &&String| known.is_none_or(|known| !known.contains_key(*name));
        // The order of the document decides nothing.
        let undefined = requirement.keys().filter(is_undefined).min();
        let message = match undefined {
            Some(name) => format!(
                "the security scheme `{name}` is not defined, or unsupported; the requirement is ignored"
            ),
            None => "this requirement contains an unsupported security scheme; ignored".to_owned(),
        };
        let similar = undefined.and_then(|name| did_you_mean(name, known?.keys()));
        let finding = Diagnostic::warning("untranslated-security", pointer.as_str(), message);
        self.diagnostics.push(finding.with_optional_help(similar));
    }

    fn security_scheme(&self, name: &str, scopes: &[String]) -> Option<SecurityScheme> {
        let scheme = self.components?.security_schemes.get(name)?;
        let ReferenceOr::Item(scheme) = scheme else {
            return None;
        };
        let mut device_authorization = None;
        let (docs, credential, extensions) = match scheme {
            Source::APIKey {
                location,
                name,
                description,
                extensions,
            } => {
                let with_name = match location {
                    APIKeyLocation::Header => Credential::Header,
                    APIKeyLocation::Query => Credential::Query,
                    APIKeyLocation::Cookie => Credential::Cookie,
                };
                (description, with_name(name.clone()), extensions)
            }
            Source::HTTP {
                scheme,
                description,
                extensions,
                ..
            } => {
                let credential = match scheme.to_ascii_lowercase().as_str() {
                    "bearer" => Credential::Bearer,
                    "basic" => Credential::Basic,
                    _ => Credential::Other(scheme.clone()),
                };
                (description, credential, extensions)
            }
            Source::OAuth2 {
                flows,
                description,
                extensions,
            } => {
                let device = recent(&flows.extensions, "deviceAuthorization");
                let url = |field| text(device?.get(field));
                device_authorization = url("deviceAuthorizationUrl");
                let credentials = flows.client_credentials.as_ref();
                let credentials = credentials.map(|flow| flow.token_url.clone());
                let code = flows.authorization_code.as_ref();
                let code = || code.map(|flow| flow.token_url.clone());
                let token_url = credentials.or_else(code).or_else(|| url("tokenUrl"));
                (description, Credential::OAuth2(token_url), extensions)
            }
            Source::OpenIDConnect {
                open_id_connect_url,
                description,
                extensions,
            } => (
                description,
                Credential::OAuth2(Some(open_id_connect_url.clone())),
                extensions,
            ),
        };
        Some(SecurityScheme {
            name: name.to_owned(),
            docs: non_blank(docs.as_ref()),
            credential,
            scopes: scopes.to_vec(),
            device_authorization,
            metadata: text(recent(extensions, "oauth2MetadataUrl")),
            deprecated: recent(extensions, "deprecated") == Some(&Value::Bool(true)),
        })
    }
}

/// A text that is not empty.
fn text(value: Option<&Value>) -> Option<String> {
    let text = value?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// The requirements of at least half of the operations, ignoring scopes.
fn most_common(own: &[Option<SecurityRequirements>]) -> SecurityRequirements {
    let all: Vec<_> = own
        .iter()
        .flatten()
        .map(|own| request_credentials(own))
        .collect();
    let mut counts = HashMap::new();
    for credentials in &all {
        *counts.entry(credentials).or_insert(0) += 1;
    }
    let is_common = |credentials: &Vec<_>| {
        counts
            .get(credentials)
            .is_some_and(|count| count * 2 >= own.len())
    };
    let most_common = own
        .iter()
        .flatten()
        .zip(&all)
        .find(|(_, credentials)| !credentials.is_empty() && is_common(credentials));
    most_common
        .map(|(own, _)| without_scopes(own.clone()))
        .unwrap_or_default()
}

fn without_scopes(mut alternatives: SecurityRequirements) -> SecurityRequirements {
    let schemes = alternatives.iter_mut().flatten();
    schemes.for_each(|scheme| scheme.scopes.clear());
    alternatives
}
