//! The check of an exchange.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use apicrate_runtime::{Bytes, Client, Error, RetryPolicy, http};

use crate::Result;
use crate::compare::{compare_request, compare_response};
use crate::exchange::Exchange;
use crate::server::{Forward, Server};
use crate::transport::CurrentExchange;
use crate::typed_error::TypedError;

/// The base URL of the client. No request is sent to it.
const BASE: &str = "http://recorded.invalid";

/// The generated server and client of an API.
pub struct Agreement {
    server: Server,
    transport: CurrentExchange,
    typed_errors: &'static [(&'static str, TypedError)],
    /// Held during an exchange.
    turn: Mutex<()>,
}

/// The messages of an exchange after server and client have decoded and encoded them.
#[derive(Debug)]
pub struct Observed {
    /// The request of the client. Its URI is the path and the query, without the server URL of the document.
    pub request: http::Request<Bytes>,
    /// The response of the server.
    pub response: http::Response<Bytes>,
}

impl Agreement {
    /// Starts a server that forwards calls to a client.
    ///
    /// # Errors
    ///
    /// If no port is available.
    pub fn start(forward: Forward) -> Result<Self> {
        let transport = CurrentExchange::default();
        let client = Client::builder()
            .base_url(BASE)
            .retry(RetryPolicy::none())
            .transport(transport.clone())
            .build()?;
        Ok(Self {
            server: Server::start(&client, forward)?,
            transport,
            typed_errors: &[],
            turn: Mutex::new(()),
        })
    }

    /// Adds the documented errors of operations, by the operation's ID.
    #[must_use]
    pub fn with_typed_errors(mut self, errors: &'static [(&'static str, TypedError)]) -> Self {
        self.typed_errors = errors;
        self
    }

    /// Sends the request of an exchange to the server, whose client receives the response of the exchange.
    ///
    /// # Errors
    ///
    /// If the server does not respond, or if it does not call the client.
    pub fn perform(&self, exchange: &Exchange) -> Result<Observed> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.transport.start(exchange.response.to_http()?);
        let response = self.server.send(&exchange.request)?;
        let Some(mut request) = self.transport.take_request() else {
            let (status, body) = (response.status(), response.body());
            let body = String::from_utf8_lossy(body);
            return Err(format!("the server did not call the client: {status} {body}").into());
        };
        let uri = request.uri().to_string();
        let server = format!("{BASE}{}", exchange.request.server);
        let target = uri.strip_prefix(&server).unwrap_or(&uri);
        *request.uri_mut() = target.parse()?;
        Ok(Observed { request, response })
    }

    /// Performs an exchange, and compares its messages with those of client and server. The response of an error is also
    /// decoded and encoded as the documented errors of the operation.
    ///
    /// # Errors
    ///
    /// If a message differs, or if the exchange could not be performed.
    pub fn check(&self, exchange: &Exchange) -> Result<()> {
        let observed = self.perform(exchange)?;
        compare_request(&exchange.request, &observed.request)?;
        compare_response(&exchange.response, &observed.response)?;
        let mut typed_errors = self.typed_errors.iter();
        let typed_error = typed_errors.find(|(id, _)| *id == exchange.operation);
        match typed_error {
            Some((_, typed_error)) if exchange.response.is_error => {
                let error = Error::from_response(exchange.response.to_http()?);
                let encoded = typed_error(&error)?;
                let encoded = encoded.ok_or("the status of the error is not documented")?;
                compare_response(&exchange.response, &response(&encoded)?)
            }
            _ => Ok(()),
        }
    }
}

/// The response of an error.
fn response(error: &Error) -> Result<http::Response<Bytes>> {
    let status = error.status().ok_or_else(|| error.to_string())?;
    let mut response = http::Response::new(error.body().cloned().unwrap_or_default());
    *response.status_mut() = status;
    *response.headers_mut() = error.headers().cloned().unwrap_or_default();
    Ok(response)
}

impl fmt::Debug for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agreement")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
