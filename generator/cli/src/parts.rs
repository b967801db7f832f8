//! The options for the parts of the generated code: the client, the server and the root.

use std::fmt;

use apicrate::project::DocumentConfig;
use apicrate::render::Gate;
use clap::Args;

use crate::quoted::quoted;

/// The options for the parts of the generated code.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Parts of the code")]
pub(crate) struct PartArguments {
    /// The client of the code: `always`, `never` or `feature:NAME`, with a feature of the crate. Default: always.
    #[arg(long, value_name = "WHEN")]
    client: Option<Gate>,
    /// The routes for servers: `always`, `never` or `feature:NAME`. Default: `never` for a module;
    /// for a crate, `feature:server`, or `always` without a client.
    #[arg(long, value_name = "WHEN")]
    server: Option<Gate>,
    /// A Cargo feature for each group of operations, which compiles the group and the models that it contains. All are on by
    /// default. Default: true for a new crate, or if `Cargo.toml` has the feature `all-groups`.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    group_features: Option<bool>,
    /// Servers can validate requests: the routes contain the schemas.
    #[arg(long)]
    validation: bool,
    /// The name of the type whose methods return the groups. Default: `Api`.
    #[arg(long, value_name = "NAME")]
    root: Option<String>,
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
        config.group_features = self.group_features.or(config.group_features);
        config.validation |= self.validation;
        if self.root.is_some() {
            config.root.clone_from(&self.root);
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
        if let Some(group_features) = self.group_features {
            write!(f, " --group-features={group_features}")?;
        }
        if self.validation {
            f.write_str(" --validation")?;
        }
        if let Some(root) = &self.root {
            write!(f, " --root {}", quoted(root.as_ref()))?;
        }
        Ok(())
    }
}
