//! The values of `discriminator.mapping`: the name of a component or a reference to one.

use std::borrow::Cow;

use super::pointer::unescape;
use super::references::percent_decode;

/// The names that a value of `mapping` can have in `components`, the most likely first: the value itself, and the last
/// part of the reference, with and without a file extension.
pub(crate) fn mapping_names(value: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let whole = Some(Cow::Borrowed(value)).filter(|_| !value.contains(['/', '#']));
    let decoded = percent_decode(value);
    let last = decoded.rsplit(['/', '#']).next().unwrap_or_default();
    let last = unescape(last).into_owned();
    let without_extension = last.rsplit_once('.').map(|(stem, _)| stem.to_owned());
    [
        whole,
        Some(Cow::Owned(last)),
        without_extension.map(Cow::Owned),
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::mapping_names;

    #[test]
    fn values_are_names_or_references() {
        for value in [
            "Dog",
            "#/components/schemas/Dog",
            "#/components/schemas/D%6Fg",
            "./Dog.yaml",
            "pets.json#/Dog",
            "https://pets.example/openapi.json#/components/schemas/Dog",
        ] {
            assert!(mapping_names(value).any(|name| name == "Dog"), "{value}");
        }
        assert_eq!(mapping_names("a.Dog").next().as_deref(), Some("a.Dog"));
        let escaped = "#/components/schemas/a~1b";
        assert_eq!(mapping_names(escaped).next().as_deref(), Some("a/b"));
    }
}
