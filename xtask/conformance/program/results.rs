//! The results of calls.

use std::fmt::{Debug, Display};
use std::io::{Write, stdout};

use serde_json::json;

/// Prints the result of each call as a line of JSON: the scenario, and the error if there is one.
pub(crate) struct Results;

impl Results {
    /// A call that returns an equal value.
    pub(crate) async fn returns<T, E, V>(
        &mut self,
        scenario: &str,
        call: impl IntoFuture<Output = Result<T, E>>,
        expected: V,
    ) where
        T: Debug + PartialEq<V>,
        E: Display,
        V: Debug,
    {
        let result = call.await.map_err(|error| error.to_string());
        self.add(scenario, result.and_then(|found| equal(&found, &expected)));
    }

    /// A call that succeeds, and whose value a function accepts.
    pub(crate) async fn accepts<T, E>(
        &mut self,
        scenario: &str,
        call: impl IntoFuture<Output = Result<T, E>>,
        accepts: impl FnOnce(&T) -> bool,
    ) where
        T: Debug,
        E: Display,
    {
        let result = call.await.map_err(|error| error.to_string());
        let result = result.and_then(|found| match accepts(&found) {
            true => Ok(()),
            false => Err(format!("unexpected {found:?}")),
        });
        self.add(scenario, result);
    }

    /// A call that fails with an error that a function accepts.
    pub(crate) async fn fails<T, E>(
        &mut self,
        scenario: &str,
        call: impl IntoFuture<Output = Result<T, E>>,
        accepts: impl FnOnce(&E) -> bool,
    ) where
        T: Debug,
        E: Display,
    {
        let result = match call.await {
            Ok(found) => Err(format!("no error, but {found:?}")),
            Err(error) if accepts(&error) => Ok(()),
            Err(error) => Err(format!("another error: {error}")),
        };
        self.add(scenario, result);
    }

    /// Adds the result of a scenario. One scenario can have several results.
    pub(crate) fn add(&mut self, scenario: &str, result: Result<(), String>) {
        let line = json!({ "scenario": scenario, "error": result.err() });
        // A closed pipe ends the program at the next attempt to read from it.
        let _ = writeln!(stdout(), "{line}");
    }
}

/// Returns an error unless the values are equal.
fn equal<T: Debug + PartialEq<V>, V: Debug>(found: &T, expected: &V) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("found {found:?} instead of {expected:?}"))
}
