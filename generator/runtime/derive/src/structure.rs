//! The input of the derives for structs: the fields and the words of their `#[field(..)]` attributes.

use proc_macro2::{Ident, Literal, Span, TokenTree};

use crate::input::{self, Attribute, Body, Error, Input, Member, Result};
use crate::types::Type;

/// A struct with named fields.
pub(crate) struct Structure {
    pub(crate) name: Ident,
    pub(crate) fields: Vec<Field>,
    /// The type of the call for this request, named by `#[setters(call = ..)]`.
    pub(crate) call: Option<Ident>,
    /// The type of the named arguments of `new`, named by `#[setters(arguments = ..)]`.
    pub(crate) arguments: Option<Ident>,
    camel_case: bool,
}

/// A field with its attributes.
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    attributes: Vec<Attribute>,
    words: Vec<Word>,
    renamed: Option<Literal>,
    /// The value of the word `constant`.
    pub(crate) constant: Option<Vec<TokenTree>>,
}

/// A word of `#[field(..)]` that can be without a value: every word but `name`.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Word {
    Argument,
    Constant,
    Default,
    Into,
    Map,
    Named,
    Null,
    Rest,
    Skip,
    SkipEmpty,
}

impl Word {
    const ALL: [(&'static str, Self); 10] = [
        ("argument", Self::Argument),
        ("constant", Self::Constant),
        ("default", Self::Default),
        ("into", Self::Into),
        ("map", Self::Map),
        ("named", Self::Named),
        ("null", Self::Null),
        ("rest", Self::Rest),
        ("skip", Self::Skip),
        ("skip_empty", Self::SkipEmpty),
    ];
}

impl Structure {
    pub(crate) fn of(input: Input) -> Result<Self> {
        let Body::Fields(fields) = input.body else {
            let text = "this derive macro supports only structs with named fields";
            return Err(Error::new(input.name.span(), text));
        };
        let mut structure = Self {
            fields: fields.into_iter().map(Field::of).collect::<Result<_>>()?,
            call: None,
            arguments: None,
            camel_case: camel_case_asked(&input.attributes)?,
            name: input.name,
        };
        for word in input::words(&input.attributes, "setters")? {
            let type_name = match word.name.to_string().as_str() {
                "call" => &mut structure.call,
                "arguments" => &mut structure.arguments,
                _ => return Err(word.refused("expected `call = Name` or `arguments = Name`")),
            };
            *type_name = Some(word.ident()?);
        }
        let mut fields = structure.fields.iter();
        match fields.find(|field| field.has(Word::Named)) {
            Some(field) if structure.arguments.is_none() => {
                Err(field.refused("`named` requires `#[setters(arguments = Name)]` on the struct"))
            }
            _ => Ok(structure),
        }
    }

    /// The name of a field in JSON.
    pub(crate) fn wire_name(&self, field: &Field) -> Literal {
        match &field.renamed {
            Some(name) => name.clone(),
            None if self.camel_case => Literal::string(&camel_case(&field.plain_name())),
            None => Literal::string(&field.plain_name()),
        }
    }
}

impl Field {
    fn of(member: Member) -> Result<Self> {
        let mut field = Self {
            name: member.name,
            ty: Type::of(member.rest.into_iter().skip(1).collect()),
            words: Vec::new(),
            renamed: None,
            constant: None,
            attributes: member.attributes,
        };
        for word in input::words(&field.attributes, "field")? {
            field.read_word(&word)?;
        }
        if field.has(Word::Null) && !field.ty.is("Option") {
            return Err(field.refused("only an `Option` can be `null`"));
        }
        if field.has(Word::SkipEmpty) && !field.has(Word::Default) {
            let text = "`skip_empty` requires `default`: an omitted field could not be read again";
            return Err(field.refused(text));
        }
        Ok(field)
    }

    fn read_word(&mut self, word: &input::Word) -> Result<()> {
        if word.name == "name" {
            self.renamed = Some(word.text()?);
            return Ok(());
        }
        if word.name == "constant" && !word.is_alone() {
            self.words.push(Word::Constant);
            self.constant = Some(word.value().to_vec());
            return Ok(());
        }
        let known = Word::ALL.iter().find(|(text, _)| word.name == text);
        match known {
            Some((_, known)) if word.is_alone() => self.words.push(*known),
            _ => return Err(word.refused(unknown_word())),
        }
        Ok(())
    }

    pub(crate) fn refused(&self, text: impl Into<String>) -> Error {
        Error::new(self.name.span(), text)
    }

    pub(crate) fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    /// Returns whether the type itself represents a missing value.
    pub(crate) fn is_optional(&self) -> bool {
        self.ty.is("Option") || self.ty.is("Patch")
    }

    /// The name without `r#`.
    pub(crate) fn plain_name(&self) -> String {
        let name = self.name.to_string();
        name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
    }

    /// The span for generated code whose compile errors are caused by the type of the field.
    pub(crate) fn here(&self) -> Span {
        here().located_at(self.name.span())
    }

    /// The attributes with this name, such as the lines of documentation for `doc`.
    pub(crate) fn attributes(&self, name: &'static str) -> impl Iterator<Item = &Attribute> {
        self.attributes
            .iter()
            .filter(move |attribute| attribute.is(name))
    }
}

/// Returns whether the struct has the attribute `#[json_object(rename_all = "camelCase")]`.
fn camel_case_asked(attributes: &[Attribute]) -> Result<bool> {
    let refusal = "expected `rename_all = \"camelCase\"`";
    let rule = |word: &input::Word| match word.text()?.to_string().as_str() {
        "\"camelCase\"" => Ok(()),
        _ => Err(word.refused(refusal)),
    };
    let rule = input::only_word(attributes, ("json_object", "rename_all"), refusal, rule)?;
    Ok(rule.is_some())
}

/// Converts `snake_case` to `camelCase` as serde does: removes each `_` and capitalizes the letter after it.
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
        "unknown word; use one of {} and `name = \"..\"`",
        words.join(", ")
    )
}

/// The span for generated code. Its variables cannot conflict with the names of fields.
pub(crate) fn here() -> Span {
    Span::mixed_site()
}
