//! Suggests an existing name for a misspelt one.

/// Returns the name with the smallest edit distance to `wanted`, unless all names are too different.
pub(super) fn closest<'n>(
    wanted: &str,
    names: impl Iterator<Item = &'n String>,
) -> Option<&'n String> {
    let length = wanted.chars().count();
    let tolerated = (length / 3).max(1);
    names
        .filter(|name| name.chars().count().abs_diff(length) <= tolerated)
        .map(|name| (distance(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
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
