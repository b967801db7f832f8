//! The settings of a validation.

/// The validation of requests by [`Routes::validate`](crate::server::Routes::validate).
///
/// ```
/// use apicrate_runtime::server::Validation;
///
/// let validation = Validation::new().max_violations(10).allow_read_only();
/// # let _ = validation;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Validation {
    pub(super) max_violations: usize,
    pub(super) allows_read_only: bool,
}

impl Default for Validation {
    fn default() -> Self {
        Self {
            max_violations: 50,
            allows_read_only: false,
        }
    }
}

impl Validation {
    /// The default settings: at most 50 violations, and read-only properties are violations.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the largest number of violations in a response. The check stops there.
    pub fn max_violations(mut self, violations: usize) -> Self {
        self.max_violations = violations.max(1);
        self
    }

    /// Accepts properties that are read-only. The implementation should ignore them.
    pub fn allow_read_only(mut self) -> Self {
        self.allows_read_only = true;
        self
    }
}
