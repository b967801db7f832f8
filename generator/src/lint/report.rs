//! What a lint has found.

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::Diagnostics;

/// What was found in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings, in the order in which they stand in the source.
    pub findings: Diagnostics,
    /// How many payloads of responses and webhooks the document shows.
    pub payloads: usize,
    /// How many of them break the schema that they are an example of.
    pub broken_payloads: usize,
    /// The schemas' relaxations that these payloads call for, as actions of an overlay.
    pub(super) actions: Vec<String>,
}

impl Report {
    /// How many findings there are of each kind, by its code.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.code).or_default() += 1;
        }
        counts
    }
}

/// The report on a document that cannot be read or corrected.
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
            "{} of {} response and webhook payloads break their schemas",
            self.broken_payloads, self.payloads
        )
    }
}
