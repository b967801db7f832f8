//! The server: both APIs on one port of the loopback address.

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use trophy_api::http::StatusCode;
use trophy_api::webhook::WebhookEvent;
use trophy_api::{OperationInfo, Result, Secret, Trophy, TrophyBuilder, admin, server};

use crate::connections::{self, ConnectionLimits};
use crate::guard::{self, Hosts, rejected};
use crate::handles;
use crate::outbox::{Outbox, WebhookReceiver};
use crate::seed::Seed;
use crate::state::InMemory;

/// The path of the Application API.
const APPLICATION: &str = "/v1";

/// The path of the Admin API.
const ADMIN: &str = "/admin/v1";

/// The header that carries the API key.
const API_KEY: &str = "X-API-KEY";

/// A running local Trophy server. It stops when this value is dropped. See the [crate documentation](crate) for
/// its behavior.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    api_key: Option<Secret>,
    operations: Vec<(&'static str, &'static OperationInfo)>,
    trophy: Arc<InMemory>,
    /// Dropping it stops the server.
    _running: oneshot::Sender<()>,
}

/// Settings for a [`Server`].
#[derive(Debug)]
pub struct ServerBuilder {
    address: SocketAddr,
    seed: Seed,
    api_key: Option<Secret>,
    hosts: Hosts,
    receivers: Vec<(String, Secret)>,
}

impl Server {
    /// Starts a server without data on a free port. Must be called within a Tokio runtime with I/O and time enabled.
    ///
    /// # Errors
    ///
    /// The result is a [`std::io::Result`]. Fails if no port can be opened.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts with the default settings: a free port, no data, any API key, no webhooks.
    pub fn builder() -> ServerBuilder {
        ServerBuilder {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            seed: Seed::new(),
            api_key: None,
            hosts: Hosts::default(),
            receivers: Vec::new(),
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

    /// A client for both APIs of this server.
    ///
    /// # Errors
    ///
    /// Fails if no transport can be set up.
    pub fn client(&self) -> Result<Trophy> {
        self.client_builder().build()
    }

    /// Settings for a client of this server, with the base URLs and the API key already set.
    pub fn client_builder(&self) -> TrophyBuilder {
        let api_key = self.api_key.clone();
        Trophy::builder()
            .api_key(api_key.unwrap_or_else(|| Secret::new("local")))
            .base_url(self.url())
            .admin_base_url(self.admin_url())
    }

    /// Adds a receiver of webhooks, which are signed with `secret`.
    ///
    /// # Errors
    ///
    /// Fails if `url` is not an absolute URL or no transport can be set up.
    pub fn webhooks_to(&self, url: impl Into<String>, secret: impl Into<Secret>) -> Result<()> {
        let receiver = WebhookReceiver::new(url.into(), secret.into())?;
        self.trophy.outbox().add(receiver);
        Ok(())
    }

    /// Sends a webhook to all receivers. Use it for events that the server never sends by itself.
    pub fn send_webhook(&self, event: &WebhookEvent) {
        self.trophy.outbox().send(event);
    }

    /// The operations that the server implements, each with the path of its API.
    pub fn operations(&self) -> impl Iterator<Item = (&'static str, &'static OperationInfo)> {
        self.operations.iter().copied()
    }
}

impl ServerBuilder {
    /// Listens on this port of `127.0.0.1`. The default is a free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Listens on this address, which must be a loopback address.
    #[must_use]
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Sets the initial data of every tenant.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Requires this API key for both APIs. By default no key is required and any key is accepted.
    #[must_use]
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Accepts requests with this name in the header `Host`, and from web pages of this host. By default, only
    /// `localhost`, names that end with `.localhost`, and loopback addresses are accepted.
    #[must_use]
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.hosts.0.push(name.into());
        self
    }

    /// Adds a receiver of webhooks, which are signed with `secret`.
    #[must_use]
    pub fn webhooks_to(mut self, url: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.receivers.push((url.into(), secret.into()));
        self
    }

    /// Starts the server. Must be called within a Tokio runtime with I/O and time enabled.
    ///
    /// # Errors
    ///
    /// The result is a [`std::io::Result`]. Fails if the address is not a loopback address, the port is in use, or the seed
    /// or a webhook URL is invalid.
    pub async fn start(self) -> io::Result<Server> {
        if !self.address.ip().is_loopback() {
            return Err(invalid(format!(
                "{} is not a loopback address; the local server must not be reachable from other machines",
                self.address.ip()
            )));
        }
        let (data, tenants) = self.seed.build().map_err(invalid)?;
        let receivers = self.receivers.into_iter();
        let receivers = receivers.map(|(url, secret)| WebhookReceiver::new(url, secret));
        let outbox = Outbox::start(receivers.collect::<Result<_>>().map_err(invalid)?);
        let trophy = Arc::new(InMemory::new(data, tenants, outbox));
        let apis = [
            (APPLICATION, server::routes(&handles::application(&trophy))),
            (ADMIN, admin::server::routes(&handles::admin(&trophy))),
        ];
        let mut operations = Vec::new();
        let mut router = Router::new();
        for (path, mut routes) in apis {
            if let Some(api_key) = &self.api_key {
                routes = routes.api_key(API_KEY, api_key.clone());
            }
            operations.extend(routes.operations().map(|operation| (path, operation)));
            router = router.nest(path, routes.into());
        }
        let router = router.fallback(unknown_path);
        let router = router.layer(from_fn_with_state(Arc::new(self.hosts), guard::check));
        let listener = TcpListener::bind(self.address).await?;
        let address = listener.local_addr()?;
        let (running, stopped) = oneshot::channel::<()>();
        let limits = ConnectionLimits::default();
        tokio::spawn(connections::serve(listener, router, limits, async {
            // Nothing is ever sent: the receiver wakes up when the sender is dropped.
            _ = stopped.await;
        }));
        Ok(Server {
            address,
            api_key: self.api_key,
            operations,
            trophy,
            _running: running,
        })
    }
}

/// The response to a path that belongs to neither API, such as one in which an ID is empty.
async fn unknown_path() -> Response {
    rejected(StatusCode::NOT_FOUND, "no operation has this path")
}

fn invalid(problem: impl Into<Box<dyn Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, problem)
}
