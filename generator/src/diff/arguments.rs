//! The arguments of constructors and methods: they are passed by position, so their order matters, too.

use super::translation::Translation;
use crate::model::{Argument, ArgumentType, RustType};

/// An argument of the old or the new version. Its types have the names of the new version.
#[derive(Clone)]
pub(super) struct ComparedArgument {
    /// Identifies the argument in both versions: its name in the new version if it still exists.
    pub(super) key: String,
    /// The name in its own version.
    pub(super) name: String,
    /// The type of the field that stores the value.
    pub(super) stored: RustType,
    /// The type of the argument.
    pub(super) ty: ArgumentType,
}

impl ComparedArgument {
    pub(super) fn new(key: String, argument: &Argument<'_>, types: Translation<'_>) -> Self {
        Self {
            key,
            name: argument.name.to_owned(),
            stored: types.rust_type(&argument.stored),
            ty: types.argument(&argument.ty),
        }
    }
}

/// The difference between two lists of arguments.
#[derive(PartialEq, Eq)]
pub(super) enum Difference {
    /// The lists are equal, apart from types whose change is reported elsewhere.
    None,
    /// Calls that compiled before do not compile any more.
    Incompatible,
    /// Calls still compile, with another meaning: the types are the same, the order is not.
    Reordered,
}

pub(super) fn compare(old: &[ComparedArgument], new: &[ComparedArgument]) -> Difference {
    let accepts = |(old, new): (&ComparedArgument, &ComparedArgument)| new.ty.accepts(&old.ty);
    let both = || old.iter().zip(new);
    if old.len() == new.len() && both().all(|(old, new)| old.key == new.key) {
        let is_rejected = both().any(|(old, new)| old.stored == new.stored && !accepts((old, new)));
        return if is_rejected {
            Difference::Incompatible
        } else {
            Difference::None
        };
    }
    if old.len() == new.len() && both().all(accepts) {
        Difference::Reordered
    } else {
        Difference::Incompatible
    }
}

/// The migration note for arguments with the same names and other types.
pub(super) fn retyped(old: &[ComparedArgument], new: &[ComparedArgument]) -> String {
    let pairs = old.iter().zip(new);
    let changes = pairs.filter(|(old, new)| !new.ty.accepts(&old.ty));
    let changes = changes.map(|(old, new)| {
        let name = &new.name;
        format!("`{}` for `{name}` (before: `{}`)", new.ty, old.ty)
    });
    let changes: Vec<String> = changes.collect();
    format!("now takes {}: convert the arguments", changes.join(", "))
}

/// `new(id, name)`.
pub(super) fn signature(function: &str, arguments: &[ComparedArgument]) -> String {
    let names: Vec<&str> = arguments
        .iter()
        .map(|argument| argument.name.as_str())
        .collect();
    format!("{function}({})", names.join(", "))
}
