//! Pairs the members of two lists that correspond to each other.

use std::collections::BTreeSet;

/// Decides if two members correspond to each other.
pub(crate) type Criterion<'q, T> = &'q dyn Fn(&T, &T) -> bool;

/// Pairs the members of two lists. Each criterion is applied in turn to the members that are still unpaired.
pub(crate) fn pair<'o, 'n, T>(
    old: &'o [T],
    new: &'n [T],
    criteria: &[Criterion<'_, T>],
) -> Vec<(Option<&'o T>, Option<&'n T>)> {
    let mut partners: Vec<(&T, Option<usize>)> = old.iter().map(|it| (it, None)).collect();
    let mut taken = BTreeSet::new();
    for criterion in criteria {
        for (it, partner) in partners.iter_mut().filter(|(_, partner)| partner.is_none()) {
            let mut free = new
                .iter()
                .enumerate()
                .filter(|(index, _)| !taken.contains(index));
            *partner = free
                .find(|(_, other)| criterion(it, other))
                .map(|(index, _)| index);
            taken.extend(*partner);
        }
    }
    let olds = partners
        .into_iter()
        .map(|(it, partner)| (Some(it), partner.and_then(|index| new.get(index))));
    let news = new
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index))
        .map(|(_, it)| (None, Some(it)));
    olds.chain(news).collect()
}
