//! The servers of the documents whose URL has variables without usable defaults.

use apicrate_runtime::ClientBuilder;

/// Chooses the server of a document, at the URL of the suite.
pub(crate) fn choose(client: ClientBuilder, package: &str, url: &str) -> ClientBuilder {
    /// Chooses the version in the URL of a document.
    macro_rules! versions {
        ($($package:ident => $version:ident,)*) => {
            match package {
                $(stringify!($package) => {
                    use documents::$package::{Server, ServerVersion};
                    client.server(Server::new().endpoint(url).version(ServerVersion::$version))
                })*
                "server_path_multiple_v1_0" => {
                    use documents::server_path_multiple_v1_0::{Server, ServerApiVersion};
                    client.server(Server::new().endpoint(url).api_version(ServerApiVersion::V10))
                }
                _ => client.base_url(url),
            }
        };
    }
    versions! {
        versioning_added_v1 => V1,
        versioning_added_v2 => V2,
        versioning_madeoptional_v1 => V1,
        versioning_madeoptional_v2 => V2,
        versioning_removed_v1 => V1,
        versioning_removed_v2preview => V2preview,
        versioning_removed_v2 => V2,
        versioning_renamedfrom_v1 => V1,
        versioning_renamedfrom_v2 => V2,
        versioning_returntypechangedfrom_v1 => V1,
        versioning_returntypechangedfrom_v2 => V2,
        versioning_typechangedfrom_v1 => V1,
        versioning_typechangedfrom_v2 => V2,
    }
}
