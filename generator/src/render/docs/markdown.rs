//! Markdown that is safe in documentation: our own text, and text of the document after the sanitizer.

use std::ops::Add;

use proc_macro2::Ident;

/// Markdown for rustdoc. It contains no HTML, and no code block without the language `text`, apart from our own examples.
///
/// It is created from a literal, from an identifier, or by the sanitizer, so text of the document cannot bypass the
/// sanitizer.
#[derive(Clone, Debug, Default)]
pub(in crate::render) struct Markdown {
    pub(super) lines: Vec<Line>,
    /// True if the first line is part of a paragraph, so that text can precede it on this line.
    pub(super) starts_in_paragraph: bool,
    /// True if the last line is part of a paragraph, so that text can follow it on this line.
    pub(super) ends_in_paragraph: bool,
}

/// A line of Markdown.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    /// The length of the markers of the block quotes and list items that begin or continue here.
    pub(super) markers: usize,
    /// True if a space in the line may become a line break.
    pub(super) wraps: bool,
}

impl Markdown {
    /// A part of a paragraph, in which special characters are escaped already.
    pub(super) fn escaped(text: String) -> Self {
        let wraps = is_breakable(&text);
        let lines = vec![Line {
            text,
            markers: 0,
            wraps,
        }];
        Self {
            lines,
            starts_in_paragraph: true,
            ends_in_paragraph: true,
        }
    }

    /// An example: generated code, which rustdoc compiles.
    pub(in crate::render) fn example<'a>(code: impl IntoIterator<Item = &'a str>) -> Self {
        Self::fenced("```", code)
    }

    /// A program: generated code, which rustdoc compiles and does not run.
    pub(in crate::render) fn program<'a>(code: impl IntoIterator<Item = &'a str>) -> Self {
        Self::fenced("```no_run", code)
    }

    /// Our own part of a manifest.
    pub(in crate::render) fn toml<'a>(code: impl IntoIterator<Item = &'a str>) -> Self {
        Self::fenced("```toml", code)
    }

    fn fenced<'a>(start: &'a str, code: impl IntoIterator<Item = &'a str>) -> Self {
        let code = std::iter::once(start).chain(code).chain(["```"]);
        let lines = code.map(|line| Line::new(line.to_owned())).collect();
        Self {
            lines,
            starts_in_paragraph: false,
            ends_in_paragraph: false,
        }
    }

    /// Returns whether there is no text.
    pub(in crate::render) fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.text.is_empty())
    }

    /// Returns whether it is a paragraph of one line.
    pub(in crate::render) fn is_line(&self) -> bool {
        self.lines.len() <= 1 && self.starts_in_paragraph && self.ends_in_paragraph
    }

    /// Adds a full stop if the text does not end with punctuation.
    pub(in crate::render) fn sentence(self) -> Self {
        let last = self.lines.last().map_or("", |line| &line.text);
        if !self.ends_in_paragraph || last.ends_with(['.', '!', '?', ':']) {
            return self;
        }
        self + "."
    }

    /// All parts, with a separator between them.
    pub(in crate::render) fn join(
        parts: impl IntoIterator<Item = Self>,
        separator: &'static str,
    ) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |text, part| text + separator + part)
    }

    fn push(&mut self, next: Self) {
        if self.lines.is_empty() {
            *self = next;
            return;
        }
        let mut lines = next.lines.into_iter();
        let (Some(last), Some(mut first)) = (self.lines.last_mut(), lines.next()) else {
            return;
        };
        let joins = first.text.is_empty()
            || last.text.is_empty()
            || (self.ends_in_paragraph && next.starts_in_paragraph);
        if !joins {
            self.lines.push(Line::new(String::new()));
            self.lines.push(first);
        } else if last.text.is_empty() {
            *last = first;
        } else if !first.text.is_empty() {
            last.wraps &= first.wraps;
            last.text.push_str(&std::mem::take(&mut first.text));
        }
        self.lines.extend(lines);
        self.ends_in_paragraph = next.ends_in_paragraph;
    }
}

impl Line {
    pub(super) fn new(text: String) -> Self {
        Self {
            text,
            markers: 0,
            wraps: false,
        }
    }
}

/// Returns whether a line may be broken at its spaces. A line that begins with a part of a code span between three
/// backticks would begin a code block.
pub(super) fn is_breakable(text: &str) -> bool {
    !text.contains("```")
}

/// Our own text: paragraphs, headings and lists.
impl From<&'static str> for Markdown {
    fn from(text: &'static str) -> Self {
        let lines = text.split('\n').map(|line| Line {
            text: line.to_owned(),
            markers: if line.starts_with("- ") { 2 } else { 0 },
            wraps: !line.starts_with('#'),
        });
        Self {
            lines: lines.collect(),
            starts_in_paragraph: true,
            ends_in_paragraph: true,
        }
    }
}

impl From<&Ident> for Markdown {
    fn from(name: &Ident) -> Self {
        Self::escaped(name.to_string())
    }
}

impl From<usize> for Markdown {
    fn from(number: usize) -> Self {
        Self::escaped(number.to_string())
    }
}

impl<T: Into<Self>> Add<T> for Markdown {
    type Output = Self;

    fn add(mut self, next: T) -> Self {
        self.push(next.into());
        self
    }
}

impl<T: Into<Self>> From<Option<T>> for Markdown {
    fn from(text: Option<T>) -> Self {
        text.map(Into::into).unwrap_or_default()
    }
}
