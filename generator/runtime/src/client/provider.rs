//! Providers of credentials that change.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::box_future::BoxFuture;
use super::secret::Secret;

/// A source of a secret that changes, such as a token that expires. It is added to a client by
/// [`bearer_token_from`](crate::ClientBuilder::bearer_token_from) and similar methods.
///
/// The client asks the provider for each attempt to send a request, so the provider should keep the secret as long as it is
/// valid. Calls can run at the same time. If the server answers 401, the client asks for another secret, once per call,
/// and sends the request once more if the provider returns another one. The server has not processed a request that it
/// answers with 401, so this applies to all methods; the [retry policy](crate::RetryPolicy) does not count it.
///
/// Closures that return a future are providers. An async closure cannot use variables of the function around it; a provider
/// with data implements the trait.
///
/// ```
/// use apicrate_runtime::{Client, CredentialsError, Secret};
///
/// # #[cfg(feature = "__http-transport")] {
/// let client = Client::builder()
///     .bearer_token_from(async |_rejected: Option<Secret>| {
///         // A sidecar replaces the file before the token expires.
///         let token = std::fs::read_to_string("/run/secrets/token")?;
///         Ok::<_, CredentialsError>(Secret::new(token.trim()))
///     })
///     .build()?;
/// # drop(client);
/// # }
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
pub trait CredentialsProvider: Send + Sync {
    /// Returns the current secret. `rejected` is the secret that the server has just answered with 401.
    ///
    /// # Errors
    ///
    /// The call fails with [`ErrorKind::Credentials`](crate::ErrorKind::Credentials), and nothing is sent. The error should
    /// not contain a secret: the client redacts only those that it has received.
    fn secret(
        &self,
        rejected: Option<Secret>,
    ) -> impl Future<Output = Result<Secret, CredentialsError>> + Send;
}

/// The reason why a [`CredentialsProvider`] has no secret.
pub type CredentialsError = Box<dyn StdError + Send + Sync>;

impl<F, R> CredentialsProvider for F
where
    F: Fn(Option<Secret>) -> R + Send + Sync,
    R: Future<Output = Result<Secret, CredentialsError>> + Send,
{
    fn secret(
        &self,
        rejected: Option<Secret>,
    ) -> impl Future<Output = Result<Secret, CredentialsError>> + Send {
        self(rejected)
    }
}

/// A provider without its type.
#[derive(Clone)]
pub(super) struct Provider(Arc<dyn DynProvider>);

impl Provider {
    pub(super) fn new(provider: impl CredentialsProvider + 'static) -> Self {
        Self(Arc::new(provider))
    }

    pub(super) fn secret(
        &self,
        rejected: Option<Secret>,
    ) -> BoxFuture<'_, Result<Secret, CredentialsError>> {
        self.0.secret_boxed(rejected)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Provider(…)")
    }
}

trait DynProvider: Send + Sync {
    fn secret_boxed(
        &self,
        rejected: Option<Secret>,
    ) -> BoxFuture<'_, Result<Secret, CredentialsError>>;
}

impl<P: CredentialsProvider> DynProvider for P {
    fn secret_boxed(
        &self,
        rejected: Option<Secret>,
    ) -> BoxFuture<'_, Result<Secret, CredentialsError>> {
        Box::pin(self.secret(rejected))
    }
}
