//! The documentation of a group in the lists of groups: its description, or else its methods.

use super::docs::{self, Markdown};
use super::names::group_path;
use crate::model::{Group, plain};

/// The most methods in a list.
const MOST_METHODS: usize = 6;

/// The description of a group, or else a sentence with its methods.
pub(super) fn summary(group: &Group) -> Markdown {
    docs::described(group.docs.as_deref()).unwrap_or_else(|| {
        docs::own("The ") + docs::code(&group_path(group)) + " group: " + methods(group)
    })
}

/// The methods of a group as the end of a sentence.
pub(super) fn methods(group: &Group) -> Markdown {
    let names = group
        .operations
        .iter()
        .map(|it| docs::code(plain(&it.name)));
    let count = names.len();
    // One more takes no more space than the number of the others.
    let most = if count == MOST_METHODS + 1 {
        count
    } else {
        MOST_METHODS
    };
    let list = Markdown::join(names.take(most), ", ");
    if count > most {
        list + " and " + (count - most) + " more."
    } else {
        list + "."
    }
}
