//! The names that code uses, for its imports.

use proc_macro2::{TokenStream, TokenTree};

/// Returns for each name whether code contains a path that begins with it.
pub(super) fn has_paths<const N: usize>(
    code: impl IntoIterator<Item = TokenStream>,
    names: [&str; N],
) -> [bool; N] {
    let mut found = [false; N];
    for code in code {
        find(code, &names, &mut found);
    }
    found
}

/// Walks through the code once, because walking through tokens copies them.
fn find<const N: usize>(code: TokenStream, names: &[&str; N], found: &mut [bool; N]) {
    // The index of the name that was just read, and the number of colons after it.
    let mut last = None;
    for token in code {
        last = match (token, last) {
            (TokenTree::Ident(ident), _) => {
                let index = names.iter().position(|name| ident == name);
                index.map(|index| (index, 0))
            }
            (TokenTree::Punct(mark), Some((index, 0))) if mark.as_char() == ':' => Some((index, 1)),
            (TokenTree::Punct(mark), Some((index, 1))) if mark.as_char() == ':' => {
                found.get_mut(index).into_iter().for_each(|it| *it = true);
                None
            }
            (TokenTree::Group(group), _) => {
                find(group.stream(), names, found);
                None
            }
            _ => None,
        };
    }
}
