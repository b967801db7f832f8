//! Writes the blocks of Markdown: paragraphs, headings, lists, block quotes, code and tables.

use super::inline::{Inline, Place};
use super::markdown::{Line, Markdown, is_breakable};

/// The maximum depth of lists and block quotes. The content of deeper ones is written at this depth.
const DEPTH: usize = 8;

/// The largest number of a list item that Markdown recognizes.
const LAST_NUMBER: u64 = 999_999_999;

/// A block that contains other blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Quote,
    /// A list, with the number of the first item if it is numbered.
    List(Option<u64>),
    Item,
}

/// The origin of a container. Markdown ends its own containers; those of HTML may have no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Markdown,
    Html,
}

#[derive(Debug)]
struct Frame {
    container: Container,
    origin: Origin,
    /// False below the maximum depth.
    is_written: bool,
    /// True if items are separated by empty lines.
    is_loose: bool,
    /// True if the container has content.
    has_content: bool,
    /// The number of lines, the length of the prefix and the start of the first line before the container.
    before: (usize, usize, Option<String>),
}

/// Writes blocks one after another. The text of a paragraph, heading or cell is collected in `inline`.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) inline: Inline,
    /// True if all blocks become a single line.
    one_line: bool,
    lines: Vec<Line>,
    frames: Vec<Frame>,
    /// The number of written lists and block quotes.
    depth: usize,
    /// The start of each line in the open containers.
    prefix: String,
    /// The start of the next line, if it has the markers of list items.
    first: Option<String>,
    /// The start of the empty line before the next block.
    separator: Option<String>,
    starts_in_paragraph: bool,
    ends_in_paragraph: bool,
}

impl Writer {
    pub(super) fn new(one_line: bool) -> Self {
        Self {
            inline: Inline::default(),
            one_line,
            lines: Vec::new(),
            frames: Vec::new(),
            depth: 0,
            prefix: String::new(),
            first: None,
            separator: None,
            starts_in_paragraph: false,
            ends_in_paragraph: false,
        }
    }

    /// Everything that was written.
    pub(super) fn finish(mut self) -> Markdown {
        while self.pop().is_some() {}
        self.end_paragraph();
        if self.one_line {
            let text = self.inline.finish(Place::Line).concat();
            return if text.is_empty() {
                Markdown::default()
            } else {
                Markdown::escaped(text)
            };
        }
        Markdown {
            lines: self.lines,
            starts_in_paragraph: self.starts_in_paragraph,
            ends_in_paragraph: self.ends_in_paragraph,
        }
    }

    /// Ends the paragraph whose text was collected.
    pub(super) fn end_paragraph(&mut self) {
        if self.one_line {
            self.inline.end_block();
            return;
        }
        let lines = self.inline.finish(Place::Paragraph);
        if lines.is_empty() {
            return;
        }
        self.separate(None);
        self.starts_in_paragraph |=
            self.lines.is_empty() && self.first.is_none() && self.prefix.is_empty();
        for line in lines {
            let wraps = is_breakable(&line);
            self.line(&line, wraps);
        }
        self.ends_in_paragraph = true;
    }

    /// Ends a heading of this level.
    pub(super) fn end_heading(&mut self, level: usize) {
        if self.one_line {
            self.inline.end_block();
            return;
        }
        let text = self.inline.finish(Place::Line).concat();
        if !text.is_empty() {
            self.block([format!("{} {text}", "#".repeat(level))]);
        }
    }

    pub(super) fn rule(&mut self) {
        self.end_paragraph();
        if !self.one_line {
            self.block(["***"]);
        }
    }

    /// Writes a block of code. Its language is `text`, because rustdoc would compile it as Rust otherwise.
    pub(super) fn code_block(&mut self, code: &str) {
        self.end_paragraph();
        let code = code.trim_end();
        if self.one_line {
            self.inline
                .code(&code.split_whitespace().collect::<Vec<_>>().join(" "));
            self.inline.end_block();
            return;
        }
        let longest = code.split(|c| c != '`').map(str::len).max();
        let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
        let mut lines = vec![format!("{fence}text")];
        lines.extend(code.lines().map(super::characters::code_line));
        lines.push(fence);
        self.block(lines);
    }

    /// Writes a table: the row of headings, the row of alignments, and the other rows.
    pub(super) fn table(&mut self, rows: Vec<String>) {
        self.block(rows);
    }

    /// Ends a cell of a table, and returns its text.
    pub(super) fn end_cell(&mut self) -> String {
        self.inline.finish(Place::Cell).join(" ")
    }

    pub(super) fn is_one_line(&self) -> bool {
        self.one_line
    }

    /// Begins a list, an item or a block quote.
    pub(super) fn push(&mut self, container: Container, origin: Origin) {
        self.end_paragraph();
        let number = self.next_number(container);
        if self.one_line {
            match (container, number) {
                (Container::Item, Some(number)) => self.inline.text(&format!("{number}. ")),
                (Container::Item, None) => self.inline.text("- "),
                _ => {}
            }
        }
        let is_written =
            !self.one_line && (self.depth < DEPTH || self.is_item_of_written_list(container));
        let before = (self.lines.len(), self.prefix.len(), self.first.clone());
        if is_written {
            self.separate(Some(container));
            let marker = match (container, number) {
                (Container::Quote, _) => "> ".to_owned(),
                (Container::List(_), _) => String::new(),
                (Container::Item, Some(number)) => format!("{number}. "),
                (Container::Item, None) => "- ".to_owned(),
            };
            if container != Container::Item {
                self.depth += 1;
            }
            let continued = if container == Container::Quote {
                marker.clone()
            } else {
                " ".repeat(marker.len())
            };
            if container == Container::Item || self.first.is_some() {
                let first = self.first.get_or_insert_with(|| self.prefix.clone());
                first.push_str(&marker);
            }
            self.prefix.push_str(&continued);
        }
        self.frames.push(Frame {
            container,
            origin,
            is_written,
            is_loose: false,
            has_content: false,
            before,
        });
    }

    /// The number of an item that begins in the innermost container.
    fn next_number(&mut self, container: Container) -> Option<u64> {
        let list = self
            .frames
            .last_mut()
            .filter(|_| container == Container::Item)?;
        let Container::List(Some(next)) = &mut list.container else {
            return None;
        };
        let number = *next;
        *next = (number + 1).min(LAST_NUMBER);
        Some(number.min(LAST_NUMBER))
    }

    fn is_item_of_written_list(&self, container: Container) -> bool {
        container == Container::Item && self.innermost().is_some_and(|frame| frame.is_written)
    }

    /// Returns whether a list follows the text of an item without an empty line. A numbered list would not be recognized
    /// there unless its first number is 1.
    fn continues_tight_item(&self, container: Container) -> bool {
        let [.., list, item] = self.frames.as_slice() else {
            return false;
        };
        container == Container::List(None)
            && item.container == Container::Item
            && !list.is_loose
            && self.ends_in_paragraph
    }

    fn innermost(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// Ends the innermost container, and returns it.
    fn pop(&mut self) -> Option<(Container, Origin)> {
        self.end_paragraph();
        let frame = self.frames.pop()?;
        if frame.is_written {
            let (lines, prefix, first) = frame.before;
            self.prefix.truncate(prefix);
            if self.lines.len() == lines {
                self.first = first;
            }
            if frame.container != Container::Item {
                self.depth -= 1;
            }
        }
        Some((frame.container, frame.origin))
    }

    /// Ends the innermost container of Markdown, and those of HTML inside of it.
    pub(super) fn pop_markdown(&mut self) {
        while let Some((_, origin)) = self.pop() {
            if origin == Origin::Markdown {
                break;
            }
        }
    }

    /// Ends the innermost open container of HTML that matches, and those inside of it. Containers of Markdown stay open.
    pub(super) fn pop_html(&mut self, matches: fn(Container) -> bool) {
        self.end_paragraph();
        let open = self
            .frames
            .iter()
            .rev()
            .take_while(|frame| frame.origin == Origin::Html);
        let Some(index) = open.into_iter().position(|frame| matches(frame.container)) else {
            return;
        };
        for _ in 0..=index {
            self.pop();
        }
    }

    /// Ends the innermost container if it is an item of HTML.
    pub(super) fn close_item(&mut self) {
        let item =
            |frame: &Frame| frame.container == Container::Item && frame.origin == Origin::Html;
        if self.innermost().is_some_and(item) {
            self.pop();
        }
    }

    /// Returns whether the innermost container is a list, in which only items can begin.
    pub(super) fn is_in_list(&self, origin: Origin) -> bool {
        self.innermost().is_some_and(|frame| {
            frame.origin == origin && matches!(frame.container, Container::List(_))
        })
    }

    /// Returns whether HTML may begin another container.
    pub(super) fn has_room(&self) -> bool {
        self.depth < DEPTH
    }

    /// Separates the items of the innermost list by empty lines.
    pub(super) fn loosen(&mut self) {
        if let [.., list, item] = self.frames.as_mut_slice()
            && item.container == Container::Item
        {
            list.is_loose = true;
        }
    }

    /// Separates the next block from the one before it in the same container by an empty line, unless both are items of
    /// a tight list, or the block is a list in such an item.
    fn separate(&mut self, container: Option<Container>) {
        let is_item = container == Some(Container::Item);
        let mut is_tight = container.is_some_and(|it| self.continues_tight_item(it));
        let frame = self.frames.iter_mut().rfind(|frame| frame.is_written);
        let has_content = if let Some(frame) = frame {
            is_tight |= is_item && !frame.is_loose;
            // Text between the items of a list.
            frame.is_loose |= !is_item && matches!(frame.container, Container::List(_));
            std::mem::replace(&mut frame.has_content, true)
        } else {
            !self.lines.is_empty()
        };
        if has_content && !is_tight {
            self.separator = Some(self.prefix.trim_end().to_owned());
        }
    }

    fn block<T: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = T>) {
        self.separate(None);
        for line in lines {
            self.line(line.as_ref(), false);
        }
        self.ends_in_paragraph = false;
    }

    fn line(&mut self, text: &str, wraps: bool) {
        if let Some(separator) = self.separator.take().filter(|_| !self.lines.is_empty()) {
            self.lines.push(Line::new(separator));
        }
        let prefix = self.first.take();
        let prefix = prefix.as_deref().unwrap_or(&self.prefix);
        let mut line = Line {
            text: prefix.to_owned(),
            markers: prefix.len(),
            wraps,
        };
        line.text.push_str(text);
        line.text.truncate(line.text.trim_end().len());
        self.lines.push(line);
    }
}
