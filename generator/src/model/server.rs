//! Servers: those of the document, the type with which callers choose one, and those of single operations.

use super::types::{EnumDef, TypeDef, TypeKind};

/// The URL of a server, with variables in braces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerTemplate {
    /// The URL. It may be a path.
    pub url: String,
    /// The variables of the URL.
    pub variables: Vec<ServerVariable>,
}

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerVariable {
    /// The name in the document.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// The default value.
    pub default: String,
    /// The allowed values, if the document lists them.
    pub values: Vec<String>,
}

/// The type with which callers choose a server: an enum, or, if there is only one server, the struct of its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerType {
    /// The Rust name: `Server`, unless it is taken.
    pub name: String,
    /// The servers. The first one is the default.
    pub choices: Vec<ServerChoice>,
    /// The enums of the variables with listed values.
    pub enums: Vec<TypeDef>,
}

impl ServerType {
    /// The only server, whose variables are the fields of the type.
    #[must_use]
    pub fn only(&self) -> Option<&ServerChoice> {
        match self.choices.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Returns whether clients use the first choice by default: it is the first server of the document.
    #[must_use]
    pub fn is_first_default(&self) -> bool {
        let first = self.choices.first();
        first.is_some_and(|first| first.pointer == "/servers/0")
    }

    /// The names and the definitions of the enums.
    pub fn enums(&self) -> impl Iterator<Item = (&TypeDef, &EnumDef)> {
        let enums = self.enums.iter();
        enums.filter_map(|definition| match &definition.kind {
            TypeKind::Enum(values) => Some((definition, values)),
            _ => None,
        })
    }
}

/// A server that callers can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerChoice {
    /// The Rust name of the variant.
    pub name: String,
    /// The description from the document.
    pub docs: Option<String>,
    /// JSON pointer to the server in the document.
    pub pointer: String,
    /// The URL, with variables in braces.
    pub url: String,
    /// The name of the struct of the variables; `None` for a server without variables.
    pub structure: Option<String>,
    /// The variables.
    pub fields: Vec<ServerField>,
}

/// A variable of a server, as a field and a setter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerField {
    /// The Rust name, with `r#` if it is a keyword.
    pub name: String,
    /// The variable.
    pub variable: ServerVariable,
    /// The enum of its values; `None` if any text is a value.
    pub values: Option<String>,
}

impl ServerField {
    /// The Rust type of a value.
    #[must_use]
    pub fn type_name(&self) -> &str {
        self.values.as_deref().unwrap_or("String")
    }
}
