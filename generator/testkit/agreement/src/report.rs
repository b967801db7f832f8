//! The program that checks all exchanges of an API.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{Write, stdout};
use std::iter;

use serde::Serialize;

use crate::Result;
use crate::agreement::Agreement;
use crate::exchange::Exchange;
use crate::server::Forward;
use crate::typed_error::TypedError;

/// The result of one exchange.
#[derive(Debug, Serialize)]
struct Line<'a> {
    operation: &'a str,
    name: &'a str,
    /// The difference; `None` if server and client agree.
    problem: Option<String>,
}

/// Checks the exchanges of the file that the first argument of the program names, and prints one line of JSON for each.
///
/// # Errors
///
/// If the file cannot be read, or if the server does not start.
pub fn report(forward: Forward, typed_errors: &'static [(&'static str, TypedError)]) -> Result<()> {
    let path = env::args().nth(1).ok_or("no file with exchanges")?;
    let exchanges: Vec<Exchange> = serde_json::from_str(&fs::read_to_string(path)?)?;
    let agreement = Agreement::start(forward)?.with_typed_errors(typed_errors);
    let mut output = stdout().lock();
    for exchange in &exchanges {
        let problem = agreement.check(exchange).err();
        let line = Line {
            operation: &exchange.operation,
            name: &exchange.name,
            problem: problem.map(|problem| with_causes(&*problem)),
        };
        writeln!(output, "{}", serde_json::to_string(&line)?)?;
    }
    Ok(())
}

/// The message of an error and those of its causes.
fn with_causes(error: &dyn Error) -> String {
    let causes = iter::successors(error.source(), |cause| Error::source(*cause));
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
