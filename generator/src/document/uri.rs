//! Resolves relative URIs (RFC 3986), for `$id`, `$self` and documents with URLs.

/// Resolves a URI reference without a fragment against a base, which can itself be relative.
pub(super) fn join(base: &str, reference: &str) -> String {
    let (base_start, base_path) = split(base);
    let (start, path) = split(reference);
    if has_scheme(reference) {
        return format!("{start}{}", without_dots(path));
    }
    if !start.is_empty() {
        // A reference that begins with `//` has its own authority, and the scheme of the base.
        let scheme = base_start.find("//").and_then(|end| base_start.get(..end));
        return format!(
            "{}{start}{}",
            scheme.unwrap_or_default(),
            without_dots(path)
        );
    }
    let (base_path, base_query) = split_query(base_path);
    if path.is_empty() {
        return format!("{base_start}{base_path}{base_query}");
    }
    if path.starts_with('?') {
        return format!("{base_start}{base_path}{path}");
    }
    if path.starts_with('/') {
        return format!("{base_start}{}", without_dots(path));
    }
    let folder = match base_path.rsplit_once('/') {
        Some((folder, _)) => Some(folder),
        None => base_start.contains("//").then_some(""),
    };
    let path = match folder {
        Some(folder) => format!("{folder}/{path}"),
        None => path.to_owned(),
    };
    format!("{base_start}{}", without_dots(&path))
}

/// Splits a path from the query after it, which begins with `?`.
fn split_query(path: &str) -> (&str, &str) {
    path.split_at(path.find('?').unwrap_or(path.len()))
}

/// Splits a URI into scheme and authority, and its path with the query.
fn split(uri: &str) -> (&str, &str) {
    let after_scheme = if has_scheme(uri) {
        uri.find(':').map_or(0, |colon| colon + 1)
    } else {
        0
    };
    let rest = uri.get(after_scheme..).unwrap_or_default();
    let authority = match rest.strip_prefix("//") {
        Some(rest) => 2 + rest.find(['/', '?']).unwrap_or(rest.len()),
        None => 0,
    };
    uri.split_at_checked(after_scheme + authority)
        .unwrap_or(("", uri))
}

fn has_scheme(uri: &str) -> bool {
    let Some((scheme, _)) = uri.split_once(':') else {
        return false;
    };
    let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_valid)
}

/// Removes the segments `.` and, where possible, `..` from a path. Its query stays the same.
fn without_dots(path: &str) -> String {
    let (path, query) = split_query(path);
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => match segments.last().copied() {
                None | Some("..") => segments.push(".."),
                // The root has no parent.
                Some("") if segments.len() == 1 => {}
                Some(_) => drop(segments.pop()),
            },
            segment => segments.push(segment),
        }
    }
    // A path that ends in a dot segment is a folder.
    if path.ends_with("/.") || path.ends_with("/..") {
        segments.push("");
    }
    format!("{}{query}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn relative_references_are_resolved_against_the_base() {
        for (base, reference, expected) in [
            ("", "pet.json", "pet.json"),
            ("schemas/pet.json", "toy.json", "schemas/toy.json"),
            ("schemas/pet.json", "../toy.json", "toy.json"),
            ("schemas/pet.json", "./a/../toy.json", "schemas/toy.json"),
            ("pet.json", "../toy.json", "../toy.json"),
            (
                "https://a.example/b/c.json",
                "d.json",
                "https://a.example/b/d.json",
            ),
            (
                "https://a.example/b/c.json",
                "/d.json",
                "https://a.example/d.json",
            ),
            (
                "https://a.example/b/c.json",
                "//e.example/d",
                "https://e.example/d",
            ),
            ("https://a.example", "d.json", "https://a.example/d.json"),
            (
                "https://a.example/b",
                "http://c.example/d",
                "http://c.example/d",
            ),
            ("pet.json", "urn:example:pet", "urn:example:pet"),
            ("https://a.example/b", "", "https://a.example/b"),
            (
                "https://a.example/b/c?v=1/../2",
                "../d?w=../3",
                "https://a.example/d?w=../3",
            ),
            (
                "https://a.example/b/c?v=1",
                "?v=2",
                "https://a.example/b/c?v=2",
            ),
            ("https://a.example?v=1", "d", "https://a.example/d"),
            ("https://a.example/b", "../../d", "https://a.example/d"),
            ("https://a.example/b/c", "..", "https://a.example/"),
            ("/a//b", "..", "/a/"),
        ] {
            assert_eq!(join(base, reference), expected, "{base} {reference}");
        }
    }
}
