//! What both derives read: a struct, its fields, and the words that stand on them.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{
    Attribute, Data, DeriveInput, Error, Fields, GenericArgument, LitStr, PathArguments, Result,
    Type,
};

/// A struct whose fields have names.
pub(crate) struct Structure<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) fields: Vec<Field<'a>>,
    /// The call whose request this is.
    pub(crate) call: Option<Ident>,
    camel_case: bool,
}

/// A field, and what is said of it.
pub(crate) struct Field<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) ty: &'a Type,
    attributes: &'a [Attribute],
    words: Vec<Word>,
    renamed: Option<String>,
}

/// A word of `#[field(..)]`, except for `name`, which comes with a value.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Word {
    Argument,
    Constant,
    Default,
    Into,
    Null,
    Rest,
    Skip,
    SkipEmpty,
}

impl Word {
    const ALL: [(&'static str, Self); 8] = [
        ("argument", Self::Argument),
        ("constant", Self::Constant),
        ("default", Self::Default),
        ("into", Self::Into),
        ("null", Self::Null),
        ("rest", Self::Rest),
        ("skip", Self::Skip),
        ("skip_empty", Self::SkipEmpty),
    ];
}

impl<'a> Structure<'a> {
    pub(crate) fn of(input: &'a DeriveInput) -> Result<Self> {
        if let Some(parameter) = input.generics.params.first() {
            let text = "only structs without type parameters and lifetimes can derive this";
            return Err(Error::new_spanned(parameter, text));
        }
        let Data::Struct(data) = &input.data else {
            return Err(only_named_fields(&input.ident));
        };
        let Fields::Named(fields) = &data.fields else {
            return Err(only_named_fields(&input.ident));
        };
        let fields = fields.named.iter().filter_map(|field| {
            let name = field.ident.as_ref()?;
            Some(Field::of(name, &field.ty, &field.attrs))
        });
        Ok(Self {
            name: &input.ident,
            fields: fields.collect::<Result<_>>()?,
            call: call_named(&input.attrs)?,
            camel_case: camel_case_asked(&input.attrs)?,
        })
    }

    /// The name of a field in JSON.
    pub(crate) fn wire_name(&self, field: &Field<'_>) -> String {
        match &field.renamed {
            Some(name) => name.clone(),
            None if self.camel_case => camel_case(&field.plain_name()),
            None => field.plain_name(),
        }
    }
}

impl<'a> Field<'a> {
    fn of(name: &'a Ident, ty: &'a Type, attributes: &'a [Attribute]) -> Result<Self> {
        let mut field = Self {
            name,
            ty,
            attributes,
            words: Vec::new(),
            renamed: None,
        };
        for attribute in named(attributes, "field") {
            attribute.parse_nested_meta(|meta| field.read_word(&meta))?;
        }
        if field.has(Word::Null) && !field.is("Option") {
            return Err(Error::new(name.span(), "only an `Option` can be `null`"));
        }
        if field.has(Word::SkipEmpty) && !field.has(Word::Default) {
            let text = "`skip_empty` needs `default`, or what is left out could not be read again";
            return Err(Error::new(name.span(), text));
        }
        Ok(field)
    }

    fn read_word(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        if meta.path.is_ident("name") {
            self.renamed = Some(meta.value()?.parse::<LitStr>()?.value());
            return Ok(());
        }
        let word = Word::ALL.iter().find(|(text, _)| meta.path.is_ident(text));
        match word {
            Some((_, word)) => self.words.push(*word),
            None => return Err(meta.error(unknown_word())),
        }
        Ok(())
    }

    pub(crate) fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    /// Whether the type is written as one of this name: an `Option`, whatever module it comes from.
    pub(crate) fn is(&self, name: &str) -> bool {
        Written::of(self.ty).is_some_and(|ty| ty.name == name)
    }

    /// Whether a value can be missing because the type has a state for that.
    pub(crate) fn is_optional(&self) -> bool {
        self.is("Option") || self.is("Patch")
    }

    /// The name without `r#`.
    pub(crate) fn plain_name(&self) -> String {
        self.name.unraw().to_string()
    }

    /// Where tokens of an expansion come from when what is wrong with them is wrong with the field.
    pub(crate) fn here(&self) -> Span {
        here().located_at(self.name.span())
    }

    /// The attributes of this name, such as the lines of documentation for `doc`.
    pub(crate) fn attributes(&self, name: &'static str) -> impl Iterator<Item = &'a Attribute> {
        named(self.attributes, name)
    }
}

/// A type as it is written: the last name of a path, and the types in its angle brackets.
pub(crate) struct Written<'a> {
    pub(crate) name: String,
    pub(crate) arguments: Vec<&'a Type>,
}

impl<'a> Written<'a> {
    pub(crate) fn of(ty: &'a Type) -> Option<Self> {
        let path = match ty {
            Type::Path(ty) if ty.qself.is_none() => &ty.path,
            Type::Group(group) => return Self::of(&group.elem),
            _ => return None,
        };
        let last = path.segments.last()?;
        let arguments = match &last.arguments {
            PathArguments::None => Vec::new(),
            PathArguments::AngleBracketed(arguments) => {
                arguments.args.iter().filter_map(as_type).collect()
            }
            PathArguments::Parenthesized(_) => return None,
        };
        Some(Self {
            name: last.ident.to_string(),
            arguments,
        })
    }
}

fn as_type(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// The attributes of this name.
pub(crate) fn named<'a>(
    attributes: &'a [Attribute],
    name: &'static str,
) -> impl Iterator<Item = &'a Attribute> {
    attributes
        .iter()
        .filter(move |attribute| attribute.path().is_ident(name))
}

/// Whether the struct says `#[object(rename_all = "camelCase")]`.
fn camel_case_asked(attributes: &[Attribute]) -> Result<bool> {
    let mut asked = false;
    for attribute in named(attributes, "object") {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("rename_all") {
                return Err(meta.error("only `rename_all = \"camelCase\"` can be said here"));
            }
            let rule: LitStr = meta.value()?.parse()?;
            if rule.value() != "camelCase" {
                return Err(Error::new(rule.span(), "the only rule is \"camelCase\""));
            }
            asked = true;
            Ok(())
        })?;
    }
    Ok(asked)
}

/// The call that the struct names by `#[builder(call = UpdateCall)]`.
fn call_named(attributes: &[Attribute]) -> Result<Option<Ident>> {
    let mut call = None;
    for attribute in named(attributes, "builder") {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("call") {
                return Err(meta.error("only `call = TheCall` can be said here"));
            }
            call = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    Ok(call)
}

/// Each `_` goes and the letter after it is a capital, except for the first: the rule that serde has.
fn camel_case(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut capital = false;
    for c in name.chars() {
        match c {
            '_' => {}
            c if text.is_empty() => text.push(c.to_ascii_lowercase()),
            c if capital => text.push(c.to_ascii_uppercase()),
            c => text.push(c),
        }
        capital = c == '_';
    }
    text
}

fn unknown_word() -> String {
    let words: Vec<String> = Word::ALL
        .iter()
        .map(|(word, _)| format!("`{word}`"))
        .collect();
    format!(
        "unknown word; the words are {} and `name = \"..\"`",
        words.join(", ")
    )
}

fn only_named_fields(at: &Ident) -> Error {
    Error::new(
        at.span(),
        "only structs whose fields have names can derive this",
    )
}

/// Where tokens of an expansion come from: names of variables cannot be mistaken for those of fields.
pub(crate) fn here() -> Span {
    Span::mixed_site()
}
