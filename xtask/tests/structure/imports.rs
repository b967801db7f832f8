//! The imports of a file: its `use` items, and the paths in its code.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, Visibility};

use crate::modules::{Module, Package, flatten};

/// An import of a file: a name that the file uses and does not define itself.
pub(crate) enum Import {
    /// An item of the same package, by its path from the root.
    Inside(Vec<String>),
    /// Another crate.
    Crate(String),
}

/// Returns the imports of a file. A re-export is an import only if the code of the file uses the re-exported name.
pub(crate) fn imports(module: &Module, path: &[String], package: &Package) -> Vec<Import> {
    let mut words = Vec::new();
    let mut uses = Vec::new();
    let mut children = Vec::new();
    for item in &module.items {
        match item {
            Item::Use(item) => {
                let mut paths = Vec::new();
                flatten(&item.tree, &mut Vec::new(), &mut paths);
                let is_reexport = !matches!(item.vis, Visibility::Inherited);
                uses.extend(
                    paths
                        .into_iter()
                        .map(|(name, path)| (name, path, is_reexport)),
                );
            }
            Item::Mod(item) if item.content.is_none() => children.push(item.ident.to_string()),
            item => read(item.to_token_stream(), &mut words),
        }
    }
    let mut imports = Vec::new();
    // Imported modules. A path in the code that begins with the name of one of them is an import from that module.
    let mut aliases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for child in children {
        aliases.insert(child.clone(), [path, &[child]].concat());
    }
    for (name, target, is_reexport) in uses {
        match package.absolute(path, &target) {
            Some(target) if package.is_module(&target) && name != "*" => {
                aliases.insert(name, target);
            }
            Some(target) => {
                if !is_reexport || words.iter().any(|word| word.first() == Some(&name)) {
                    imports.push(Import::Inside(target));
                }
            }
            None => imports.extend(target.into_iter().next().map(Import::Crate)),
        }
    }
    for word in words.iter().filter(|word| word.len() > 1) {
        let Some((first, rest)) = word.split_first() else {
            continue;
        };
        if let Some(alias) = aliases.get(first) {
            imports.push(Import::Inside([alias.as_slice(), rest].concat()));
        } else if let Some(target) = package.absolute(path, word) {
            imports.push(Import::Inside(target));
        } else {
            imports.push(Import::Crate(first.clone()));
        }
    }
    imports
}

/// Collects all paths in a token stream, including single names. Skips tokens that are not imports: names after `.` and
/// `$`, the paths of visibilities such as `pub(in crate::lint)`, and the tokens inside `quote!`.
fn read(tokens: TokenStream, words: &mut Vec<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    let mut before = Before::default();
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => before.colons += 1,
            TokenTree::Ident(ident) => {
                if before.colons != 2 {
                    end(&mut path, words);
                }
                if !before.is_member {
                    path.push(ident.to_string());
                }
                before = Before {
                    is_quote: ident == "quote" || ident == "quote_spanned",
                    is_visibility: ident == "pub",
                    ..Before::default()
                };
            }
            TokenTree::Punct(punct) => {
                end(&mut path, words);
                before = Before {
                    is_member: matches!(punct.as_char(), '.' | '$'),
                    is_quote: before.is_quote && punct.as_char() == '!',
                    ..Before::default()
                };
            }
            TokenTree::Group(group) => {
                end(&mut path, words);
                if !before.is_quote && !before.is_visibility {
                    read(group.stream(), words);
                }
                before = Before::default();
            }
            TokenTree::Literal(_) => {
                end(&mut path, words);
                before = Before::default();
            }
        }
    }
    end(&mut path, words);
}

/// The tokens directly before the current one.
#[derive(Default)]
struct Before {
    colons: usize,
    /// `.` or `$`.
    is_member: bool,
    /// `quote` or `quote!`.
    is_quote: bool,
    /// `pub`.
    is_visibility: bool,
}

fn end(path: &mut Vec<String>, words: &mut Vec<Vec<String>>) {
    let path = std::mem::take(path);
    words.extend((!path.is_empty()).then_some(path));
}
