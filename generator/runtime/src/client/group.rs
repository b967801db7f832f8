//! Services and calls: what is the same for all of them is declared by macros, so that a generated file
//! shows what is different.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::box_future::BoxFuture;
use crate::error::Result;
use crate::wire::response::Response;

/// A call on its way, which gives the response. Dropping it cancels the call.
pub type ResponseFuture<T> = BoxFuture<'static, Result<Response<T>>>;

/// A call on its way, which gives the value alone. Dropping it cancels the call.
#[must_use = "nothing is sent until the call is awaited"]
pub struct CallFuture<T>(ResponseFuture<T>);

impl<T> CallFuture<T> {
    /// The value of an answer that also has a status and headers.
    pub fn new(answer: ResponseFuture<T>) -> Self {
        Self(answer)
    }
}

impl<T> Future for CallFuture<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let answer = self.0.as_mut().poll(context);
        answer.map(|answer| answer.map(Response::into_inner))
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFuture").finish_non_exhaustive()
    }
}

/// Declares a service: the trait that its implementers see, and a call for each of its operations.
///
/// ```
/// # mod api {
/// use apicrate_runtime::http::Method;
/// use apicrate_runtime::{Implementation, Setters, Decode, Encoder, Operation, Value, decode};
///
/// apicrate_runtime::service! {
///     /// What whoever answers calls of [`Users`] implements.
///     pub trait UsersApi: Users + DynUsersApi {
///         /// `GET /users/{id}`
///         fn get(request: GetRequest, call: GetCall) -> Value;
///     }
/// }
///
/// #[derive(Clone, Debug)]
/// pub struct Users {
///     pub(super) api: Implementation<dyn DynUsersApi>,
/// }
///
/// impl Users {
///     pub fn get(&self, id: impl Into<String>) -> GetCall {
///         Call::new(self, GetRequest::new(id))
///     }
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
/// # use api::{GetRequest, Users, UsersApi};
/// # use std::sync::Arc;
/// # use apicrate_runtime::{Implementation, CallOptions, Response, Result, Value};
///
/// /// Knows one user.
/// struct Fake;
///
/// impl UsersApi for Fake {
///     async fn get(&self, request: GetRequest, _: CallOptions) -> Result<Response<Value>> {
///         Ok(Response::new(Value::from(request.id)))
///     }
/// }
///
/// # async fn run() -> Result<()> {
/// let users = Users { api: Implementation::Custom(Arc::new(Fake)) };
/// assert_eq!(users.get("user-18").language("nb").await?, "user-18");
/// # Ok(())
/// # }
/// ```
///
/// This stands for
///
/// - the trait `UsersApi` with `fn get(&self, request: GetRequest, options: CallOptions) -> impl
///   Answer<models::User>`, which an `async fn get` implements, and with `fallback`, which answers
///   every operation that has no method of its own, and is what a [`Client`](crate::Client) implements;
/// - the trait `DynUsersApi`, the same with boxed futures: what the [`Implementation`](crate::Implementation) in the
///   field `api` of the handle `Users` points to, unless it is a client; each request says which of its
///   methods it is for ([`OperationOf`](crate::OperationOf));
/// - `Call`, which holds the handle, a request and the options of the call, with `options`, `send` and
///   [`IntoFuture`], and its alias `GetCall`. What is optional in the request is set by methods that
///   [`Setters`](crate::Setters) derives.
#[macro_export]
macro_rules! service {
    (
        $(#[$attribute:meta])*
        pub trait $service:ident: $handle:ident + $object:ident {
            $(
                $(#[$method_attribute:meta])*
                fn $method:ident(request: $request:ident, call: $call:ident $(,)?) -> $output:ty;
            )*
        }
    ) => {
        $(#[$attribute])*
        pub trait $service: ::core::marker::Send + ::core::marker::Sync {
            /// Answers every operation whose method is not written.
            fn fallback<O: $crate::Operation>(
                &self,
                request: O,
                options: $crate::CallOptions,
            ) -> impl $crate::Answer<O::Output> {
                $crate::not_implemented(request, options)
            }

            $(
                $(#[$method_attribute])*
                fn $method(
                    &self,
                    request: $request,
                    options: $crate::CallOptions,
                ) -> impl $crate::Answer<$output> {
                    self.fallback(request, options)
                }
            )*
        }

        impl $service for $crate::Client {
            fn fallback<O: $crate::Operation>(
                &self,
                request: O,
                options: $crate::CallOptions,
            ) -> impl $crate::Answer<O::Output> {
                self.call(&request, &options)
            }
        }

        /// The same in the form that a pointer can be had to.
        pub(super) trait $object: ::core::marker::Send + ::core::marker::Sync {
            $(
                fn $method(
                    &self,
                    request: $request,
                    options: $crate::CallOptions,
                ) -> $crate::BoxFuture<'_, $crate::Result<$crate::Response<$output>>>;
            )*
        }

        #[allow(deprecated)]
        impl<T: $service> $object for T {
            $(
                fn $method(
                    &self,
                    request: $request,
                    options: $crate::CallOptions,
                ) -> $crate::BoxFuture<'_, $crate::Result<$crate::Response<$output>>> {
                    ::std::boxed::Box::pin($service::$method(self, request, options))
                }
            )*
        }

        #[doc = ::core::concat!(
            "A call of an operation of [`", ::core::stringify!($handle),
            "`]: set what is optional, then `.await` it.",
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

            /// Sets the options of this call alone: its timeout, further headers.
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Sends the request. Gives the response's status and headers beside the value.
            ///
            /// # Errors
            ///
            /// When the call cannot be made, is not answered, or is answered with another status or
            /// body than the document describes. The method that begins the call lists its statuses.
            pub fn send(self) -> $crate::ResponseFuture<O::Output> {
                self.handle.api.send(self.method, self.request, self.options)
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
            impl $crate::OperationOf<dyn $object> for $request {
                const TRAIT_METHOD: $crate::TraitMethod<dyn $object, Self> = <dyn $object>::$method;
            }

            #[doc = ::core::concat!(
                "A call of `", ::core::stringify!($handle), "::", ::core::stringify!($method), "`.",
            )]
            pub type $call = Call<$request>;
        )*
    };
}

/// Gives a call methods for the properties of its request's body, which hand their argument on to the
/// methods of the body that have the same names.
///
/// ```ignore
/// apicrate_runtime::body_setters! {
///     struct UpdateCall {
///         /// The name to show.
///         name: impl Into<String>,
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
            $(
                #[doc = ::core::concat!("Sets `", ::core::stringify!($property), "` of the body.\n\n")]
                $(#[$attribute])*
                #[inline]
                pub fn $property(mut self, $property: $argument) -> Self {
                    self.request.body = self.request.body.$property($property);
                    self
                }
            )*
        }
    };
}
