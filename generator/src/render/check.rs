//! Checks of the options that do not depend on the document.

use proc_macro2::Span;

use super::error::RenderError;
use super::options::{Gate, Options};

/// Fails if options contradict each other, or a feature has an invalid name.
pub(super) fn options(options: &Options) -> Result<(), RenderError> {
    let fail = |message: String| RenderError {
        path: options.root_file.clone(),
        error: syn::Error::new(Span::call_site(), message),
    };
    for (option, gate) in [("client", &options.client), ("server", &options.server)] {
        if let Gate::Feature(name) = gate
            && !is_feature(name)
        {
            return Err(fail(format!(
                "option `{option}`: {name:?} is not the name of a feature"
            )));
        }
    }
    if options.client == Gate::Never && options.call_site.is_some() {
        return Err(fail(
            "the options `client` and `call-site` contradict each other: without the client, there are no calls"
                .to_owned(),
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
