//! Short names. A name that is composed of many words loses those in the middle: it keeps its first words, which name
//! the component or operation, and its last words, which name the property.

use std::collections::HashSet;

use crate::sha256::sha256;

/// The maximum number of characters of a name that the generator composes, such as that of an inline type.
pub(super) const MAX_COMPOSED: usize = 60;

/// The maximum number of characters of a name that the document states: the key of a component, an `operationId`, a tag,
/// a property or a parameter.
pub(super) const MAX_STATED: usize = 100;

/// Words that the generator adds for items of lists and values of maps.
const STEPS: [&str; 2] = ["Item", "Value"];

/// The number of hexadecimal digits that replace the end of a long word.
const DIGITS: usize = 8;

/// Shortens a name in camel case.
pub(super) fn short_type_name(name: String, max: usize) -> String {
    if fits(&name, max) {
        return name;
    }
    let starts = name.char_indices().filter(|(_, c)| c.is_uppercase());
    let mut starts: Vec<usize> = starts.map(|(index, _)| index).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([name.len()]);
    let words = starts.iter().zip(ends);
    let words = words.filter_map(|(start, end)| name.get(*start..end));
    shortened(words.collect(), "", max)
}

/// Shortens a name in snake case.
pub(super) fn short_value_name(name: String, max: usize) -> String {
    if fits(&name, max) {
        return name;
    }
    shortened(name.split('_').collect(), "_", max)
}

fn fits(name: &str, max: usize) -> bool {
    name.len() <= max || length(name) <= max
}

fn length(word: &str) -> usize {
    word.chars().count()
}

fn shortened(mut words: Vec<&str>, separator: &str, max: usize) -> String {
    let mut known = HashSet::new();
    let is_repeated: Vec<bool> = words.iter().map(|word| !known.insert(*word)).collect();
    let mut is_repeated = is_repeated.into_iter();
    remove_while_long(&mut words, separator, max, |_| {
        is_repeated.next().unwrap_or_default()
    });
    remove_while_long(&mut words, separator, max, |word| STEPS.contains(&word));
    if total(&words, separator) > max {
        keep_ends(&mut words, separator, max);
    }
    let name = words.join(separator);
    if fits(&name, max) {
        return name;
    }
    let mut short: String = name.chars().take(max - DIGITS - separator.len()).collect();
    short.push_str(separator);
    short.extend(sha256(&name).chars().take(DIGITS));
    short
}

fn total(words: &[&str], separator: &str) -> usize {
    let letters: usize = words.iter().map(|word| length(word)).sum();
    letters + separator.len() * words.len().saturating_sub(1)
}

/// Removes words from left to right until the name is short, but neither the first nor the last one.
fn remove_while_long(
    words: &mut Vec<&str>,
    separator: &str,
    max: usize,
    mut is_removed: impl FnMut(&str) -> bool,
) {
    let mut total = total(words, separator);
    let last = words.len().saturating_sub(1);
    let mut index = 0;
    words.retain(|word| {
        let is_inside = index != 0 && index != last;
        index += 1;
        let is_kept = !is_removed(word) || !is_inside || total <= max;
        if !is_kept {
            total -= length(word) + separator.len();
        }
        is_kept
    });
}

/// Keeps the first words, up to two fifths of the characters, and as many of the last words as fit.
fn keep_ends(words: &mut Vec<&str>, separator: &str, max: usize) {
    let mut used = 0;
    let first = words.iter().enumerate().take_while(|(index, word)| {
        used += length(word) + separator.len();
        *index == 0 || used <= max * 2 / 5
    });
    let first = first.count();
    let mut used = total(words.get(..first).unwrap_or_default(), separator);
    let last = words.iter().skip(first).rev().enumerate();
    let last = last.take_while(|(index, word)| {
        used += length(word) + separator.len();
        *index == 0 || used <= max
    });
    let last = words.len() - last.count();
    words.drain(first..last);
}

#[cfg(test)]
mod tests {
    use super::{MAX_COMPOSED, short_type_name, short_value_name};

    fn short(name: &str) -> String {
        short_type_name(name.to_owned(), MAX_COMPOSED)
    }

    #[test]
    fn short_names_are_unchanged() {
        let fits = "A".repeat(MAX_COMPOSED);
        assert_eq!(short(&fits), fits);
    }

    #[test]
    fn repeated_words_are_removed_first() {
        assert_eq!(
            short("ListOrdersResponseOrdersItemShipmentsItemOrdersItemPackagesItemLabel"),
            "ListOrdersResponseItemShipmentsOrdersItemPackagesItemLabel"
        );
    }

    #[test]
    fn the_first_and_the_last_words_remain() {
        let name =
            "SearchWarehousesNearbyResponseSuppliersContractsConditionsPenaltiesScheduleStartDate";
        assert_eq!(
            short(name),
            "SearchWarehousesNearbyConditionsPenaltiesScheduleStartDate"
        );
    }

    #[test]
    fn a_long_word_ends_in_a_hash() {
        let (one, other) = (
            "X".to_owned() + &"x".repeat(300),
            "X".to_owned() + &"x".repeat(301),
        );
        assert_eq!(short(&one).len(), MAX_COMPOSED);
        assert_ne!(short(&one), short(&other));
        let snake = short_value_name("y".repeat(300), MAX_COMPOSED);
        assert_eq!(snake.len(), MAX_COMPOSED);
    }
}
