//! The API as a whole.

use std::collections::BTreeMap;

use super::operation::{Group, Operation, Webhook};
use super::package::PackageInfo;
use super::schema::RequestSchemas;
use super::security::{Credential, SecurityRequirements, request_credentials};
use super::server::{ServerTemplate, ServerType};
use super::types::{Type, TypeDef, TypeKind};

/// The maximum number of aliases to follow. `resolve` refuses longer chains.
const MAX_ALIASES: usize = 64;

/// One API: its groups of operations, its types and its webhooks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`, as written in the document.
    pub version: String,
    /// `info.description`.
    pub docs: Option<String>,
    /// The facts for the manifest of a new crate.
    pub package: PackageInfo,
    /// The servers, as the document lists them. The first one is the default.
    pub servers: Vec<ServerTemplate>,
    /// The type with which callers choose a server. `None` for a document with one server and without variables.
    pub server_type: Option<ServerType>,
    /// The default security requirements.
    pub security: SecurityRequirements,
    /// The groups of operations, sorted by module name.
    pub groups: Vec<Group>,
    /// Every named type, sorted by name.
    pub types: Vec<TypeDef>,
    /// The webhooks, in the document's order.
    pub webhooks: Vec<Webhook>,
    /// The Cargo features of which each compiles a module of [types](Self::modules), by module. Modules without features
    /// are always compiled.
    pub model_features: BTreeMap<String, Vec<String>>,
    /// The schemas of the requests, for servers that validate them.
    pub request_schemas: RequestSchemas,
}

impl Api {
    /// The definition of a named type.
    #[must_use]
    pub fn type_named(&self, name: &str) -> Option<&TypeDef> {
        self.types
            .binary_search_by(|candidate| candidate.name.as_str().cmp(name))
            .ok()
            .and_then(|index| self.types.get(index))
    }

    /// The operation's own security requirements, if they differ from the document's defaults: the alternatives, as
    /// the credentials of a request.
    #[must_use]
    pub fn own_security(&self, operation: &Operation) -> Option<Vec<Vec<Credential>>> {
        let security = operation.security.as_ref()?;
        let own = request_credentials(security);
        // Comparing the lengths first avoids a list of the defaults for each operation.
        let is_default =
            security.len() == self.security.len() && own == request_credentials(&self.security);
        (own.is_empty() || !is_default).then_some(own)
    }

    /// The types of each module: the type of the component first, then its inline types by name.
    #[must_use]
    pub fn modules(&self) -> BTreeMap<&str, Vec<&TypeDef>> {
        let mut modules: BTreeMap<&str, Vec<&TypeDef>> = BTreeMap::new();
        for definition in &self.types {
            let types = modules.entry(&definition.module).or_default();
            types.push(definition);
        }
        for types in modules.values_mut() {
            types.sort_by_key(|definition| definition.is_inline());
        }
        modules
    }

    /// The target of a type after following all aliases.
    #[must_use]
    pub fn aliased<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut target = ty;
        for _ in 0..MAX_ALIASES {
            let Type::Named(name) = target else { break };
            match self.type_named(name).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(next)) => target = next,
                _ => break,
            }
        }
        target
    }

    /// The number of operations of all groups.
    #[must_use]
    pub fn operation_count(&self) -> usize {
        self.groups.iter().map(|group| group.operations.len()).sum()
    }

    /// Returns whether there is an enum of all webhook events: each webhook has a property that identifies it.
    #[must_use]
    pub fn has_webhook_enum(&self) -> bool {
        !self.webhooks.is_empty() && self.webhooks.iter().all(|webhook| webhook.tag.is_some())
    }
}
