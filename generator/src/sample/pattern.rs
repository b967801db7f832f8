//! Makes texts that match a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::validate::ApiDescription;

/// The maximum length of a text, in bytes.
const MAX_LENGTH: usize = 4096;

/// The numbers of additional repetitions that are tried.
const EXTRA: [u32; 6] = [0, 1, 3, 8, 20, 60];

/// Texts that probably match a pattern, the simplest first; empty if the pattern has no equivalent. `count` is how many
/// different texts are needed.
pub(super) fn texts_of(pattern: &str, count: usize) -> Vec<String> {
    let Some(hir) = ApiDescription::pattern(pattern)
        .and_then(|translated| regex_syntax::parse(&translated).ok())
    else {
        return Vec::new();
    };
    let mut texts: Vec<String> = Vec::new();
    for extra in EXTRA {
        for variant in 0..count.clamp(3, 100) {
            let mut maker = Maker {
                text: Vec::new(),
                extra,
                variant,
            };
            maker.add(&hir);
            // A longer text ends somewhere, and does not match.
            if maker.text.len() <= MAX_LENGTH
                && let Ok(text) = String::from_utf8(maker.text)
                && !texts.contains(&text)
            {
                texts.push(text);
            }
        }
    }
    texts
}

struct Maker {
    text: Vec<u8>,
    /// The number of repetitions in addition to the minimum, if the pattern allows them.
    extra: u32,
    /// Selects alternatives and characters.
    variant: usize,
}

impl Maker {
    fn add(&mut self, hir: &Hir) {
        if self.text.len() > MAX_LENGTH {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.extend_from_slice(&literal.0),
            HirKind::Class(class) => self.add_class(class),
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(u32::MAX);
                let count = repetition.min.saturating_add(self.extra).min(most);
                for _ in 0..count {
                    if self.text.len() > MAX_LENGTH {
                        return;
                    }
                    self.add(&repetition.sub);
                }
            }
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.add(part)),
            HirKind::Alternation(parts) => {
                let index = self.variant.checked_rem(parts.len()).unwrap_or_default();
                if let Some(part) = parts.get(index) {
                    self.add(part);
                }
            }
        }
    }

    fn add_class(&mut self, class: &Class) {
        match class {
            Class::Unicode(class) => {
                let ranges = class.ranges().iter().map(|it| (it.start(), it.end()));
                if let Some(c) = self.character(&ranges.collect::<Vec<_>>()) {
                    let mut buffer = [0; 4];
                    self.text
                        .extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
                }
            }
            Class::Bytes(class) => {
                let ranges = class.ranges().iter().filter(|it| it.end().is_ascii());
                let ranges = ranges.map(|it| (char::from(it.start()), char::from(it.end())));
                if let Some(c) = self.character(&ranges.collect::<Vec<_>>()) {
                    self.text.extend(u8::try_from(u32::from(c)).ok());
                }
            }
        }
    }

    /// A character in these ranges: a letter or a digit, if there is one.
    fn character(&self, ranges: &[(char, char)]) -> Option<char> {
        let is_in = |c: char| {
            ranges
                .iter()
                .any(|(start, end)| (*start..=*end).contains(&c))
        };
        let shift = self.variant + self.text.len();
        for preferred in ['a'..='z', 'A'..='Z', '0'..='9', '!'..='~'] {
            let allowed: Vec<char> = preferred.filter(|c| is_in(*c)).collect();
            if let Some(index) = shift.checked_rem(allowed.len()) {
                return allowed.get(index).copied();
            }
        }
        ranges.first().map(|(start, _)| *start)
    }
}
