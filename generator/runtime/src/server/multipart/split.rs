//! Splits a multipart body (RFC 2046, section 5.1) at the lines with its boundary.

use bytes::Bytes;

use super::parameters::parameters;
use crate::server::rejection::Rejection;

/// The maximum length of a boundary.
const MAX_BOUNDARY: usize = 70;

/// The boundary of a multipart body with this `Content-Type`.
pub(super) fn boundary(content_type: &str) -> Result<String, Rejection> {
    let parameters = parameters(content_type).ok_or_else(|| {
        Rejection::malformed("the parameters of the media type of the body are malformed")
    })?;
    let mut boundaries = parameters
        .into_iter()
        .filter(|(name, _)| name == "boundary");
    let (Some((_, boundary)), None) = (boundaries.next(), boundaries.next()) else {
        return Err(Rejection::malformed(
            "the media type of the body must have one parameter `boundary`",
        ));
    };
    let is_valid = (1..=MAX_BOUNDARY).contains(&boundary.len())
        && !boundary.ends_with(' ')
        && boundary.bytes().all(is_in_boundary);
    if !is_valid {
        return Err(Rejection::malformed(format!(
            "the boundary `{boundary}` is not valid"
        )));
    }
    Ok(boundary)
}

fn is_in_boundary(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte)
}

/// The content between two lines with the boundary, with its headers. Text before the first line and after the last one is
/// ignored. `limit` is the maximum number of parts.
pub(super) fn parts(body: &Bytes, boundary: &str, limit: usize) -> Result<Vec<Bytes>, Rejection> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut part_start = None;
    for line_start in line_starts(body) {
        let Some(line) = body.get(line_start..) else {
            break;
        };
        let Some(after) = line.strip_prefix(delimiter.as_bytes()) else {
            continue;
        };
        let Some(end) = DelimiterEnd::parse(after) else {
            continue;
        };
        if let Some(start) = part_start {
            if parts.len() == limit {
                return Err(Rejection::malformed(format!(
                    "the body has more than {limit} parts"
                )));
            }
            // The line break before the boundary belongs to the boundary. An empty part may have none.
            parts.push(body.slice(start..usize::max(start, line_start.saturating_sub(2))));
        }
        match end {
            DelimiterEnd::Last => return Ok(parts),
            DelimiterEnd::Next { length } => {
                part_start = Some(line_start + delimiter.len() + length);
            }
        }
    }
    Err(Rejection::malformed(if part_start.is_some() {
        "the body ends before the boundary after its last part"
    } else {
        "the body does not contain its boundary"
    }))
}

/// The offsets of the lines: zero, and those after a carriage return and a line feed.
fn line_starts(body: &[u8]) -> impl Iterator<Item = usize> {
    let feeds = body.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let after_return = feeds.filter(|(index, _)| {
        index.checked_sub(1).and_then(|before| body.get(before)) == Some(&b'\r')
    });
    std::iter::once(0).chain(after_return.map(|(index, _)| index + 1))
}

/// The end of a line with the boundary.
enum DelimiterEnd {
    /// The boundary is before a part.
    Next {
        /// The length of the rest of the line, with the line break.
        length: usize,
    },
    /// The boundary is after the last part.
    Last,
}

impl DelimiterEnd {
    /// Parses the text after a boundary; `None` if it is a part of a longer word.
    fn parse(after: &[u8]) -> Option<Self> {
        if after.starts_with(b"--") {
            return Some(Self::Last);
        }
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let spaces = after.iter().take_while(is_space).count();
        let rest = after.get(spaces..)?;
        rest.starts_with(b"\r\n")
            .then_some(Self::Next { length: spaces + 2 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(body: &str) -> Result<Vec<String>, String> {
        let parts = parts(&Bytes::from(body.to_owned()), "b", 3);
        let texts = |parts: Vec<Bytes>| -> Vec<String> {
            let parts = parts.iter();
            parts
                .map(|it| String::from_utf8_lossy(it).into_owned())
                .collect()
        };
        parts.map(texts).map_err(|rejection| rejection.to_string())
    }

    #[track_caller]
    fn assert_split(body: &str, expected: &[&str]) {
        let parts = split(body);
        assert!(parts.is_ok(), "{parts:?}");
        assert_eq!(parts.unwrap_or_default(), expected, "{body:?}");
    }

    #[test]
    fn parts_are_between_lines_with_the_boundary() {
        assert_split("--b\r\n\r\none\r\n--b--\r\n", &["\r\none"]);
        assert_split(
            "before\r\n--b \t\r\none\r\n\r\n--b\r\n--bc\r\n--b--after",
            &["one\r\n", "--bc"],
        );
        assert_split("--b--", &[]);
        assert_split("--b\r\n--b--", &[""]);
        // Only a line can be a boundary.
        assert_split("--b\r\nx--b--\n--b--\r\n--b--", &["x--b--\n--b--"]);
    }

    #[test]
    fn truncated_bodies_are_rejected() {
        let body = "--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--";
        assert_split(body, &["\r\none", "\r\ntwo"]);
        for length in 0..body.len() {
            let Some(truncated) = body.get(..length) else {
                continue;
            };
            assert!(split(truncated).is_err(), "{truncated:?}");
        }
    }

    #[test]
    fn the_number_of_parts_is_limited() {
        assert_eq!(
            split(&("--b\r\n".repeat(4) + "--b--")).map(drop),
            Err("the body has more than 3 parts".to_owned())
        );
        assert!(split(&("--b\r\n".repeat(3) + "--b--")).is_ok());
    }

    #[test]
    fn boundaries_are_tokens_or_quoted() {
        for (content_type, expected) in [
            (
                "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
                Some("----WebKitFormBoundary7MA4YWxkTrZu0gW"),
            ),
            (
                "multipart/form-data;Boundary=\"a b:c\"; charset=utf-8",
                Some("a b:c"),
            ),
            ("multipart/form-data; boundary=a=b/c", Some("a=b/c")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/form-data; boundary=\"a", None),
            ("multipart/form-data; boundary=\"a \"", None),
            ("multipart/form-data; boundary=a; boundary=b", None),
            ("multipart/form-data; boundary=\"a\\\"b\"", None),
        ] {
            assert_eq!(
                boundary(content_type).ok().as_deref(),
                expected,
                "{content_type}"
            );
        }
        assert!(boundary(&format!("a/b; boundary={}", "a".repeat(71))).is_err());
    }
}
