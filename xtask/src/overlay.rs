//! `cargo xtask overlay`: applies overlays to a document and writes the result. A file can be anything in YAML or JSON; it
//! does not have to be valid `OpenAPI`.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use apicrate::document::RemoteAccess;
use apicrate::{Diagnostics, DocumentFormat, Overlay, RawDocument};
use clap::{Args, ValueEnum};

use crate::findings::Format;
use crate::remote::{RemoteArguments, save};

/// The options of `cargo xtask overlay`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The document. `--allow-host` must allow the host of a URL.
    #[arg(long, value_name = "FILE|URL")]
    spec: PathBuf,
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

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let written = arguments.remote.for_document(&arguments.spec);
    let written = written.and_then(|remote| {
        let document = corrected(arguments, remote.as_ref())?;
        Ok((document, remote))
    });
    let (document, remote) = match written {
        Ok(written) => written,
        Err(errors) => {
            Format::Text.print(&errors);
            return Ok(ExitCode::FAILURE);
        }
    };
    save(remote.as_ref(), |line| eprintln!("{line}"))?;
    Format::Text.print(document.warnings());
    let text = document.to_text(format(arguments, &document));
    if arguments.out == Path::new("-") {
        io::stdout().write_all(text.as_bytes())?;
    } else {
        let name = arguments.out.display();
        fs::write(&arguments.out, text).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn corrected(
    arguments: &Arguments,
    remote: Option<&RemoteAccess>,
) -> Result<RawDocument, Diagnostics> {
    let overlays = Overlay::read_all(&arguments.overlays)?.into_iter();
    let overlays: Vec<_> = overlays.map(|it| it.strict(arguments.strict)).collect();
    RawDocument::open(&arguments.spec, remote)?.with_overlays(&overlays)
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
