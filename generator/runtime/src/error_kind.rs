//! The kinds of errors that a call can end with.

/// The kinds of [`Error`](crate::Error).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The implementation behind the handle does not implement this operation.
    NotImplemented,
    /// The request cannot be sent: a value is not valid where it is used, or a setting of the client is
    /// missing or invalid. Nothing was sent.
    InvalidRequest,
    /// A [`CredentialsProvider`](crate::CredentialsProvider) failed. Nothing was sent, except for an attempt that the
    /// server answered with the status 401.
    Credentials,
    /// No response arrived: the connection could not be opened, or it broke.
    Transport,
    /// No complete response arrived within the timeout.
    Timeout,
    /// The response of an implementation cannot be written as HTTP.
    InvalidResponse,
    /// The server answered with a status other than 2xx.
    Status,
    /// The response does not match the API description.
    Decode,
    /// The response body is larger than the body limit. The rest of it was not read.
    BodyLimit,
    /// A file, or another source or target of a body, cannot be read or written.
    Io,
}
