//! Output of findings: text for people, one JSON array for programs. And the exit code of a command.

use std::fmt::Display;
use std::process::ExitCode;

use apicrate::Diagnostics;
use clap::ValueEnum;

/// The format of findings.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Format {
    /// Text: each finding with its source line.
    #[default]
    Text,
    /// JSON: one array with one object per finding; standard output contains nothing else.
    Json,
}

impl Format {
    /// Prints findings of a command whose main output is something else.
    pub(crate) fn print(self, findings: &Diagnostics) {
        match self {
            Self::Text if findings.is_empty() => {}
            Self::Text => eprintln!("{findings}"),
            Self::Json => println!("{:#}", findings.to_json()),
        }
    }

    /// Prints a line for people: to standard output, or to standard error if the findings are printed as JSON.
    pub(crate) fn print_line(self, line: impl Display) {
        match self {
            Self::Text => println!("{line}"),
            Self::Json => eprintln!("{line}"),
        }
    }
}

/// Returns 0 for true, 1 for false.
pub(crate) fn exit_code(is_success: bool) -> ExitCode {
    if is_success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
