//! The options of a mock server.

/// The options of a [`Mock`](crate::Mock).
///
/// ```
/// use apicrate_mock::MockOptions;
///
/// let options = MockOptions::new().seed(7).validate(false);
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct MockOptions {
    pub(crate) validates: bool,
    pub(crate) seed: u64,
    pub(crate) body_limit: usize,
}

impl Default for MockOptions {
    fn default() -> Self {
        Self {
            validates: true,
            seed: 0,
            body_limit: 10 << 20,
        }
    }
}

impl MockOptions {
    /// The default options: requests are checked.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether requests are checked against the document. If not, a request with faults has the same answer as one
    /// without.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validates = validate;
        self
    }

    /// Sets the start of the random values for `Prefer: dynamic=true`. Two servers with the same seed give the same answers.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the largest size of a request body, in bytes. A larger body receives the status 413. Default: 10 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }
}
