//! Makes strings.

use serde_json::Value;

use super::Sampler;
use super::merged::Merged;
use super::pattern::texts_of;

/// The longest string that is made, in characters.
const MAX_LENGTH: usize = 100_000;

/// Texts for patterns that have no equivalent without look-around.
const COMMON: [&str; 8] = [
    "Aa1!aaaa",
    "Abcdef1!",
    "Abcdefgh12345!#",
    "abc",
    "ABC",
    "123",
    "a-b",
    "a b",
];

impl Sampler<'_> {
    /// A string that satisfies the schemas, or the best one that was found.
    pub(super) fn string(&mut self, merged: &Merged<'_>, schemas: &[String]) -> String {
        let least = merged.largest("minLength").unwrap_or(0).min(MAX_LENGTH);
        let most = merged.smallest("maxLength").unwrap_or(usize::MAX);
        let variant = match &mut self.random {
            Some(random) => random.number() % 10_000,
            None => self.variant,
        };
        let format = merged.values("format").find_map(Value::as_str);
        let patterns: Vec<&str> = merged.values("pattern").filter_map(Value::as_str).collect();
        let mut candidates: Vec<String> = Vec::new();
        candidates.extend(format.and_then(|format| formatted(format, variant, least)));
        for pattern in &patterns {
            let count = usize::try_from(self.variant).unwrap_or_default() + 1;
            let mut texts = texts_of(pattern, count);
            texts.retain(|text| (least..=most).contains(&text.chars().count()));
            if let Some(start) = usize::try_from(variant)
                .unwrap_or_default()
                .checked_rem(texts.len())
            {
                texts.rotate_left(start);
            }
            candidates.extend(texts.into_iter().take(12));
        }
        if !patterns.is_empty() {
            candidates.extend(COMMON.map(str::to_owned));
        }
        candidates.push(plain(variant, least, most));
        let is_simple = patterns.is_empty() && format.is_none();
        let fallback = candidates.last().cloned().unwrap_or_default();
        let mut candidates = candidates.into_iter();
        let found = candidates
            .find(|text| is_simple || self.is_valid(schemas, &Value::String(text.clone())));
        found.unwrap_or(fallback)
    }
}

/// A word of the right length.
fn plain(variant: u64, least: usize, most: usize) -> String {
    let suffix = match variant {
        0 => String::new(),
        variant => variant.to_string(),
    };
    let mut text = format!("string{suffix}");
    let length = text.chars().count();
    if length < least {
        text.extend(
            "abcdefghijklmnopqrstuvwxyz"
                .chars()
                .cycle()
                .take(least - length),
        );
    }
    if text.chars().count() > most {
        // The suffix makes texts differ.
        let skipped = text.chars().count() - most;
        text = if suffix.is_empty() {
            text.chars().take(most).collect()
        } else {
            text.chars().skip(skipped).collect()
        };
    }
    text
}

/// A text with a format; `None` if any text has it.
fn formatted(format: &str, variant: u64, least: usize) -> Option<String> {
    let day = variant % 28 + 1;
    let minute = variant % 60;
    let number = match variant {
        0 => String::new(),
        variant => variant.to_string(),
    };
    let filled = |start: &str, fill: char, end: &str| {
        let missing = least.saturating_sub(start.len() + end.len());
        let fill: String = std::iter::repeat_n(fill, missing).collect();
        format!("{start}{fill}{end}")
    };
    Some(match format {
        "date" => format!("2026-{:02}-{day:02}", variant / 28 % 12 + 1),
        "date-time" => format!("2026-01-{day:02}T09:{minute:02}:00Z"),
        "time" => format!("09:{minute:02}:00Z"),
        "duration" => format!("P{}D", variant + 1),
        "uuid" => format!("3f2b8c1e-5d47-4a69-9e0b-{:012x}", 0x7c_1d2e_u64 + variant),
        "email" | "idn-email" => filled(&format!("user{number}"), 'x', "@example.com"),
        "hostname" | "idn-hostname" => format!("host{number}.example.com"),
        "ipv4" => format!("192.0.2.{}", variant % 254 + 1),
        "ipv6" => format!("2001:db8::{:x}", variant % 0xffff + 1),
        "uri" | "url" | "iri" => filled(&format!("https://example.com/{number}"), 'x', ""),
        "uri-reference" | "iri-reference" => format!("/items/{}", variant + 1),
        "uri-template" => format!("/items{number}/{{id}}"),
        "json-pointer" => format!("/items/{variant}"),
        "relative-json-pointer" => format!("{variant}/items"),
        "regex" => format!("^a{number}$"),
        "byte" | "base64" | "base64url" => {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD.encode(format!("text{number}"))
        }
        "decimal" => format!("{}.5", variant + 1),
        "int32" | "int64" | "uint32" | "uint64" | "integer" => (variant + 1).to_string(),
        _ => return None,
    })
}
