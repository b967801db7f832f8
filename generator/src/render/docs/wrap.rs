//! Wraps Markdown at a maximum width.

use super::markdown::Line;

/// The maximum width of a line of documentation.
const WIDTH: usize = 96;

/// The lines of Markdown, wrapped at [`WIDTH`], without empty lines at the end. Each line begins with the space after
/// `///`.
pub(super) fn wrapped(lines: &[Line], separator: char) -> String {
    let end = lines
        .iter()
        .rposition(|line| !line.text.trim_end().is_empty());
    let lines = lines
        .get(..end.map_or(0, |last| last + 1))
        .unwrap_or_default();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push(separator);
        }
        if line.text.is_empty() {
            continue;
        }
        text.push(' ');
        if line.wraps && line.text.len() > WIDTH {
            wrap(line, separator, &mut text);
        } else {
            text.push_str(&line.text);
        }
    }
    text
}

/// Wraps a line at its spaces. Further lines continue the list items and block quotes of the line.
fn wrap(line: &Line, separator: char, text: &mut String) {
    let (markers, words) = line
        .text
        .split_at_checked(line.markers)
        .unwrap_or(("", &line.text));
    let continued: String = markers
        .chars()
        .map(|c| if c == '>' { '>' } else { ' ' })
        .collect();
    text.push_str(markers);
    let start = markers.chars().count();
    let mut width = start;
    for (index, word) in words.split(' ').enumerate() {
        let length = word.chars().count();
        if width + 1 + length > WIDTH && width > start && begins_line(word) {
            text.truncate(text.trim_end_matches(' ').len());
            text.push(separator);
            text.push(' ');
            text.push_str(&continued);
            width = start;
        } else if index > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(word);
        width += length;
    }
}

/// Returns whether a line may begin with this word: Markdown does not read it as the start of a block, or as a part of the
/// block before it.
fn begins_line(word: &str) -> bool {
    let is_link = || {
        ["<http://", "<https://", "<mailto:"]
            .iter()
            .any(|start| word.starts_with(start))
    };
    match word.chars().next() {
        None | Some('-' | '+' | '*' | '_' | '#' | '>' | '|' | '=' | '~' | ':') => false,
        Some('<') => is_link(),
        // A footnote.
        Some('[') => !word.starts_with("[^"),
        Some('0'..='9') => {
            let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
            !rest.starts_with(['.', ')'])
        }
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::markdown::{Line, Markdown};

    #[test]
    fn continues_list_items_and_breaks_before_words_only() {
        let words = "word ".repeat(18);
        let line = Line {
            text: format!("- {words}- 1 more"),
            markers: 2,
            wraps: true,
        };
        let text = super::wrapped(&[line], '\n');
        assert_eq!(text, format!(" - {words}- 1\n   more"));
    }

    #[test]
    fn lines_of_code_stay_as_they_are() {
        let line = Line::new("word ".repeat(40) + "end");
        assert!(!super::wrapped(&[line], '\n').contains('\n'));
        let text = Markdown::from("word ") + Markdown::escaped("a``` b ".repeat(40) + "end");
        assert!(!super::wrapped(&text.lines, '\n').contains('\n'));
    }
}
