//! Tracing: a span for each call and an event for each attempt, with the attribute names of OpenTelemetry for HTTP
//! clients. Full URLs, headers and bodies are not recorded, as they may contain private data. Without the feature
//! `tracing`, the same functions do nothing.

#[cfg(not(feature = "tracing"))]
mod disabled;
#[cfg(feature = "tracing")]
mod enabled;

#[cfg(not(feature = "tracing"))]
pub(crate) use disabled::CallSpan;
#[cfg(feature = "tracing")]
pub(crate) use enabled::CallSpan;
