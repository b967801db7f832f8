//! The changes of an API in groups: one for each type, module or function at the start of their paths.

use std::collections::BTreeMap;

use apicrate::diff::ApiChange;

/// The changes of one type, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeChanges<'c> {
    /// The path of the type, for example `models::User`.
    pub path: String,
    /// The changes of the type and of its members.
    pub changes: Vec<&'c ApiChange>,
}

/// Groups changes by their types, in the order of the paths.
#[must_use]
pub fn by_type<'c>(changes: impl IntoIterator<Item = &'c ApiChange>) -> Vec<TypeChanges<'c>> {
    let mut types = BTreeMap::<&str, Vec<&ApiChange>>::new();
    for change in changes {
        let path = change.after.as_deref();
        let (path, _) = split(path.unwrap_or_else(|| shown_path(change)));
        types.entry(path).or_default().push(change);
    }
    let types = types.into_iter().map(|(path, changes)| TypeChanges {
        path: path.to_owned(),
        changes,
    });
    types.collect()
}

/// The path to show for a change: the old one, which its note continues, or that of a new item.
#[must_use]
pub fn shown_path(change: &ApiChange) -> &str {
    let path = change.before.as_deref().or(change.after.as_deref());
    path.unwrap_or_default()
}

/// The name of a changed member below its type. `None` for a change of the type itself.
#[must_use]
pub fn member(change: &ApiChange) -> Option<&str> {
    split(shown_path(change)).1
}

/// Splits a path after its first type: `models::User::email` into `models::User` and `email`.
fn split(path: &str) -> (&str, Option<&str>) {
    let mut end = 0;
    for part in path.split("::") {
        let start = end;
        end = start + part.len();
        if part.starts_with(char::is_uppercase) {
            return match path.get(end..).and_then(|rest| rest.strip_prefix("::")) {
                Some(member) => (path.get(..end).unwrap_or(path), Some(member)),
                None => (path, None),
            };
        }
        end += "::".len();
    }
    (path, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_end_at_their_first_type() {
        let paths = [
            ("models::User::email", ("models::User", Some("email"))),
            ("models::Status::Active", ("models::Status", Some("Active"))),
            ("models::User", ("models::User", None)),
            ("UsersClient::get", ("UsersClient", Some("get"))),
            ("users::get", ("users::get", None)),
            ("crate", ("crate", None)),
        ];
        for (path, expected) in paths {
            assert_eq!(split(path), expected, "{path}");
        }
    }
}
