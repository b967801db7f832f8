//! The output of a command: results on standard output, findings and notes on standard error.
//!
//! A reader that closes its end of a pipe is not an error: the command does the rest of its work, without output.

use std::fmt::{self, Display, Write as _};
use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use apicrate::Diagnostics;
use apicrate::diagnostic::Severity;
use clap::{Args, ColorChoice, ValueEnum};

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const BLUE: Style = AnsiColor::Blue.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// The styles of the help, which has the colors of the findings.
pub(crate) const HELP: clap::builder::Styles = clap::builder::Styles::styled()
    .header(GREEN)
    .usage(GREEN)
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(CYAN);

/// The format of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Each finding with its source line.
    #[default]
    Text,
    /// One array with one object per finding; standard output contains nothing else.
    Json,
}

/// The options for the output of every command.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct ConsoleArguments {
    /// Print no summary, no notes and no warnings. Errors are still printed.
    #[arg(long, short, global = true, help_heading = "Output")]
    quiet: bool,
    /// Print all findings in full. Without it, of findings that differ only in a name or position, the first one is
    /// printed in full.
    #[arg(
        long,
        short,
        global = true,
        help_heading = "Output",
        conflicts_with = "quiet"
    )]
    verbose: bool,
    /// Colors of the output. `auto` means a terminal, unless the environment variable `NO_COLOR` is set;
    /// `CLICOLOR_FORCE` turns them on for files, too.
    #[arg(
        long,
        global = true,
        help_heading = "Output",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        value_name = "auto|always|never"
    )]
    color: ColorChoice,
}

impl ConsoleArguments {
    /// Sets the colors of this process.
    pub fn apply(self) {
        let choice = match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }

    /// The output of a command whose findings have this format.
    #[must_use]
    pub fn console(self, format: Format) -> Console {
        Console {
            format,
            is_quiet: self.quiet,
            is_verbose: self.verbose,
        }
    }
}

/// The output of a command.
///
/// Each method fails if the output cannot be written, unless its reader has gone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Console {
    format: Format,
    is_quiet: bool,
    is_verbose: bool,
}

impl Console {
    /// The format of the findings.
    #[must_use]
    pub const fn format(self) -> Format {
        self.format
    }

    /// Returns true if only errors are printed.
    #[must_use]
    pub const fn is_quiet(self) -> bool {
        self.is_quiet
    }

    /// The output of findings as text, if the results are printed in another format.
    #[cfg(feature = "mock")]
    pub(crate) const fn for_findings(self) -> Self {
        Self {
            format: Format::Text,
            ..self
        }
    }

    /// Prints findings of a command whose main output is something else: to standard error, or as JSON to standard
    /// output.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn findings(self, findings: &Diagnostics) -> io::Result<()> {
        match self.format {
            Format::Json => self.json(findings),
            Format::Text => {
                let kept = self.kept(findings);
                if kept.is_empty() {
                    return Ok(());
                }
                stderr(&format!("{}\n", self.texts(&kept)))
            }
        }
    }

    /// The findings as text, with each kind once unless all are wanted.
    pub(crate) fn texts(self, findings: &Diagnostics) -> String {
        if self.is_verbose {
            return findings.to_string();
        }
        findings.grouped("--verbose").to_string()
    }

    /// Prints findings as one JSON array to standard output.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn json(self, findings: &Diagnostics) -> io::Result<()> {
        data(&format!("{:#}\n", self.kept(findings).to_json()))
    }

    /// The findings that are printed: with `--quiet`, the errors.
    fn kept(self, findings: &Diagnostics) -> Diagnostics {
        let is_kept = |severity| !self.is_quiet || severity == Severity::Error;
        let kept = findings.iter().filter(|it| is_kept(it.severity));
        kept.cloned().collect()
    }

    /// Prints a line for people: to standard output, or to standard error if the findings are printed as JSON. Prints
    /// nothing with `--quiet`.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn line(self, line: impl Display) -> io::Result<()> {
        match self.format {
            Format::Text => self.text(&format!("{line}\n")),
            Format::Json => self.note(line),
        }
    }

    /// Prints a text for people to standard output. Prints nothing with `--quiet`.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn text(self, text: &str) -> io::Result<()> {
        if self.is_quiet {
            return Ok(());
        }
        write(anstream::stdout().lock(), &painted(text))
    }

    /// Prints a line to standard error. Prints nothing with `--quiet`.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn note(self, line: impl Display) -> io::Result<()> {
        if self.is_quiet {
            return Ok(());
        }
        stderr(&format!("{line}\n"))
    }
}

/// Prints the result of a command, such as a document, to standard output.
pub(crate) fn data(text: &str) -> io::Result<()> {
    write(io::stdout().lock(), text)
}

/// Prints the error that has ended a command to standard error.
pub(crate) fn error(error: &dyn fmt::Display) {
    // A message that cannot be printed cannot be reported either.
    _ = stderr(&format!("error: {error}\n"));
}

fn stderr(text: &str) -> io::Result<()> {
    write(anstream::stderr().lock(), &painted(text))
}

fn write(mut stream: impl Write, text: &str) -> io::Result<()> {
    match stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Adds colors to findings and summaries. Nothing of a document begins a line, so that it cannot look like a finding.
fn painted(text: &str) -> String {
    const STARTS: &[(&str, Style)] = &[
        ("error", RED),
        ("warning", YELLOW),
        ("note", CYAN),
        ("major", RED),
        ("minor", YELLOW),
        ("patch", GREEN),
        ("  -->", BLUE),
        ("   |", BLUE),
        ("  help:", CYAN),
    ];
    let mut painted = String::with_capacity(text.len() + text.len() / 8);
    for line in text.split_inclusive('\n') {
        let start = STARTS.iter().find_map(|(start, style)| {
            let rest = line.strip_prefix(start)?;
            // The code of a finding has the color of its severity.
            let length = match rest.find(']').filter(|_| rest.starts_with('[')) {
                Some(end) => start.len() + end + 1,
                None if start.starts_with(' ') || rest.starts_with(':') => start.len(),
                None => return None,
            };
            Some((line.split_at_checked(length)?, style))
        });
        match start {
            Some(((start, rest), style)) => {
                _ = write!(painted, "{style}{start}{style:#}{rest}");
            }
            None => painted.push_str(line),
        }
    }
    painted
}

/// Returns 0 for true, 1 for false.
#[must_use]
pub fn exit_code(is_success: bool) -> ExitCode {
    if is_success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
