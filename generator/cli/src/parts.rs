//! The options for the parts of the generated code: the client and the server.

use std::fmt;

use apicrate::project::DocumentConfig;
use apicrate::render::Gate;
use clap::Args;

use crate::quoted::quoted;

/// The options for the parts of the generated code.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct PartArguments {
    /// The client of the code: `always`, `never` or `feature:NAME`, with a feature of the crate. Default: always.
    #[arg(long, value_name = "WHEN")]
    client: Option<Gate>,
    /// The routes for servers: `always`, `never` or `feature:NAME`. Default: `never` for a module;
    /// for a crate, `feature:server`, or `always` without a client.
    #[arg(long, value_name = "WHEN")]
    server: Option<Gate>,
}

impl PartArguments {
    /// Adds the options to the configuration of a document.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) {
        for (gate, configured) in [
            (&self.client, &mut config.client),
            (&self.server, &mut config.server),
        ] {
            if gate.is_some() {
                configured.clone_from(gate);
            }
        }
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for PartArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (option, gate) in [("--client", &self.client), ("--server", &self.server)] {
            if let Some(gate) = gate {
                write!(f, " {option} {}", quoted(gate.to_string().as_ref()))?;
            }
        }
        Ok(())
    }
}
