//! What stands behind a handle: a client, or whatever else answers the calls of a service.

use std::fmt;
use std::sync::Arc;

use crate::client::box_future::BoxFuture;
use crate::client::call_options::CallOptions;
use crate::client::group::ResponseFuture;
use crate::client::http_client::Client;
use crate::error::Result;
use crate::wire::operation::Operation;
use crate::wire::response::Response;

/// What answers the calls of a service, whose trait has the form `S` to point to.
///
/// A client needs no more than the operation, so a program holds the code of the operations that it
/// calls. Of an implementation of the trait it holds all that there is.
pub enum Implementation<S: ?Sized> {
    /// Over HTTP.
    Client(Client),
    /// In whatever way the implementation does it.
    Custom(Arc<S>),
}

/// An operation of a service, whose trait has the form `S` to point to.
pub trait OperationOf<S: ?Sized>: Operation + Sized {
    /// The method of the service that answers it.
    const TRAIT_METHOD: TraitMethod<S, Self>;
}

/// The method of a service that answers an operation.
pub type TraitMethod<S, O> =
    for<'a> fn(&'a S, O, CallOptions) -> BoxFuture<'a, Result<Response<<O as Operation>::Output>>>;

impl<S: Send + Sync + ?Sized + 'static> Implementation<S> {
    /// Makes one call.
    pub fn send<O: Operation>(
        &self,
        method: TraitMethod<S, O>,
        request: O,
        options: CallOptions,
    ) -> ResponseFuture<O::Output> {
        match self {
            Self::Client(client) => Box::pin(client.call(&request, &options)),
            Self::Custom(service) => {
                let service = Arc::clone(service);
                Box::pin(async move { method(&service, request, options).await })
            }
        }
    }
}

impl<S: ?Sized> Clone for Implementation<S> {
    fn clone(&self) -> Self {
        match self {
            Self::Client(client) => Self::Client(client.clone()),
            Self::Custom(service) => Self::Custom(Arc::clone(service)),
        }
    }
}

/// Tells which of the two it is: clients look the same behind all handles, and a service shows nothing.
impl<S: ?Sized> fmt::Debug for Implementation<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client(_) => "Client",
            Self::Custom(_) => "Custom",
        })
    }
}
