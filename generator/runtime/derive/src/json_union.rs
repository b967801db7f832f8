//! `JsonUnion`: an enum that is serialized as the value in its variant. When reading, a tag property selects the
//! variant. Without a tag, the properties that are present select it, or else the first variant that decodes is used.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::input::{self, Attribute, Body, Error, Input, Member, Result};
use crate::structure::here;

pub(crate) fn expand(input: &Input) -> Result<TokenStream> {
    let variants = variants(input)?;
    let name = &input.name;
    let words = UnionWords::of(&input.attributes)?;
    let serialize = serialize(name, &words, &variants)?;
    let deserialize = match &words.tag {
        Some(tag) => by_tag(tag, &variants)?,
        None => by_trial(&variants)?,
    };
    // Type parameters begin with `__`, because alternatives can have names such as `D` and `S`.
    Ok(quote_spanned! {here()=>
        #serialize

        #[automatically_derived]
        impl ::apicrate_runtime::unions::Union for #name {
            fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> ::apicrate_runtime::serde::Deserialize<'de> for #name {
            fn deserialize<__D: ::apicrate_runtime::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                ::apicrate_runtime::unions::deserialize(
                    deserializer,
                    |value: ::apicrate_runtime::Value| -> ::core::result::Result<Self, __D::Error> {
                        #deserialize
                    },
                )
            }
        }
    })
}

/// An alternative and the markers that select it.
struct Variant<'a> {
    name: &'a Ident,
    /// The values of the tag. Each is one token, or two if it is negative.
    tags: Vec<TokenStream>,
    kind: Option<TagKind>,
    /// True if the union writes the tag.
    is_set: bool,
    /// True if the union writes the tag, which is not a property of the value.
    is_added: bool,
    /// The values without a tag of any variant that select this one.
    default_for: DefaultFor,
    /// The tokens of the type of the value.
    ty: TokenStream,
    kind_of_value: ValueKind,
}

/// The kind of a variant's value, which decides how a union without a tag tries it.
#[derive(Clone, Copy, PartialEq)]
enum ValueKind {
    Any,
    Object,
    Closed,
    Union,
}

/// The values without a tag of any variant that select a variant.
#[derive(Clone, Copy, PartialEq)]
enum DefaultFor {
    Nothing,
    MissingTags,
    OtherTags,
}

/// The name of the variant for values that match no other variant.
const UNKNOWN: &str = "Unknown";

/// All variants but `Unknown`.
fn variants(input: &Input) -> Result<Vec<Variant<'_>>> {
    let Body::Variants(variants) = &input.body else {
        return Err(Error::new(
            input.name.span(),
            "this derive macro supports only enums",
        ));
    };
    if !variants.iter().any(|variant| variant.name == UNKNOWN) {
        let text = "add the variant `Unknown(Value)`, for values that match no other variant";
        return Err(Error::new(input.name.span(), text));
    }
    let alternatives = variants.iter().filter(|variant| variant.name != UNKNOWN);
    alternatives.map(Variant::of).collect()
}

impl<'a> Variant<'a> {
    fn of(member: &'a Member) -> Result<Self> {
        let mut variant = Self {
            name: &member.name,
            tags: Vec::new(),
            kind: None,
            is_set: false,
            is_added: false,
            default_for: DefaultFor::Nothing,
            ty: TokenStream::new(),
            kind_of_value: ValueKind::Any,
        };
        match input::only_type(&member.rest) {
            Some(ty) => variant.ty = ty,
            None => {
                return Err(variant.refused("a variant must have exactly one unnamed field"));
            }
        }
        for word in input::words(&member.attributes, "variant")? {
            variant.read_word(&word)?;
        }
        Ok(variant)
    }

    fn read_word(&mut self, word: &input::Word) -> Result<()> {
        if word.name == "tag" {
            let kind = TagKind::of(word);
            if self.kind.is_some_and(|other| other != kind) {
                return Err(word.refused(ONE_KIND));
            }
            self.kind = Some(kind);
            self.tags.push(word.value().iter().cloned().collect());
        } else if word.name == "set" && word.is_alone() {
            self.is_set = true;
        } else if word.name == "add" && word.is_alone() {
            self.is_added = true;
        } else if word.name == "default" && word.is_alone() {
            self.default_for = DefaultFor::OtherTags;
        } else if word.name == "missing" && word.is_alone() {
            self.default_for = DefaultFor::MissingTags;
        } else if word.name == "object" && word.is_alone() {
            self.kind_of_value = ValueKind::Object;
        } else if word.name == "closed" && word.is_alone() {
            self.kind_of_value = ValueKind::Closed;
        } else if word.name == "union" && word.is_alone() {
            self.kind_of_value = ValueKind::Union;
        } else {
            let words = "`tag`, `set`, `add`, `default`, `missing`, `object`, `closed` and `union`";
            return Err(word.refused(format!("unknown word; use one of {words}")));
        }
        Ok(())
    }

    fn refused(&self, text: &str) -> Error {
        Error::new(self.name.span(), text)
    }
}

/// The type of a tag's values.
#[derive(Clone, Copy, PartialEq)]
enum TagKind {
    Text,
    Number,
    Bool,
}

const ONE_KIND: &str =
    "the values of a tag must be either all strings, all integers, or all `true` and `false`";

impl TagKind {
    fn of(word: &input::Word) -> Self {
        match word.value() {
            _ if word.text().is_ok() => Self::Text,
            [TokenTree::Ident(_)] => Self::Bool,
            _ => Self::Number,
        }
    }
}

/// The words of `#[json_union(..)]`.
struct UnionWords {
    /// The property that selects the variant.
    tag: Option<Literal>,
}

impl UnionWords {
    fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut words = Self { tag: None };
        for word in input::words(attributes, "json_union")? {
            if word.name == "tag" {
                words.tag = Some(word.text()?);
            } else {
                return Err(word.refused("expected `tag = \"property\"`"));
            }
        }
        Ok(words)
    }
}

fn serialize(name: &Ident, words: &UnionWords, variants: &[Variant<'_>]) -> Result<TokenStream> {
    let unknown = Ident::new(UNKNOWN, Span::call_site());
    let mut arms = Vec::new();
    for variant in variants {
        let name = variant.name;
        if !variant.is_set && !variant.is_added {
            continue;
        }
        let (Some(property), [tag]) = (&words.tag, variant.tags.as_slice()) else {
            return Err(variant.refused("`set` and `add` require exactly one `tag`"));
        };
        arms.push(quote_spanned! {here()=>
            Self::#name(value) => {
                ::apicrate_runtime::object::write_tagged(value, serializer, #property, #tag)
            }
        });
    }
    let others = variants.iter().filter(|it| !it.is_set && !it.is_added);
    let names = others.map(|variant| variant.name).chain([&unknown]);
    Ok(quote_spanned! {here()=>
        #[automatically_derived]
        #[allow(deprecated)]
        impl ::apicrate_runtime::serde::Serialize for #name {
            fn serialize<__S: ::apicrate_runtime::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                match self {
                    #(#arms)*
                    #(Self::#names(value) => ::apicrate_runtime::serde::Serialize::serialize(value, serializer),)*
                }
            }
        }
    })
}

/// The expression for the schema. It uses the variable `generator`.
pub(crate) fn schema(input: &Input) -> Result<TokenStream> {
    let variants = variants(input)?;
    let words = UnionWords::of(&input.attributes)?;
    let alternatives = variants.iter().map(|variant| {
        let Variant { ty, tags, .. } = variant;
        let Some(tag) = &words.tag else {
            return quote_spanned!(here()=> .alternative::<#ty>());
        };
        if variant.default_for == DefaultFor::OtherTags || tags.is_empty() {
            return quote_spanned!(here()=> .alternative::<#ty>());
        }
        let is_required = variant.default_for == DefaultFor::Nothing;
        let value = if variant.kind == Some(TagKind::Number) {
            quote_spanned!(here()=> <::apicrate_runtime::Value as ::core::convert::From<i64>>::from)
        } else {
            quote_spanned!(here()=> ::apicrate_runtime::Value::from)
        };
        quote_spanned! {here()=>
            .tagged::<#ty>(#tag, &[#(#value(#tags)),*], #is_required)
        }
    });
    Ok(quote_spanned! {here()=>
        ::apicrate_runtime::json_schema::Union::new(generator) #(#alternatives)* .finish()
    })
}

/// The code that reads the variant selected by the tag.
fn by_tag(tag: &Literal, variants: &[Variant<'_>]) -> Result<TokenStream> {
    let kind = variants.iter().find_map(|variant| variant.kind);
    let read = match kind {
        None | Some(TagKind::Text) => quote_spanned!(here()=> ::apicrate_runtime::Value::as_str),
        Some(TagKind::Number) => quote_spanned!(here()=> ::apicrate_runtime::Value::as_i64),
        Some(TagKind::Bool) => quote_spanned!(here()=> ::apicrate_runtime::Value::as_bool),
    };
    let mut arms = Vec::new();
    for variant in variants {
        let Variant { name, tags, .. } = variant;
        if tags.is_empty() && variant.default_for != DefaultFor::Nothing {
            continue;
        }
        if tags.is_empty() {
            return Err(variant.refused(
                "add `#[variant(tag = ..)]` with the value of the tag that selects this variant",
            ));
        }
        if variant.kind != kind {
            return Err(variant.refused(ONE_KIND));
        }
        let value = if variant.is_added {
            quote_spanned!(here()=> ::apicrate_runtime::object::without(value, #tag))
        } else {
            quote_spanned!(here()=> value)
        };
        arms.push(quote_spanned! {here()=>
            ::core::option::Option::Some(#(#tags)|*) => {
                ::apicrate_runtime::from_value(#value).map(Self::#name)
            }
        });
    }
    let mut defaults = variants
        .iter()
        .filter(|it| it.default_for != DefaultFor::Nothing);
    let default = defaults.next().map(
        |Variant {
             name, default_for, ..
         }| {
            let guard = (*default_for == DefaultFor::MissingTags)
                .then(|| quote_spanned!(here()=> if value.get(#tag).is_none()));
            quote_spanned! {here()=>
                _ #guard => ::core::result::Result::Ok(
                    ::apicrate_runtime::unions::default_variant(value, Self::#name, Self::Unknown)
                ),
            }
        },
    );
    if let Some(second) = defaults.next() {
        return Err(second.refused("only one variant can have `default` or `missing`"));
    }
    // With a default for all tags, no other value is left.
    let is_complete = variants
        .iter()
        .any(|it| it.default_for == DefaultFor::OtherTags);
    let unknown = (!is_complete)
        .then(|| quote_spanned!(here()=> _ => ::core::result::Result::Ok(Self::Unknown(value)),));
    Ok(quote_spanned! {here()=>
        match value.get(#tag).and_then(#read) {
            #(#arms)*
            #default
            #unknown
        }
    })
}

/// The code that reads a union without a tag: the runtime chooses among the variants.
fn by_trial(variants: &[Variant<'_>]) -> Result<TokenStream> {
    if let Some(tagged) = variants.iter().find(|variant| !variant.tags.is_empty()) {
        return Err(
            tagged.refused("`tag` requires `#[json_union(tag = \"property\")]` on the enum")
        );
    }
    let alternatives = variants.iter().map(|variant| {
        let Variant { name, ty, .. } = variant;
        let read = quote_spanned!(here()=> |value| ::apicrate_runtime::unions::read(value).map(Self::#name));
        match variant.kind_of_value {
            ValueKind::Any => {
                quote_spanned!(here()=> ::apicrate_runtime::unions::Alternative::any(#read))
            }
            ValueKind::Object => {
                quote_spanned!(here()=> ::apicrate_runtime::unions::Alternative::object::<#ty>(#read))
            }
            ValueKind::Closed => {
                quote_spanned!(here()=> ::apicrate_runtime::unions::Alternative::closed::<#ty>(#read))
            }
            ValueKind::Union => quote_spanned! {here()=>
                ::apicrate_runtime::unions::Alternative::any(
                    |value| ::apicrate_runtime::unions::read_union(value).map(Self::#name)
                )
            },
        }
    });
    Ok(quote_spanned! {here()=>
        let known = ::apicrate_runtime::unions::choose(&value, &[#(#alternatives),*])?;
        ::core::result::Result::Ok(known.unwrap_or(Self::Unknown(value)))
    })
}
