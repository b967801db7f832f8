//! The styles of parameters and form properties.

use super::percent::Escape;

/// The serialization style of a parameter, or of a property in a form, if it is not the default style of its
/// location.
///
/// The default styles are `simple` for path and header parameters, and `form` with `explode` for query
/// parameters and cookies. In a form, a list repeats the name, and an object is JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterStyle {
    /// `explode: true`. In a path or header, an object is `name=value,name=value`. In a form, the properties of
    /// an object are fields with their own names.
    Exploded,
    /// A list is one text with this delimiter between the items: `,` for `form`, a space for `spaceDelimited`,
    /// `|` for `pipeDelimited`. An object is a list of its names and values. Only in queries and forms.
    Delimited(&'static str),
    /// `deepObject`: `name[property]=value`, and `name[0]=item` for lists. Only in queries and forms.
    DeepObject,
    /// `allowReserved: true` with the default style: the reserved characters that the location allows, and
    /// percent-encoded triples such as `%2F`, are not percent-encoded. In lists and objects, the characters that separate
    /// their parts are.
    Reserved,
    /// `allowReserved: true` with another style.
    ReservedIn(&'static ParameterStyle),
    /// `label`: `.a.b`. Only in paths.
    Label {
        /// The value of `explode`.
        explode: bool,
    },
    /// `matrix`: `;name=a,b`. Only in paths.
    Matrix {
        /// The value of `explode`.
        explode: bool,
    },
    /// `cookie`: not percent-encoded. Only in cookies.
    Cookie {
        /// The value of `explode`. If it is true, each item of a list or property of an object is a cookie of its own.
        explode: bool,
    },
    /// The value is JSON text, for a parameter with `content: application/json`.
    Json,
}

/// The style without `allowReserved`, and the encoding of its texts. `reserved` is the encoding with `allowReserved`.
pub(super) fn split(
    style: Option<ParameterStyle>,
    reserved: Escape,
) -> (Option<ParameterStyle>, Escape) {
    match style {
        Some(ParameterStyle::Reserved) => (None, reserved),
        Some(ParameterStyle::ReservedIn(style)) => (Some(*style), reserved),
        style => (style, Escape::ALL),
    }
}
