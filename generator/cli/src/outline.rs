//! `apicrate outline`: the Rust API of a document, a line for each type, field and signature.

use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use apicrate::model::Outline;
use apicrate::{Document, outline, resolve};
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::config::ConfigArguments;
use crate::console::{Console, ConsoleArguments, Format, data};
use crate::document::DocumentArguments;
use crate::input::overlay_findings;
use crate::names::NameArguments;
use crate::progress::Progress;
use crate::selection::SelectionArguments;
use crate::types::TypeArguments;

/// The options of `apicrate outline`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The document: a file, a URL, or `-` for standard input. Default: the document of the configuration file.
    #[arg(value_name = "DOCUMENT")]
    document: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    /// The format of the outline.
    #[arg(long, value_enum, default_value_t)]
    format: OutlineFormat,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    types: TypeArguments,
    #[command(flatten)]
    names: NameArguments,
    #[command(flatten)]
    reading: DocumentArguments,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum OutlineFormat {
    /// All sections, each with a heading.
    #[default]
    Text,
    /// One object: the text of each section by its heading.
    Json,
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    // Standard output contains the outline only.
    let console = console.console(Format::Text);
    let sections = sections(arguments, console)?;
    data(&match arguments.format {
        OutlineFormat::Json => format!("{:#}\n", json!(sections)),
        OutlineFormat::Text => {
            let mut text = String::new();
            for (section, lines) in &sections {
                _ = writeln!(text, "# {section}\n\n{lines}");
            }
            text
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The outline. Warnings about the document are not printed, because `lint` lists them.
fn sections(arguments: &Arguments, console: Console) -> Result<Outline, Box<dyn Error>> {
    let reading = &arguments.reading;
    let mut document = match &arguments.document {
        Some(location) => reading.document(reading.input.input(location)?)?,
        None => reading.configured(arguments.config.read_one()?)?,
    };
    arguments.selection.configure(&mut document.config);
    arguments.types.configure(&mut document.config);
    arguments.names.configure(&mut document.config);
    let progress = Progress::start(document.input.shown(), console);
    let access = reading.remote.reading_access(&document.config);
    let resolved = document.read(&access).and_then(|document| {
        let overlays = overlay_findings(&document);
        let document = Document::from_raw(document)?;
        Ok((overlays, resolve(&document)?.0))
    });
    drop(progress);
    let (overlays, api) = resolved?;
    console.findings(&overlays)?;
    reading.remote.save(&access, console)?;
    Ok(outline(&api))
}
