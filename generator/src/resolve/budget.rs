//! Budgets for the whole document. References and `allOf` can describe a huge API in a small document.

/// The maximum number of members and properties that `allOf` merges, in the whole document.
pub(super) const MAX_MERGED: usize = 1 << 18;

/// The maximum number of bytes of the names, descriptions and examples of an API, as often as the API has them: the
/// description of a parameter counts for each operation with this parameter.
pub(super) const MAX_TEXT: usize = 256 << 20;

/// The budgets of one document.
#[derive(Debug)]
pub(super) struct Budgets {
    pub(super) merged: Budget,
    pub(super) text: Budget,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            merged: Budget::new(MAX_MERGED),
            text: Budget::new(MAX_TEXT),
        }
    }
}

/// The result of [`Budget::spend`].
pub(super) enum Spending {
    Within,
    /// The budget is exceeded for the first time.
    Exceeds,
    HasExceeded,
}

/// A maximum, and the part of it that is spent.
#[derive(Debug)]
pub(super) struct Budget {
    maximum: usize,
    spent: usize,
}

impl Budget {
    fn new(maximum: usize) -> Self {
        Self { maximum, spent: 0 }
    }

    pub(super) fn spend(&mut self, amount: usize) -> Spending {
        let had_exceeded = self.spent > self.maximum;
        self.spent = self.spent.saturating_add(amount);
        match (had_exceeded, self.spent > self.maximum) {
            (true, _) => Spending::HasExceeded,
            (false, true) => Spending::Exceeds,
            (false, false) => Spending::Within,
        }
    }
}
