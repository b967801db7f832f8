//! Decodes the parameters of a request.

use serde::de::DeserializeOwned;

use super::other_names::OtherNames;
use super::{Decoder, parse, parse_with};
use crate::server::raw::{
    DecodeText, RawPairs, TextSource, add_list, add_pairs, bracketed, check_count, form_decoded,
    percent_decoded,
};
use crate::server::rejection::Rejection;
use crate::server::texts::{EmptyObjects, Texts};
use crate::wire::encoder::style::ParameterStyle;

impl Decoder<'_> {
    /// Decodes a path parameter: style `simple`.
    ///
    /// # Errors
    ///
    /// If the value does not match the type.
    pub fn path<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        parse(TextSource::Path(name), self.path_texts(name)?, false)
    }

    pub(in crate::server) fn path_texts(&self, name: &str) -> Result<Texts, Rejection> {
        let mut texts = Texts::default();
        if let Some(raw) = self.raw_path(name) {
            let source = TextSource::Path(name);
            add_list(&mut texts, source, raw, ",", percent_decoded, self.limits)?;
        }
        Ok(texts)
    }

    /// Decodes a path parameter in this style.
    ///
    /// # Errors
    ///
    /// If the value does not match the type or the style, or if the style is not supported in paths.
    pub fn path_with<T: DeserializeOwned>(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<T, Rejection> {
        let texts = self.path_texts_with(name, style)?;
        parse_with(TextSource::Path(name), style, texts, false)
    }

    /// The texts of a path parameter in this style. That of the style `Json` is JSON.
    pub(in crate::server) fn path_texts_with(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<Texts, Rejection> {
        let (source, limits) = (TextSource::Path(name), self.limits);
        let raw = self.raw_path(name).unwrap_or_default();
        let mut texts = Texts::default();
        match style {
            ParameterStyle::Exploded => {
                add_list(&mut texts, source, raw, ",", percent_decoded, limits)?;
                add_pairs(&mut texts, source, raw, ",", percent_decoded)?;
            }
            ParameterStyle::Label { explode } => {
                let raw = without_prefix(source, raw, '.')?;
                let separator = if explode { "." } else { "," };
                add_list(&mut texts, source, raw, separator, percent_decoded, limits)?;
                if explode {
                    add_pairs(&mut texts, source, raw, separator, percent_decoded)?;
                }
            }
            ParameterStyle::Matrix { explode } => {
                let raw = without_prefix(source, raw, ';')?;
                self.add_matrix(&mut texts, name, raw, explode)?;
            }
            ParameterStyle::Json => texts.push(percent_decoded(source, raw)?),
            _ => return self.not_served(name),
        }
        Ok(texts)
    }

    /// Adds the parts of a value in style `matrix`, without the first semicolon.
    fn add_matrix(
        &self,
        texts: &mut Texts,
        name: &str,
        raw: &str,
        explode: bool,
    ) -> Result<(), Rejection> {
        let source = TextSource::Path(name);
        if !explode {
            // The name of an empty value may be without an equals sign.
            let (found, value) = raw.split_once('=').unwrap_or((raw, ""));
            if percent_decoded(source, found)? != name {
                return Err(Rejection::malformed(format!(
                    "{source} must begin with `;{name}=`"
                )));
            }
            return add_list(texts, source, value, ",", percent_decoded, self.limits);
        }
        for (count, pair) in raw.split(';').enumerate() {
            check_count(count, self.limits, || format!("{source} has"))?;
            let (found, value) = pair.split_once('=').unwrap_or((pair, ""));
            let found = percent_decoded(source, found)?;
            let value = percent_decoded(source, value)?;
            if found == name {
                texts.push(value.clone());
            }
            texts.push_pair(found, value);
        }
        Ok(())
    }

    fn raw_path(&self, name: &str) -> Option<&str> {
        let mut values = self.path.iter();
        values.find(|(known, _)| known == name).map(|(_, raw)| *raw)
    }

    /// Decodes a query parameter: style `form` with `explode`. A list consists of the values of a repeated name.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, or if it does not match the type.
    pub fn query<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        parse(TextSource::Query(name), self.query_texts(name)?, false)
    }

    pub(in crate::server) fn query_texts(&self, name: &str) -> Result<Texts, Rejection> {
        let values = self.query_values(TextSource::Query(name), name)?;
        Ok(Texts::repeated(values))
    }

    /// The texts of a query parameter in this style. Those of the style `Json` are JSON.
    pub(in crate::server) fn query_texts_with(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<Texts, Rejection> {
        let source = TextSource::Query(name);
        match style {
            ParameterStyle::Delimited(delimiter) => self.delimited(source, name, delimiter),
            ParameterStyle::DeepObject => self.deep_object(source, name),
            ParameterStyle::Json => self.query_texts(name),
            _ => self.not_served(name),
        }
    }

    /// Decodes a query parameter in this style.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, if it does not match the type, or if the style is not supported in
    /// queries.
    pub fn query_with<T: DeserializeOwned>(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<T, Rejection> {
        let source = TextSource::Query(name);
        let texts = self.query_texts_with(name, style)?;
        parse_with(source, style, texts, false)
    }

    /// Decodes an object in the query: style `form` with `explode`, in which each property has its own name. A value that
    /// is not an object has the name of the parameter.
    ///
    /// # Errors
    ///
    /// If the parameter is required and has no property, or if it does not match the type.
    pub fn query_properties<T: DeserializeOwned>(
        &self,
        name: &str,
        properties: &[&str],
    ) -> Result<T, Rejection> {
        let texts = self.query_properties_texts(name, properties)?;
        parse(TextSource::Query(name), texts, false)
    }

    pub(in crate::server) fn query_properties_texts(
        &self,
        name: &str,
        properties: &[&str],
    ) -> Result<Texts, Rejection> {
        let properties = properties.iter();
        let properties = properties.map(|property| (*property, self.query.values(property)));
        spread(
            TextSource::Query(name),
            &self.query,
            properties,
            form_decoded,
        )
    }

    /// Decodes a map in the query: style `form` with `explode`. `others` are the names of the other parameters; all
    /// remaining pairs of the query are entries of the map. A name such as `filter[` stands for all names that begin
    /// with it.
    ///
    /// # Errors
    ///
    /// If the parameter is required and has no entry, or if it does not match the type.
    pub fn query_rest<T: DeserializeOwned>(
        &self,
        name: &str,
        others: &[&str],
    ) -> Result<T, Rejection> {
        let texts = self.query_rest_texts(name, others)?;
        parse(TextSource::Query(name), texts, false)
    }

    pub(in crate::server) fn query_rest_texts(
        &self,
        name: &str,
        others: &[&str],
    ) -> Result<Texts, Rejection> {
        let others = OtherNames::new(others);
        let properties = self.query.iter();
        let properties = properties.filter(|(property, _)| !others.contains(property));
        spread(
            TextSource::Query(name),
            &self.query,
            properties,
            form_decoded,
        )
    }

    /// Decodes a flag in the query: `name=true`, or omitted.
    ///
    /// # Errors
    ///
    /// If the parameter has another value.
    pub fn flag(&self, name: &str) -> Result<bool, Rejection> {
        let source = TextSource::Query(name);
        match self.query_values(source, name)?.as_slice() {
            [] => Ok(false),
            [on] if on == "true" => Ok(true),
            _ => Err(Rejection::unprocessable(format!(
                "{source} must be `true` or omitted"
            ))),
        }
    }

    /// Decodes a header parameter: style `simple`.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, or if it does not match the type.
    pub fn header<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        let texts = self.header_texts(name)?;
        parse(TextSource::Header(name), texts, self.is_secret(name))
    }

    /// Decodes a header parameter in this style.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, if it does not match the type, or if the style is not supported in
    /// headers.
    pub fn header_with<T: DeserializeOwned>(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<T, Rejection> {
        let texts = self.header_texts_with(name, style)?;
        parse_with(TextSource::Header(name), style, texts, self.is_secret(name))
    }

    /// The texts of a header parameter in this style. Those of the style `Json` are JSON.
    pub(in crate::server) fn header_texts_with(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<Texts, Rejection> {
        let mut texts = self.header_texts(name)?;
        match style {
            ParameterStyle::Exploded => {
                for item in texts.items.clone() {
                    if let Some((property, value)) = item.split_once('=') {
                        texts.push_pair(property.trim().to_owned(), value.trim().to_owned());
                    }
                }
            }
            ParameterStyle::Json => {}
            _ => return self.not_served(name),
        }
        Ok(texts)
    }

    pub(in crate::server) fn header_texts(&self, name: &str) -> Result<Texts, Rejection> {
        let source = TextSource::Header(name);
        let mut texts = Texts::default();
        for value in self.parts.headers.get_all(name) {
            let value = str::from_utf8(value.as_bytes())
                .map_err(|_| Rejection::malformed(format!("{source} is not UTF-8")))?;
            texts.whole.push(value.to_owned());
            for item in value.split(',') {
                check_count(texts.items.len(), self.limits, || format!("{source} has"))?;
                texts.items.push(item.trim().to_owned());
            }
        }
        Ok(texts)
    }

    /// Decodes a cookie parameter, which is percent-encoded.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, or if it does not match the type.
    pub fn cookie<T: DeserializeOwned>(&self, name: &str) -> Result<T, Rejection> {
        // A cookie is often a secret.
        parse(TextSource::Cookie(name), self.cookie_texts(name)?, true)
    }

    pub(in crate::server) fn cookie_texts(&self, name: &str) -> Result<Texts, Rejection> {
        let source = TextSource::Cookie(name);
        let mut texts = Texts::default();
        for raw in self.cookies.values(name) {
            add_list(&mut texts, source, raw, ",", percent_decoded, self.limits)?;
        }
        Ok(texts)
    }

    /// Decodes a cookie parameter in this style. In the style [`Cookie`](ParameterStyle::Cookie), it is not
    /// percent-encoded.
    ///
    /// # Errors
    ///
    /// If the parameter is required and missing, if it does not match the type, or if the style is not supported in
    /// cookies.
    pub fn cookie_with<T: DeserializeOwned>(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<T, Rejection> {
        // A cookie is often a secret.
        let texts = self.cookie_texts_with(name, style)?;
        parse_with(TextSource::Cookie(name), style, texts, true)
    }

    /// The texts of a cookie in this style. Those of the style `Json` are JSON.
    pub(in crate::server) fn cookie_texts_with(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<Texts, Rejection> {
        let source = TextSource::Cookie(name);
        let mut texts = Texts::default();
        match style {
            ParameterStyle::Cookie { explode } => {
                for raw in self.plain_cookies()?.values(name) {
                    if explode {
                        texts.push((*raw).to_owned());
                    } else {
                        add_list(&mut texts, source, raw, ",", unchanged, self.limits)?;
                    }
                }
            }
            ParameterStyle::Json => {
                for raw in self.cookies.values(name) {
                    texts.push(percent_decoded(source, raw)?);
                }
            }
            _ => return self.not_served(name),
        }
        Ok(texts)
    }

    /// Decodes an object in style `cookie` with `explode`, in which each property is a cookie of its own. A value that is
    /// not an object has the name of the parameter.
    ///
    /// # Errors
    ///
    /// If the parameter is required and has no property, or if it does not match the type.
    pub fn cookie_properties<T: DeserializeOwned>(
        &self,
        name: &str,
        properties: &[&str],
    ) -> Result<T, Rejection> {
        let texts = self.cookie_properties_texts(name, properties)?;
        // A cookie is often a secret.
        parse(TextSource::Cookie(name), texts, true)
    }

    pub(in crate::server) fn cookie_properties_texts(
        &self,
        name: &str,
        properties: &[&str],
    ) -> Result<Texts, Rejection> {
        let cookies = self.plain_cookies()?;
        let properties = properties.iter();
        let properties = properties.map(|property| (*property, cookies.values(property)));
        spread(TextSource::Cookie(name), &cookies, properties, unchanged)
    }

    /// Decodes a map in style `cookie` with `explode`. `others` are the names of the other cookies; all remaining cookies
    /// are entries of the map.
    ///
    /// # Errors
    ///
    /// If the parameter is required and has no entry, or if it does not match the type.
    pub fn cookie_rest<T: DeserializeOwned>(
        &self,
        name: &str,
        others: &[&str],
    ) -> Result<T, Rejection> {
        let texts = self.cookie_rest_texts(name, others)?;
        // A cookie is often a secret.
        parse(TextSource::Cookie(name), texts, true)
    }

    pub(in crate::server) fn cookie_rest_texts(
        &self,
        name: &str,
        others: &[&str],
    ) -> Result<Texts, Rejection> {
        let others = OtherNames::new(others);
        let cookies = self.plain_cookies()?;
        let properties = cookies.iter();
        let properties = properties.filter(|(property, _)| !others.contains(property));
        spread(TextSource::Cookie(name), &cookies, properties, unchanged)
    }

    fn query_values(&self, source: TextSource<'_>, name: &str) -> Result<Vec<String>, Rejection> {
        let values = self.query.values(name).iter();
        values.map(|raw| form_decoded(source, raw)).collect()
    }

    fn delimited(
        &self,
        source: TextSource<'_>,
        name: &str,
        delimiter: &str,
    ) -> Result<Texts, Rejection> {
        let mut texts = Texts::default();
        for raw in self.query.values(name) {
            add_list(
                &mut texts,
                source,
                raw,
                delimiter,
                form_decoded,
                self.limits,
            )?;
        }
        Ok(texts)
    }

    fn deep_object(&self, source: TextSource<'_>, name: &str) -> Result<Texts, Rejection> {
        let mut texts = Texts::with_empty_objects(EmptyObjects::All);
        for value in self.query_values(source, name)? {
            texts.push(value);
        }
        for (key, values) in self.query.with_prefix(&format!("{name}[")) {
            let (_, brackets) = key.split_at(name.len());
            if let Some(path) = bracketed(source, brackets, self.limits)? {
                let property = texts.deep_property(path);
                for raw in values {
                    property.push(form_decoded(source, raw)?);
                }
            }
        }
        Ok(texts)
    }
}

/// The texts of an object whose properties have their own names. A value that is not an object has the name of the
/// parameter.
fn spread<'n>(
    source: TextSource<'_>,
    pairs: &RawPairs<'_>,
    properties: impl Iterator<Item = (&'n str, &'n [&'n str])>,
    decode: DecodeText,
) -> Result<Texts, Rejection> {
    let mut texts = Texts::default();
    for (property, values) in properties {
        for raw in values {
            texts.property([property]).push(decode(source, raw)?);
        }
    }
    if texts.is_absent() {
        for raw in pairs.values(source.name()) {
            texts.push(decode(source, raw)?);
        }
    }
    Ok(texts)
}

/// Removes the character before a value in style `label` or `matrix`.
fn without_prefix<'r>(
    source: TextSource<'_>,
    raw: &'r str,
    prefix: char,
) -> Result<&'r str, Rejection> {
    raw.strip_prefix(prefix)
        .ok_or_else(|| Rejection::malformed(format!("{source} must begin with `{prefix}`")))
}

/// A text that is not encoded.
#[expect(clippy::unnecessary_wraps, reason = "it is one of several functions")]
fn unchanged(_source: TextSource<'_>, raw: &str) -> Result<String, Rejection> {
    Ok(raw.to_owned())
}
