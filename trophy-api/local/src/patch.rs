//! Applies the optional fields of a request.

use trophy_api::Patch;

/// Replaces the field, unless the new value is absent.
pub(crate) fn set<T>(field: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *field = value;
    }
}

/// Replaces the field, or clears it if the new value is `null`. An absent value changes nothing.
pub(crate) fn patch<T>(field: &mut Option<T>, value: Patch<T>) {
    if !value.is_absent() {
        *field = value.into_option();
    }
}

/// Replaces the list, or empties it if the new value is `null`. An absent value changes nothing.
pub(crate) fn patch_list<T>(list: &mut Vec<T>, value: Patch<Vec<T>>) {
    if !value.is_absent() {
        *list = value.into_option().unwrap_or_default();
    }
}
