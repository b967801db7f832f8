//! The implementation behind a handle: a client, or any other implementation of the group's trait.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::client::box_future::BoxFuture;
use crate::client::call_options::CallOptions;
use crate::client::group::ResponseFuture;
use crate::client::http_client::Client;
use crate::error::Result;
use crate::wire::operation::Operation;
use crate::wire::response::Response;
use crate::wire::stream::download::Download;

/// The implementation that a handle calls. `S` is the object-safe twin of the group's trait.
///
/// A client needs only the operation itself, so a program contains the code of the operations that it calls.
/// Any other implementation is called through a trait object, so a program contains all of its methods.
pub enum Implementation<S: ?Sized> {
    /// Sends requests over HTTP.
    Client(Client),
    /// Any other implementation of the group's trait, such as a test double.
    Custom(Arc<S>),
}

/// An operation of the group whose trait has the object-safe twin `S`.
pub trait OperationOf<S: ?Sized>: Operation + Sized {
    /// The trait's method for this operation.
    const TRAIT_METHOD: TraitMethod<S, Self>;
}

/// A method of the object-safe trait `S` that answers the operation `O`.
pub struct TraitMethod<S: ?Sized, O: Operation> {
    name: &'static str,
    function: for<'a> fn(&'a S, O, CallOptions) -> AnswerOf<'a, O>,
}

impl<S: ?Sized, O: Operation> TraitMethod<S, O> {
    /// Describes a method. The name, such as `UsersApi::get`, is for the error of an implementation without this method.
    pub const fn new(
        name: &'static str,
        function: for<'a> fn(&'a S, O, CallOptions) -> AnswerOf<'a, O>,
    ) -> Self {
        Self { name, function }
    }

    async fn call(self, implementation: &S, request: O, options: CallOptions) -> AnswerResult<O> {
        let answer = (self.function)(implementation, request, options).await;
        answer.map_err(|error| error.of_method(self.name))
    }
}

impl<S: ?Sized, O: Operation> Clone for TraitMethod<S, O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ?Sized, O: Operation> Copy for TraitMethod<S, O> {}

impl<S: ?Sized, O: Operation> fmt::Debug for TraitMethod<S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TraitMethod").field(&self.name).finish()
    }
}

/// The response to a request of type `O`, or an error.
type AnswerResult<O> = Result<Response<<O as Operation>::Output>>;

/// The boxed future of the response to a request of type `O`.
pub type AnswerOf<'a, O> = BoxFuture<'a, AnswerResult<O>>;

impl<S: Send + Sync + ?Sized + 'static> Implementation<S> {
    /// Sends one request.
    pub fn send<O: Operation>(
        &self,
        method: TraitMethod<S, O>,
        request: O,
        options: CallOptions,
    ) -> ResponseFuture<O::Output> {
        self.send_to(None, method, request, options)
    }

    /// Sends one request. A client sends it to `url`, if there is one, instead of the operation's own URL.
    pub(super) fn send_to<O: Operation>(
        &self,
        url: Option<&str>,
        method: TraitMethod<S, O>,
        request: O,
        options: CallOptions,
    ) -> ResponseFuture<O::Output> {
        match self {
            Self::Client(client) => Box::pin(client.call_to(url, &request, &options)),
            Self::Custom(implementation) => {
                let implementation = Arc::clone(implementation);
                Box::pin(async move { method.call(&implementation, request, options).await })
            }
        }
    }
}

impl<S: ?Sized> Implementation<S> {
    pub(super) fn is_client(&self) -> bool {
        matches!(self, Self::Client(_))
    }

    /// Removes the credentials of the client from the query of a URL that a server has returned.
    pub(super) fn without_credentials(&self, url: &str) -> String {
        match self {
            Self::Client(client) => client.without_credentials(url),
            Self::Custom(_) => url.to_owned(),
        }
    }
}

impl<S: Send + Sync + ?Sized + 'static> Implementation<S> {
    /// Sends one request, and returns the body of the response as a stream of chunks.
    pub fn stream_body<O: Operation<Output = Bytes>>(
        &self,
        method: TraitMethod<S, O>,
        request: O,
        options: CallOptions,
    ) -> BoxFuture<'static, Result<Download>> {
        match self {
            Self::Client(client) => client.stream_body(&request, &options),
            Self::Custom(implementation) => {
                let implementation = Arc::clone(implementation);
                Box::pin(async move {
                    let response = method.call(&implementation, request, options).await?;
                    Ok(Download::from(response))
                })
            }
        }
    }
}

impl<S: ?Sized> Clone for Implementation<S> {
    fn clone(&self) -> Self {
        match self {
            Self::Client(client) => Self::Client(client.clone()),
            Self::Custom(implementation) => Self::Custom(Arc::clone(implementation)),
        }
    }
}

/// Shows only which variant it is: the handles of one client would all show the same client.
impl<S: ?Sized> fmt::Debug for Implementation<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client(_) => "Client",
            Self::Custom(_) => "Custom",
        })
    }
}
