//! The result of linting a document.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::counted::counted;
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

    /// The text after the findings: the number of findings for each code, and those of payloads and paginated operations.
    #[must_use]
    pub fn figures(&self) -> String {
        let mut text = String::new();
        for (code, count) in self.counts() {
            _ = writeln!(text, "{count:>6}  {code}");
        }
        let payloads = counted(self.payloads, "payload");
        let violate = if self.broken_payloads == 1 {
            "violates its schema"
        } else {
            "violate their schemas"
        };
        _ = write!(
            text,
            "{} of {payloads} of responses and webhooks {violate}",
            self.broken_payloads
        );
        if !self.pages.is_empty() {
            let paged = self.pages.iter().filter(|it| it.decision.is_ok()).count();
            let operations = counted(self.pages.len(), "operation");
            let are = if paged == 1 { "is" } else { "are" };
            _ = write!(
                text,
                "\n{paged} of {operations} with parameters for pages {are} paginated"
            );
        }
        text
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
        write!(f, "{}\n{}", self.findings, self.figures())
    }
}
