//! A minimal parser for structs and enums: attributes, names, and the tokens after them. It reads only what the
//! derives need. Derives run unoptimized in a user's build, and they read every type of a crate.

use std::mem;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

/// A struct or an enum.
pub(crate) struct Input {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) body: Body,
}

/// The members between the braces.
pub(crate) enum Body {
    /// The named fields of a struct, each followed by `:` and its type.
    Fields(Vec<Member>),
    /// The variants of an enum, each followed by its fields.
    Variants(Vec<Member>),
    /// The fields of a tuple struct: one group in parentheses.
    Unnamed(Vec<TokenTree>),
    /// Anything else, such as a unit struct.
    Other,
}

/// A field or a variant.
pub(crate) struct Member {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) rest: Vec<TokenTree>,
}

/// `#[name ..]`.
pub(crate) struct Attribute {
    name: Ident,
    hash: TokenTree,
    content: Group,
}

/// A word of `#[name(word, word = value)]`.
pub(crate) struct Word {
    pub(crate) name: Ident,
    value: Option<Vec<TokenTree>>,
}

/// An error message and its span.
#[derive(Debug)]
pub(crate) struct Error {
    at: Span,
    text: String,
}

pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(at: Span, text: impl Into<String>) -> Self {
        Self {
            at,
            text: text.into(),
        }
    }

    /// The code that makes the compiler report the error.
    pub(crate) fn into_code(self) -> TokenStream {
        let Self { at, text } = self;
        quote_spanned!(at=> ::core::compile_error! { #text })
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl Input {
    /// Parses the input of a derive.
    pub(crate) fn of(tokens: TokenStream) -> Result<Self> {
        let mut tokens = tokens.into_iter().peekable();
        let attributes = attributes(&mut tokens);
        let keyword = tokens.by_ref().find_map(|token| match token {
            TokenTree::Ident(word) if word == "struct" || word == "enum" || word == "union" => {
                Some(word)
            }
            _ => None,
        });
        let (Some(keyword), Some(TokenTree::Ident(name))) = (keyword, tokens.next()) else {
            return Err(Error::new(
                Span::call_site(),
                "expected a struct or an enum",
            ));
        };
        let body = match tokens.next() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let members = split(group.stream()).into_iter().map(Member::of);
                match keyword.to_string().as_str() {
                    "struct" => Body::Fields(members.collect::<Result<_>>()?),
                    "enum" => Body::Variants(members.collect::<Result<_>>()?),
                    _ => Body::Other,
                }
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                Body::Unnamed(vec![TokenTree::Group(group)])
            }
            Some(TokenTree::Punct(punct)) if punct.as_char() == '<' => {
                let text = "this derive macro does not support type parameters or lifetimes";
                return Err(Error::new(name.span(), text));
            }
            _ => Body::Other,
        };
        Ok(Self {
            attributes,
            name,
            body,
        })
    }
}

impl Member {
    fn of(tokens: Vec<TokenTree>) -> Result<Self> {
        let mut tokens = tokens.into_iter().peekable();
        let attributes = attributes(&mut tokens);
        let mut is_visible = false;
        let name = tokens.find_map(|token| match token {
            TokenTree::Ident(word) if word == "pub" => {
                is_visible = true;
                None
            }
            TokenTree::Ident(name) => Some(Ok(name)),
            // As in `pub(crate)`.
            TokenTree::Group(_) if is_visible => None,
            other => Some(Err(Error::new(other.span(), "expected a name"))),
        });
        let Some(name) = name else {
            return Err(Error::new(Span::call_site(), "expected a name"));
        };
        Ok(Self {
            attributes,
            name: name?,
            rest: tokens.collect(),
        })
    }
}

type Tokens<I> = std::iter::Peekable<I>;

fn attributes(tokens: &mut Tokens<impl Iterator<Item = TokenTree>>) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    while let Some(hash) = tokens.next_if(|token| is(token, '#')) {
        let Some(TokenTree::Group(content)) = tokens.next() else {
            continue;
        };
        if let Some(TokenTree::Ident(name)) = content.stream().into_iter().next() {
            attributes.push(Attribute {
                name,
                hash,
                content,
            });
        }
    }
    attributes
}

impl Attribute {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// The words in its parentheses.
    pub(crate) fn words(&self) -> Result<Vec<Word>> {
        let words = match self.content.stream().into_iter().nth(1) {
            Some(TokenTree::Group(words)) => split(words.stream()),
            _ => Vec::new(),
        };
        words.into_iter().map(Word::of).collect()
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend([self.hash.clone(), TokenTree::Group(self.content.clone())]);
    }
}

/// The words of all attributes with this name.
pub(crate) fn words(attributes: &[Attribute], name: &str) -> Result<Vec<Word>> {
    let mut words = Vec::new();
    for attribute in attributes {
        if attribute.is(name) {
            words.extend(attribute.words()?);
        }
    }
    Ok(words)
}

/// The value of the only word that attributes with this name can have. Fails with `refusal` for any other word.
pub(crate) fn only_word<T>(
    attributes: &[Attribute],
    (name, word): (&str, &str),
    refusal: &str,
    read: impl Fn(&Word) -> Result<T>,
) -> Result<Option<T>> {
    let mut value = None;
    for it in words(attributes, name)? {
        if it.name != word {
            return Err(it.refused(refusal));
        }
        value = Some(read(&it)?);
    }
    Ok(value)
}

impl Word {
    fn of(tokens: Vec<TokenTree>) -> Result<Self> {
        let mut tokens = tokens.into_iter();
        let name = match tokens.next() {
            Some(TokenTree::Ident(name)) => name,
            other => {
                let at = other.map_or_else(Span::call_site, |token| token.span());
                return Err(Error::new(at, "expected a word"));
            }
        };
        let value = match tokens.next() {
            None => None,
            Some(token) if is(&token, '=') => Some(tokens.collect()),
            Some(token) => return Err(Error::new(token.span(), "expected `,` or `=`")),
        };
        Ok(Self { name, value })
    }

    pub(crate) fn refused(&self, text: impl Into<String>) -> Error {
        Error::new(self.name.span(), text)
    }

    /// The tokens after `=`; empty if there is no `=`.
    pub(crate) fn value(&self) -> &[TokenTree] {
        self.value.as_deref().unwrap_or_default()
    }

    pub(crate) fn is_alone(&self) -> bool {
        self.value.is_none()
    }

    /// The value, which must be a string literal.
    pub(crate) fn text(&self) -> Result<Literal> {
        match self.value() {
            [TokenTree::Literal(text)] if text.to_string().ends_with(['"', '#']) => {
                Ok(text.clone())
            }
            _ => Err(self.refused(format!("expected `{} = \"..\"`", self.name))),
        }
    }

    /// The value, which must be an identifier.
    pub(crate) fn ident(&self) -> Result<Ident> {
        match self.value() {
            [TokenTree::Ident(name)] => Ok(name.clone()),
            _ => Err(self.refused(format!("expected `{} = Name`", self.name))),
        }
    }
}

/// The type of the only unnamed field of a variant.
pub(crate) fn only_type(fields: &[TokenTree]) -> Option<TokenStream> {
    match fields {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            let mut types = split(group.stream()).into_iter();
            let only = types.next().filter(|_| types.next().is_none());
            only.map(|tokens| tokens.into_iter().collect())
        }
        _ => None,
    }
}

/// As [`only_type`], without the visibility of the field, which is `pub` or private.
pub(crate) fn only_visible_type(fields: &[TokenTree]) -> Option<TokenStream> {
    let is_pub = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "pub");
    let tokens = only_type(fields)?.into_iter();
    Some(tokens.skip_while(is_pub).collect())
}

/// The lines of documentation.
pub(crate) fn docs<'a>(
    attributes: impl IntoIterator<Item = &'a Attribute>,
) -> impl Iterator<Item = Literal> {
    let docs = attributes
        .into_iter()
        .filter(|attribute| attribute.is("doc"));
    docs.filter_map(
        |attribute| match attribute.content.stream().into_iter().nth(2) {
            Some(TokenTree::Literal(text)) => Some(text),
            _ => None,
        },
    )
}

/// Returns whether a token is this punctuation character.
pub(crate) fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Splits at each comma that is not between angle brackets.
pub(crate) fn split(tokens: impl IntoIterator<Item = TokenTree>) -> Vec<Vec<TokenTree>> {
    let (mut parts, mut part) = (Vec::new(), Vec::new());
    let (mut depth, mut is_arrow) = (0, false);
    for token in tokens {
        let mut is_dash = false;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                ',' if depth == 0 => {
                    parts.push(mem::take(&mut part));
                    continue;
                }
                '<' => depth += 1,
                '>' if !is_arrow => depth -= 1,
                '-' => is_dash = true,
                _ => {}
            }
        }
        is_arrow = is_dash;
        part.push(token);
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}
