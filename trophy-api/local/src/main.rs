//! The command `trophy-local`: serves both APIs on this machine, for clients in any language.

use std::error::Error;
use std::process::ExitCode;
use std::{env, fs};

use tokio::runtime::Builder;
use trophy_local::{HEADER, Seed, Server, ServerBuilder};

const HELP: &str = "\
Serves Trophy's Application API and Admin API on this machine, with their data in memory.

Usage: trophy-local [OPTIONS]

Options:
  --port <PORT>    The port of 127.0.0.1 to listen on [default: 4010]
  --seed <FILE>    The initial data, a JSON file; its format is in the documentation of `trophy_local::Seed`
  --webhook <URL>  Sends webhooks to this URL; needs --secret; may be repeated
  --secret <TEXT>  Signs the webhooks that go to the preceding --webhook
  --api-key <KEY>  Requires this API key; by default no key is required and any key is accepted
  --allow-host <NAME>
                   Accepts this name in the header `Host`, and web pages of this host; by default only localhost and
                   loopback addresses are accepted; may be repeated
  --help           Prints this text
";

const DEFAULT_PORT: u16 = 4010;

fn main() -> ExitCode {
    if env::args().any(|argument| matches!(argument.as_str(), "--help" | "-h")) {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let builder = read_options(env::args().skip(1))?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = builder.start().await?;
        print_summary(&server);
        std::future::pending().await
    })
}

fn print_summary(server: &Server) {
    println!("A local Trophy server, for development only. Its data is lost when it stops.");
    println!("A response that does not follow from its data is the example in the API's document");
    println!("and has the header `{HEADER}`.\n");
    for (path, operation) in server.operations() {
        println!("{:6} {path}{}", operation.method.as_str(), operation.path);
    }
    println!("\nApplication API: {}", server.url());
    println!("Admin API:       {}", server.admin_url());
    println!("Press Ctrl-C to stop.");
}

fn read_options(
    mut arguments: impl Iterator<Item = String>,
) -> Result<ServerBuilder, Box<dyn Error>> {
    let mut builder = Server::builder().port(DEFAULT_PORT);
    let mut webhook = None;
    while let Some(option) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{option} needs a value"));
        match option.as_str() {
            "--port" => {
                let port = value()?;
                let port = port
                    .parse()
                    .map_err(|error| format!("--port {port}: {error}"))?;
                builder = builder.port(port);
            }
            "--seed" => {
                let file = value()?;
                let text = fs::read_to_string(&file);
                let text = text.map_err(|error| format!("--seed {file}: {error}"))?;
                builder = builder.seed(Seed::from_json(&text)?);
            }
            "--webhook" => {
                if let Some(url) = webhook.replace(value()?) {
                    return Err(format!("--webhook {url} needs a --secret").into());
                }
            }
            "--secret" => {
                let url = webhook.take().ok_or("--secret must follow a --webhook")?;
                builder = builder.webhooks_to(url, value()?);
            }
            "--allow-host" => builder = builder.allow_host(value()?),
            "--api-key" => builder = builder.api_key(value()?),
            _ => return Err(format!("unknown option `{option}`; see --help").into()),
        }
    }
    match webhook {
        Some(url) => Err(format!("--webhook {url} needs a --secret").into()),
        None => Ok(builder),
    }
}
