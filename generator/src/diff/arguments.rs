//! Arguments of functions: what is given by position, so that the order and number count as much as the types.

use super::spelling::accepts;

/// One argument.
#[derive(Clone)]
pub(super) struct Argument {
    /// What tells it from the others in both versions: the name in the new one where there is one.
    pub(super) key: String,
    /// As it is written in the signature.
    pub(super) name: String,
    /// The type of what is stored.
    pub(super) ty: String,
    /// The type of what is taken.
    pub(super) taken: String,
}

/// How a list of arguments differs from another.
#[derive(PartialEq, Eq)]
pub(super) enum Difference {
    /// Not at all, or only in types that are changes of their own.
    None,
    /// What was given can no longer be given so.
    Incompatible,
    /// The same types with another meaning.
    Reordered,
}

pub(super) fn compare(old: &[Argument], new: &[Argument]) -> Difference {
    let keys = |arguments: &[Argument]| -> Vec<String> {
        arguments
            .iter()
            .map(|argument| argument.key.clone())
            .collect()
    };
    let fits = |(old, new): (&Argument, &Argument)| accepts(&new.taken, &old.taken);
    let both = || old.iter().zip(new);
    if keys(old) == keys(new) {
        let own = both().any(|(old, new)| old.ty == new.ty && !fits((old, new)));
        return if own {
            Difference::Incompatible
        } else {
            Difference::None
        };
    }
    if old.len() == new.len() && both().all(fits) {
        Difference::Reordered
    } else {
        Difference::Incompatible
    }
}

/// `new(id, name)`.
pub(super) fn signature(function: &str, arguments: &[Argument]) -> String {
    let names: Vec<&str> = arguments
        .iter()
        .map(|argument| argument.name.as_str())
        .collect();
    format!("{function}({})", names.join(", "))
}
