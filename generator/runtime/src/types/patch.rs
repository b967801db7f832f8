//! A field that is optional and nullable has three states, and `Option<Option<T>>` makes them hard
//! to read: [`Patch`] gives each a name.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that may be left alone, cleared, or set.
///
/// A struct field of this type is written with the two attributes below; without them an absent
/// field would be sent as `null`, and a missing one would not decode.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use apicrate_runtime::Patch;
///
/// #[derive(Default, Serialize, Deserialize)]
/// struct UpdatedUser {
///     #[serde(default, skip_serializing_if = "Patch::is_absent")]
///     tz: Patch<String>,
/// }
///
/// impl UpdatedUser {
///     fn tz(mut self, tz: impl Into<Patch<String>>) -> Self {
///         self.tz = tz.into();
///         self
///     }
/// }
///
/// let json = |user: UpdatedUser| serde_json::to_string(&user);
/// assert_eq!(json(UpdatedUser::default())?, "{}");
/// assert_eq!(json(UpdatedUser::default().tz(Patch::Null))?, r#"{"tz":null}"#);
/// assert_eq!(json(UpdatedUser::default().tz("Europe/London"))?, r#"{"tz":"Europe/London"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Patch<T> {
    /// The field is not sent: whatever the server holds stays.
    #[default]
    Absent,
    /// The field is sent as `null`: the server clears what it holds.
    Null,
    /// The field is sent with this value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the field is left out.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same state around a reference.
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(value),
        }
    }

    /// Changes the value, if there is one; the other two states stay.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(change(value)),
        }
    }

    /// The value, if there is one; absent and `null` become the same.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is `null`: whoever passes an option has said something about the field, so it is not
/// absent.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Patch<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}
