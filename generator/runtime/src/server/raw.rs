//! Raw texts of a request: splits queries, forms, cookies and lists, and decodes their names and values.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode_str;

use super::limits::RequestLimits;
use super::rejection::Rejection;
use super::texts::Texts;

/// The parameter or form property that a text belongs to, for error messages.
#[derive(Clone, Copy)]
pub(super) enum TextSource<'a> {
    Path(&'a str),
    Query(&'a str),
    Header(&'a str),
    Cookie(&'a str),
    Form(&'a str),
}

impl<'a> TextSource<'a> {
    /// The name of the parameter or property.
    pub(super) const fn name(self) -> &'a str {
        match self {
            Self::Path(name)
            | Self::Query(name)
            | Self::Header(name)
            | Self::Cookie(name)
            | Self::Form(name) => name,
        }
    }
}

impl fmt::Display for TextSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Path(_) => "path parameter",
            Self::Query(_) => "query parameter",
            Self::Header(_) => "header parameter",
            Self::Cookie(_) => "cookie parameter",
            Self::Form(_) => "form property",
        };
        write!(f, "{kind} `{}`", self.name())
    }
}

/// The raw values of a query, a form or the cookies, by decoded name.
#[derive(Default)]
pub(super) struct RawPairs<'a>(BTreeMap<String, Vec<&'a str>>);

impl<'a> RawPairs<'a> {
    /// Parses `name=value&name=value`.
    pub(super) fn from_form(
        text: &'a str,
        what: &str,
        limits: RequestLimits,
    ) -> Result<Self, Rejection> {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let decode = |name: &str| decoded_name(&name.replace('+', " "));
        Self::collect(pairs, what, decode, limits)
    }

    /// Parses the values of the header `Cookie`. The names are percent-encoded, except in the style `cookie`. A cookie that
    /// is not UTF-8 is ignored: it may belong to another application of the domain.
    pub(super) fn from_cookies(
        lines: impl Iterator<Item = &'a [u8]>,
        is_encoded: bool,
        limits: RequestLimits,
    ) -> Result<Self, Rejection> {
        let pairs = lines.flat_map(|line| line.split(|byte| *byte == b';'));
        let pairs = pairs.filter_map(|pair| str::from_utf8(pair).ok());
        let pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        let decode = if is_encoded {
            decoded_name
        } else {
            str::to_owned
        };
        Self::collect(pairs, "the cookies", decode, limits)
    }

    fn collect(
        pairs: impl Iterator<Item = (&'a str, &'a str)>,
        what: &str,
        decode: fn(&str) -> String,
        limits: RequestLimits,
    ) -> Result<Self, Rejection> {
        let mut by_name: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for (count, (name, value)) in pairs.enumerate() {
            check_count(count, limits, || format!("{what} have"))?;
            by_name.entry(decode(name)).or_default().push(value);
        }
        Ok(Self(by_name))
    }

    /// The values of a name.
    pub(super) fn values(&self, name: &str) -> &[&'a str] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// All names with their values.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[&'a str])> + Clone {
        self.0
            .iter()
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// The names that start with this prefix, with their values.
    pub(super) fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = (&str, &[&'a str])> {
        self.0
            .range(prefix.to_owned()..)
            .take_while(move |(name, _)| name.starts_with(prefix))
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

/// A function that decodes a raw text.
pub(super) type DecodeText = fn(TextSource<'_>, &str) -> Result<String, Rejection>;

/// Adds a raw text in two forms: as a scalar, and as the items of a list. The type of the parameter determines which
/// form is deserialized.
pub(super) fn add_list(
    texts: &mut Texts,
    source: TextSource<'_>,
    raw: &str,
    delimiter: &str,
    decode: DecodeText,
    limits: RequestLimits,
) -> Result<(), Rejection> {
    let whole = decode(source, raw)?;
    let mut add = |item: String| {
        check_count(texts.items.len(), limits, || format!("{source} has"))?;
        texts.items.push(item);
        Ok(())
    };
    if [",", "."].contains(&delimiter) {
        // The delimiter is percent-encoded inside of an item, so the text is split before it is decoded.
        raw.split(delimiter)
            .try_for_each(|item| add(decode(source, item)?))?;
    } else {
        whole
            .split(delimiter)
            .try_for_each(|item| add(item.to_owned()))?;
    }
    texts.whole.push(whole);
    Ok(())
}

/// Adds the items with a name, such as `a=1,b=2`. [`add_list`] has checked the number of items.
pub(super) fn add_pairs(
    texts: &mut Texts,
    source: TextSource<'_>,
    raw: &str,
    delimiter: &str,
    decode: DecodeText,
) -> Result<(), Rejection> {
    let pairs = raw.split(delimiter).filter_map(|item| item.split_once('='));
    for (name, value) in pairs {
        texts.push_pair(decode(source, name)?, decode(source, value)?);
    }
    Ok(())
}

/// Rejects a parameter after `count` others.
pub(super) fn check_count(
    count: usize,
    limits: RequestLimits,
    subject: impl FnOnce() -> String,
) -> Result<(), Rejection> {
    if count < limits.parameters {
        return Ok(());
    }
    Err(Rejection::malformed(format!(
        "{} more than {} values",
        subject(),
        limits.parameters
    )))
}

/// The names in `[a][b]`; `None` if the text has another form.
pub(super) fn bracketed<'a>(
    source: TextSource<'_>,
    path: &'a str,
    limits: RequestLimits,
) -> Result<Option<Vec<&'a str>>, Rejection> {
    let Some(inner) = path
        .strip_prefix('[')
        .and_then(|path| path.strip_suffix(']'))
    else {
        return Ok(None);
    };
    let names: Vec<&str> = inner
        .split("][")
        .take(limits.depth.saturating_add(1))
        .collect();
    if names.len() > limits.depth {
        let depth = limits.depth;
        return Err(Rejection::malformed(format!(
            "{source} has more than {depth} levels"
        )));
    }
    Ok(Some(names))
}

pub(super) fn percent_decoded(source: TextSource<'_>, raw: &str) -> Result<String, Rejection> {
    let decoded = percent_decode_str(raw).decode_utf8();
    decoded
        .map(Cow::into_owned)
        .map_err(|_| Rejection::malformed(format!("{source} is not UTF-8")))
}

/// Decodes a value of a query or form, in which `+` is a space.
pub(super) fn form_decoded(source: TextSource<'_>, raw: &str) -> Result<String, Rejection> {
    percent_decoded(source, &raw.replace('+', " "))
}

/// Decodes a name. A name that is not UTF-8 matches no parameter.
fn decoded_name(raw: &str) -> String {
    percent_decode_str(raw).decode_utf8_lossy().into_owned()
}
