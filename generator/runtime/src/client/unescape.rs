//! Reads the characters of a text that may be escaped: percent-encoded, as in a JSON string, as in HTML, or in several of
//! these ways, one inside the other. `%2F`, `\/`, `\u002f`, `&#x2f;`, `%252F` and `\\u002f` are all a slash.
//!
//! The same text can be read in several ways, because it does not show how often it was escaped: `%252F` is `%252F`,
//! `%2F` or `/`. A [`Reader`] finds the readings of each position once, from the end of the text to its start: an escape
//! consists of readings at later positions. The number of readings at a position is limited, so the work is proportional to
//! the length of the text, and no text needs a deep recursion.

use std::collections::VecDeque;
use std::ops::Range;

/// The largest number of readings that start at one position.
const MAX_READINGS: usize = 12;

/// The number of positions whose readings are found together.
const BLOCK: usize = 4096;

/// The longest escape, in bytes.
const MAX_ESCAPE: usize = 2048;

/// The largest number of digits in the number of a character in HTML. Most may be leading zeros.
const MAX_DIGITS: usize = 12;

/// The HTML entities of ASCII characters.
const ENTITIES: [(&str, char); 39] = [
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("hat", '^'),
    ("lbrace", '{'),
    ("lbrack", '['),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("nbsp", ' '),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rbrace", '}'),
    ("rbrack", ']'),
    ("rcub", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("tilde", '~'),
    ("verbar", '|'),
    ("vert", '|'),
    ("dash", '-'),
    ("hyphen", '-'),
];

/// A byte or character that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    /// A byte of the text itself or of its percent-encoding: a part of a character unless it is ASCII.
    Byte(u8),
    /// A character that JSON or HTML names by its number.
    Character(char),
}

impl Symbol {
    /// The character, if it is ASCII.
    pub(super) fn ascii(self) -> Option<u8> {
        match self {
            Self::Byte(byte) => Some(byte),
            Self::Character(character) => u8::try_from(character).ok(),
        }
        .filter(u8::is_ascii)
    }

    /// The bytes in UTF-8.
    pub(super) fn write(self, buffer: &mut [u8; 4]) -> &[u8] {
        match self {
            Self::Byte(byte) => {
                let [first, ..] = buffer;
                *first = byte;
                std::slice::from_ref(first)
            }
            Self::Character(character) => character.encode_utf8(buffer).as_bytes(),
        }
    }
}

/// A way to read the text at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) symbol: Symbol,
    /// The position behind it.
    pub(super) end: usize,
    origin: Origin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The byte itself, percent-encoding, or HTML.
    Other,
    /// A backslash and the characters after it.
    Backslash,
    /// Several backslashes, which are one after they were unescaped.
    Run,
}

/// Returns whether an escape can start with this byte.
pub(super) fn is_leader(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&' | b'+')
}

/// Finds the readings of a text, block by block.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    text: &'t [u8],
    blocks: VecDeque<Block<'t>>,
    /// The number of the first block in `blocks`.
    first: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            blocks: VecDeque::new(),
            first: 0,
        }
    }

    /// Drops the readings that are not needed if no earlier position than this one is read.
    pub(super) fn forget_before(&mut self, position: usize) {
        while self.first < position / BLOCK {
            self.blocks.pop_front();
            self.first += 1;
        }
    }

    /// The readings at a position, of which the first is the byte itself.
    pub(super) fn at(&mut self, position: usize) -> impl Iterator<Item = Reading> {
        let byte = self.text.get(position).copied();
        let block = if byte.is_some_and(is_leader) {
            self.block(position / BLOCK)
        } else {
            None
        };
        let escapes = block.map(|block| block.escapes(position));
        let byte = byte.map(|byte| raw(byte, position));
        byte.into_iter().chain(escapes.into_iter().flatten())
    }

    fn block(&mut self, number: usize) -> Option<&Block<'t>> {
        let index = number.checked_sub(self.first)?;
        while self.blocks.len() <= index {
            let number = self.first + self.blocks.len();
            self.blocks.push_back(Block::new(self.text, number * BLOCK));
        }
        self.blocks.get(index)
    }
}

/// The reading of a byte itself.
fn raw(byte: u8, position: usize) -> Reading {
    #[cfg(test)]
    work::count();
    Reading {
        symbol: Symbol::Byte(byte),
        end: position + 1,
        origin: Origin::Other,
    }
}

/// The escapes that start in a part of the text.
#[derive(Debug)]
struct Block<'t> {
    text: &'t [u8],
    start: usize,
    /// The range in `escapes` for each position of the part; empty if no escape starts in it.
    ranges: Vec<Range<usize>>,
    escapes: Vec<Reading>,
}

impl<'t> Block<'t> {
    fn new(text: &'t [u8], start: usize) -> Self {
        let mut block = Self {
            text,
            start,
            ranges: Vec::new(),
            escapes: Vec::new(),
        };
        // Escapes that start in this block may end in the next one.
        let end = text.len().min(start + BLOCK + MAX_ESCAPE);
        for position in (start..end).rev() {
            let byte = text.get(position).copied().unwrap_or_default();
            if is_leader(byte) {
                let found = block.find(raw(byte, position));
                let range = block.escapes.len()..block.escapes.len() + found.len();
                block.escapes.extend(found);
                if block.ranges.is_empty() {
                    block.ranges.resize(end - start, 0..0);
                }
                if let Some(slot) = block.ranges.get_mut(position - start) {
                    *slot = range;
                }
            }
        }
        block
    }

    /// The escapes at a position.
    fn escapes(&self, position: usize) -> impl Iterator<Item = Reading> {
        let range = position.checked_sub(self.start);
        let range = range.and_then(|index| self.ranges.get(index)).cloned();
        let escapes = range.and_then(|range| self.escapes.get(range));
        escapes.unwrap_or_default().iter().copied().inspect(|_| {
            #[cfg(test)]
            work::count();
        })
    }

    fn at(&self, position: usize) -> impl Iterator<Item = Reading> {
        let byte = self.text.get(position);
        let byte = byte.map(|byte| raw(*byte, position));
        byte.into_iter().chain(self.escapes(position))
    }

    /// The ends of a character after a position.
    fn ends(&self, position: usize, character: u8) -> impl Iterator<Item = usize> {
        let found = move |reading: &Reading| {
            let ascii = reading.symbol.ascii();
            ascii.is_some_and(|ascii| ascii.eq_ignore_ascii_case(&character))
        };
        self.at(position).filter(found).map(|reading| reading.end)
    }

    /// Finds the escapes that start with this byte.
    fn find(&self, byte: Reading) -> Vec<Reading> {
        let mut found = Found(Vec::new());
        self.add_escapes(byte, &mut found);
        let mut index = 0;
        while let Some(reading) = found.0.get(index).copied() {
            self.add_escapes(reading, &mut found);
            index += 1;
        }
        found.0
    }

    /// Adds the escapes whose first character is this one.
    fn add_escapes(&self, leader: Reading, found: &mut Found) {
        let end = leader.end;
        match leader.symbol.ascii() {
            Some(b'+') => found.add(Symbol::Byte(b' '), end, Origin::Other),
            Some(b'%') => {
                for (number, end) in self.hex_numbers(end, 2) {
                    let byte = u8::try_from(number).unwrap_or_default();
                    found.add(Symbol::Byte(byte), end, Origin::Other);
                }
            }
            Some(b'\\') if leader.origin != Origin::Run => self.add_json(end, found),
            Some(b'&') => {
                for (character, end) in self.html(end) {
                    found.add(Symbol::Character(character), end, Origin::Other);
                }
            }
            _ => {}
        }
    }

    /// Adds the escapes of JSON and JavaScript whose backslash ends at a position.
    fn add_json(&self, position: usize, found: &mut Found) {
        for Reading {
            symbol,
            end,
            origin,
        } in self.at(position)
        {
            let characters = match symbol.ascii() {
                Some(b'u') => self.utf16(end),
                Some(b'x') => characters(self.hex_numbers(end, 2)),
                Some(b'n') => vec![('\n', end)],
                Some(b'r') => vec![('\r', end)],
                Some(b't') => vec![('\t', end)],
                Some(b'b') => vec![('\u{8}', end)],
                Some(b'f') => vec![('\u{c}', end)],
                Some(quoted @ (b'"' | b'\'' | b'/')) => vec![(quoted.into(), end)],
                _ => Vec::new(),
            };
            for (character, end) in characters {
                found.add(Symbol::Character(character), end, Origin::Backslash);
            }
            // In a string inside a string, the backslash itself is escaped, any number of times.
            if origin == Origin::Backslash && symbol.ascii() != Some(b'\\') {
                found.add(symbol, end, origin);
            }
        }
        // Any number of backslashes may be one, or one and the start of the next escape.
        let ends: Vec<usize> = self.ends(position, b'\\').collect();
        if let Some(last) = ends.iter().max() {
            let before = ends.iter().filter(|end| *end < last).max();
            let backslash = Symbol::Byte(b'\\');
            found.add(backslash, *last, Origin::Run);
            if let Some(before) = before {
                found.add(backslash, *before, Origin::Run);
            }
        }
    }

    /// The characters after `\u`: one code unit of UTF-16, or two.
    fn utf16(&self, position: usize) -> Vec<(char, usize)> {
        let mut found = Vec::new();
        for (unit, end) in self.hex_numbers(position, 4) {
            if let Some(character) = char::from_u32(unit) {
                found.push((character, end));
                continue;
            }
            let next = self.ends(end, b'\\').flat_map(|end| self.ends(end, b'u'));
            let next = next.flat_map(|end| self.hex_numbers(end, 4));
            found.extend(next.filter_map(|(low, end)| {
                let high = unit.checked_sub(0xD800).filter(|high| *high < 0x400)?;
                let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                Some((char::from_u32(0x1_0000 + 0x400 * high + low)?, end))
            }));
        }
        found
    }

    /// The characters after `&`: a number after `#`, or an entity.
    fn html(&self, position: usize) -> Vec<(char, usize)> {
        let mut found = Vec::new();
        for end in self.ends(position, b'#') {
            found.extend(characters(self.numbers(end, 10)));
            for end in self.ends(end, b'x') {
                found.extend(characters(self.numbers(end, 16)));
            }
        }
        // Most names differ in their first letter.
        let letters = self.at(position).fold(0, |letters, reading| {
            letters | reading.symbol.ascii().map_or(0, letter_bit)
        });
        for (name, character) in ENTITIES {
            let first = name.bytes().next().map_or(0, letter_bit);
            if letters & first == 0 {
                continue;
            }
            let mut ends = vec![position];
            for letter in name.bytes().chain([b';']) {
                let next = ends.iter().flat_map(|end| self.ends(*end, letter));
                ends = next.take(MAX_READINGS).collect();
            }
            found.extend(ends.into_iter().map(|end| (character, end)));
        }
        found
    }

    /// The numbers at a position, which end with a semicolon.
    fn numbers(&self, position: usize, radix: u32) -> Vec<(u32, usize)> {
        let mut found = Vec::new();
        let mut unfinished = self.with_digit(&[(0, position)], radix);
        for _ in 0..MAX_DIGITS {
            if unfinished.is_empty() {
                break;
            }
            for (number, end) in &unfinished {
                found.extend(self.ends(*end, b';').map(|end| (*number, end)));
            }
            unfinished = self.with_digit(&unfinished, radix);
        }
        found
    }

    fn hex_numbers(&self, position: usize, digits: usize) -> Vec<(u32, usize)> {
        let mut numbers = vec![(0, position)];
        for _ in 0..digits {
            numbers = self.with_digit(&numbers, 16);
        }
        numbers
    }

    /// The numbers with one more digit.
    fn with_digit(&self, numbers: &[(u32, usize)], radix: u32) -> Vec<(u32, usize)> {
        let longer = numbers.iter().flat_map(|(number, end)| {
            self.at(*end).filter_map(move |reading| {
                let digit = char::from(reading.symbol.ascii()?).to_digit(radix)?;
                let number = number.checked_mul(radix)?.checked_add(digit)?;
                Some((number, reading.end))
            })
        });
        longer.take(MAX_READINGS).collect()
    }
}

/// A bit for each letter of the alphabet; 0 for other characters.
fn letter_bit(character: u8) -> u32 {
    match character.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        _ => 0,
    }
}

/// The escapes that were found at a position.
struct Found(Vec<Reading>);

impl Found {
    fn add(&mut self, symbol: Symbol, end: usize, origin: Origin) {
        let reading = Reading {
            symbol,
            end,
            origin,
        };
        if self.0.len() < MAX_READINGS && !self.0.contains(&reading) {
            self.0.push(reading);
        }
    }
}

fn characters(numbers: Vec<(u32, usize)>) -> Vec<(char, usize)> {
    let numbers = numbers.into_iter();
    let characters = numbers.filter_map(|(number, end)| Some((char::from_u32(number)?, end)));
    characters.collect()
}

/// Counts the work, so that a test can compare it for texts of different sizes.
#[cfg(test)]
pub(super) mod work {
    use std::cell::Cell;

    thread_local! {
        static STEPS: Cell<u64> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        STEPS.set(STEPS.get() + 1);
    }

    /// The number of characters that a function reads.
    pub(in crate::client) fn of(run: impl FnOnce()) -> u64 {
        let before = STEPS.get();
        run();
        STEPS.get() - before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> Vec<(Symbol, usize)> {
        let mut reader = Reader::new(text.as_bytes());
        let readings = reader.at(0);
        readings
            .map(|reading| (reading.symbol, reading.end))
            .collect()
    }

    #[test]
    fn reads_every_kind_of_escape() {
        for text in [
            "/",
            "%2f",
            "%2F",
            "%252F",
            "%25252f",
            "%%32F",
            "%2%46",
            "%25%32%46",
            r"\/",
            r"\\/",
            r"\\\/",
            r"\u002f",
            r"\u002F",
            r"\\u002f",
            r"\x2f",
            "&#47;",
            "&#0047;",
            "&#x2f;",
            "&#X2F;",
            "&sol;",
            "&amp;#47;",
            "&amp;amp;sol;",
            "%26sol%3B",
            "%5Cu002f",
            "%5C%5Cu002f",
            r"\u0025\u0032\u0066",
            r"\u0026#47;",
            r"\%75%30%302F",
            r"%5c\u0025\u0037\u0035002f",
            "&#4%37;",
            "&#92;/",
        ] {
            let readings = readings(text);
            let is_slash = |(symbol, end): &(Symbol, usize)| {
                symbol.ascii() == Some(b'/') && *end == text.len()
            };
            assert!(readings.iter().any(is_slash), "{text}: {readings:?}");
        }
        for text in [
            r"\ud83d\ude00",
            r"\\ud83d\\ude00",
            "&#128512;",
            "%5Cud83d%5Cude00",
        ] {
            let smiley = (Symbol::Character('😀'), text.len());
            assert!(readings(text).contains(&smiley), "{text}");
        }
    }

    #[test]
    fn incomplete_escapes_are_text() {
        for text in [
            "%",
            "%2",
            "%zz",
            r"\",
            r"\u00",
            r"\ud83d",
            r"\ud83dx",
            r"\ude00",
            r"\ude00\ud83d",
            "&",
            "&#",
            "&#;",
            "&#47",
            "&#47x",
            "&unknown;",
            "&#x110000;",
            "&#99999999;",
        ] {
            assert_eq!(readings(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn escapes_may_cross_the_end_of_a_block() {
        let text = format!("{}%252F", " ".repeat(BLOCK - 2));
        let mut reader = Reader::new(text.as_bytes());
        let slash = |reading: Reading| reading.symbol.ascii() == Some(b'/');
        assert!(reader.at(BLOCK - 2).any(slash));
        reader.forget_before(2 * BLOCK);
        assert!(!reader.at(BLOCK - 2).any(slash));
    }
}
