//! The names in a file of models. A model can have a name that generated code uses for an item of the standard library or
//! of the runtime, such as `Option`. Other files write the path of such a model, and its own file writes the path of the
//! item.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Markdown};
use super::names::ident;
use crate::model::TypeDef;

/// The names that files of models use, and the modules that contain them.
const USED: [(&str, &str); 23] = [
    ("BTreeMap", "std::collections"),
    ("Body", "apicrate_runtime"),
    ("Box", "std::boxed"),
    ("Bytes", "apicrate_runtime"),
    ("Date", "apicrate_runtime"),
    ("Default", "std::default"),
    ("EventData", "apicrate_runtime"),
    ("FilePart", "apicrate_runtime"),
    ("From", "std::convert"),
    ("IntegerEnum", "apicrate_runtime"),
    ("JsonNewtype", "apicrate_runtime"),
    ("JsonObject", "apicrate_runtime"),
    ("JsonUnion", "apicrate_runtime"),
    ("Option", "std::option"),
    ("Patch", "apicrate_runtime"),
    ("Setters", "apicrate_runtime"),
    ("String", "std::string"),
    ("StringEnum", "apicrate_runtime"),
    ("Timestamp", "apicrate_runtime"),
    ("UnknownEvent", "apicrate_runtime::stream"),
    ("Uuid", "apicrate_runtime"),
    ("Value", "apicrate_runtime"),
    ("Vec", "std::vec"),
];

/// The file for which code is written.
#[derive(Debug)]
pub(super) enum Scope<'a> {
    /// A file of models, with the names of those that it declares and of their aliases.
    Models(BTreeSet<&'a str>),
    /// Another file, which imports the module `models`.
    Other,
}

impl<'a> Scope<'a> {
    /// The file that declares these models.
    pub(super) fn of_models(types: &[&'a TypeDef]) -> Self {
        let names = types
            .iter()
            .flat_map(|it| std::iter::once(&it.name).chain(&it.aliases));
        Self::Models(names.map(String::as_str).collect())
    }

    /// Returns whether the file declares a model with this name.
    pub(super) fn declares(&self, name: &str) -> bool {
        match self {
            Self::Models(names) => names.contains(name),
            Self::Other => false,
        }
    }

    /// A model.
    pub(super) fn model(&self, name: &str) -> TokenStream {
        let model = ident(name);
        match self {
            Self::Models(_) if is_used(name) => quote!(super::#model),
            Self::Models(_) => quote!(#model),
            Self::Other => quote!(models::#model),
        }
    }

    /// A link to a model in documentation.
    pub(super) fn link(&self, name: &str) -> Markdown {
        let link = docs::own("[") + docs::code(name) + "]";
        match self {
            Self::Models(_) if is_used(name) => link + "(super::" + &ident(name) + ")",
            Self::Models(_) => link,
            Self::Other => docs::own("[`models::") + &ident(name) + "`]",
        }
    }

    /// An item of the standard library or of the runtime.
    pub(super) fn item(&self, name: &str) -> TokenStream {
        let item = ident(name);
        let module = USED.iter().find(|(used, _)| *used == name);
        match module {
            Some((_, module)) if self.declares(name) => {
                let module: TokenStream = module.parse().unwrap_or_default();
                quote!(#module::#item)
            }
            _ => quote!(#item),
        }
    }
}

/// Returns whether files of models use a name for another item. They write a model with this name with its path.
pub(super) fn is_used(name: &str) -> bool {
    USED.iter().any(|(used, _)| *used == name)
}
