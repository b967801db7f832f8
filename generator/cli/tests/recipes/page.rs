//! The headings and code blocks of a Markdown page.

use std::fs;

use crate::scratch::workspace;

/// A page of the repository.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) items: Vec<Item>,
}

pub(crate) enum Item {
    /// The level of a heading.
    Heading(usize),
    Block(Block),
}

/// A code block.
pub(crate) struct Block {
    /// The line of the fence above the code, from 1.
    pub(crate) line: usize,
    /// The language and its attributes, such as `rust,ignore`.
    pub(crate) language: String,
    pub(crate) text: String,
    pub(crate) mark: Option<Mark>,
}

/// The HTML comment above a block.
pub(crate) enum Mark {
    /// The block is a file with this name.
    File(String),
    /// The block is a part of this file.
    From(String),
    /// The block is a manifest for the whole page.
    Page,
}

impl Block {
    pub(crate) fn is_rust(&self) -> bool {
        self.language.split(',').next() == Some("rust")
    }
}

impl Page {
    pub(crate) fn read(path: &str) -> Self {
        let text = fs::read_to_string(workspace().join(path)).expect("the page can be read");
        let mut items = Vec::new();
        let mut lines = text.lines().zip(1..);
        let mut above = "";
        while let Some((line, number)) = lines.next() {
            if let Some(language) = line.strip_prefix("```") {
                let code = lines.by_ref().map(|(line, _)| line);
                let code = code.take_while(|line| *line != "```");
                items.push(Item::Block(Block {
                    line: number,
                    language: language.to_owned(),
                    text: code.flat_map(|line| [line, "\n"]).collect(),
                    mark: mark(above).unwrap_or_else(|mark| panic!("{path}:{number}: {mark}")),
                }));
            } else if line.starts_with('#') {
                items.push(Item::Heading(
                    line.len() - line.trim_start_matches('#').len(),
                ));
            }
            above = line;
        }
        Self {
            path: path.to_owned(),
            items,
        }
    }

    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block),
            Item::Heading(_) => None,
        })
    }
}

/// The mark in the line above a block.
fn mark(line: &str) -> Result<Option<Mark>, &str> {
    let Some(comment) = line.strip_prefix("<!--") else {
        return Ok(None);
    };
    let comment = comment.strip_suffix("-->").ok_or(line)?.trim();
    let mark = match comment.split_once(": ").unwrap_or((comment, "")) {
        ("file", name) => Mark::File(name.to_owned()),
        ("from", name) => Mark::From(name.to_owned()),
        ("page", "") => Mark::Page,
        _ => return Err(line),
    };
    Ok(Some(mark))
}
