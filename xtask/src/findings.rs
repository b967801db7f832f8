//! How findings are told: to people as text, to programs as one JSON array.

use std::fmt::Display;

use apicrate::Diagnostics;
use clap::ValueEnum;

/// For whom a verb writes.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people: each finding with its place in the source.
    #[default]
    Text,
    /// For programs: one array with an object for each finding, and nothing else on standard output.
    Json,
}

impl Format {
    /// Writes the findings of a run in which they are not what was asked for.
    pub(crate) fn print(self, findings: &Diagnostics) {
        match self {
            Self::Text if findings.is_empty() => {}
            Self::Text => eprintln!("{findings}"),
            Self::Json => println!("{:#}", findings.to_json()),
        }
    }

    /// Writes a line for people.
    pub(crate) fn say(self, line: impl Display) {
        match self {
            Self::Text => println!("{line}"),
            Self::Json => eprintln!("{line}"),
        }
    }
}
