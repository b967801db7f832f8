//! The sanitizer: reads a description as Markdown and HTML, and writes it again.
//!
//! The output consists only of what the writer knows: the text of the description never becomes part of it without
//! being escaped. So rustdoc finds no HTML, no code that it would run, and no links but those to web pages, mail addresses
//! and fragments.

use pulldown_cmark::{Alignment, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::block::{Container, Origin, Writer};
use super::html::{self, Piece};
use super::inline::Mark;
use super::link;
use super::markdown::Markdown;

/// The maximum number of markers of lists and block quotes at the start of a line.
const MARKERS: usize = 50;

/// The maximum number of spaces and tabs between these markers.
const INDENT: usize = 200;

/// A description as Markdown for rustdoc.
pub(super) fn blocks(text: &str) -> Markdown {
    sanitized(text, false)
}

/// A description as a single line of Markdown.
pub(super) fn line(text: &str) -> Markdown {
    sanitized(text, true)
}

fn sanitized(text: &str, one_line: bool) -> Markdown {
    let text = text.trim_end();
    if is_plain(text) {
        return Markdown::escaped(text.to_owned());
    }
    let mut sanitizer = Sanitizer::new(Writer::new(one_line));
    if is_too_deep(text) {
        sanitizer.writer.code_block(text);
        return sanitizer.writer.finish();
    }
    // Options that give a meaning to more characters, like footnotes, are off: those characters are text. The options of
    // rustdoc do not matter here, because the writer escapes everything that one of them might interpret.
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for event in Parser::new_ext(text, options) {
        sanitizer.event(event);
    }
    sanitizer.finish()
}

/// Returns whether a text is a single line without any character that may have a meaning. Most descriptions are.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" ,.;?()'\"/%$@-".contains(&byte);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(is_plain)
        && !text.contains("  ")
}

/// Returns whether lists and block quotes may be nested so deeply that parsing is slow: the parser checks each line
/// against all blocks that are open.
fn is_too_deep(text: &str) -> bool {
    text.lines().any(|line| {
        let bytes = line.as_bytes();
        let is_marker = |byte: &u8| b" \t>-+*.)0123456789".contains(byte);
        let length = bytes
            .iter()
            .position(|byte| !is_marker(byte))
            .unwrap_or(bytes.len());
        let (start, _) = bytes.split_at(length);
        let spaces = start.iter().filter(|byte| b" \t".contains(byte));
        let markers = start.windows(2).filter(|pair| {
            matches!(
                pair,
                [b'>', _] | [b'-' | b'+' | b'*' | b'.' | b')', b' ' | b'\t']
            )
        });
        spaces.count() > INDENT || markers.count() > MARKERS
    })
}

struct Sanitizer {
    writer: Writer,
    /// The text of the open block of HTML.
    html: Option<String>,
    /// The text of the open block of code.
    code: Option<String>,
    /// True in the tag `pre` of HTML.
    in_pre: bool,
    /// True in a heading or table cell, which cannot contain blocks.
    in_line: bool,
    /// For each open link, whether it is written.
    links: Vec<bool>,
    /// The rows of the open table, and the cells of its open row.
    rows: Vec<String>,
    cells: Vec<String>,
    /// The row of alignments of the open table.
    alignments: String,
}

impl Sanitizer {
    fn new(writer: Writer) -> Self {
        let in_line = writer.is_one_line();
        Self {
            writer,
            html: None,
            code: None,
            in_pre: false,
            in_line,
            links: Vec::new(),
            rows: Vec::new(),
            cells: Vec::new(),
            alignments: String::new(),
        }
    }

    fn finish(mut self) -> Markdown {
        self.close_pre();
        self.writer.finish()
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) if self.in_pre => self.text(&code),
            Event::Code(code) => self.writer.inline.code(&code),
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(&html),
                None => self.html(&html),
            },
            Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.hard_break(),
            Event::Rule => {
                self.begin_block();
                self.writer.rule();
            }
            // These need options that are off.
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.code {
            Some(code) => code.push_str(text),
            None => self.writer.inline.text(text),
        }
    }

    fn soft_break(&mut self) {
        match &mut self.code {
            Some(code) => code.push('\n'),
            None => self.writer.inline.soft_break(),
        }
    }

    fn hard_break(&mut self) {
        match &mut self.code {
            Some(code) => code.push('\n'),
            None => self.writer.inline.hard_break(),
        }
    }

    /// Ends the blocks of HTML that cannot contain the block of Markdown that follows.
    fn begin_block(&mut self) {
        self.close_pre();
        self.writer.end_paragraph();
        if self.writer.is_in_list(Origin::Html) {
            self.writer.pop_html(|_| true);
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                self.begin_block();
                self.writer.loosen();
            }
            Tag::Heading { .. } => {
                self.begin_block();
                self.in_line = true;
            }
            Tag::BlockQuote(_) => {
                self.begin_block();
                self.writer.push(Container::Quote, Origin::Markdown);
            }
            Tag::List(start) => {
                self.begin_block();
                self.writer.push(Container::List(start), Origin::Markdown);
            }
            Tag::Item => {
                self.close_pre();
                self.writer.push(Container::Item, Origin::Markdown);
            }
            Tag::CodeBlock(_) => {
                self.begin_block();
                self.code = Some(String::new());
            }
            Tag::HtmlBlock => {
                if !self.in_pre {
                    self.writer.end_paragraph();
                }
                self.html = Some(String::new());
            }
            Tag::Table(alignments) => {
                self.begin_block();
                self.in_line = true;
                self.alignments = alignments
                    .iter()
                    .map(|alignment| column(*alignment))
                    .collect();
            }
            Tag::Emphasis => self.writer.inline.open(Mark::Emphasis),
            Tag::Strong => self.writer.inline.open(Mark::Strong),
            Tag::Strikethrough => self.writer.inline.open(Mark::Strikethrough),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => self.open_link(&dest_url),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                if !self.in_pre {
                    self.writer.end_paragraph();
                }
                self.links.clear();
            }
            TagEnd::Heading(level) => {
                self.writer.end_heading(level_number(level));
                self.end_line();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => {
                self.close_pre();
                self.writer.pop_markdown();
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.writer.code_block(&code);
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    self.html(html.trim_end());
                }
            }
            TagEnd::TableCell => {
                if self.writer.is_one_line() {
                    self.writer.end_paragraph();
                } else {
                    let cell = self.writer.end_cell();
                    self.cells.push(cell);
                }
            }
            TagEnd::TableHead => {
                self.end_row();
                self.rows.push(format!("|{}", self.alignments));
            }
            TagEnd::TableRow => self.end_row(),
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                if !self.writer.is_one_line() {
                    self.writer.table(rows);
                }
                self.end_line();
            }
            TagEnd::Emphasis => self.writer.inline.close(Mark::Emphasis),
            TagEnd::Strong => self.writer.inline.close(Mark::Strong),
            TagEnd::Strikethrough => self.writer.inline.close(Mark::Strikethrough),
            TagEnd::Link | TagEnd::Image => self.close_link(),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        self.in_line = self.writer.is_one_line();
        self.links.clear();
    }

    fn end_row(&mut self) {
        let mut row = "|".to_owned();
        for cell in self.cells.drain(..) {
            row.extend([" ", &cell, if cell.is_empty() { "|" } else { " |" }]);
        }
        self.rows.push(row);
    }

    fn link(&mut self, link_type: LinkType, url: &str) {
        // The text of these links is the URL, and is part of the link already.
        if link_type == LinkType::Email {
            self.open_link(&format!("mailto:{url}"));
        } else {
            self.open_link(url);
        }
    }

    fn open_link(&mut self, url: &str) {
        let url = link::allowed(url).filter(|_| self.code.is_none());
        self.links.push(url.is_some());
        if let Some(url) = url {
            self.writer.inline.open_link(url);
        }
    }

    fn close_link(&mut self) {
        if self.links.pop() == Some(true) {
            self.writer.inline.close(Mark::Link);
        }
    }

    /// Writes HTML: the common tags as Markdown, and everything else as text.
    fn html(&mut self, html: &str) {
        for piece in html::pieces(html) {
            match piece {
                Piece::Text(text) => self.html_text(text),
                Piece::Tag(tag) => {
                    if !self.tag(tag) {
                        self.text(tag.source);
                    }
                }
            }
        }
    }

    fn html_text(&mut self, text: &str) {
        let text = html::decoded(text);
        if self.code.is_some() {
            self.text(&text);
            return;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.soft_break();
            }
            self.text(line);
        }
    }

    /// Writes a tag as Markdown. Returns false for a tag that has no equivalent.
    fn tag(&mut self, tag: html::Tag<'_>) -> bool {
        let name = tag.name.to_ascii_lowercase();
        match (name.as_str(), tag.closes) {
            ("br", _) => self.hard_break(),
            ("b" | "strong", closes) => self.mark(Mark::Strong, closes),
            ("i" | "em", closes) => self.mark(Mark::Emphasis, closes),
            ("a", false) => self.open_link(&tag.href().unwrap_or_default()),
            ("a", true) => self.close_link(),
            ("code", _) if self.in_pre => {}
            ("code", false) => self.writer.inline.open_code(),
            ("code", true) => self.writer.inline.close_code(),
            (
                "p" | "div" | "pre" | "ul" | "ol" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6",
                _,
            ) if self.in_line => {
                self.text(" ");
            }
            ("p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) if self.in_pre => {}
            ("h1", true) => self.writer.end_heading(1),
            ("h2", true) => self.writer.end_heading(2),
            ("h3", true) => self.writer.end_heading(3),
            ("h4", true) => self.writer.end_heading(4),
            ("h5", true) => self.writer.end_heading(5),
            ("h6", true) => self.writer.end_heading(6),
            // These have no meaning without styles.
            ("span" | "font" | "small" | "u", _) => {}
            ("p" | "div", _) | ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                self.writer.end_paragraph();
            }
            ("pre", false) => self.open_pre(),
            ("pre", true) => self.close_pre(),
            ("ul", false) => self.open_list(None),
            ("ol", false) => self.open_list(Some(1)),
            ("ul" | "ol", true) => self.close_html(|it| matches!(it, Container::List(_))),
            ("li", false) => self.open_item(),
            ("li", true) => self.close_html(|it| it == Container::Item),
            _ => return false,
        }
        true
    }

    fn mark(&mut self, mark: Mark, closes: bool) {
        if closes {
            self.writer.inline.close(mark);
        } else {
            self.writer.inline.open(mark);
        }
    }

    fn open_pre(&mut self) {
        self.close_pre();
        self.writer.end_paragraph();
        self.in_pre = true;
        self.code = Some(String::new());
    }

    fn close_pre(&mut self) {
        if std::mem::take(&mut self.in_pre)
            && let Some(code) = self.code.take()
        {
            // HTML ignores a line break after the tag.
            self.writer
                .code_block(code.strip_prefix('\n').unwrap_or(&code));
        }
    }

    fn open_list(&mut self, start: Option<u64>) {
        self.close_pre();
        if self.writer.has_room() {
            self.writer.push(Container::List(start), Origin::Html);
        }
    }

    fn open_item(&mut self) {
        self.close_pre();
        self.writer.end_paragraph();
        // The end of an item can be omitted.
        self.writer.close_item();
        if !self.writer.is_in_list(Origin::Html) {
            self.open_list(None);
        }
        if self.writer.is_in_list(Origin::Html) {
            self.writer.push(Container::Item, Origin::Html);
        }
    }

    fn close_html(&mut self, matches: fn(Container) -> bool) {
        self.close_pre();
        self.writer.pop_html(matches);
    }
}

fn column(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::None => " --- |",
        Alignment::Left => " :-- |",
        Alignment::Center => " :-: |",
        Alignment::Right => " --: |",
    }
}

fn level_number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
