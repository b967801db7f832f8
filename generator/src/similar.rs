//! Suggests an existing name for a misspelt one.

/// Returns the name with the smallest edit distance to `wanted`, unless all names are too different.
pub(crate) fn closest<'n, N: AsRef<str> + ?Sized>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n N>,
) -> Option<&'n N> {
    closest_within(wanted, names, |_| true)
}

/// As [`closest`], with a budget: before each comparison, `reserve` receives the number of its steps. Returns `None` as
/// soon as `reserve` returns false.
pub(crate) fn closest_within<'n, N: AsRef<str> + ?Sized>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n N>,
    mut reserve: impl FnMut(usize) -> bool,
) -> Option<&'n N> {
    let length = wanted.chars().count();
    let tolerated = (length / 3).max(1);
    let wanted = wanted.to_lowercase();
    let mut closest = None;
    for name in names {
        let text = name.as_ref();
        let characters = text.chars().count();
        let is_similar = characters.abs_diff(length) <= tolerated;
        let steps = if is_similar { length } else { 1 };
        if !reserve(steps.saturating_mul(characters).saturating_add(1)) {
            return None;
        }
        if is_similar {
            let distance = distance(&wanted, &text.to_lowercase());
            if distance <= tolerated && closest.is_none_or(|(least, _)| distance < least) {
                closest = Some((distance, name));
            }
        }
    }
    closest.map(|(_, name)| name)
}

/// The number of characters that are added, removed, replaced or exchanged with the next one to make one text of another.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    // The rows before the last one and the last one, and the character of the last one.
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (index, from) in from.chars().enumerate() {
        let mut next = vec![index + 1];
        let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or_default();
        for (column, character) in to.iter().enumerate() {
            let replaced = at(&row, column) + usize::from(from != *character);
            let mut least = replaced.min(at(&row, column + 1) + 1);
            least = least.min(at(&next, column) + 1);
            if let Some(left) = column.checked_sub(1)
                && to.get(left) == Some(&from)
                && previous == Some(*character)
            {
                least = least.min(at(&before, left) + 1);
            }
            next.push(least);
        }
        before = row;
        row = next;
        previous = Some(from);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_edits() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("pets", "pets", 0),
            ("pets", "pet", 1),
            ("pets", "posts", 2),
            ("moduel", "module", 1),
            ("outptu", "output", 1),
            ("ab", "ba", 1),
            ("ca", "abc", 3),
        ] {
            assert_eq!(distance(from, to), expected, "{from} {to}");
            assert_eq!(distance(to, from), expected, "{to} {from}");
        }
    }

    #[test]
    fn similar_names_are_suggested() {
        let names = ["path", "output", "module", "tag"];
        for (wanted, expected) in [
            ("Output", Some("output")),
            ("outptu", Some("output")),
            ("modules", Some("module")),
            ("gat", None),
            ("tga", Some("tag")),
            ("selection", None),
        ] {
            assert_eq!(closest(wanted, names), expected, "{wanted}");
        }
        assert_eq!(closest_within("outptu", names, |_| false), None);
    }
}
