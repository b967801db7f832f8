//! File names that every file system accepts.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The maximum length of a file name without its extension. File systems allow 255 bytes, some with encryption 143; on
/// Windows the whole path usually has at most 260 characters.
pub(crate) const MAX_STEM: usize = 100;

/// Device names on Windows, also with an extension. `COM1` and `com1` are the same device.
const DEVICES: &[&str] = &["aux", "con", "conin$", "conout$", "nul", "prn"];

/// Returns whether a file of this name, with any extension, is a device on Windows.
pub(crate) fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    DEVICES.contains(&stem.as_str())
        || port.is_some_and(|port| matches!(port.as_bytes(), [b'0'..=b'9']))
}

/// Shortens a long ASCII name. The end is replaced by a hash of the whole name, so that different names stay different
/// and do not depend on each other.
pub(crate) fn shortened(mut name: String) -> String {
    if name.len() > MAX_STEM {
        let hash = Sha256::digest(name.as_bytes());
        name.truncate(MAX_STEM - 17);
        name.push('_');
        for byte in hash.iter().take(8) {
            _ = write!(name, "{byte:02x}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_names_fit_and_differ() {
        let long = "x".repeat(300);
        let short = shortened(long.clone());
        assert_eq!(short.len(), MAX_STEM);
        assert_eq!(short, shortened(long.clone()));
        assert_ne!(short, shortened(long + "x"));
        let fits = "y".repeat(MAX_STEM);
        assert_eq!(shortened(fits.clone()), fits);
    }

    #[test]
    fn devices_are_recognized() {
        for device in ["con", "NUL", "com1", "COM9", "lpt0", "conin$"] {
            assert!(is_device(device), "{device}");
        }
        for name in ["con_", "com", "com10", "comx", "console"] {
            assert!(!is_device(name), "{name}");
        }
    }
}
