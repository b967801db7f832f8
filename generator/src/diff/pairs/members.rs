//! Pairs the members of two lists that correspond to each other.

use std::collections::HashMap;
use std::hash::Hash;

/// Two lists, and the pairs found so far.
pub(crate) struct Pairing<'o, 'n, T, U = T> {
    old: &'o [T],
    new: &'n [U],
    /// The index of the partner of each old member.
    partners: Vec<Option<usize>>,
    /// True for each new member that has a partner.
    taken: Vec<bool>,
}

impl<'o, 'n, T, U> Pairing<'o, 'n, T, U> {
    /// Two lists without pairs.
    pub(crate) fn new(old: &'o [T], new: &'n [U]) -> Self {
        Self {
            old,
            new,
            partners: vec![None; old.len()],
            taken: vec![false; new.len()],
        }
    }

    /// Pairs members that have no partner yet and that have the same key. A member without a key gets no partner.
    pub(crate) fn by<K: Eq + Hash>(
        mut self,
        old_key: impl Fn(&'o T) -> Option<K>,
        new_key: impl Fn(&'n U) -> Option<K>,
    ) -> Self {
        let mut free: HashMap<K, Vec<usize>> = HashMap::new();
        for (index, (member, is_taken)) in self.new.iter().zip(&self.taken).enumerate().rev() {
            if !is_taken && let Some(key) = new_key(member) {
                free.entry(key).or_default().push(index);
            }
        }
        let open = self.old.iter().zip(&mut self.partners);
        for (member, partner) in open.filter(|(_, partner)| partner.is_none()) {
            *partner = old_key(member).and_then(|key| free.get_mut(&key)?.pop());
            if let Some(is_taken) = partner.and_then(|index| self.taken.get_mut(index)) {
                *is_taken = true;
            }
        }
        self
    }

    /// All pairs in the order of the old list, then the new members without a partner.
    pub(crate) fn pairs(self) -> Vec<(Option<&'o T>, Option<&'n U>)> {
        let partner = |index: Option<usize>| self.new.get(index?);
        let olds = self.old.iter().zip(self.partners);
        let olds = olds.map(|(member, index)| (Some(member), partner(index)));
        let news = self.new.iter().zip(self.taken);
        let news = news.filter(|(_, is_taken)| !is_taken);
        olds.chain(news.map(|(member, _)| (None, Some(member))))
            .collect()
    }
}
