//! The API as a whole.

use std::collections::BTreeMap;

use super::operation::{Group, Operation, Webhook};
use super::security::{Credential, SecurityRequirements, Server, request_credentials};
use super::types::{Type, TypeDef, TypeKind};

/// One API: what it offers and the types it speaks in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`, as written in the document.
    pub version: String,
    /// `info.description`.
    pub docs: Option<String>,
    /// Where the API is, the first server being the one that is taken unless a client names another.
    pub servers: Vec<Server>,
    /// What a caller has to show, where an operation does not say otherwise.
    pub security: SecurityRequirements,
    /// The groups of operations, sorted by module name.
    pub groups: Vec<Group>,
    /// Every named type, sorted by name.
    pub types: Vec<TypeDef>,
    /// What the API sends on its own account, in the document's order.
    pub webhooks: Vec<Webhook>,
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

    /// What is to be seen in the requests of an operation, if it is not what all others ask for: one of these, or
    /// nothing at all.
    #[must_use]
    pub fn own_security(&self, operation: &Operation) -> Option<Vec<Vec<Credential>>> {
        let own = request_credentials(operation.security.as_ref()?);
        (own.is_empty() || own != request_credentials(&self.security)).then_some(own)
    }

    /// The types of each module: that of a component first, then the others by name.
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

    /// The type that a name stands for, past all aliases.
    #[must_use]
    pub fn aliased<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut target = ty;
        // As many steps as there are types: an alias may stand for itself.
        for _ in &self.types {
            let Type::Named(name) = target else { break };
            match self.type_named(name).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(next)) => target = next,
                _ => break,
            }
        }
        target
    }

    /// How many operations there are over all services.
    #[must_use]
    pub fn operation_count(&self) -> usize {
        self.groups
            .iter()
            .map(|service| service.operations.len())
            .sum()
    }

    /// Whether there is an enum of all webhook events: each webhook has a property that identifies it.
    #[must_use]
    pub fn has_webhook_enum(&self) -> bool {
        !self.webhooks.is_empty() && self.webhooks.iter().all(|webhook| webhook.tag.is_some())
    }
}
