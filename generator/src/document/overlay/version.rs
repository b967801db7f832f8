//! The version of the Overlay Specification that an overlay declares.

use std::fmt;

/// A version by its minor number; patch versions do not differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::document) enum OverlayVersion {
    V1_0,
    V1_1,
    /// A later minor version, which is read like 1.1.
    Later,
}

impl OverlayVersion {
    /// Parses a version such as `1.1.0`. Returns `None` if it is not a version 1.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (minor, patch) = text.strip_prefix("1.")?.split_once('.')?;
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(minor) || !is_number(patch) {
            return None;
        }
        Some(match minor {
            "0" => Self::V1_0,
            "1" => Self::V1_1,
            _ => Self::Later,
        })
    }
}

impl fmt::Display for OverlayVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::V1_0 => "1.0",
            Self::V1_1 | Self::Later => "1.1",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::OverlayVersion::{self, Later, V1_0, V1_1};

    #[test]
    fn versions_have_three_numbers() {
        let versions = ["1.0.0", "1.0.17", "1.1.0", "1.2.0", "1.10.0"];
        assert_eq!(
            versions.map(OverlayVersion::parse),
            [Some(V1_0), Some(V1_0), Some(V1_1), Some(Later), Some(Later)]
        );
        for text in [
            "1.0", "1", "2.0.0", "0.1.0", "1.0.x", "1..0", "1.0.0-rc", " 1.0.0",
        ] {
            assert_eq!(OverlayVersion::parse(text), None, "{text}");
        }
    }
}
