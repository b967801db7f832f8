//! `apicrate diff`: the changes that a new version of a document makes to the Rust API.

pub mod by_type;
pub mod comparison;
mod html;
pub mod report;
mod signatures;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::Diagnostics;
use apicrate::diff::Bump;
use apicrate::document::Names;
use apicrate::project::NamesLock;
use clap::{Args, ValueEnum};

use self::comparison::{Comparison, ResolvedDocument, bump};
use crate::config::ConfigArguments;
use crate::console::{Console, ConsoleArguments, Format, data, exit_code};
use crate::document::DocumentArguments;
use crate::input::{ConfiguredDocument, overlay_findings};
use crate::names::NameArguments;
use crate::progress::Progress;
use crate::selection::SelectionArguments;
use crate::types::TypeArguments;

/// The options of `apicrate diff`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The old version: a file, a URL, or `-` for standard input.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new version: a file, a URL, or `-` for standard input. Default: the document of the configuration file, whose
    /// options then apply to both versions.
    #[arg(value_name = "NEW")]
    document: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    #[command(flatten)]
    output: DiffArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    types: TypeArguments,
    #[command(flatten)]
    names: NameArguments,
    #[command(flatten)]
    reading: DocumentArguments,
}

/// The options for the output of a comparison.
#[derive(Clone, Copy, Debug, Args)]
pub struct DiffArguments {
    /// The format of the changes.
    #[arg(long, value_enum, default_value_t)]
    format: DiffFormat,
    /// Compare as if the old names of renamed types and methods stayed as deprecated aliases. `generate --keep-old-names` adds
    /// them.
    #[arg(long)]
    keep_old_names: bool,
    /// Exit with 1 if the changes require this bump or a larger one.
    #[arg(long, value_name = "BUMP")]
    deny: Option<Denied>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum DiffFormat {
    /// Text for a terminal.
    #[default]
    Text,
    /// Markdown with tables.
    Markdown,
    /// A page for a browser: each change with the Rust signature before and after, and the lines of the document.
    Html,
    /// One JSON object.
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Denied {
    Major,
    Minor,
    Patch,
}

impl From<Denied> for Bump {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Major => Self::Major,
            Denied::Minor => Self::Minor,
            Denied::Patch => Self::Patch,
        }
    }
}

impl DiffArguments {
    /// Compares two versions of a document.
    ///
    /// # Errors
    ///
    /// If the new version cannot be resolved with aliases.
    pub fn compare(
        self,
        old: ResolvedDocument,
        new: ResolvedDocument,
    ) -> Result<Comparison, Diagnostics> {
        let new = if self.keep_old_names {
            new.keep_old_names(&old)?
        } else {
            new
        };
        Ok(Comparison::new(old, new))
    }

    /// Prints comparisons. With `--quiet`, only the exit code reports the result.
    ///
    /// # Errors
    ///
    /// If the output cannot be written.
    pub fn finish(
        self,
        comparisons: &[Comparison],
        console: Console,
    ) -> Result<ExitCode, Box<dyn Error>> {
        match self.format {
            _ if console.is_quiet() => {}
            DiffFormat::Text => {
                console.text(&report::text(comparisons))?;
                let mut changes = comparisons.iter();
                if !self.keep_old_names && changes.any(Comparison::could_keep_old_names) {
                    console.note("note: `--keep-old-names` compares as if the old names stayed as deprecated aliases, which is not a major change")?;
                }
            }
            DiffFormat::Markdown => data(&report::markdown(comparisons))?,
            DiffFormat::Html => data(&html::page(comparisons))?,
            DiffFormat::Json => data(&format!("{:#}\n", report::json(comparisons)))?,
        }
        let denied = self.deny.map(Bump::from);
        let is_denied = denied.is_some_and(|denied| bump(comparisons) >= Some(denied));
        if let (true, Some(bump)) = (is_denied, bump(comparisons)) {
            console.line(format_args!(
                "`--deny` does not allow changes that are {bump}"
            ))?;
        }
        Ok(exit_code(!is_denied))
    }
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    // Standard output contains the changes only.
    let console = console.console(Format::Text);
    let input = Path::new("-");
    if arguments.old == input && arguments.document.as_deref() == Some(input) {
        return Err("standard input can only be one of the two versions".into());
    }
    let (old, new) = documents(arguments)?;
    let source = new.config.source();
    let old = resolved(old, arguments, console, &source, None)?;
    let new = resolved(new, arguments, console, &source, Some(&old.names))?;
    let comparison = arguments.output.compare(old, new)?;
    arguments.output.finish(&[comparison], console)
}

/// The old and the new version.
fn documents(
    arguments: &Arguments,
) -> Result<(ConfiguredDocument, ConfiguredDocument), Box<dyn Error>> {
    let reading = &arguments.reading;
    let old = reading.input.input(&arguments.old)?;
    if let Some(new) = &arguments.document {
        let new = reading.document(reading.input.input(new)?)?;
        return Ok(versions(&reading.document(old)?, &new));
    }
    let new = reading.configured(arguments.config.read_one()?)?;
    let mut config = new.config.clone();
    old.path().clone_into(&mut config.path);
    config.source = Some(old.file_name());
    // The overlays are for the new version: an action may have no effect on the old one.
    config.strict = false;
    let old = ConfiguredDocument::with_input(config, old);
    Ok(versions(&old, &new))
}

/// Two versions of one document, so that overlays for one of them are for the other, too.
fn versions(
    old: &ConfiguredDocument,
    new: &ConfiguredDocument,
) -> (ConfiguredDocument, ConfiguredDocument) {
    (old.clone().version_of(new), new.clone().version_of(old))
}

fn resolved(
    mut document: ConfiguredDocument,
    arguments: &Arguments,
    console: Console,
    source: &str,
    published: Option<&Names>,
) -> Result<ResolvedDocument, Box<dyn Error>> {
    let reading = &arguments.reading;
    arguments.selection.configure(&mut document.config);
    arguments.types.configure(&mut document.config);
    arguments.names.configure(&mut document.config);
    // A version need not contain everything that the patterns match.
    document.config.select.allow_unused = true;
    let progress = Progress::start(document.input.shown(), console);
    let access = reading.remote.reading_access(&document.config);
    let lock = document.config.names_lock.take();
    let names = lock.map(|lock| kept_names(&lock, source, published));
    let names = names.transpose()?;
    let raw = document.read(&access)?;
    // An action may have no effect on the old version.
    if published.is_some() {
        console.findings(&overlay_findings(&raw))?;
    }
    let raw = match names {
        Some(names) => raw.keep_names(names),
        None => raw,
    };
    let folder = document.config.path.parent().unwrap_or(Path::new(""));
    let resolved = ResolvedDocument::new(raw, folder)?;
    drop(progress);
    reading.remote.save(&access, console)?;
    Ok(resolved)
}

/// The names that a version keeps: those of the lock, and those of the old version.
fn kept_names(lock: &Path, source: &str, published: Option<&Names>) -> Result<Names, Diagnostics> {
    let lock = NamesLock::read(lock)?;
    let names = match lock.only() {
        Some(only) => only.clone(),
        None => lock.names(source),
    };
    Ok(match published {
        Some(published) => names.and(published.clone()),
        None => names,
    })
}
