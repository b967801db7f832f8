//! Boxed futures.

use std::pin::Pin;

/// A future behind a pointer: what a trait returns whose implementations have futures of different
/// types.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
