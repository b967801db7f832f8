//! The servers of a document, from which a client chooses one.

use std::borrow::Cow;
use std::fmt;

use super::base_url::BaseUrl;
use super::server_url::{ServerUrl, check, filled};
use crate::error::{Error, Result};
use crate::wire::operation_info::OperationInfo;
use crate::wire::server_template::ServerTemplate;

/// The servers of a document. Generated crates implement it for their type `Server`; the default is the first server.
pub trait DocumentServer: Default {
    /// The URL of the server.
    fn url(&self) -> ServerUrl;
}

/// The server of a client.
#[derive(Clone)]
pub(super) struct ChosenServer {
    address: Address,
    /// The URL of the first server of the document, which the chosen one replaces.
    default: String,
    index: usize,
    /// The variables that the caller has set.
    values: Vec<(&'static str, String)>,
}

/// A URL that was parsed once, or a path below the base URL.
#[derive(Clone)]
enum Address {
    Absolute(BaseUrl),
    Relative(String),
}

/// The server of a call.
#[derive(Debug)]
pub(super) enum CallServer<'a> {
    Url(&'a BaseUrl),
    /// A URL that is not parsed yet, a path below the base URL, or an empty text.
    Text(Cow<'a, str>),
}

impl ChosenServer {
    pub(super) fn new<S: DocumentServer>(server: &S) -> Result<Self> {
        let url = server.url();
        let text = url.with_values()?;
        let address = if is_absolute(&text) {
            Address::Absolute(BaseUrl::parse(&text)?)
        } else {
            Address::Relative(text)
        };
        Ok(Self {
            address,
            default: S::default().url().with_defaults(),
            index: url.index(),
            values: url.into_values(),
        })
    }

    /// The server of a call. An operation keeps its own server, unless that is the default of the document. If
    /// `is_overridden`, the client has a base URL, which replaces the URLs with a host.
    pub(super) fn of_call(
        &self,
        info: Option<&'static OperationInfo>,
        is_overridden: bool,
    ) -> Result<CallServer<'_>> {
        let own = info.filter(|info| !info.server.is_empty() && info.server != self.default);
        match own {
            None => Ok(self.of_document()),
            Some(info) => {
                let servers = info.servers;
                match servers.get(self.index).or_else(|| servers.first()) {
                    Some(template) if is_overridden && is_absolute(template.url) => {
                        Ok(CallServer::Text(template.url.into()))
                    }
                    Some(template) => self.fill(template).map(|url| CallServer::Text(url.into())),
                    None => Ok(CallServer::Text(info.server.into())),
                }
            }
        }
    }

    fn of_document(&self) -> CallServer<'_> {
        match &self.address {
            Address::Absolute(url) => CallServer::Url(url),
            Address::Relative(path) => CallServer::Text(path.into()),
        }
    }

    /// The URL of an operation's own server. A value that the caller has set applies to all variables of this name.
    fn fill(&self, template: &ServerTemplate) -> Result<String> {
        let value = |name: &str| {
            let mut values = self.values.iter();
            values
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value)
        };
        for variable in template.variables {
            let Some(value) = value(variable.name) else {
                continue;
            };
            if variable.values.is_empty() {
                check(template.url, (variable.name, variable.default), value)?;
            } else if !variable.values.contains(&value.as_str()) {
                return Err(Error::invalid_request(format!(
                    "the operation has its own server, `{}`, which does not support the value `{value}` of the variable \
                     `{}`: use one of {}, or set `base_url`",
                    template.url,
                    variable.name,
                    variable.values.join(", ")
                )));
            }
        }
        Ok(filled(template.url, |name| {
            let default = || {
                let mut variables = template.variables.iter();
                let variable = variables.find(|it| it.name == name)?;
                Some(variable.default.to_owned())
            };
            value(name).cloned().or_else(default)
        }))
    }
}

/// The URL. The rest follows from the document.
impl fmt::Debug for ChosenServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Address::Absolute(url) => fmt::Debug::fmt(&url.to_string(), f),
            Address::Relative(path) => fmt::Debug::fmt(path, f),
        }
    }
}

/// Returns whether a server URL has a host.
pub(super) fn is_absolute(url: &str) -> bool {
    url.contains("://")
}
