//! The header `Accept`: chooses one of the media types of a response.

use apicrate_runtime::http::HeaderMap;
use apicrate_runtime::http::header::ACCEPT;
use apicrate_runtime::media_type::{essence, is_in_range};

/// A range of media types that a client accepts.
struct Range {
    /// Such as `text/*`, in lower case and without parameters.
    name: String,
    quality: f32,
}

/// Chooses the first of the media types with the highest quality. Returns its index and the media type to send, which differs
/// if the document has a range such as `image/*`. Returns `None` if the client accepts none of them.
pub(crate) fn negotiate(headers: &HeaderMap, offered: &[&str]) -> Option<(usize, String)> {
    let accepted = ranges(headers);
    let mut best: Option<(f32, usize, String)> = None;
    for (index, offer) in offered.iter().enumerate() {
        let found = if offer.contains('*') {
            concrete(offer, &accepted)
        } else {
            Some((quality(&accepted, offer), (*offer).to_owned()))
        };
        let Some((quality, name)) = found.filter(|(quality, _)| *quality > 0.0) else {
            continue;
        };
        if best.as_ref().is_none_or(|(best, ..)| quality > *best) {
            best = Some((quality, index, name));
        }
    }
    best.map(|(_, index, name)| (index, name))
}

/// Without the header, every media type is accepted.
fn ranges(headers: &HeaderMap) -> Vec<Range> {
    let texts = headers.get_all(ACCEPT).iter();
    let texts: Vec<_> = texts
        .map(|text| String::from_utf8_lossy(text.as_bytes()))
        .collect();
    let parts = texts.iter().flat_map(|text| text.split(','));
    let parts = parts.filter(|part| !part.trim().is_empty());
    let mut ranges: Vec<Range> = parts
        .map(|part| {
            let mut parameters = part.split(';').skip(1);
            let quality = parameters.find_map(|it| {
                let (name, value) = it.split_once('=')?;
                let is_quality = name.trim().eq_ignore_ascii_case("q");
                is_quality.then(|| value.trim().parse().unwrap_or(0.0))
            });
            Range {
                name: essence(part).to_ascii_lowercase(),
                quality: quality.unwrap_or(1.0),
            }
        })
        .collect();
    if ranges.is_empty() {
        ranges.push(Range {
            name: "*/*".to_owned(),
            quality: 1.0,
        });
    }
    ranges
}

/// The quality of the most specific range that contains a media type.
fn quality(accepted: &[Range], media_type: &str) -> f32 {
    let name = essence(media_type).to_ascii_lowercase();
    let matches = accepted.iter().filter_map(|range| {
        let rank = match range.name.as_str() {
            "*/*" | "*" => 0,
            range if range.contains('*') => usize::from(is_in_range(&name, range)),
            range => 2 * usize::from(range == name),
        };
        let is_match = rank > 0 || matches!(range.name.as_str(), "*/*" | "*");
        is_match.then_some((rank, range.quality))
    });
    let best = matches.max_by_key(|(rank, _)| *rank);
    best.map_or(0.0, |(_, quality)| quality)
}

/// The media type to send for a range in the document.
fn concrete(offered: &str, accepted: &[Range]) -> Option<(f32, String)> {
    let mut named = accepted.iter().filter(|range| !range.name.contains('*'));
    if let Some(range) = named.find(|range| is_in_range(&range.name, offered)) {
        return Some((range.quality, range.name.clone()));
    }
    let default = match essence(offered) {
        "*/*" | "application/*" => "application/json",
        "text/*" => "text/plain",
        "image/*" => "image/png",
        "audio/*" => "audio/mpeg",
        "video/*" => "video/mp4",
        _ => "application/octet-stream",
    };
    let quality = quality(accepted, default);
    let is_allowed = quality > 0.0 && is_in_range(default, offered);
    is_allowed.then(|| (quality, default.to_owned()))
}

#[cfg(test)]
mod tests {
    use apicrate_runtime::http::header::ACCEPT;
    use apicrate_runtime::http::{HeaderMap, HeaderValue};

    use super::negotiate;

    fn chosen(accept: &'static str, offered: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        negotiate(&headers, offered).map(|(_, name)| name)
    }

    #[test]
    fn chooses_the_media_type_with_the_highest_quality() {
        let offered = ["application/json", "text/csv", "application/xml"];
        for (accept, expected) in [
            ("", Some("application/json")),
            ("*/*", Some("application/json")),
            ("text/*", Some("text/csv")),
            ("text/csv;q=0.5, application/xml", Some("application/xml")),
            ("application/json;q=0, */*", Some("text/csv")),
            ("TEXT/CSV; charset=utf-8", Some("text/csv")),
            ("image/png", None),
            ("application/json;q=x", None),
        ] {
            assert_eq!(chosen(accept, &offered).as_deref(), expected, "{accept}");
        }
    }

    #[test]
    fn a_range_of_the_document_becomes_a_media_type() {
        assert_eq!(
            chosen("image/gif", &["image/*"]).as_deref(),
            Some("image/gif")
        );
        assert_eq!(chosen("", &["*/*"]).as_deref(), Some("application/json"));
        assert_eq!(chosen("text/html", &["image/*"]), None);
    }
}
