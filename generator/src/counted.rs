//! A count in a sentence.

/// Formats a count with its noun, such as `1 file` or `2 files`. The noun is in the singular.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        return format!("1 {noun}");
    }
    match noun.strip_suffix('y') {
        // `property`, but not `key`.
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn only_one_is_singular() {
        for (count, noun, expected) in [
            (0, "file", "0 files"),
            (1, "file", "1 file"),
            (2, "file", "2 files"),
            (1, "property", "1 property"),
            (2, "property", "2 properties"),
            (2, "key", "2 keys"),
        ] {
            assert_eq!(counted(count, noun), expected);
        }
    }
}
