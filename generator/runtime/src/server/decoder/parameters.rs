//! Decodes the parameters of a request.

use serde::de::DeserializeOwned;

use super::other_names::OtherNames;
use super::{Decoder, parse, parse_json, parse_object};
use crate::server::raw::{
    DecodeText, RawPairs, TextSource, add_list, add_pairs, bracketed, check_count, form_decoded,
    percent_decoded,
};
use crate::server::rejection::Rejection;
use crate::server::texts::Texts;
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
        let source = TextSource::Path(name);
        let raw = self.raw_path(name).unwrap_or_default();
        let mut texts = Texts::default();
        match style {
            ParameterStyle::Exploded => {
                add_list(&mut texts, source, raw, ",", percent_decoded, self.limits)?;
                add_pairs(&mut texts, source, raw, ",", percent_decoded)?;
            }
            ParameterStyle::Label { explode } => {
                let raw = without_prefix(source, raw, '.')?;
                let separator = if explode { "." } else { "," };
                add_list(
                    &mut texts,
                    source,
                    raw,
                    separator,
                    percent_decoded,
                    self.limits,
                )?;
                if explode {
                    add_pairs(&mut texts, source, raw, separator, percent_decoded)?;
                }
            }
            ParameterStyle::Matrix { explode } => {
                let raw = without_prefix(source, raw, ';')?;
                self.add_matrix(&mut texts, name, raw, explode)?;
            }
            ParameterStyle::Json => {
                return parse_json(source, vec![percent_decoded(source, raw)?], false);
            }
            _ => return self.not_served(name),
        }
        parse(source, texts, false)
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

    /// The texts of a query parameter in one of the styles `Delimited` and `DeepObject`.
    pub(in crate::server) fn query_texts_with(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<Texts, Rejection> {
        let source = TextSource::Query(name);
        match style {
            ParameterStyle::Delimited(delimiter) => self.delimited(source, name, delimiter),
            ParameterStyle::DeepObject => self.deep_object(source, name),
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
        let texts = match style {
            ParameterStyle::Delimited(delimiter) => self.delimited(source, name, delimiter)?,
            ParameterStyle::DeepObject => {
                return parse_object(source, || self.deep_object(source, name), false);
            }
            ParameterStyle::Json => {
                return parse_json(source, self.query_values(source, name)?, false);
            }
            _ => return self.not_served(name),
        };
        parse(source, texts, false)
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
        let properties = properties.iter();
        self.query_object(
            name,
            &properties.map(|property| (*property, self.query.values(property))),
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
        let others = OtherNames::new(others);
        let properties = self.query.iter();
        self.query_object(
            name,
            &properties.filter(|(property, _)| !others.contains(property)),
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
        let source = TextSource::Header(name);
        let mut texts = self.header_texts(name)?;
        match style {
            ParameterStyle::Exploded => {
                for item in texts.items.clone() {
                    if let Some((property, value)) = item.split_once('=') {
                        texts.push_pair(property.trim().to_owned(), value.trim().to_owned());
                    }
                }
                parse(source, texts, self.is_secret(name))
            }
            ParameterStyle::Json => parse_json(source, texts.whole, self.is_secret(name)),
            _ => self.not_served(name),
        }
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
        let source = TextSource::Cookie(name);
        let explode = match style {
            ParameterStyle::Cookie { explode } => explode,
            ParameterStyle::Json => {
                let values = self.cookies.values(name).iter();
                let values = values.map(|raw| percent_decoded(source, raw));
                return parse_json(source, values.collect::<Result<_, _>>()?, true);
            }
            _ => return self.not_served(name),
        };
        parse(source, self.plain_cookie_texts(name, explode)?, true)
    }

    /// The texts of a cookie in style `cookie`.
    pub(in crate::server) fn plain_cookie_texts(
        &self,
        name: &str,
        explode: bool,
    ) -> Result<Texts, Rejection> {
        let source = TextSource::Cookie(name);
        let mut texts = Texts::default();
        for raw in self.plain_cookies()?.values(name) {
            if explode {
                texts.push((*raw).to_owned());
            } else {
                add_list(&mut texts, source, raw, ",", unchanged, self.limits)?;
            }
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
        let cookies = self.plain_cookies()?;
        let properties = properties.iter();
        let properties = properties.map(|property| (*property, cookies.values(property)));
        cookie_object(name, &cookies, &properties)
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
        let others = OtherNames::new(others);
        let cookies = self.plain_cookies()?;
        let properties = cookies.iter();
        cookie_object(
            name,
            &cookies,
            &properties.filter(|(property, _)| !others.contains(property)),
        )
    }

    /// Deserializes a value whose properties are parameters of the query.
    fn query_object<'n, T: DeserializeOwned>(
        &self,
        name: &str,
        properties: &(impl Iterator<Item = (&'n str, &'n [&'n str])> + Clone),
    ) -> Result<T, Rejection> {
        let build = || {
            let texts = spread(TextSource::Query(name), properties.clone(), form_decoded)?;
            if texts.is_absent() {
                return self.query_texts(name);
            }
            Ok(texts)
        };
        parse_object(TextSource::Query(name), build, false)
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
        let mut texts = Texts::default();
        for value in self.query_values(source, name)? {
            texts.push(value);
        }
        for (key, values) in self.query.with_prefix(&format!("{name}[")) {
            let (_, brackets) = key.split_at(name.len());
            if let Some(path) = bracketed(source, brackets, self.limits)? {
                let property = texts.property(path);
                for raw in values {
                    property.push(form_decoded(source, raw)?);
                }
            }
        }
        Ok(texts)
    }
}

/// Deserializes a value whose properties are cookies.
fn cookie_object<'n, T: DeserializeOwned>(
    name: &str,
    cookies: &RawPairs<'_>,
    properties: &(impl Iterator<Item = (&'n str, &'n [&'n str])> + Clone),
) -> Result<T, Rejection> {
    let source = TextSource::Cookie(name);
    let build = || {
        let mut texts = spread(source, properties.clone(), unchanged)?;
        if texts.is_absent() {
            let values = cookies.values(name).iter();
            values.for_each(|value| texts.push((*value).to_owned()));
        }
        Ok(texts)
    };
    // A cookie is often a secret.
    parse_object(source, build, true)
}

/// The texts of an object whose properties have their own names.
fn spread<'n>(
    source: TextSource<'_>,
    properties: impl Iterator<Item = (&'n str, &'n [&'n str])>,
    decode: DecodeText,
) -> Result<Texts, Rejection> {
    let mut texts = Texts::default();
    for (property, values) in properties {
        for raw in values {
            texts.property([property]).push(decode(source, raw)?);
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
