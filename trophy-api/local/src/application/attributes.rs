//! The query parameter `userAttributes`.

use std::collections::BTreeMap;

use trophy_api::Result;

use crate::refusal::unprocessable;

/// Parses a list of attributes, such as `native-language:ar,cohort:spring`.
pub(super) fn parse_attributes(text: &str) -> Result<BTreeMap<String, String>> {
    let pairs = text.split(',').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.split_once(':') {
            Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
            None => Err(unprocessable(format!(
                "query parameter `userAttributes`: `{pair}` is not `attribute:value`"
            ))),
        })
        .collect()
}
