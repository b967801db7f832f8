//! The documentation of a group in the lists of groups: its description, or else its methods.

use super::docs::{self, Markdown};
use super::names::{group_path, handle_name};
use crate::model::{Group, plain};

/// The most methods in a list.
const MOST_METHODS: usize = 6;

/// The description of a group, or else a sentence with its methods.
pub(super) fn summary(group: &Group) -> Markdown {
    docs::described(group.docs.as_deref()).unwrap_or_else(|| {
        let names = group.operations.iter();
        let names = names.map(|it| docs::code(plain(&it.name)));
        docs::own("The ") + docs::code(&group_path(group)) + " group: " + listed(names)
    })
}

/// The methods of a group as the end of a sentence, each with a link to the method of the handle.
pub(super) fn linked_methods(group: &Group) -> Markdown {
    let handle = handle_name(group);
    listed(group.operations.iter().map(|it| {
        // A link has the name of a raw identifier without `r#`.
        let name = plain(&it.name);
        docs::own("[") + docs::code(name) + "](" + &handle + "::" + docs::plain(name) + ")"
    }))
}

/// The first names of a list, and the number of the others.
fn listed(names: impl ExactSizeIterator<Item = Markdown>) -> Markdown {
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
