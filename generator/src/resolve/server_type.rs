//! The type with which callers choose a server: the names of its variants, and of the structs and enums of variables.
//!
//! A name depends on its own server, so that another server in the list does not change it.

use std::collections::HashMap;

use super::annotations::non_blank;
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::listed_server::ListedServer;
use super::names::{self, NameScope};
use super::server_name::server_name;
use crate::model::{
    EnumDef, EnumValues, EnumVariant, ServerChoice, ServerField, ServerType, ServerVariable,
    TypeDef, TypeKind,
};

impl Resolver<'_> {
    /// The type of the servers, if callers can choose. Its names differ from those of the groups.
    pub(super) fn server_type(&mut self) -> Option<ServerType> {
        if !self.has_server_choice() {
            return None;
        }
        let servers = std::mem::take(&mut self.listed_servers);
        let pointer = JsonPointer::new(&["servers"]);
        // The handle of a group can have the usual name.
        let usual = "Server";
        let is_free = self.root_names.is_free(usual);
        let wanted = if is_free { usual } else { "ApiServer" };
        let name = self.take_root_name(wanted, &pointer);
        let mut enums = Enums::default();
        let mut variants = NameScope::default();
        let mut choices = Vec::new();
        for server in &servers {
            let pointer = pointer.item(server.index);
            let variant = variant_name(server, &mut variants);
            let structure = match (server.template.variables.is_empty(), servers.len()) {
                (true, _) => None,
                (false, 1) => Some(name.clone()),
                (false, _) => Some(self.take_root_name(&format!("{variant}Server"), &pointer)),
            };
            let owner = structure.as_deref().unwrap_or(&name);
            let fields = self.server_fields(server, (&name, owner), &pointer, &mut enums);
            choices.push(ServerChoice {
                name: variant,
                docs: non_blank(server.source.description.as_ref()),
                pointer: pointer.into(),
                url: server.template.url.clone(),
                structure,
                fields,
            });
        }
        Some(ServerType {
            name,
            choices,
            enums: enums.definitions,
        })
    }

    fn server_fields(
        &mut self,
        server: &ListedServer<'_>,
        names: (&str, &str),
        pointer: &JsonPointer,
        enums: &mut Enums,
    ) -> Vec<ServerField> {
        let mut scope = NameScope::default();
        let variables = server.template.variables.iter();
        let fields = variables.map(|variable| {
            let pointer = pointer.entry("variables", &variable.name);
            let wanted = names::value_name(&variable.name);
            let (name, renamed) = scope.take_family(wanted.clone(), names::with_setters);
            if renamed {
                self.warn_renamed("field", &wanted, &name, &pointer);
            }
            let values = (!variable.values.is_empty())
                .then(|| self.server_values(variable, names, &pointer, enums));
            ServerField {
                name,
                variable: variable.clone(),
                values,
            }
        });
        fields.collect()
    }

    /// The name of the enum of a variable. Variables with the same name and the same values share an enum.
    fn server_values(
        &mut self,
        variable: &ServerVariable,
        (name, owner): (&str, &str),
        pointer: &JsonPointer,
        enums: &mut Enums,
    ) -> String {
        let key = (variable.name.clone(), variable.values.clone());
        if let Some(known) = enums.names.get(&key) {
            return known.clone();
        }
        // The first list of values has the short name.
        let is_first = enums.names.keys().all(|(other, _)| *other != variable.name);
        let owner = if is_first { name } else { owner };
        let wanted = names::composed(owner, &names::type_name_part(&variable.name));
        let name = self.take_root_name(&wanted, pointer);
        let words = variable.values.iter().map(String::as_str);
        let mut scope = NameScope::default();
        let taken = names::take_all(words, names::variant_name, |_, name| scope.take(name));
        let variants = variable.values.iter().zip(taken);
        let variants = variants.map(|(wire, (name, _))| EnumVariant {
            wire: wire.clone(),
            name,
            docs: None,
        });
        enums.definitions.push(TypeDef {
            name: name.clone(),
            module: String::new(),
            docs: variable.docs.clone(),
            deprecated: false,
            pointer: pointer.clone().into(),
            kind: TypeKind::Enum(EnumDef {
                variants: variants.collect(),
                values: EnumValues::Text,
                open: false,
            }),
        });
        enums.names.insert(key, name.clone());
        name
    }

    /// Reserves the name of a type of the root file. Reports when it differs from `wanted`.
    fn take_root_name(&mut self, wanted: &str, pointer: &JsonPointer) -> String {
        let (name, renamed) = self.root_names.take(wanted.to_owned());
        if renamed {
            self.warn_renamed("type", wanted, &name, pointer);
        }
        name
    }
}

/// The enums of variables so far.
#[derive(Default)]
struct Enums {
    definitions: Vec<TypeDef>,
    /// The names, by the name of the variable and its values.
    names: HashMap<(String, Vec<String>), String>,
}

/// The name of a variant: the stated name, a short description, or the host and the path of the URL.
fn variant_name(server: &ListedServer<'_>, scope: &mut NameScope) -> String {
    let (scheme, rest) = split_scheme(&server.template.url);
    let by_url = match rest.trim_matches('/') {
        "" => "relative",
        rest => rest,
    };
    let wanted = match server_name(server.source) {
        Some(name) => [name.clone(), format!("{name} {by_url}")],
        None => [by_url.to_owned(), format!("{by_url} {scheme}")],
    };
    let [first, second] = wanted.map(|words| names::variant_name(&words));
    if scope.is_free(&first) {
        scope.take(first).0
    } else {
        scope.take(second).0
    }
}

/// The scheme and the rest of a URL.
fn split_scheme(url: &str) -> (&str, &str) {
    url.split_once("://").unwrap_or(("", url))
}
