//! Formats items without parsing them, if all of their parts have a simple form: `use` and `mod` items, types, and
//! implementations of which each statement fits on a line. These are most of the generated code.
//!
//! The text is the same as that of `prettyplease`, which formats all other items.

mod attributes;
mod cursor;
mod expressions;
mod imports;
mod items;
mod lines;
mod types;

use proc_macro2::TokenTree;

use self::cursor::Cursor;
use self::lines::Lines;

/// The text of items. `None` if an item does not have a simple form.
pub(super) fn text(tokens: &[TokenTree]) -> Option<String> {
    let mut cursor = Cursor(tokens);
    let mut lines = Lines {
        text: String::new(),
        start: 0,
        indent: 0,
    };
    while !cursor.is_empty() {
        lines.item(&mut cursor)?;
    }
    Some(lines.text)
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::*;

    /// Items with a name that is replaced by longer and longer ones, so that each part of an item reaches the end of the line.
    const ITEMS: [&str; 18] = [
        "use a::b::Name;",
        "use a::{first_of_names, second_of_names, Name, third_of_names, fourth_of_names, fifth};",
        "pub mod Name;",
        "pub type Name = Vec<Name>;",
        "pub struct A { a: impl Into<Name>, b: impl B, c: Vec<Vec<Name>>, d: &'static C<Name>, }",
        "pub(super) struct Name(pub Option<String>, u8);",
        "/// A text.\n#[derive(Clone, Debug)] #[a(b = \"c\", d(e))] pub struct A { #[doc = r#\" A \"b\". \"#] pub a: Option<Vec<Name>>, }",
        "pub struct A { pub a: BTreeMap<String, Name>, b: (Name, [u8]), c: &'static str }",
        "#[non_exhaustive] pub enum A { #[variant(value = \"a\")] Name, B(a::Name), C(Name) = json(1), }",
        "impl Operation for Name { type Output = a::Name; const ID: &'static str = \"Name\"; const M: A = A::from(&[1, 2], Name); }",
        "impl A { #[inline] fn write(&self, request: Encoder) -> Encoder { request.path(\"a\", &self.Name).query(\"b\", &self.b) } }",
        "impl A { fn write(&self, a: Encoder) -> Encoder { a.path(\"a\", &self.Name).query(\"b\", &self.b) } }",
        "impl A { fn write(&self, request: B) -> B { let request = request.path(\"a\", &self.Name).query(\"b\", &self.b); request.query(\"c\", &self.c) } }",
        "impl<A: B + 'static> From<A> for B { pub fn a(id: impl Into<Name>, body: Name) -> C { Call::new(self, Name::new(id, body)) } }",
        "pub trait Name: Send + Sync { fn a<O: B>(&mut self, b: Name<'_>) -> impl C<O::D>; fn b(&self, b: Vec<Name>) -> A { A::of(b) } }",
        "impl A { fn read(a: &B<'_>) -> Result<Self> { Ok(Self { a: a.path(\"a\")?, b: a.optional(|b| b.Name(&[]))? }) } }",
        "impl A { fn read(a: &B<'_>) -> Result<Self> { Ok(Self { a: Name }) } }",
        "pub fn routes(api: &A) -> Routes { Routes::new().operation::<Name, _>(&api.api).operation::<A, _>(&api.api) }",
    ];

    #[test]
    fn agrees_with_the_formatter() {
        for item in ITEMS {
            for length in 1..100 {
                let item = item.replace("Name", &"n".repeat(length));
                let tokens: TokenStream = item.parse().unwrap_or_default();
                let file = syn::parse2(tokens.clone());
                let expected = file.map(|file| prettyplease::unparse(&file)).ok();
                let tokens: Vec<TokenTree> = tokens.into_iter().collect();
                let formatted = text(&tokens);
                assert!(formatted.is_some() || length > 10, "not simple: {item}");
                if formatted.is_some() {
                    assert_eq!(formatted, expected);
                }
            }
        }
    }

    #[test]
    fn rejects_tokens_that_are_not_items() {
        for item in [
            "struct A { a: , }",
            "use a::;",
            "impl A { fn a() { b c } }",
            "a",
        ] {
            let tokens: TokenStream = item.parse().unwrap_or_default();
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            assert_eq!(text(&tokens), None, "{item}");
        }
    }
}
