//! Finds the positions of values in the source text of a document.
//!
//! Positions are searched only if there are diagnostics. The pointers of the diagnostics, the wanted pointers, form a
//! tree. One pass over the text visits the values in that tree (the wanted values), skips all others, and stops after
//! the last wanted value.

mod json;
mod tree;
mod yaml;

pub(super) use self::tree::{Occurrences, PositionTree};
pub(super) use self::yaml::{ScanError, check_depth, second_document};

/// Finds the positions of pointers in a text. Values after a syntax error are not found.
pub(super) fn find_positions<'p>(
    text: &str,
    pointers: impl Iterator<Item = &'p str> + Clone,
    occurrences: Occurrences,
) -> PositionTree {
    json::find(text, PositionTree::new(pointers.clone(), occurrences))
        .unwrap_or_else(|| yaml::find(text, PositionTree::new(pointers, occurrences)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pointers to find. Not all texts contain all of them.
    const POINTERS: [&str; 9] = [
        "", "/a", "/a/0", "/a/1/b", "/a/2", "/a~1b", "/c/d", "/e/f", "/z",
    ];

    /// The positions and spellings that a scanner finds.
    fn found(
        text: &str,
        find: impl Fn(&str, PositionTree) -> Option<PositionTree>,
    ) -> Option<String> {
        let positions = find(
            text,
            PositionTree::new(POINTERS.into_iter(), Occurrences::FirstAndLast),
        )?;
        let lines = POINTERS.map(|pointer| {
            let (first, last) = (positions.nearest(pointer), positions.last(pointer));
            format!(
                "{pointer}: {first:?}, {last:?}, {:?}\n",
                positions.spelling(pointer)
            )
        });
        Some(lines.concat())
    }

    #[test]
    fn json_and_yaml_scanners_agree() {
        let texts = [
            "{}",
            "  {\"a\" : [ 1.10 , {\"b\":true, \"c\": []}, \"x\\u00e9\"],\n \"c\": {\"d\": null}}",
            "{\"x\": {\"a\": [\"]}\", \"\\\"{\"]},\r\n\t\"a/b\": \"名\", \"z\": -2.5e+3}",
            "{\"名前\": \"é\", \"c\": {\"d\": [[]]}, \"e\": {\"f\": 2.0}, \"\\u0061\": [\"\", {\"b\": {}}]}",
            "{\"a\": [0], \"c\": {\"d\": 1, \"d\": 2}, \"a\": [3, {\"b\": 4}]}",
        ];
        for text in texts {
            let expected = found(text, |text, positions| Some(yaml::find(text, positions)));
            assert_eq!(found(text, json::find), expected, "{text}");
        }
    }

    #[test]
    fn json_scanner_rejects_yaml() {
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
    fn search_stops_after_the_last_wanted_value() {
        for text in ["{\"a\": {\"b\": 1}, @", "a: { b: 1 }\nc: \"\n"] {
            let positions = find_positions(text, ["/a/b"].into_iter(), Occurrences::First);
            assert!(positions.is_complete(), "{text}");
            assert_eq!(positions.spelling("/a/b"), Some("1"));
        }
    }
}
