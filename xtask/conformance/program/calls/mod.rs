//! The calls of scenarios, one file for each area of the suite.

mod authentication;
mod content;
mod pages;
mod parameters;
mod streaming;

use std::error::Error;

use apicrate_runtime::{Client, ClientBuilder, RetryPolicy};

use crate::results::Results;

/// The server of the suite, and the results of the calls.
pub(crate) struct Suite<'a> {
    url: &'a str,
    results: Results,
}

/// An error that ends the calls.
type Fault = Box<dyn Error>;

/// Calls all scenarios on a server of the suite.
pub(crate) async fn run(url: &str) -> Result<(), Fault> {
    let mut suite = Suite {
        url,
        results: Results,
    };
    authentication::run(&mut suite).await?;
    content::run(&mut suite).await?;
    pages::run(&mut suite).await?;
    parameters::run(&mut suite).await?;
    streaming::run(&mut suite).await?;
    Ok(())
}

impl Suite<'_> {
    /// A client of the suite without credentials.
    fn client(&self) -> Result<Client, Fault> {
        Ok(self.builder().build()?)
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.url)
            .retry(RetryPolicy::none())
    }
}
