//! Calls: what a handle's methods give, to be set further and awaited. Two macros declare what is the same
//! for all operations, so that a generated file shows what is different.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::{BoxFuture, Response, Result};

/// A call on its way, which gives the value alone. Dropping it cancels the call.
#[must_use = "nothing is sent until the call is awaited"]
pub struct Pending<T>(BoxFuture<'static, Result<Response<T>>>);

impl<T> Pending<T> {
    /// The value of an answer that also has a status and headers.
    pub fn new(answer: BoxFuture<'static, Result<Response<T>>>) -> Self {
        Self(answer)
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let answer = self.0.as_mut().poll(context);
        answer.map(|answer| answer.map(Response::into_inner))
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// Declares the call of an operation: a struct that holds the handle, the request and the options of the
/// call.
///
/// ```ignore
/// trophy_runtime::call! {
///     /// A call of [`Users::update`]: set what is optional, then `.await` it.
///     pub struct UpdateCall {
///         update: fn(Users, UpdateRequest) -> models::User,
///         /// Which tenant the request is for.
///         tenant_id: impl Into<String>,
///     }
///
///     struct Body {
///         /// The name to show.
///         name: impl Into<String>,
///     }
/// }
/// ```
///
/// The first line names the method of the handle, the handle, the request and what is given back. Each of the others
/// becomes a method of that name and argument, which hands its argument on to the method of the same
/// name of the request; those below `Body` go to the request's body. Besides them a call has `options`,
/// `send`, and [`IntoFuture`].
#[macro_export]
macro_rules! call {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $method:ident: fn($handle:ident, $request:ident $(,)?) -> $output:ty,
            $($(#[$setter_attribute:meta])* $setter:ident: $argument:ty,)*
        }
        $(struct Body {
            $($(#[$body_attribute:meta])* $property:ident: $value:ty,)*
        })?
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until the call is awaited"]
        $visibility struct $name {
            handle: $handle,
            request: $request,
            options: $crate::CallOptions,
        }

        #[allow(deprecated)]
        impl $name {
            fn new(handle: &$handle, request: $request) -> Self {
                Self {
                    handle: ::core::clone::Clone::clone(handle),
                    request,
                    options: ::core::default::Default::default(),
                }
            }

            $(
                $(#[$setter_attribute])*
                pub fn $setter(mut self, $setter: $argument) -> Self {
                    self.request = self.request.$setter($setter);
                    self
                }
            )*

            $($(
                $(#[$body_attribute])*
                pub fn $property(mut self, $property: $value) -> Self {
                    self.request.body = self.request.body.$property($property);
                    self
                }
            )*)?

            /// Sets the options of this call alone: its timeout, further headers.
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Sends the request. Gives the response's status and headers beside the value.
            ///
            /// # Errors
            ///
            /// As the operation's method says.
            pub fn send(
                self,
            ) -> $crate::BoxFuture<'static, $crate::Result<$crate::Response<$output>>> {
                self.handle.api.$method(self.request, self.options)
            }
        }

        impl ::core::future::IntoFuture for $name {
            type Output = $crate::Result<$output>;
            type IntoFuture = $crate::Pending<$output>;

            fn into_future(self) -> Self::IntoFuture {
                $crate::Pending::new(self.send())
            }
        }
    };
}

/// Declares a trait with the methods of a service in the form that a pointer can be had to: their futures
/// are boxed. Whatever implements the service implements it.
///
/// ```ignore
/// trophy_runtime::object_trait! {
///     trait DynUsersApi: UsersApi {
///         fn get(request: GetRequest);
///         fn update(request: UpdateRequest);
///     }
/// }
/// ```
#[macro_export]
macro_rules! object_trait {
    (
        $(#[$attribute:meta])*
        $visibility:vis trait $name:ident: $service:ident {
            $(fn $method:ident(request: $request:ident);)*
        }
    ) => {
        $(#[$attribute])*
        $visibility trait $name: ::core::marker::Send + ::core::marker::Sync {
            $(
                fn $method(
                    self: ::std::sync::Arc<Self>,
                    request: $request,
                    options: $crate::CallOptions,
                ) -> $crate::BoxFuture<
                    'static,
                    $crate::Result<$crate::Response<<$request as $crate::Operation>::Output>>,
                >;
            )*
        }

        #[allow(deprecated)]
        impl<T: $service + 'static> $name for T {
            $(
                fn $method(
                    self: ::std::sync::Arc<Self>,
                    request: $request,
                    options: $crate::CallOptions,
                ) -> $crate::BoxFuture<
                    'static,
                    $crate::Result<$crate::Response<<$request as $crate::Operation>::Output>>,
                > {
                    ::std::boxed::Box::pin(async move {
                        $service::$method(&*self, request, options).await
                    })
                }
            )*
        }
    };
}
