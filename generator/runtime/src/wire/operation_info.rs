//! The description of an operation as constant data.

use crate::client::security::SecurityRequirements;
use crate::wire::method::Method;
use crate::wire::server_template::ServerTemplate;

/// The description of one operation: the facts that are the same for every request. Errors, retries and
/// traces refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationInfo {
    /// The `operationId`, such as `users_achievements`. Every error message of the operation starts with it.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/users/{id}`, relative to `server`.
    pub path: &'static str,
    /// The URL of the operation's first server, such as `https://api.example.com/v1`, with the default values of its
    /// variables. It is empty if the document declares no server, and may be relative (`/v1`). In both cases the client
    /// needs a base URL; a relative URL is appended to it.
    pub server: &'static str,
    /// The operation's own servers, if the [chosen server](crate::ClientBuilder::server) decides which of them is used, or
    /// the values of their variables: the one at the position of the chosen server in the document, or else the first one.
    pub servers: &'static [ServerTemplate],
    /// The names of the header parameters, as the document spells them.
    pub header_parameters: &'static [&'static str],
    /// The security requirements: which credentials of the client are sent.
    pub security: SecurityRequirements,
}
