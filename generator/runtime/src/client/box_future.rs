//! Boxed futures.

use std::pin::Pin;

/// A boxed future, for traits whose implementations return different types of futures.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
