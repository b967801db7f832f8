//! The page with the results of the conformance tests: several commands write to it, each its own sections.

use std::path::PathBuf;

use crate::workspace;

/// The page.
pub(crate) fn path() -> PathBuf {
    workspace::root().join("docs").join("conformance.md")
}

/// Returns a section: the text from its heading, such as `## Results`, to the next heading of the same level. `None` if the page
/// does not contain the heading.
pub(crate) fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let start = page
        .match_indices(heading)
        .map(|(start, _)| start)
        .find(|start| is_heading(page, *start, heading))?;
    let (_, rest) = page.split_at_checked(start)?;
    let level = heading.split_once(' ').map_or(heading, |(level, _)| level);
    let next = rest.find(&format!("\n{level} "));
    let length = next.map_or(rest.len(), |next| next + 1);
    rest.get(..length).map(str::trim_end)
}

/// Returns the page with another text in place of a section, or with the text at its end. The text begins with the heading.
pub(crate) fn with_section(page: &str, heading: &str, text: &str) -> String {
    let text = text.trim_end();
    let (before, after) = match section(page, heading) {
        Some(known) => page.split_once(known).unwrap_or((page, "")),
        None => (page, ""),
    };
    let parts = [before.trim_end(), text, after.trim()];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// Returns whether a text in a page is a line of its own.
fn is_heading(page: &str, start: usize, heading: &str) -> bool {
    let (before, rest) = page.split_at(start);
    let after = rest.strip_prefix(heading).unwrap_or_default();
    (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::{section, with_section};

    const PAGE: &str = "# Page\n\n## One\n\nA text about ## Two.\n\n### Part\n\n1\n\n## Two\n\n2\n";

    #[test]
    fn a_section_ends_at_the_next_heading_of_its_level() {
        assert_eq!(
            section(PAGE, "## One"),
            Some("## One\n\nA text about ## Two.\n\n### Part\n\n1")
        );
        assert_eq!(section(PAGE, "## Two"), Some("## Two\n\n2"));
        assert_eq!(section(PAGE, "## Three"), None);
    }

    #[test]
    fn only_the_named_section_is_replaced() {
        assert_eq!(
            with_section(PAGE, "## One", "## One\n\nnew\n"),
            "# Page\n\n## One\n\nnew\n\n## Two\n\n2\n"
        );
        assert_eq!(
            with_section(PAGE, "## Three", "## Three\n"),
            format!("{PAGE}\n## Three\n")
        );
    }
}
