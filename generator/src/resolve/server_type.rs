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
        let name = self.take_root_name("Server", &pointer);
        let mut enums = Enums::default();
        let mut variants = Variants::default();
        let mut choices = Vec::new();
        for server in &servers {
            let pointer = pointer.item(server.index);
            let variant = variants.name(server);
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
            aliases: Vec::new(),
            module: String::new(),
            docs: variable.docs.clone(),
            deprecated: false,
            pointer: pointer.clone().into(),
            derives: Vec::new(),
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

/// The names of the variants so far.
#[derive(Default)]
struct Variants<'a> {
    scope: NameScope,
    /// The scheme of the first server with a host and path.
    schemes: HashMap<&'a str, &'a str>,
}

impl<'a> Variants<'a> {
    /// The name of a variant: the stated name, a short description, or the host and the path of the URL.
    fn name(&mut self, server: &'a ListedServer<'_>) -> String {
        let url = server.template.url.as_str();
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let first_scheme = *self.schemes.entry(rest).or_insert(scheme);
        let by_url = match rest.trim_matches('/') {
            "" => "relative",
            rest => rest,
        };
        let (wanted, longer) = match server_name(server.source) {
            Some(name) => (name.clone(), format!("{name} {by_url}")),
            None if scheme == first_scheme => (by_url.to_owned(), by_url.to_owned()),
            None => (by_url.to_owned(), format!("{by_url} {scheme}")),
        };
        let wanted = names::variant_name(&wanted);
        let name = if self.scope.is_free(&wanted) {
            wanted
        } else {
            names::variant_name(&longer)
        };
        self.scope.take(name).0
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Diagnostics;
    use crate::document::Document;
    use crate::resolve::resolve;

    /// The names of the type and of its variants.
    fn names(servers: &str) -> Result<Vec<String>, Diagnostics> {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\npaths: {{}}\nservers: [{servers}]\n"
        );
        let (api, _) = resolve(&Document::parse("a.yaml", text)?)?;
        let servers = api.server_type.iter();
        let names = servers.flat_map(|it| {
            let choices = it.choices.iter().map(|it| &it.name);
            [&it.name].into_iter().chain(choices).cloned()
        });
        Ok(names.collect())
    }

    #[test]
    fn variants_are_named_by_their_own_server() -> Result<(), Diagnostics> {
        for (servers, expected) in [
            ("{ url: 'https://a.b' }", ""),
            (
                "{ url: 'https://a.b' }, { url: 'http://a.b/' }, { url: 'https://a.b/' }",
                "",
            ),
            (
                "{ url: 'http://a.b' }, { url: 'https://a.b' }",
                "Server AB ABHttps",
            ),
            (
                "{ url: 'https://a.b/v1' }, { url: 'https://a.b:8080/v1' }, { url: / }",
                "Server ABV1 AB8080V1 Relative",
            ),
            (
                "{ url: 'https://a.b', description: EU }, { url: 'https://c.d', description: EU }, { url: 'https://e.f' }",
                "Server Eu EuCD EF",
            ),
            (
                "{ url: 'https://{x}.b', variables: { x: { default: a } } }, { url: 'https://{x}.b', variables: { x: { default: c } } }",
                "Server XB XB2",
            ),
            (
                "{ url: 'https://a.b', x-fern-server-name: self }, { url: 'https://c.d', x-speakeasy-server-id: eu-1 }",
                "Server Self_ Eu1",
            ),
            (
                "{ url: 'https://{x}.b', variables: { x: { default: a } } }",
                "Server XB",
            ),
            (
                "{ url: 'https://{x}.b', variables: { x: { default: a, enum: [a] } } }",
                "",
            ),
            (
                "{ url: 'https://a.b', description: '' }, { url: 'ftp://c.d' }",
                "",
            ),
        ] {
            assert_eq!(names(servers)?.join(" "), expected, "{servers}");
        }
        Ok(())
    }
}
