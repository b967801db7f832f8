//! `apicrate overlay`: applies overlays to a document and writes the result. A file can be anything in YAML or JSON; it
//! does not have to be valid `OpenAPI`.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::project::DocumentConfig;
use apicrate::{DocumentFormat, RawDocument};
use clap::{Args, ValueEnum};

use crate::console::{ConsoleArguments, Format, data};
use crate::input::{ConfiguredDocument, InputArguments};
use crate::progress::Progress;
use crate::remote::RemoteArguments;

/// The options of `apicrate overlay`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The document: a file, a URL, or `-` for standard input.
    #[arg(value_name = "DOCUMENT")]
    document: PathBuf,
    /// An OpenAPI Overlay to apply to the document. Can be repeated; overlays are applied in this order.
    #[arg(long = "overlay", value_name = "FILE", required = true)]
    overlays: Vec<PathBuf>,
    /// The file to write; `-` is standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// The notation of the output. Default: that of the file name of `--out`, or else that of the document.
    #[arg(long, value_enum)]
    format: Option<OutputFormat>,
    /// Make it an error if an action matches nothing, changes nothing or does not fit.
    #[arg(long)]
    strict: bool,
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
    let input = arguments.input.input(&arguments.document)?;
    let mut config = DocumentConfig::new(input.path());
    config.overlay.clone_from(&arguments.overlays);
    config.strict = arguments.strict;
    arguments.remote.configure(&mut config);
    let access = arguments.remote.reading_access(&config);
    let progress = Progress::start(input.shown(), console);
    let document = ConfiguredDocument { config, input }.read(&access)?;
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
