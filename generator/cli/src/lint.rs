//! `apicrate lint`: findings about documents, as text or as JSON. The documents stay as they are; corrections that
//! documented payloads require can be written as an overlay.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use apicrate::Diagnostics;
use apicrate::counted::counted;
use apicrate::diagnostic::Severity;
use apicrate::lint::{Report, lint, overlay};
use clap::Args;

use crate::config::ConfigArguments;
use crate::console::{Console, ConsoleArguments, Format, exit_code};
use crate::document::DocumentArguments;
use crate::input::ConfiguredDocument;
use crate::progress::Progress;

/// Text at the end of `apicrate lint --help`.
const HELP: &str = "\
Finds examples that break their schemas, patterns that not every regular expression engine accepts,
required properties that are not declared, unused components, keywords that are not translated, and
names that collide in Rust.

Exits with 1 if there is an error, and with 0 if there are only warnings. A finding is an error if no
code can be generated.";

/// The options of `apicrate lint`.
#[derive(Debug, Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// The documents: files, URLs, or `-` for standard input. Default: the documents of the configuration file.
    #[arg(id = "document", value_name = "DOCUMENT")]
    documents: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    #[command(flatten)]
    output: LintArguments,
    #[command(flatten)]
    reading: DocumentArguments,
}

/// The options for the output of a lint.
#[derive(Clone, Debug, Args)]
pub struct LintArguments {
    /// List the operations that are paginated and how, and those that are not although their parameters are similar.
    #[arg(long)]
    pages: bool,
    /// The format of the findings.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write an OpenAPI Overlay that relaxes schemas until the documented payloads of responses and webhooks fit.
    /// Each action contains its reason.
    #[arg(long, value_name = "FILE")]
    write_overlay: Option<PathBuf>,
}

impl LintArguments {
    /// Prints the reports of documents, each with the name of the document, and writes the overlay.
    ///
    /// # Errors
    ///
    /// If the output or the overlay cannot be written.
    pub fn finish(
        &self,
        reports: &[(String, Report)],
        console: ConsoleArguments,
    ) -> Result<ExitCode, Box<dyn Error>> {
        let console = console.console(self.format);
        let findings = reports.iter().flat_map(|(_, report)| &report.findings);
        match self.format {
            Format::Json => console.json(&findings.cloned().collect())?,
            Format::Text if console.is_quiet() => console.findings(&findings.cloned().collect())?,
            Format::Text => {
                for (name, report) in reports {
                    console.text(&self.text(name, report, console))?;
                }
            }
        }
        if let Some(path) = &self.write_overlay {
            let name = path.display();
            match overlay(reports.iter().map(|(_, report)| report)) {
                Some(text) => {
                    fs::write(path, text).map_err(|error| format!("{name}: {error}"))?;
                    console.note(format_args!("{name}: written"))?;
                }
                None => {
                    console.note(format_args!("{name}: not written; {}", unwritten(reports)))?;
                }
            }
        }
        let mut reports = reports.iter();
        Ok(exit_code(!reports.any(|(_, it)| it.findings.has_errors())))
    }

    fn text(&self, name: &str, report: &Report, console: Console) -> String {
        let findings = console.texts(&report.findings);
        let mut text = format!("{name}\n\n{findings}\n{}\n\n", report.figures());
        for note in report.pages.iter().filter(|_| self.pages) {
            _ = match &note.decision {
                Ok(pagination) => writeln!(text, "{}: {pagination}", note.operation),
                Err(reason) => writeln!(text, "{}: not paginated: {reason}", note.operation),
            };
        }
        text
    }
}

/// The reason why no overlay is written.
fn unwritten(reports: &[(String, Report)]) -> String {
    let findings = reports.iter().flat_map(|(_, report)| &report.findings);
    let violations = findings.filter(|finding| finding.code.starts_with("example-"));
    match violations.count() {
        0 => "no example violates its schema".to_owned(),
        count => format!(
            "an overlay makes properties optional or nullable, which no payload needs; correct the {} of examples by hand",
            counted(count, "violation")
        ),
    }
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    let notes = console.console(arguments.output.format);
    let reports = documents(arguments)?.into_iter().map(|(name, document)| {
        let report = match document {
            Ok(document) => report(&document, arguments, notes)?,
            Err(errors) => errors.into(),
        };
        Ok::<_, Box<dyn Error>>((name, report))
    });
    let reports = reports.collect::<Result<Vec<_>, _>>()?;
    arguments.output.finish(&reports, console)
}

/// The name of a document, and the document or the reason why standard input cannot be read.
type NamedDocument = (String, Result<ConfiguredDocument, Diagnostics>);

fn documents(arguments: &Arguments) -> Result<Vec<NamedDocument>, Box<dyn Error>> {
    let reading = &arguments.reading;
    let mut documents = Vec::new();
    if arguments.documents.is_empty() {
        for config in arguments.config.read()?.1 {
            let document = reading.configured(config)?;
            documents.push((document.input.shown(), Ok(document)));
        }
    }
    for location in &arguments.documents {
        documents.push(match reading.input.input(location) {
            Ok(input) => (input.shown(), Ok(reading.document(input)?)),
            Err(errors) => (location.display().to_string(), Err(errors)),
        });
    }
    Ok(documents)
}

fn report(
    document: &ConfiguredDocument,
    arguments: &Arguments,
    console: Console,
) -> io::Result<Report> {
    let remote = &arguments.reading.remote;
    let progress = Progress::start(document.input.shown(), console);
    let access = remote.reading_access(&document.config);
    let report = match document.read(&access) {
        Ok(document) => lint(&document, Severity::Warning),
        Err(errors) => errors.into(),
    };
    drop(progress);
    remote.save(&access, console)?;
    Ok(report)
}
