//! The result of the call in an example: the variable that has it, and a statement that uses it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names::{ident, is_identifier};
use crate::model::{Api, Field, Group, Operation, Output, Presence, Type, TypeKind, plain};

/// Words at the end of the names of types that do not describe a value.
const GENERAL: [&str; 9] = [
    "response", "result", "output", "body", "object", "dto", "payload", "model", "schema",
];

/// Verbs at the start of the names of methods, and names for their results.
const VERBS: [(&str, &str); 14] = [
    ("add", "added"),
    ("archive", "archived"),
    ("cancel", "cancelled"),
    ("create", "created"),
    ("delete", "deleted"),
    ("insert", "inserted"),
    ("patch", "updated"),
    ("post", "created"),
    ("put", "updated"),
    ("remove", "removed"),
    ("replace", "replaced"),
    ("reset", "reset"),
    ("restore", "restored"),
    ("update", "updated"),
];

/// Methods that return the items of their group.
const LISTS: [&str; 8] = [
    "all", "find", "get", "get_all", "index", "list", "list_all", "search",
];

/// The longest name of a variable. A longer one is `response`.
const LONGEST: usize = 30;

/// The variable of the result, and the statements that use it. `None` if a call returns nothing.
pub(super) struct CallResult {
    pub(super) name: Ident,
    /// True if the statements change it.
    pub(super) is_mutable: bool,
    pub(super) uses: TokenStream,
}

impl CallResult {
    /// The result of an operation. `taken` is the name of another variable.
    pub(super) fn new(
        api: &Api,
        group: &Group,
        operation: &Operation,
        taken: &str,
    ) -> Option<Self> {
        let content = match &operation.output {
            Output::Empty => return None,
            Output::One(content) => content,
            Output::Location => return Some(Self::printed("location", taken)),
            Output::Many { .. } => return Some(Self::debugged("response", taken)),
        };
        if content.stream.is_some() {
            let name = variable("stream", taken);
            let uses = quote! {
                while let Some(item) = #name.next().await {
                    println!("{:?}", item?);
                }
            };
            return Some(Self {
                name,
                is_mutable: true,
                uses,
            });
        }
        let ty = &content.ty;
        let is_list = matches!(api.aliased(ty), Type::List(_) | Type::Map(_));
        let noun = match of_method(operation, ty) {
            Some(noun) if is_list => plural(&noun),
            Some(noun) => noun,
            None if is_list && returns_group(operation) => last_word(group).to_owned(),
            None => noun(api, ty),
        };
        let noun = without_verb(operation, noun);
        let name = variable(&noun, taken);
        let uses = uses(api, ty, &name);
        Some(Self {
            name,
            is_mutable: false,
            uses,
        })
    }

    fn printed(noun: &str, taken: &str) -> Self {
        let name = variable(noun, taken);
        let format = format!("{{{name}}}");
        Self::with(name, quote!(println!(#format);))
    }

    fn debugged(noun: &str, taken: &str) -> Self {
        let name = variable(noun, taken);
        let uses = debug(&name);
        Self::with(name, uses)
    }

    fn with(name: Ident, uses: TokenStream) -> Self {
        Self {
            name,
            is_mutable: false,
            uses,
        }
    }

    /// `let user = CALL.await?;` and the statements that use the variable.
    pub(super) fn statements(&self, call: &TokenStream) -> TokenStream {
        let Self { name, uses, .. } = self;
        let mutable = self.is_mutable.then(|| quote!(mut));
        quote!(let #mutable #name = #call.await?; #uses)
    }
}

/// A name for the result of an operation whose type is named after its verb: `deleted` for `DeleteUsersResponse`.
fn without_verb(operation: &Operation, noun: String) -> String {
    let find = |words: &str| {
        let first = words.split('_').next().unwrap_or_default();
        VERBS.iter().find(|(verb, _)| *verb == first)
    };
    let verb = find(plain(&operation.name));
    match find(&noun) {
        Some((_, result)) => verb.map_or(*result, |(_, result)| result).to_owned(),
        None => noun,
    }
}

/// Returns whether an operation returns the items of its group.
fn returns_group(operation: &Operation) -> bool {
    LISTS.contains(&plain(&operation.name))
}

fn last_word(group: &Group) -> &str {
    plain(group.path.last().map_or("items", String::as_str)).trim_end_matches('_')
}

/// The variable with a name that is neither a keyword nor taken.
fn variable(noun: &str, taken: &str) -> Ident {
    let is_valid = noun.chars().count() <= LONGEST && noun != taken && is_identifier(noun);
    let name = match (is_valid, taken) {
        (true, _) => noun,
        (false, "response") => "result",
        (false, _) => "response",
    };
    ident(name)
}

/// A word for a value of this type: `user` for `UserResponse`, `users` for a list of them.
fn noun(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Named(name) => match api.type_named(name).map(|it| &it.kind) {
            Some(TypeKind::Alias(Type::List(_) | Type::Map(_))) => plural(&of_type(name)),
            _ => of_type(name),
        },
        Type::List(item) | Type::Map(item) => plural(&noun(api, item)),
        Type::Nullable(inner) => noun(api, inner),
        Type::Bytes => "bytes".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Timestamp => "time".to_owned(),
        Type::Uuid => "id".to_owned(),
        Type::String => "text".to_owned(),
        _ => "value".to_owned(),
    }
}

/// The last words of a method, from the first that the name of its type contains: `preferences` for `get_preferences`, which
/// returns `UserPreferences`.
fn of_method(operation: &Operation, ty: &Type) -> Option<String> {
    let names = ty.names();
    let of_type: Vec<String> = names.iter().flat_map(|name| words(name)).collect();
    let singular = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let of_type: Vec<String> = of_type.iter().map(|word| singular(word)).collect();
    let words: Vec<&str> = plain(&operation.name).split('_').collect();
    let is_shared = |word: &&str| {
        let is_verb = VERBS.iter().any(|(verb, _)| verb == word);
        let is_verb = is_verb || LISTS.contains(word) || GENERAL.contains(word);
        !is_verb && of_type.contains(&singular(word))
    };
    let start = words.iter().position(is_shared)?;
    let noun = words.get(start..)?.join("_");
    (!noun.is_empty()).then_some(noun)
}

/// The words of a type's name, in lower case. An abbreviation is one word.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    for c in name.chars() {
        if words.is_empty() || (c.is_uppercase() && !before.is_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase().filter(|c| *c != '_'));
        }
        before = c;
    }
    words
}

/// The words of a type's name in snake case, without general ones at the end.
fn of_type(name: &str) -> String {
    let mut words = words(name);
    while words.len() > 1
        && words
            .last()
            .is_some_and(|it| GENERAL.contains(&it.as_str()))
    {
        words.pop();
    }
    words.join("_")
}

fn plural(noun: &str) -> String {
    let before_y = noun.strip_suffix('y');
    match before_y {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with('s') && !noun.ends_with("ss") => noun.to_owned(),
        _ if ["ss", "x", "ch", "sh"]
            .iter()
            .any(|end| noun.ends_with(end)) =>
        {
            format!("{noun}es")
        }
        _ => format!("{noun}s"),
    }
}

/// A statement that prints a part of the value: its length, or a field.
fn uses(api: &Api, ty: &Type, name: &Ident) -> TokenStream {
    match api.aliased(ty) {
        Type::Bytes => quote!(println!("{} bytes", #name.len());),
        Type::List(_) | Type::Map(_) if name == "response" || name == "result" => {
            count("items", &quote!(#name))
        }
        Type::List(_) | Type::Map(_) => count(&plain_words(name), &quote!(#name)),
        ty if is_printed(ty) => {
            let format = format!("{{{name}}}");
            quote!(println!(#format);)
        }
        Type::Named(model) => match api.type_named(model).map(|it| &it.kind) {
            Some(TypeKind::Struct(structure)) => of_struct(&structure.fields, name),
            _ => debug(name),
        },
        _ => debug(name),
    }
}

/// Prints the first required field that is a text or a number, or else counts a list, or else prints any field.
fn of_struct(fields: &[Field], name: &Ident) -> TokenStream {
    let fields = fields
        .iter()
        .filter(|it| !it.deprecated && !it.ty.is_file());
    let fields: Vec<&Field> = fields.collect();
    let field = |field: &Field| {
        let field = ident(&field.name);
        quote!(#name.#field)
    };
    let is_text =
        |it: &&&Field| it.presence == Presence::Required && !it.boxed && is_printed(&it.ty);
    let is_list = |it: &&&Field| {
        matches!(
            it.presence,
            Presence::Collection { .. } | Presence::Required
        ) && matches!(it.ty, Type::List(_) | Type::Map(_))
    };
    if let Some(text) = fields.iter().find(is_text) {
        let value = field(text);
        return quote!(println!("{}", #value););
    }
    if let Some(list) = fields.iter().find(is_list) {
        return count(&plain(&list.name).replace('_', " "), &field(list));
    }
    match fields.first() {
        Some(first) => {
            let value = field(first);
            quote!(println!("{:?}", #value);)
        }
        None => debug(name),
    }
}

fn plain_words(name: &Ident) -> String {
    name.to_string().replace('_', " ")
}

/// `println!("{} users", users.len());`
fn count(what: &str, list: &TokenStream) -> TokenStream {
    let format = format!("{{}} {}", what.trim());
    quote!(println!(#format, #list.len());)
}

fn debug(name: &Ident) -> TokenStream {
    let format = format!("{{{name}:?}}");
    quote!(println!(#format);)
}

/// Returns whether a type implements `Display`.
fn is_printed(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool | Type::String | Type::Date | Type::Timestamp | Type::Uuid
    ) || ty.integer_range().is_some()
        || matches!(ty, Type::F32 | Type::F64)
}
