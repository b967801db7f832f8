//! `apicrate overlay`: applies overlays to a document and writes the result. A file can be anything in YAML or JSON; it
//! does not have to be valid `OpenAPI`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::project::DocumentConfig;
use apicrate::{DocumentFormat, RawDocument};
use clap::{Args, ValueEnum};

use crate::config::ConfigArguments;
use crate::console::{ConsoleArguments, Format, data};
use crate::document::OverlayArguments;
use crate::input::{ConfiguredDocument, InputArguments};
use crate::progress::Progress;
use crate::remote::RemoteArguments;
use crate::usage::UsageError;

/// The options of `apicrate overlay`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The document: a file, a URL, or `-` for standard input. Default: the document of the configuration file.
    #[arg(value_name = "DOCUMENT")]
    document: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
    /// The file to write; `-` is standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// The notation of the output. Default: that of the file name of `--out`, or else that of the document.
    #[arg(long, value_enum)]
    format: Option<OutputFormat>,
    #[command(flatten)]
    overlay: OverlayArguments,
    #[command(flatten)]
    input: InputArguments,
    #[command(flatten)]
    remote: RemoteArguments,
}

/// The notation of the output.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutputFormat {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

impl From<OutputFormat> for DocumentFormat {
    fn from(format: OutputFormat) -> Self {
        match format {
            OutputFormat::Yaml => Self::Yaml,
            OutputFormat::Json => Self::Json,
        }
    }
}

pub(crate) fn run(
    arguments: &Arguments,
    console: ConsoleArguments,
) -> Result<ExitCode, Box<dyn Error>> {
    // Standard output contains the document only.
    let console = console.console(Format::Text);
    let document = document(arguments)?;
    let access = arguments.remote.reading_access(&document.config);
    let progress = Progress::start(document.input.shown(), console);
    let document = document.read(&access)?;
    drop(progress);
    arguments.remote.save(&access, console)?;
    console.findings(document.warnings())?;
    let text = document.to_text(format(arguments, &document));
    if arguments.out == Path::new("-") {
        data(&text)?;
    } else {
        let name = arguments.out.display();
        fs::write(&arguments.out, text).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The document, with its overlays.
fn document(arguments: &Arguments) -> Result<ConfiguredDocument, Box<dyn Error>> {
    let mut document = match &arguments.document {
        Some(location) => {
            let input = arguments.input.input(location)?;
            ConfiguredDocument::with_input(DocumentConfig::new(input.path()), input)
        }
        None => ConfiguredDocument::new(arguments.config.read_one()?),
    };
    let config = &mut document.config;
    arguments.overlay.configure(config)?;
    arguments.remote.configure(config);
    if config.overlay.is_empty() {
        let message = "there is no overlay; add `--overlay FILE`".to_owned();
        return Err(UsageError(message).into());
    }
    Ok(document)
}

fn format(arguments: &Arguments, document: &RawDocument) -> DocumentFormat {
    if let Some(format) = arguments.format {
        return format.into();
    }
    let extension = arguments.out.extension().unwrap_or_default();
    match extension.to_string_lossy().to_lowercase().as_str() {
        "json" => DocumentFormat::Json,
        "yaml" | "yml" => DocumentFormat::Yaml,
        _ => document.format(),
    }
}
