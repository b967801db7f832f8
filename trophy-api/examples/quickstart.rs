//! Reads a user's achievements and completes one more, as the README does. Needs no key and no
//! network: Trophy is played by a few lines at the end of this file, on a free port of this machine.
//!
//! ```text
//! cargo run -p trophy-api --example quickstart
//! ```

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use trophy_api::models::{AchievementResponseTrigger, UpsertedUser};
use trophy_api::{Timestamp, Trophy};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let trophy = Trophy::builder()
        .api_key(API_KEY)
        .base_url(start_server()?)
        .build()?;
    show(&trophy, &mut io::stdout()).await
}

/// Makes the two calls and writes a line for each achievement that comes back.
pub(crate) async fn show(trophy: &Trophy, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let achievements = trophy
        .users()
        .achievements("user-18")
        .include_incomplete(true)
        .await?;
    for it in &achievements {
        writeln!(out, "{}", line(&it.name, &it.trigger, it.achieved_at))?;
    }

    let completion = trophy
        .achievements()
        .complete(
            "finish-onboarding",
            UpsertedUser::new("user-18").email("user@example.com"),
        )
        .await?;
    let it = &completion.achievement;
    let line = line(&it.name, &it.trigger, it.achieved_at);
    writeln!(out, "{line}  completion {}", completion.completion_id)?;
    Ok(())
}

fn line(name: &str, trigger: &AchievementResponseTrigger, achieved: Option<Timestamp>) -> String {
    match achieved {
        Some(time) => format!("{name}  ({trigger})  achieved {time}"),
        None => format!("{name}  ({trigger})  not achieved yet"),
    }
}

// From here on: the server.

/// The one key that the server takes.
pub(crate) const API_KEY: &str = "quickstart-key";

const ACHIEVEMENTS: &str = include_str!("../tests/payloads/users_achievements.json");
const COMPLETION: &str = include_str!("../tests/payloads/achievements_complete.json");

/// Serves until the process ends; gives the base URL.
pub(crate) fn start_server() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    thread::spawn(move || listener.incoming().try_for_each(|stream| serve(&stream?)));
    Ok(url)
}

fn serve(mut stream: &TcpStream) -> io::Result<()> {
    let (status, body) = answer(&read_head(stream)?);
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

fn answer(head: &str) -> (&'static str, &'static str) {
    if header(head, "X-API-KEY") != Some(API_KEY) {
        return ("401 Unauthorized", r#"{"error": "not a key of this API"}"#);
    }
    match head.lines().next() {
        Some("GET /v1/users/user-18/achievements?includeIncomplete=true HTTP/1.1") => {
            ("200 OK", ACHIEVEMENTS)
        }
        Some("POST /v1/achievements/finish-onboarding/complete HTTP/1.1") => {
            ("201 Created", COMPLETION)
        }
        _ => ("404 Not Found", r#"{"error": "nothing here"}"#),
    }
}

/// Reads a whole request; what it asks for is all in its head.
fn read_head(stream: &TcpStream) -> io::Result<String> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    // The head ends with an empty line, which is two bytes long.
    while reader.read_line(&mut head)? > 2 {}

    let length = header(&head, "Content-Length").and_then(|value| value.parse().ok());
    io::copy(&mut reader.take(length.unwrap_or(0)), &mut io::sink())?;
    Ok(head)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(field, _)| field.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
