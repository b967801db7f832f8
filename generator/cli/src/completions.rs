//! `apicrate completions`: the completions of a shell.

use std::error::Error;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use crate::console::data;

/// Text at the end of `apicrate completions --help`.
const HELP: &str = "\
Examples:
  bash  apicrate completions bash > ~/.local/share/bash-completion/completions/apicrate
  zsh   apicrate completions zsh > FOLDER/_apicrate, where FOLDER is in `$fpath`
  fish  apicrate completions fish > ~/.config/fish/completions/apicrate.fish";

/// The options of `apicrate completions`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script that completes a command.
pub(crate) fn run(arguments: &Arguments, mut command: Command) -> Result<ExitCode, Box<dyn Error>> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    generate(arguments.shell, &mut command, name, &mut script);
    data(&String::from_utf8(script)?)?;
    Ok(ExitCode::SUCCESS)
}
