//! One file instead of several: each module is written inside of the module that declares it, after its items. The names
//! and paths are the same.

use std::collections::HashMap;

use proc_macro2::TokenStream;

use super::file::{Formatted, header, push_indented, unparsed};
use super::options::Options;

/// A module without the modules that it declares.
pub(super) struct Module {
    text: String,
    declarations: Vec<Declaration>,
}

/// The declaration of a module, such as `pub mod models;`.
struct Declaration {
    name: String,
    /// The attributes and the declaration, without the semicolon.
    start: String,
}

impl Module {
    /// Formats the items of a module. `depth` is the number of modules around them.
    pub(super) fn new(items: Vec<TokenStream>, depth: usize) -> Result<Self, syn::Error> {
        let mut formatted = Formatted::new(depth);
        let mut declarations = Vec::new();
        for tokens in items {
            let mut file: syn::File = syn::parse2(tokens)?;
            for item in file.items.extract_if(.., |item| is_declaration(item)) {
                declarations.extend(Declaration::new(item, depth));
            }
            if !file.items.is_empty() || !file.attrs.is_empty() {
                formatted.push(file);
            }
        }
        Ok(Self {
            text: formatted.text,
            declarations,
        })
    }
}

fn is_declaration(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Mod(module) if module.content.is_none())
}

impl Declaration {
    fn new(item: syn::Item, depth: usize) -> Option<Self> {
        let syn::Item::Mod(module) = &item else {
            return None;
        };
        let name = module.ident.to_string();
        let mut file: syn::File = syn::parse_quote!();
        file.items.push(item);
        let text = unparsed(file, depth);
        let start = text.trim_end().trim_end_matches(';').to_owned();
        Some(Self { name, start })
    }
}

/// The modules of an API, by the names of the modules around their items.
pub(super) type Modules = HashMap<Vec<String>, Module>;

/// The text of the file.
pub(super) fn text(modules: &Modules, options: &Options) -> String {
    let size = modules.values().map(|module| module.text.len()).sum();
    let mut text = String::with_capacity(size);
    text.push_str(&header(&options.source));
    text.push('\n');
    push(modules, &mut Vec::new(), &mut text);
    text
}

/// Adds the items of a module, then the modules that it declares.
fn push(modules: &Modules, path: &mut Vec<String>, text: &mut String) {
    let Some(module) = modules.get(path) else {
        return;
    };
    let depth = path.len();
    push_indented(&module.text, depth, text);
    for declaration in &module.declarations {
        text.push('\n');
        push_indented(&declaration.start, depth, text);
        open(text);
        path.push(declaration.name.clone());
        push(modules, path, text);
        path.pop();
        push_indented("}", depth, text);
    }
}

/// Begins the body of a module on the line of its declaration.
fn open(text: &mut String) {
    text.truncate(text.trim_end().len());
    text.push_str(" {\n");
}

/// Moves the items of a generated file into a public module, so that code can include the file.
pub(crate) fn in_module(name: &str, file: &str) -> String {
    let (header, items) = file.split_once('\n').unwrap_or((file, ""));
    let mut text = format!("{header}\n\npub mod {name} {{\n");
    push_indented(items.trim_start(), 1, &mut text);
    text.push_str("}\n");
    text
}
