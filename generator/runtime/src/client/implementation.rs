//! What stands behind a handle: a client, or whatever else answers the calls of a service.

use std::fmt;
use std::sync::Arc;

use crate::client::box_future::BoxFuture;
use crate::client::call_options::CallOptions;
use crate::client::group::Sending;
use crate::client::http_client::Client;
use crate::error::Result;
use crate::wire::operation::Operation;
use crate::wire::response::Response;

/// What answers the calls of a service, whose trait has the form `S` to point to.
///
/// A client needs no more than the operation, so a program holds the code of the operations that it
/// calls. Of an implementation of the trait it holds all that there is.
pub enum Backend<S: ?Sized> {
    /// Over HTTP.
    Client(Client),
    /// In whatever way the implementation does it.
    Service(Arc<S>),
}

/// An operation of a service, whose trait has the form `S` to point to.
pub trait OperationOf<S: ?Sized>: Operation + Sized {
    /// The method of the service that answers it.
    const ANSWERED_BY: Method<S, Self>;
}

/// The method of a service that answers an operation.
pub type Method<S, O> =
    for<'a> fn(&'a S, O, CallOptions) -> BoxFuture<'a, Result<Response<<O as Operation>::Output>>>;

impl<S: Send + Sync + ?Sized + 'static> Backend<S> {
    /// Makes one call.
    pub fn send<O: Operation>(
        &self,
        method: Method<S, O>,
        request: O,
        options: CallOptions,
    ) -> Sending<O::Output> {
        match self {
            Self::Client(client) => Box::pin(client.call(&request, &options)),
            Self::Service(service) => {
                let service = Arc::clone(service);
                Box::pin(async move { method(&service, request, options).await })
            }
        }
    }
}

impl<S: ?Sized> Clone for Backend<S> {
    fn clone(&self) -> Self {
        match self {
            Self::Client(client) => Self::Client(client.clone()),
            Self::Service(service) => Self::Service(Arc::clone(service)),
        }
    }
}

/// Tells which of the two it is: clients look the same behind all handles, and a service shows nothing.
impl<S: ?Sized> fmt::Debug for Backend<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client(_) => "Client",
            Self::Service(_) => "Service",
        })
    }
}
