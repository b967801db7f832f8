//! Suggests an existing name for a misspelt one.

use crate::document::limits::ReferenceBudget;

/// Returns the name with the smallest edit distance to `wanted`, unless all names are too different or the budget is
/// used up.
pub(super) fn closest<'n>(
    wanted: &str,
    names: impl Iterator<Item = &'n String>,
    budget: &mut ReferenceBudget,
) -> Option<&'n String> {
    let length = wanted.chars().count();
    let tolerated = (length / 3).max(1);
    let wanted = wanted.to_lowercase();
    let mut closest = None;
    for name in names {
        let characters = name.chars().count();
        let is_similar = characters.abs_diff(length) <= tolerated;
        let steps = if is_similar { length } else { 1 };
        if !budget.suggest(steps.saturating_mul(characters).saturating_add(1)) {
            return None;
        }
        if is_similar {
            let distance = distance(&wanted, &name.to_lowercase());
            if distance <= tolerated && closest.is_none_or(|(least, _)| distance < least) {
                closest = Some((distance, name));
            }
        }
    }
    closest.map(|(_, name)| name)
}

/// The Levenshtein distance of two texts.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, from) in from.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (to, above) in to.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *above;
            left = replaced.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
