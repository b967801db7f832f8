//! Checks of the options that do not depend on the document.

use super::error::RenderError;
use super::options::{Gate, Options};

/// Fails if options contradict each other, or a feature has an invalid name.
pub(super) fn options(options: &Options) -> Result<(), RenderError> {
    for (option, gate) in [("client", &options.client), ("server", &options.server)] {
        if let Gate::Feature(name) = gate
            && !is_feature(name)
        {
            return Err(RenderError::options(format!(
                "option `{option}`: {name:?} is not the name of a feature"
            )));
        }
    }
    if options.client == Gate::Never && options.call_site.is_some() {
        return Err(RenderError::options(
            "the options `client` and `call-site` contradict each other: without the client, there are no calls",
        ));
    }
    Ok(())
}

/// Returns whether Cargo accepts the name of a feature.
fn is_feature(name: &str) -> bool {
    let is_start = |c: char| c.is_alphanumeric() || c == '_';
    name.starts_with(is_start)
        && name
            .chars()
            .all(|c| is_start(c) || matches!(c, '-' | '+' | '.'))
}
