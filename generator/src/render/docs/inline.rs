//! The text of a paragraph, heading or table cell: collects its parts, and writes them as Markdown in which nothing but
//! these parts has a meaning.

use std::borrow::Cow;

use super::characters::visible;
use super::link;

/// A mark around a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Emphasis,
    Strong,
    Strikethrough,
    Link,
}

#[derive(Debug)]
enum Part {
    /// Text. A line feed is a line break that has no meaning.
    Text(String),
    Code(String),
    /// A URL that is its own text.
    Autolink(String),
    /// A line break that is displayed.
    Break,
    Open(Mark),
    /// The end of a mark, with the URL of a link.
    Close(Mark, String),
}

/// The place of the text, which decides which characters have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Paragraph,
    /// A heading or a single line: line breaks are spaces.
    Line,
    /// A cell of a table: a vertical bar would end it.
    Cell,
}

/// Collects the parts of a text.
#[derive(Debug, Default)]
pub(super) struct Inline {
    parts: Vec<Part>,
    /// The open marks, each at most once, with the URL of a link.
    open: Vec<(Mark, String)>,
    /// The marks that were opened again while they were open.
    repeated: Vec<Mark>,
    /// The text of an open code span.
    code: Option<String>,
}

impl Inline {
    pub(super) fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.extend(text.chars().filter_map(visible));
            return;
        }
        if !matches!(self.parts.last(), Some(Part::Text(_))) {
            self.parts.push(Part::Text(String::new()));
        }
        if let Some(Part::Text(run)) = self.parts.last_mut() {
            for c in text.chars().filter_map(visible) {
                if c != ' ' || !run.ends_with(' ') {
                    run.push(c);
                }
            }
        }
    }

    /// A line break of the source.
    pub(super) fn soft_break(&mut self) {
        match (&self.code, self.parts.last_mut()) {
            (Some(_), _) => self.text(" "),
            (None, Some(Part::Text(run))) => run.push('\n'),
            _ => self.parts.push(Part::Text("\n".to_owned())),
        }
    }

    pub(super) fn hard_break(&mut self) {
        if self.code.is_some() {
            self.text(" ");
        } else {
            self.parts.push(Part::Break);
        }
    }

    pub(super) fn code(&mut self, code: &str) {
        if self.code.is_some() {
            self.text(code);
            return;
        }
        let code: String = code.chars().filter_map(visible).collect();
        if !code.is_empty() {
            self.parts.push(Part::Code(code));
        }
    }

    /// Begins a code span that consists of the following text.
    pub(super) fn open_code(&mut self) {
        self.code.get_or_insert_default();
    }

    pub(super) fn close_code(&mut self) {
        if let Some(code) = self.code.take() {
            self.code(&code);
        }
    }

    pub(super) fn open(&mut self, mark: Mark) {
        self.open_with(mark, String::new());
    }

    /// Begins a link. `url` is written as it is.
    pub(super) fn open_link(&mut self, url: String) {
        self.open_with(Mark::Link, url);
    }

    fn open_with(&mut self, mark: Mark, url: String) {
        if self.code.is_some() || self.open.iter().any(|(open, _)| *open == mark) {
            self.repeated.push(mark);
        } else {
            self.open.push((mark, url));
            self.parts.push(Part::Open(mark));
        }
    }

    /// Ends a mark, and those that began inside of it.
    pub(super) fn close(&mut self, mark: Mark) {
        if self.repeated.last() == Some(&mark) {
            self.repeated.pop();
            return;
        }
        let Some(index) = self.open.iter().position(|(open, _)| *open == mark) else {
            return;
        };
        self.close_code();
        for (mark, url) in self.open.drain(index..).rev() {
            self.parts.push(Part::Close(mark, url));
        }
    }

    /// Ends a block whose text is followed by that of another block.
    pub(super) fn end_block(&mut self) {
        self.close_all();
        if !self.parts.is_empty() {
            self.text(" ");
        }
    }

    fn close_all(&mut self) {
        self.close_code();
        self.repeated.clear();
        for (mark, url) in self.open.drain(..).rev() {
            self.parts.push(Part::Close(mark, url));
        }
    }

    /// Takes the collected parts and returns them as lines of Markdown.
    pub(super) fn finish(&mut self, place: Place) -> Vec<String> {
        self.close_all();
        if self.parts.is_empty() {
            return Vec::new();
        }
        let parts = normalized(std::mem::take(&mut self.parts));
        let text = written(&parts, place);
        let lines = text
            .split('\n')
            .map(str::trim)
            .filter(|line| !line.is_empty());
        lines.map(|line| start_escaped(line).into_owned()).collect()
    }
}

/// Escapes a text of one line that is not Markdown.
pub(super) fn plain(text: &str) -> String {
    let mut inline = Inline::default();
    inline.text(text);
    inline.finish(Place::Line).concat()
}

/// Moves spaces out of marks, removes empty marks, and joins adjacent parts with the same mark.
fn normalized(parts: Vec<Part>) -> Vec<Part> {
    let mut result: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Part::Text(text) => {
                let opened = result
                    .iter()
                    .rev()
                    .take_while(|part| matches!(part, Part::Open(_)))
                    .count();
                let rest = text.trim_start_matches([' ', '\n']);
                if opened > 0 && rest.len() < text.len() {
                    let (space, rest) = text.split_at(text.len() - rest.len());
                    result.insert(result.len() - opened, Part::Text(space.to_owned()));
                    push_text(rest, &mut result);
                } else {
                    push_text(&text, &mut result);
                }
            }
            Part::Open(mark) => match result.last() {
                Some(Part::Close(closed, _)) if *closed == mark && mark != Mark::Link => {
                    result.pop();
                }
                _ => result.push(part),
            },
            Part::Close(mark, url) => close(mark, url, &mut result),
            part => result.push(part),
        }
    }
    result
}

fn push_text(text: &str, parts: &mut Vec<Part>) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

fn close(mark: Mark, url: String, parts: &mut Vec<Part>) {
    let mut space = String::new();
    if let Some(Part::Text(text)) = parts.last_mut() {
        space = text.split_off(text.trim_end_matches([' ', '\n']).len());
        if text.is_empty() {
            parts.pop();
        }
    }
    match parts.as_slice() {
        [.., Part::Open(_)] => {
            parts.pop();
            if mark == Mark::Link && !url.starts_with('#') {
                parts.push(Part::Autolink(url));
            }
        }
        [.., Part::Open(_), Part::Text(text)]
            if mark == Mark::Link && *text == url && !url.starts_with('#') =>
        {
            parts.truncate(parts.len() - 2);
            parts.push(Part::Autolink(url));
        }
        _ => parts.push(Part::Close(mark, url)),
    }
    push_text(&space, parts);
}

/// The parts as Markdown. A line feed begins a new line.
fn written(parts: &[Part], place: Place) -> String {
    let kept = effective(parts);
    let mut writer = Writer {
        text: String::new(),
        in_link: false,
        line_break: None,
        place,
    };
    for (index, part) in parts.iter().enumerate() {
        let mut next = parts
            .iter()
            .skip(index + 1)
            .skip_while(|part| is_delimiter(part));
        let before_link = matches!(next.next(), Some(Part::Open(Mark::Link)));
        match part {
            Part::Text(text) => writer.escape(text, before_link),
            Part::Code(code) => writer.code(code, before_link),
            Part::Autolink(url) => writer.autolink(url),
            Part::Break => writer.line_break(),
            Part::Open(Mark::Link) => {
                writer.in_link = true;
                writer.text.push('[');
            }
            Part::Close(Mark::Link, url) => {
                writer.in_link = false;
                writer.text.extend(["](", &link::in_parentheses(url), ")"]);
            }
            Part::Open(mark) | Part::Close(mark, _) if kept.get(index) == Some(&true) => {
                writer.text.push_str(delimiter(*mark));
            }
            Part::Open(_) | Part::Close(..) => {}
        }
    }
    writer.finish()
}

/// Returns whether a part is written as characters before or after the text that it marks.
fn is_delimiter(part: &Part) -> bool {
    matches!(part, Part::Open(mark) | Part::Close(mark, _) if *mark != Mark::Link)
}

fn delimiter(mark: Mark) -> &'static str {
    match mark {
        Mark::Emphasis => "*",
        Mark::Strong => "**",
        Mark::Strikethrough => "~~",
        Mark::Link => "",
    }
}

/// Returns for each part whether it is a mark that Markdown recognizes at its place. A mark inside of a word next to
/// punctuation is not recognized.
fn effective(parts: &[Part]) -> Vec<bool> {
    let mut result = vec![true; parts.len()];
    let mut open = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Open(mark) => open.push((index, *mark, around(parts, index))),
            Part::Close(mark, _) => {
                let Some((start, _, (before, first))) = open.pop() else {
                    continue;
                };
                let (last, after) = around(parts, index);
                let flanks = |inside: char, outside: char| {
                    !inside.is_whitespace()
                        && (inside.is_alphanumeric() || !outside.is_alphanumeric())
                };
                let is_kept = *mark == Mark::Link || (flanks(first, before) && flanks(last, after));
                for index in [start, index] {
                    if let Some(kept) = result.get_mut(index) {
                        *kept = is_kept;
                    }
                }
            }
            _ => {}
        }
    }
    result
}

/// The characters before and after the mark at this index and the marks next to it.
fn around(parts: &[Part], index: usize) -> (char, char) {
    let (before, after) = parts.split_at_checked(index).unwrap_or_default();
    let is_mark = |part: &&Part| is_delimiter(part);
    let edge = |part: Option<&Part>, of_text: fn(&str) -> Option<char>| match part {
        Some(Part::Text(text)) => of_text(text).unwrap_or(' '),
        None | Some(Part::Break) => ' ',
        Some(_) => '`',
    };
    let last = edge(before.iter().rev().find(|part| !is_mark(part)), |text| {
        text.chars().next_back()
    });
    let first = edge(after.iter().find(|part| !is_mark(part)), |text| {
        text.chars().next()
    });
    (last, first)
}

struct Writer {
    text: String,
    in_link: bool,
    /// The position of the last displayed line break.
    line_break: Option<usize>,
    place: Place,
}

impl Writer {
    /// Writes a displayed line break, unless it follows another one.
    fn line_break(&mut self) {
        if self.place != Place::Paragraph {
            self.text.push(' ');
            return;
        }
        if self.ends_in_line_break() {
            return;
        }
        self.text
            .truncate(self.text.trim_end_matches([' ', '\n']).len());
        if !self.text.is_empty() {
            self.line_break = Some(self.text.len());
            self.text.push_str("\\\n");
        }
    }

    fn ends_in_line_break(&self) -> bool {
        let after = self.line_break.and_then(|start| self.text.get(start + 1..));
        after.is_some_and(|after| after.trim().is_empty())
    }

    /// The text without a line break at its end.
    fn finish(mut self) -> String {
        if self.ends_in_line_break() {
            self.text.truncate(self.line_break.unwrap_or_default());
        }
        self.text
    }

    /// Writes text in which every character that Markdown may interpret is escaped.
    fn escape(&mut self, text: &str, before_link: bool) {
        let mut rest = text;
        let mut before = None;
        while let Some(start) = rest.find(is_special) {
            let (plain, found) = rest.split_at(start);
            self.text.push_str(plain);
            before = plain.chars().next_back().or(before);
            if let Some(length) = link::url_length(found).filter(|_| !self.in_link) {
                let (url, after) = found.split_at(length);
                self.autolink(&link::encoded(url));
                before = url.chars().next_back();
                rest = after;
                continue;
            }
            let mut chars = found.chars();
            let Some(c) = chars.next() else { break };
            rest = chars.as_str();
            self.special(c, before, rest, before_link);
            before = Some(c);
        }
        self.text.push_str(rest);
    }

    /// Writes a character that may have a meaning, between the characters around it.
    fn special(&mut self, c: char, before: Option<char>, rest: &str, before_link: bool) {
        let next = rest.chars().next();
        let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escape = match c {
            '\n' if self.place == Place::Paragraph => return self.text.push('\n'),
            '\n' => return self.text.push(' '),
            '|' if self.place == Place::Cell => return self.text.push_str("&#124;"),
            'h' | '|' => false,
            // A URL is written in angle brackets.
            '\\' if link::url_length(rest).is_some() => true,
            '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || next.is_whitespace()),
            '*' => !(is_space(before) && before != Some('\n') && is_space(next)),
            '_' => !(is_word(before) && is_word(next)),
            '~' => {
                !((before.is_none() && self.text.is_empty() || is_space(before)) && is_word(next))
            }
            '&' => link::begins_entity(rest),
            '!' => next.is_none() && before_link,
            ']' => self.in_link,
            '^' => self.in_link && self.text.ends_with('['),
            '#' => self.place == Place::Line && next.is_none_or(|next| matches!(next, '#' | ' ')),
            _ => true,
        };
        if escape {
            self.text.push('\\');
        }
        self.text.push(c);
    }

    fn code(&mut self, code: &str, before_link: bool) {
        // A code span cannot contain `&#124;`, and parsers differ in how they read a backslash before the bar.
        if self.place == Place::Cell && code.contains('|') {
            self.escape(code, before_link);
        } else {
            // Adjacent backticks would be one sequence.
            if self.text.ends_with('`') {
                self.text.push(' ');
            }
            self.text.push_str(&code_span(code));
        }
    }

    fn autolink(&mut self, url: &str) {
        self.text.extend(["<", url, ">"]);
    }
}

fn is_special(c: char) -> bool {
    matches!(
        c,
        '\n' | '|' | 'h' | '\\' | '*' | '_' | '~' | '&' | '!' | '[' | ']' | '^' | '#' | '<' | '`'
    )
}

/// Code between the shortest sequence of backticks that it does not contain.
pub(super) fn code_span(code: &str) -> String {
    let lengths = code.split(|c| c != '`').map(str::len);
    let mut lengths: Vec<usize> = lengths.filter(|length| *length > 0).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let unused = (1..).zip(&lengths).find(|(length, used)| length != *used);
    let length = unused.map_or(lengths.len() + 1, |(length, _)| length);
    let fence = "`".repeat(length);
    let is_padded = code.contains('`') || (code.starts_with(' ') && code.ends_with(' '));
    let padding = if is_padded && !code.trim().is_empty() {
        " "
    } else {
        ""
    };
    [fence.as_str(), padding, code, padding, &fence].concat()
}

/// Escapes the start of a line that would begin a block, or would be a part of the block before it.
fn start_escaped(line: &str) -> Cow<'_, str> {
    let next = line.chars().nth(1).unwrap_or(' ');
    let position = match line.chars().next() {
        Some('>' | '|') => 0,
        Some('-') if matches!(next, ' ' | '-' | '|' | ':') => 0,
        Some('+' | '*') if next == ' ' => 0,
        Some('=') if matches!(next, ' ' | '=') => 0,
        Some(':') if next == '-' => 0,
        Some('#') if matches!(next, ' ' | '#') => 0,
        Some('0'..='9') => {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let after = line.get(digits..).unwrap_or_default();
            let is_item = [".", ")"].contains(&after)
                || [". ", ") "].iter().any(|start| after.starts_with(start));
            if !is_item {
                return line.into();
            }
            digits
        }
        _ => return line.into(),
    };
    let (start, rest) = line.split_at(position);
    [start, "\\", rest].concat().into()
}
