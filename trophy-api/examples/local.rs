//! A Trophy on this machine, for clients in any language. `cargo xtask mock` runs it.
//!
//! ```text
//! cargo run -p trophy-api --features local --example local -- --port 4010 --seed seed.json
//! ```

use std::error::Error;
use std::{env, fs};

use trophy_api::local::{Seed, Trophy, TrophyBuilder};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let local = settings(env::args().skip(1))?.start().await?;

    println!("A local Trophy, for development only: it forgets everything when it stops.");
    println!("What it cannot know it answers with the examples of the API's document; such an");
    println!("answer has the header `{}`.\n", trophy_api::local::HEADER);
    for (path, operation) in local.operations() {
        println!("{:6} {path}{}", operation.method.as_str(), operation.path);
    }
    println!("\nApplication API: {}", local.url());
    println!("Admin API:       {}", local.admin_url());
    println!("Ctrl-C stops it.");
    std::future::pending().await
}

/// Reads `--port N`, `--seed FILE`, `--webhook URL --secret S` and `--api-key KEY`.
fn settings(mut words: impl Iterator<Item = String>) -> Result<TrophyBuilder, Box<dyn Error>> {
    let mut builder = Trophy::builder();
    let mut webhook = None;
    while let Some(option) = words.next() {
        let value = words.next().ok_or(format!("{option} needs a value"))?;
        match option.as_str() {
            "--port" => {
                let port = value.parse();
                builder = builder.port(port.map_err(|error| format!("--port {value}: {error}"))?);
            }
            "--seed" => {
                let text = fs::read_to_string(&value);
                let text = text.map_err(|error| format!("--seed {value}: {error}"))?;
                builder = builder.seed(Seed::from_json(&text)?);
            }
            "--webhook" => webhook = Some(value),
            "--secret" => {
                let url = webhook.take().ok_or("--secret comes after its --webhook")?;
                builder = builder.webhooks_to(url, value);
            }
            "--api-key" => builder = builder.api_key(value),
            _ => return Err(format!("{option} is not an option").into()),
        }
    }
    match webhook {
        Some(url) => Err(format!("--webhook {url} needs a --secret").into()),
        None => Ok(builder),
    }
}
