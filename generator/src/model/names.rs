//! The names of the generated types and methods that have no name in the document.

use super::operation::{Group, Operation, OperationAlias, Output};
use super::server::ServerField;
use super::types::StructDef;

/// The enum of all webhook events, in the module `webhooks`.
pub const WEBHOOK_EVENT: &str = "WebhookEvent";

/// The map of the properties that the schema does not name.
const ADDITIONAL_PROPERTIES: &str = "additional_properties";

/// Associated functions of every generated struct. A setter with one of these names gets a prefix.
const STRUCT_METHODS: &[&str] = &["new", "default", "clone"];

/// Methods of every call. A setter with one of these names gets a prefix. The derive `Setters` has the same list.
const CALL_METHODS: &[&str] = &[
    "send",
    "options",
    "into_future",
    "pages",
    "items",
    "stream_body",
];

/// A Rust name without `r#`: `type` for `r#type`.
#[must_use]
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The method of a struct that sets a field.
#[must_use]
pub fn setter_name(field: &str) -> String {
    prefixed(field, STRUCT_METHODS)
}

/// The method of a call that sets a parameter or a property of the body.
#[must_use]
pub fn call_setter_name(name: &str) -> String {
    if CALL_METHODS.contains(&name) {
        prefixed(name, CALL_METHODS)
    } else {
        setter_name(name)
    }
}

fn prefixed(name: &str, taken: &[&str]) -> String {
    if taken.contains(&name) {
        format!("with_{name}")
    } else {
        name.to_owned()
    }
}

/// The handle of a group, or the type that has the handles of the groups below it, for example `UsersClient`. The suffix
/// distinguishes it from a model with the name of the group.
pub(crate) fn handle_name_of(stem: &str) -> String {
    format!("{stem}Client")
}

impl Group {
    /// The handle of the group, for example `UsersClient`.
    #[must_use]
    pub fn handle_name(&self) -> String {
        handle_name_of(&self.stem)
    }

    /// The trait of the group's operations, for example `UsersApi`.
    #[must_use]
    pub fn trait_name(&self) -> String {
        let [_, name] = Self::type_names_of(&self.stem);
        name
    }

    /// The object-safe twin of the trait, for example `DynUsersApi`.
    #[must_use]
    pub fn object_trait_name(&self) -> String {
        format!("Dyn{}", self.trait_name())
    }

    /// The types of a group with this stem: the handle and the trait.
    pub(crate) fn type_names_of(stem: &str) -> [String; 2] {
        [handle_name_of(stem), format!("{stem}Api")]
    }
}

impl Operation {
    /// The request as plain data, for example `AchievementsRequest`.
    #[must_use]
    pub fn request_name(&self) -> String {
        let [request, ..] = Self::type_names_of(&self.stem);
        request
    }

    /// The call that the handle's method returns, for example `AchievementsCall`.
    #[must_use]
    pub fn call_name(&self) -> String {
        let [_, call, ..] = Self::type_names_of(&self.stem);
        call
    }

    /// The struct of the [named arguments](super::Signature::named), for example `SummaryArguments`.
    #[must_use]
    pub fn arguments_name(&self) -> String {
        let [_, _, _, arguments, _] = Self::type_names_of(&self.stem);
        arguments
    }

    /// The enum of the results of an operation with this stem, for example `AchievementsResponse`.
    pub(crate) fn output_name_of(stem: &str) -> String {
        let [_, _, output, ..] = Self::type_names_of(stem);
        output
    }

    /// The enum of the errors of an operation with this stem, for example `AchievementsError`.
    pub(crate) fn error_name_of(stem: &str) -> String {
        let [.., error] = Self::type_names_of(stem);
        error
    }

    /// Returns whether this is a name of the operation or an alias, with the same names of its types.
    #[must_use]
    pub fn has_name(&self, name: &str, stem: &str) -> bool {
        let mut aliases = self.aliases.iter();
        (self.name == name && self.stem == stem)
            || aliases.any(|alias| alias.name == name && alias.stem == stem)
    }

    /// The types of the operation that have other names under an alias: the old names and the new ones.
    #[must_use]
    pub fn type_aliases(
        &self,
        alias: &OperationAlias,
        has_named_arguments: bool,
    ) -> Vec<(String, String)> {
        if alias.stem == self.stem {
            return Vec::new();
        }
        let old = Self::type_names_of(&alias.stem).into_iter();
        let pairs = old.zip(Self::type_names_of(&self.stem));
        // The same operation with a body of another media type has the enums of the first one.
        let has_enums = !self.is_variant;
        let exists = [
            true,
            true,
            has_enums && matches!(self.output, Output::Many { .. }),
            has_named_arguments,
            has_enums && self.error.is_some(),
        ];
        let pairs = pairs.zip(exists).filter(|(_, exists)| *exists);
        pairs.map(|(pair, _)| pair).collect()
    }

    /// The types of an operation with this stem: the request, the call, the enum of its results, its named arguments and the
    /// enum of its errors.
    pub(crate) fn type_names_of(stem: &str) -> [String; 5] {
        [
            format!("{stem}Request"),
            format!("{stem}Call"),
            format!("{stem}Response"),
            format!("{stem}Arguments"),
            format!("{stem}Error"),
        ]
    }
}

impl ServerField {
    /// The method that sets the variable.
    #[must_use]
    pub fn setter(&self) -> String {
        setter_name(&self.name)
    }
}

impl StructDef {
    /// The field of additional properties. It gets an underscore if a property has the same name.
    #[must_use]
    pub fn additional_name(&self) -> String {
        let mut fields = self.fields.iter();
        let is_taken = fields.any(|field| field.name == ADDITIONAL_PROPERTIES);
        format!("{ADDITIONAL_PROPERTIES}{}", if is_taken { "_" } else { "" })
    }
}
