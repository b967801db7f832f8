//! The documents of other vendors that `docs/conformance.md` lists.

/// A document, or a folder of documents.
#[derive(Debug)]
pub(super) struct Vendor {
    /// The path below the folder of all documents. That of a folder ends with a slash.
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    /// The public page from which the documents can be downloaded.
    pub(super) source: &'static str,
}

impl Vendor {
    /// Returns whether a document is that of the vendor, or in the vendor's folder.
    pub(super) fn has(&self, document: &str) -> bool {
        if self.is_folder() {
            document.starts_with(self.path)
        } else {
            document == self.path
        }
    }

    pub(super) fn is_folder(&self) -> bool {
        self.path.ends_with('/')
    }
}

const fn vendor(path: &'static str, name: &'static str, source: &'static str) -> Vendor {
    Vendor { path, name, source }
}

pub(super) const VENDORS: [Vendor; 15] = [
    vendor(
        "adyen-CheckoutService-v72.json",
        "Adyen Checkout",
        "https://github.com/Adyen/adyen-openapi",
    ),
    vendor("box.json", "Box", "https://github.com/box/box-openapi"),
    vendor(
        "discord.json",
        "Discord",
        "https://github.com/discord/discord-api-spec",
    ),
    vendor(
        "figma.yaml",
        "Figma",
        "https://github.com/figma/rest-api-spec",
    ),
    vendor(
        "github-api.json",
        "GitHub",
        "https://github.com/octokit/openapi",
    ),
    vendor(
        "hetzner-cloud.json",
        "Hetzner Cloud",
        "https://docs.hetzner.cloud/",
    ),
    vendor(
        "immich.json",
        "Immich",
        "https://github.com/immich-app/immich",
    ),
    vendor(
        "mastodon.json",
        "Mastodon",
        "https://github.com/abraham/mastodon-openapi",
    ),
    vendor(
        "openai.yaml",
        "OpenAI",
        "https://github.com/openai/openai-openapi",
    ),
    vendor("qdrant.json", "Qdrant", "https://github.com/qdrant/qdrant"),
    vendor(
        "stripe-2025-10.json",
        "Stripe",
        "https://github.com/stripe/openapi",
    ),
    vendor(
        "twilio-api-v2010.json",
        "Twilio",
        "https://github.com/twilio/twilio-oai",
    ),
    vendor(
        "edge/hey-api/",
        "Test documents of hey-api",
        "https://github.com/hey-api/openapi-ts",
    ),
    vendor(
        "edge/oai-examples/",
        "Examples of the OpenAPI Initiative",
        "https://github.com/OAI/learn.openapis.org",
    ),
    vendor(
        "edge/progenitor/",
        "Test documents of Progenitor",
        "https://github.com/oxidecomputer/progenitor",
    ),
];
