//! Hashes of texts and files, as locks and file names contain them.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The SHA-256 of a text or file, in hexadecimal.
#[must_use]
pub fn sha256(content: impl AsRef<[u8]>) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(content.as_ref()) {
        _ = write!(digits, "{byte:02x}");
    }
    digits
}
