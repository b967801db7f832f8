//! The server: both APIs on one port of the loopback, for as long as somebody holds on to it.

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use apicrate_runtime::server::Routes;
use axum::Router;
use axum::response::IntoResponse;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::groups;
use super::seed::Seed;
use super::state::Local;
use super::webhooks::{Outbox, Receiving};
use crate::builder::API_KEY;
use crate::http::{StatusCode, header};
use crate::webhook::WebhookEvent;
use crate::{OperationInfo, Result, Secret, admin, server};

/// Where the Application API is.
const APPLICATION: &str = "/v1";

/// Where the Admin API is.
const ADMIN: &str = "/admin/v1";

/// A Trophy on this machine. It stops when it is dropped. The [module](super) says what it does.
#[derive(Debug)]
pub struct Trophy {
    address: SocketAddr,
    api_key: Option<Secret>,
    operations: Vec<(&'static str, &'static OperationInfo)>,
    local: Arc<Local>,
    /// What it is dropped for: the server ends with it.
    _running: oneshot::Sender<()>,
}

/// Settings for a [`Trophy`].
#[derive(Debug)]
pub struct TrophyBuilder {
    address: SocketAddr,
    seed: Seed,
    api_key: Option<Secret>,
    webhooks: Vec<(String, Secret)>,
}

impl Trophy {
    /// Starts one that is empty, on a free port. Has to be called within a runtime of Tokio.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Settings one by one: the address, what it begins with, the API key, who receives webhooks.
    pub fn builder() -> TrophyBuilder {
        TrophyBuilder {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            seed: Seed::new(),
            api_key: None,
            webhooks: Vec::new(),
        }
    }

    /// The base URL of the Application API, such as `http://127.0.0.1:49152/v1`.
    pub fn url(&self) -> String {
        format!("http://{}{APPLICATION}", self.address)
    }

    /// The base URL of the Admin API, such as `http://127.0.0.1:49152/admin/v1`.
    pub fn admin_url(&self) -> String {
        format!("http://{}{ADMIN}", self.address)
    }

    /// A client of both APIs.
    ///
    /// # Errors
    ///
    /// When no transport can be set up.
    pub fn client(&self) -> Result<crate::Trophy> {
        self.client_builder().build()
    }

    /// The same, for further settings, such as a tenant.
    pub fn client_builder(&self) -> crate::TrophyBuilder {
        let api_key = self.api_key.clone();
        crate::Trophy::builder()
            .api_key(api_key.unwrap_or_else(|| Secret::new("local")))
            .base_url(self.url())
            .admin_base_url(self.admin_url())
    }

    /// Sends webhooks to this URL from now on, signed with this secret. Any number of them.
    ///
    /// # Errors
    ///
    /// When the URL is none, or no transport can be set up.
    pub fn webhooks_to(&self, url: impl Into<String>, secret: impl Into<Secret>) -> Result<()> {
        let receiver = Receiving::new(url.into(), secret.into())?;
        self.local.outbox().add(receiver);
        Ok(())
    }

    /// Sends any webhook, for events that the local Trophy does not know when to send by itself.
    pub fn send_webhook(&self, event: &WebhookEvent) {
        self.local.outbox().send(event);
    }

    /// Everything that it serves: the path that an operation is under, and the operation.
    pub fn operations(&self) -> impl Iterator<Item = (&'static str, &'static OperationInfo)> {
        self.operations.iter().copied()
    }
}

impl TrophyBuilder {
    /// Another port of `127.0.0.1` than a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Another address, which has to be one of the loopback.
    #[must_use]
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// What it begins with, and each tenant's world too.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// The one API key that it takes, for both APIs. Without it every key will do, and none.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Sends webhooks to this URL, signed with this secret. Any number of them.
    #[must_use]
    pub fn webhooks_to(mut self, url: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.webhooks.push((url.into(), secret.into()));
        self
    }

    /// Starts the server. Has to be called within a runtime of Tokio.
    ///
    /// # Errors
    ///
    /// When the address is not of the loopback, the port is taken, or the seed or a URL cannot be used.
    pub async fn start(self) -> io::Result<Trophy> {
        if !self.address.ip().is_loopback() {
            return Err(invalid(format!(
                "{} is not an address of the loopback: the local Trophy is for this machine alone",
                self.address.ip()
            )));
        }
        let (world, tenants) = self.seed.grow().map_err(invalid)?;
        let receivers = self.webhooks.into_iter();
        let receivers = receivers.map(|(url, secret)| Receiving::new(url, secret));
        let outbox = Outbox::start(receivers.collect::<Result<_>>().map_err(invalid)?);
        let local = Arc::new(Local::new(world, tenants, outbox));
        let apis = [
            (APPLICATION, server::routes(&groups::application(&local))),
            (ADMIN, admin::server::routes(&groups::admin(&local))),
        ]
        .map(|(path, routes)| (path, keyed(routes, self.api_key.as_ref())));
        let operations = apis
            .iter()
            .flat_map(|(path, routes)| routes.operations().map(|it| (*path, it)))
            .collect();
        let router = apis
            .into_iter()
            .fold(Router::new(), |router, (path, routes)| {
                router.nest(path, routes.into())
            })
            .fallback(nothing_here);
        let listener = TcpListener::bind(self.address).await?;
        let address = listener.local_addr()?;
        let (running, stopped) = oneshot::channel::<()>();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async {
            // Nothing is ever sent: the other end is dropped.
            _ = stopped.await;
        });
        tokio::spawn(serving.into_future());
        Ok(Trophy {
            address,
            api_key: self.api_key,
            operations,
            local,
            _running: running,
        })
    }
}

/// The answer to a path that is of neither API, such as one in which an ID is empty.
async fn nothing_here() -> impl IntoResponse {
    (
        StatusCode::NOT_FOUND,
        [(header::CONTENT_TYPE, "application/json")],
        r#"{"error":"no operation has this path"}"#,
    )
}

fn keyed(routes: Routes, api_key: Option<&Secret>) -> Routes {
    match api_key {
        Some(api_key) => routes.api_key(API_KEY, api_key.clone()),
        None => routes,
    }
}

fn invalid(problem: impl Into<Box<dyn Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, problem)
}
