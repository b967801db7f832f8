//! The first sentence of a description, as plain text.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The maximum number of bytes of a description that are read.
const MAX_BYTES: usize = 4096;

/// The maximum number of characters of a sentence.
const MAX_CHARS: usize = 300;

/// Returns the first sentence of the first paragraph, without formatting and on one line.
pub(in crate::render) fn first_sentence(text: &str) -> Option<String> {
    let end = (0..=MAX_BYTES.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))?;
    let text = text.get(..end)?;
    let mut paragraph = String::new();
    let (mut in_paragraph, mut in_image) = (false, false);
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Paragraph) => in_paragraph = true,
            Event::End(TagEnd::Paragraph) if !paragraph.trim().is_empty() => break,
            Event::End(TagEnd::Paragraph) => in_paragraph = false,
            // The text of an image is not part of a sentence.
            Event::Start(Tag::Image { .. }) => in_image = true,
            Event::End(TagEnd::Image) => in_image = false,
            Event::Text(text) | Event::Code(text) if in_paragraph && !in_image => {
                paragraph.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => paragraph.push(' '),
            _ => {}
        }
    }
    let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = words.chars().filter(|c| !c.is_control()).collect();
    let end = line.match_indices(['.', '!', '?']).find_map(|(index, _)| {
        let (before, after) = line.split_at_checked(index + 1)?;
        // An abbreviation such as `e.g.` does not end a sentence.
        let word = before.rsplit(' ').next().unwrap_or_default();
        let is_end = after.starts_with(' ') && !word.trim_end_matches('.').contains('.');
        is_end.then_some(index + 1)
    });
    let sentence = line.get(..end.unwrap_or(line.len()))?;
    if sentence.chars().count() <= MAX_CHARS {
        return (!sentence.is_empty()).then(|| sentence.to_owned());
    }
    Some(sentence.chars().take(MAX_CHARS).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn the_first_sentence_of_a_paragraph_is_plain_text() {
        for (text, expected) in [
            ("All pets. And more.", Some("All pets.")),
            (
                "# Pets\n\nAll *pets*, e.g. `cats`,\nof [the shop](https://a.example). More.",
                Some("All pets, e.g. cats, of the shop."),
            ),
            (
                "<h1>Pets</h1>\n\nVersion 1.2 of the API",
                Some("Version 1.2 of the API"),
            ),
            (
                "# ![logo](a.png) Pets\n\n![logo](a.png)\n\nPets!",
                Some("Pets!"),
            ),
            ("- a list", None),
            ("", None),
        ] {
            assert_eq!(first_sentence(text).as_deref(), expected, "{text}");
        }
        let long = first_sentence(&"ä".repeat(10_000)).unwrap_or_default();
        assert_eq!(long.chars().count(), 301);
    }
}
