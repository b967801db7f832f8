//! With features of groups, a module is compiled only if the modules that it names are compiled, too: every set of
//! features compiles.

use std::collections::{BTreeMap, BTreeSet};

use apicrate::render::{ALL_GROUPS, Gate};
use apicrate::{Api, Options, render};
use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, UseTree};

/// The features of which one compiles a module; empty if it is always compiled.
type Features = BTreeSet<String>;

/// Checks the conditions of all modules of an API.
pub(crate) fn conditions_fit(api: &Api) {
    let options = Options {
        group_features: true,
        root_file: "lib.rs".to_owned(),
        server: Gate::Always,
        validation: true,
        ..Options::default()
    };
    let files = match render(api, &options) {
        Ok(files) => files,
        Err(error) => panic!("{error}"),
    };
    let items = |path: &str| {
        let file = files.get(path).map(|text| syn::parse_file(text));
        let file = file.and_then(Result::ok);
        file.map_or_else(Vec::new, |file| file.items)
    };
    let mut models = BTreeMap::new();
    for item in items("models/mod.rs") {
        match item {
            Item::Use(item) => {
                let features = features(&item.attrs);
                let names = leaves(&item.tree).into_iter();
                models.extend(names.map(|name| (name, features.clone())));
            }
            Item::Type(item) => _ = models.insert(item.ident.to_string(), features(&item.attrs)),
            _ => {}
        }
    }
    for (folder, module) in [
        ("", "lib.rs"),
        ("models/", "models/mod.rs"),
        ("server/", "server/mod.rs"),
    ] {
        let keyword = if folder == "models/" {
            "super"
        } else {
            "models"
        };
        let mut modules = BTreeMap::new();
        for item in items(module) {
            match item {
                Item::Mod(item) => {
                    let name = item.ident.to_string();
                    let name = name.trim_start_matches("r#");
                    let features = features(&item.attrs);
                    let path = format!("{folder}{name}.rs");
                    let tokens = files.get(&path).and_then(|text| text.parse().ok());
                    for named in tokens.into_iter().flat_map(|it| named(it, keyword)) {
                        let Some(needed) = models.get(&named) else {
                            continue;
                        };
                        assert!(
                            implies(&features, needed),
                            "{path} with {features:?} names {named} with {needed:?}"
                        );
                    }
                    modules.insert(item.ident.to_string(), features);
                }
                Item::Use(item) => {
                    let UseTree::Path(path) = &item.tree else {
                        continue;
                    };
                    let UseTree::Path(path) = &*path.tree else {
                        continue;
                    };
                    if let Some(expected) = modules.get(&path.ident.to_string()) {
                        assert_eq!(&features(&item.attrs), expected, "{}", path.ident);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Returns whether the second condition holds if the first one does.
fn implies(features: &Features, needed: &Features) -> bool {
    let is_all = |feature: &String| feature == ALL_GROUPS;
    needed.is_empty()
        || !features.is_empty() && features.iter().all(|it| is_all(it) || needed.contains(it))
}

fn features(attributes: &[Attribute]) -> Features {
    let conditions = attributes.iter().filter(|it| it.path().is_ident("cfg"));
    let tokens = conditions.filter_map(|it| it.meta.require_list().ok());
    tokens.flat_map(|it| texts(it.tokens.clone())).collect()
}

/// The string literals in tokens.
fn texts(tokens: TokenStream) -> Vec<String> {
    let texts = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => texts(group.stream()),
        TokenTree::Literal(text) => vec![text.to_string().trim_matches('"').to_owned()],
        _ => Vec::new(),
    });
    texts.collect()
}

/// The names that a `use` item imports.
fn leaves(tree: &UseTree) -> Vec<String> {
    match tree {
        UseTree::Path(path) => leaves(&path.tree),
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
        UseTree::Name(name) => vec![name.ident.to_string()],
        UseTree::Rename(_) | UseTree::Glob(_) => Vec::new(),
    }
}

/// The names after a keyword and `::`, also in braces.
fn named(tokens: TokenStream, keyword: &str) -> Vec<String> {
    let mut found = Vec::new();
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            found.extend(named(group.stream(), keyword));
        }
        let is_keyword = matches!(token, TokenTree::Ident(ident) if ident == keyword);
        if !is_keyword {
            continue;
        }
        match tokens.get(index + 3) {
            Some(TokenTree::Ident(name)) => found.push(name.to_string()),
            Some(TokenTree::Group(group)) => {
                let names = group.stream().into_iter().filter_map(|it| match it {
                    TokenTree::Ident(name) => Some(name.to_string()),
                    _ => None,
                });
                found.extend(names);
            }
            _ => {}
        }
    }
    found
}
