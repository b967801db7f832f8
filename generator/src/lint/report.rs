//! The result of linting a document.

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::Diagnostics;
use crate::resolve::PaginationNote;

/// The result of linting a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings in source order.
    pub findings: Diagnostics,
    /// Number of example payloads of responses and webhooks.
    pub payloads: usize,
    /// Number of these payloads that violate their schemas.
    pub broken_payloads: usize,
    /// The operations that are paginated, and those that are not although their parameters are similar, in the order of
    /// the generated code.
    pub pages: Vec<PaginationNote>,
    /// Overlay actions that relax the schemas so that these payloads decode.
    pub(super) actions: Vec<String>,
}

impl Report {
    /// Returns the number of findings per code.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.code).or_default() += 1;
        }
        counts
    }
}

/// The report for a document that cannot be loaded or corrected.
impl From<Diagnostics> for Report {
    fn from(findings: Diagnostics) -> Self {
        Self {
            findings,
            ..Self::default()
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.findings)?;
        for (code, count) in self.counts() {
            writeln!(f, "{count:>6}  {code}")?;
        }
        write!(
            f,
            "{} of {} response and webhook payloads violate their schemas",
            self.broken_payloads, self.payloads
        )?;
        if self.pages.is_empty() {
            return Ok(());
        }
        let paged = self.pages.iter().filter(|it| it.decision.is_ok()).count();
        write!(
            f,
            "\n{paged} of {} operations with parameters for pages are paginated",
            self.pages.len()
        )
    }
}
