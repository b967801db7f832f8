//! The styles of parameters and form properties.

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
    /// `allowReserved: true`: the reserved characters `:/?@!$'()*,;` are not percent-encoded. Only in queries
    /// and forms.
    Reserved,
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
    /// The value is JSON text, for a parameter with `content: application/json`.
    Json,
}
