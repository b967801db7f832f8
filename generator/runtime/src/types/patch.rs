//! Fields that are both optional and nullable. They have three states, which [`Patch`] names, unlike
//! `Option<Option<T>>`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that is absent, `null`, or has a value. The crate of your API exports this type too.
///
/// The setter of such a field takes a value, or [`Patch::Null`] to clear the field. A field that is not set is not sent:
///
/// ```
/// # use apicrate_runtime::Patch;
/// # use serde::{Deserialize, Serialize};
/// #
/// # #[derive(Default, Serialize, Deserialize)]
/// # struct UpdatedUser {
/// #     #[serde(default, skip_serializing_if = "Patch::is_absent")]
/// #     tz: Patch<String>,
/// # }
/// #
/// # impl UpdatedUser {
/// #     fn new() -> Self {
/// #         Self::default()
/// #     }
/// #
/// #     fn tz(mut self, tz: impl Into<Patch<String>>) -> Self {
/// #         self.tz = tz.into();
/// #         self
/// #     }
/// # }
/// #
/// let json = |user: UpdatedUser| serde_json::to_string(&user);
/// assert_eq!(json(UpdatedUser::new())?, "{}");
/// assert_eq!(json(UpdatedUser::new().tz("Europe/London"))?, r#"{"tz":"Europe/London"}"#);
/// assert_eq!(json(UpdatedUser::new().tz(Patch::Null))?, r#"{"tz":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A field of a struct that you write yourself needs two attributes. Without them, an absent field would be serialized as
/// `null`, and a missing field could not be deserialized:
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use apicrate_runtime::Patch;
///
/// #[derive(Serialize, Deserialize)]
/// struct UpdatedUser {
///     #[serde(default, skip_serializing_if = "Patch::is_absent")]
///     tz: Patch<String>,
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Patch<T> {
    /// The field is not sent. The server does not change its value.
    #[default]
    Absent,
    /// The field is sent as `null`. The server clears its value.
    Null,
    /// The field is sent with this value.
    Value(T),
}

impl<T> Patch<T> {
    /// Returns whether the field is absent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the field is `null`.
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

    /// Converts to a `Patch` with a reference to the value.
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(value),
        }
    }

    /// Applies a function to the value, if there is one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(change(value)),
        }
    }

    /// Converts to an option: absent and `null` become `None`.
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

/// `None` becomes absent. Only [`Patch::Null`] is `null`.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
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
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}
