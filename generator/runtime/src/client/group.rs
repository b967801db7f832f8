//! The calls of a group of operations: their futures, and the macros that declare their types.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::box_future::BoxFuture;
use crate::error::Result;
use crate::wire::response::Response;

/// The future of a call that resolves to the response. Dropping it cancels the call.
pub type ResponseFuture<T> = BoxFuture<'static, Result<Response<T>>>;

/// The future of a call that resolves to the decoded value. Dropping it cancels the call.
#[must_use = "nothing is sent until the call is awaited"]
pub struct CallFuture<T>(ResponseFuture<T>);

impl<T> CallFuture<T> {
    /// Drops the status and the headers of the response.
    pub fn new(response: ResponseFuture<T>) -> Self {
        Self(response)
    }
}

impl<T> Future for CallFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let response = self.0.as_mut().poll(context);
        response.map(|response| response.map(Response::into_inner))
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFuture").finish_non_exhaustive()
    }
}

/// Declares the calls of a group and the object-safe twin of its trait.
///
/// A generated file contains the rest as plain Rust: the trait, the handle and the requests.
///
/// ```
/// # mod api {
/// use apicrate_runtime::{
///     Answer, CallOptions, Client, Decode, Encoder, Implementation, Method, Operation, Setters, Value,
///     decode, not_implemented,
/// };
///
/// pub trait UsersApi: Send + Sync {
///     /// Called by each method that you do not write.
///     fn fallback<O: Operation>(&self, request: O, options: CallOptions) -> impl Answer<O::Output> {
///         not_implemented(request, options)
///     }
///
///     /// `GET /users/{id}`
///     fn get(&self, request: GetRequest, options: CallOptions) -> impl Answer<Value> {
///         self.fallback(request, options)
///     }
/// }
///
/// impl UsersApi for Client {
///     fn fallback<O: Operation>(&self, request: O, options: CallOptions) -> impl Answer<O::Output> {
///         self.call(&request, &options)
///     }
/// }
///
/// #[derive(Clone, Debug)]
/// pub struct UsersClient {
///     pub(super) api: Implementation<dyn DynUsersApi>,
/// }
///
/// impl UsersClient {
///     pub fn get(&self, id: impl Into<String>) -> GetCall {
///         Call::new(self, GetRequest::new(id))
///     }
/// }
///
/// apicrate_runtime::calls! {
///     struct UsersClient;
///     trait UsersApi as DynUsersApi;
///
///     get(GetRequest) -> GetCall => "the user as a `Value`";
/// }
///
/// #[derive(Clone, Debug, Setters)]
/// #[setters(call = GetCall)]
/// pub struct GetRequest {
///     pub id: String,
///     pub language: Option<String>,
/// }
///
/// impl Operation for GetRequest {
///     type Output = Value;
///     const ID: &'static str = "users_get";
///     const METHOD: Method = Method::GET;
///     const PATH: &'static str = "/users/{id}";
///     const DECODE: Decode<Self::Output> = decode::json;
///
///     fn write(&self, request: Encoder) -> Encoder {
///         request.path("id", &self.id).query("language", &self.language)
///     }
/// }
/// # }
/// # use api::{GetRequest, UsersApi, UsersClient};
/// # use std::sync::Arc;
/// # use apicrate_runtime::{CallOptions, Implementation, Response, Result, Value};
///
/// /// A test double with a single user.
/// struct Fake;
///
/// impl UsersApi for Fake {
///     async fn get(&self, request: GetRequest, _: CallOptions) -> Result<Response<Value>> {
///         Ok(Response::new(Value::from(request.id)))
///     }
/// }
///
/// # async fn run() -> Result<()> {
/// let users = UsersClient { api: Implementation::Custom(Arc::new(Fake)) };
/// assert_eq!(users.get("user-18").language("nb").await?, "user-18");
/// # Ok(())
/// # }
/// ```
///
/// The first line names the handle, the second one the trait and its object-safe twin. Each further line
/// names a method of the trait, its request and the type of its call, has `, stream_body` if the response is bytes, and ends with
/// what the call returns, for its documentation.
/// The macro declares
///
/// - the trait `DynUsersApi`: the methods of `UsersApi` with boxed futures. Every implementation of
///   `UsersApi` implements it. The field `api` of the handle holds a client or such an implementation
///   ([`Implementation`](crate::Implementation)). Each request knows the method that answers it
///   ([`OperationOf`](crate::OperationOf));
/// - the struct `Call`: the handle, a request and the options of the call, with the methods `options` and
///   `send`, and for a [`PagedOperation`](crate::PagedOperation), `pages` and `items`. It implements [`IntoFuture`];
/// - the alias `GetCall` for `Call<GetRequest>`. [`Setters`](crate::Setters) adds a setter for each optional
///   part of the request;
/// - the method `stream_body` of each call with that word, which returns a [`Download`](crate::stream::Download).
///
/// If [`object_trait`](crate::object_trait) declares the trait, the first two lines are `struct UsersClient for DynUsersApi;`.
#[macro_export]
macro_rules! calls {
    (
        struct $handle:ident;
        trait $trait:ident as $object:ident;

        $($method:ident($request:ident) -> $call:ident $(, $stream:ident)? => $output:literal;)*
    ) => {
        $crate::object_trait! {
            trait $trait as $object;

            $($method($request);)*
        }

        $crate::calls! {
            struct $handle for $object;

            $($method($request) -> $call $(, $stream)? => $output;)*
        }
    };
    (
        struct $handle:ident for $object:ident;

        $($method:ident($request:ident) -> $call:ident $(, $stream:ident)? => $output:literal;)*
    ) => {
        #[doc = ::core::concat!(
            "A call of an operation of [`", ::core::stringify!($handle),
            "`]: set optional parameters, then send it with `.await`.",
        )]
        #[derive(Clone)]
        #[must_use = "nothing is sent until the call is awaited"]
        pub struct Call<O: $crate::Operation> {
            handle: $handle,
            method: $crate::TraitMethod<dyn $object, O>,
            request: O,
            options: $crate::CallOptions,
        }

        impl<O: $crate::Operation> Call<O> {
            fn new(handle: &$handle, request: O) -> Self
            where
                O: $crate::OperationOf<dyn $object>,
            {
                Self {
                    handle: ::core::clone::Clone::clone(handle),
                    method: O::TRAIT_METHOD,
                    request,
                    options: ::core::default::Default::default(),
                }
            }

            /// Sets the options of this call, such as its timeout or additional headers.
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Sends the request and returns the value with the status and headers of the response.
            ///
            /// # Errors
            ///
            /// Fails if the request is invalid, if it cannot be sent, or if the response has a status or
            /// body that the document does not describe. The method that returns this call lists the
            /// documented error statuses.
            pub fn send(self) -> $crate::ResponseFuture<O::Output> {
                self.handle.api.send(self.method, self.request, self.options)
            }

            /// The pages of the list, starting at the page that the parameters select. Each page is fetched when the stream
            /// is polled.
            ///
            /// Only for operations that return pages; the documentation of the handle's method then says so.
            pub fn pages(self) -> $crate::Pages<O::Item>
            where
                O: $crate::PagedOperation,
            {
                $crate::Pages::new(self.handle.api, self.method, self.request, self.options)
            }

            /// The items of the list, fetched page by page.
            ///
            /// Only for operations that return pages; the documentation of the handle's method then says so.
            pub fn items(self) -> $crate::Items<O::Item>
            where
                O: $crate::PagedOperation,
            {
                self.pages().items()
            }
        }

        impl<O: $crate::Operation> ::core::future::IntoFuture for Call<O> {
            type Output = $crate::Result<O::Output>;
            type IntoFuture = $crate::CallFuture<O::Output>;

            fn into_future(self) -> Self::IntoFuture {
                $crate::CallFuture::new(self.send())
            }
        }

        impl<O: $crate::Operation + ::core::fmt::Debug> ::core::fmt::Debug for Call<O> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct("Call")
                    .field("request", &self.request)
                    .field("options", &self.options)
                    .finish_non_exhaustive()
            }
        }

        $(
            #[doc = ::core::concat!(
                "A call of [`", ::core::stringify!($handle), "::", ::core::stringify!($method),
                "`]. `.await` sends it and returns ", $output, ".",
            )]
            pub type $call = Call<$request>;

            $(impl $call {
                /// Sends the request and returns the response as soon as its head has arrived. The body is a stream of
                /// chunks, which can be larger than the memory.
                ///
                /// # Errors
                ///
                /// The same as for the whole response.
                pub fn $stream(
                    self,
                ) -> $crate::BoxFuture<'static, $crate::Result<$crate::stream::Download>> {
                    self.handle.api.stream_body(self.method, self.request, self.options)
                }
            })?
        )*
    };
}

/// Declares the object-safe twin of the trait of a group: for [`calls`](crate::calls), and for the routes of a server without
/// a client.
///
/// ```ignore
/// apicrate_runtime::object_trait! {
///     trait UsersApi as DynUsersApi;
///
///     get(GetRequest);
/// }
/// ```
///
/// The trait has the methods of `UsersApi` with boxed futures, and every implementation of `UsersApi` implements it. Each
/// request knows the method that answers it ([`OperationOf`](crate::OperationOf)).
#[macro_export]
macro_rules! object_trait {
    (
        trait $trait:ident as $object:ident;

        $($method:ident($request:ident);)*
    ) => {
        #[doc = ::core::concat!("The object-safe twin of [`", ::core::stringify!($trait), "`].")]
        pub(super) trait $object: ::core::marker::Send + ::core::marker::Sync {
            $(
                fn $method(
                    &self,
                    request: $request,
                    options: $crate::CallOptions,
                ) -> $crate::AnswerOf<'_, $request>;
            )*
        }

        #[allow(deprecated)]
        impl<T: $trait> $object for T {
            $(
                fn $method(
                    &self,
                    request: $request,
                    options: $crate::CallOptions,
                ) -> $crate::AnswerOf<'_, $request> {
                    ::std::boxed::Box::pin($trait::$method(self, request, options))
                }
            )*
        }

        $(
            impl $crate::OperationOf<dyn $object> for $request {
                const TRAIT_METHOD: $crate::TraitMethod<dyn $object, Self> = $crate::TraitMethod::new(
                    ::core::concat!(::core::stringify!($trait), "::", ::core::stringify!($method)),
                    <dyn $object>::$method,
                );
            }
        )*
    };
}

/// Adds a setter to a call for each property of its request's body. It passes its argument to the setter of
/// the body that has the same name.
///
/// ```ignore
/// apicrate_runtime::body_setters! {
///     struct UpdateCall {
///         /// The age in years.
///         age: impl Into<Option<i64>>,
///     }
/// }
/// apicrate_runtime::body_setters! {
///     struct UpdateCall<M> {
///         /// The name to show.
///         name: impl IntoOption<String, M>,
///     }
/// }
/// ```
#[macro_export]
macro_rules! body_setters {
    (
        struct $call:ident {
            $($(#[$attribute:meta])* $property:ident: $argument:ty,)*
        }
    ) => {
        #[allow(deprecated)]
        impl $call {
            $($crate::body_setters! { $(#[$attribute])* fn $property() $argument })*
        }
    };
    (
        struct $call:ident<$marker:ident> {
            $($(#[$attribute:meta])* $property:ident: $argument:ty,)*
        }
    ) => {
        #[allow(deprecated)]
        impl $call {
            $($crate::body_setters! { $(#[$attribute])* fn $property($marker) $argument })*
        }
    };
    ($(#[$attribute:meta])* fn $property:ident($($marker:ident)?) $argument:ty) => {
        #[doc = ::core::concat!("Sets `", ::core::stringify!($property), "` of the body.\n\n")]
        $(#[$attribute])*
        #[inline]
        pub fn $property<$($marker)?>(mut self, $property: $argument) -> Self {
            self.request.body = self.request.body.$property($property);
            self
        }
    };
}
