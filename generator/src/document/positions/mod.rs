//! Where in a text the values of a document stand, found only when there is something to report.
//!
//! The wanted pointers form a tree. One walk over the text visits the parts of the document that lie on that
//! tree, steps over all others, and ends with the last place that is wanted.

mod json;
mod tree;
mod yaml;

pub(super) use self::tree::{Occurrences, PositionTree};
pub(super) use self::yaml::second_document;

/// Looks the pointers up in a text. What lies behind an error of syntax stays unfound.
pub(super) fn positions<'p>(
    text: &str,
    pointers: impl Iterator<Item = &'p str> + Clone,
    wanted: Occurrences,
) -> PositionTree {
    json::find(text, PositionTree::new(pointers.clone(), wanted))
        .unwrap_or_else(|| yaml::find(text, PositionTree::new(pointers, wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked for in each text: what is there, and what is not.
    const POINTERS: [&str; 9] = [
        "", "/a", "/a/0", "/a/1/b", "/a/2", "/a~1b", "/c/d", "/c/d/e", "/z",
    ];

    /// Positions and spellings, by the one way and by the other.
    fn found(
        text: &str,
        find: impl Fn(&str, PositionTree) -> Option<PositionTree>,
    ) -> Option<String> {
        let places = find(
            text,
            PositionTree::new(POINTERS.into_iter(), Occurrences::All),
        )?;
        let lines = POINTERS.map(|pointer| {
            let (first, last) = (places.nearest(pointer), places.last(pointer));
            format!(
                "{pointer}: {first:?}, {last:?}, {:?}\n",
                places.spelling(pointer)
            )
        });
        Some(lines.concat())
    }

    #[test]
    fn json_is_searched_as_yaml_would_be() {
        let texts = [
            "{}",
            "  {\"a\" : [ 1.10 , {\"b\":true, \"c\": []}, \"x\\u00e9\"],\n \"c\": {\"d\": null}}",
            "{\"x\": {\"a\": [\"]}\", \"\\\"{\"]},\r\n\t\"a/b\": \"名\", \"z\": -2.5e+3}",
            "{\"名前\": \"é\", \"c\": {\"d\": {\"e\": [[]]}}, \"\\u0061\": [\"\", {\"b\": {}}]}",
            "{\"a\": [0], \"c\": {\"d\": 1, \"d\": 2}, \"a\": [3, {\"b\": 4}]}",
        ];
        for text in texts {
            let expected = found(text, |text, places| Some(yaml::find(text, places)));
            assert_eq!(found(text, json::find), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_json_is_searched_as_yaml() {
        for text in [
            "{a: [1]}",
            "{\"a\": 'it\"s'}",
            "{\"a\": [1], # \"\n \"z\": 1}",
            "{\"a\": &b [1], \"z\": *b}",
            "{\"a\": [1",
            "openapi: 3.1.0",
        ] {
            assert_eq!(found(text, json::find), None, "{text}");
        }
    }

    #[test]
    fn the_search_ends_with_the_last_place_that_is_wanted() {
        for text in ["{\"a\": {\"b\": 1}, @", "a: { b: 1 }\nc: \"\n"] {
            let places = positions(text, ["/a/b"].into_iter(), Occurrences::First);
            assert!(places.is_complete(), "{text}");
            assert_eq!(places.spelling("/a/b"), Some("1"));
        }
    }
}
