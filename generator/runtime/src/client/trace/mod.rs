//! What a call tells `tracing`: one span for the call, one event for each attempt, with the names
//! that OpenTelemetry gives to the facts of an HTTP client. URLs with their identifiers, headers and
//! bodies are not among them. Without the feature, the same calls do nothing.

#[cfg(not(feature = "tracing"))]
mod disabled;
#[cfg(feature = "tracing")]
mod enabled;

#[cfg(not(feature = "tracing"))]
pub(crate) use disabled::CallSpan;
#[cfg(feature = "tracing")]
pub(crate) use enabled::CallSpan;
