//! The errors of an operation: the bodies of the documented error responses, and the enum of them.

use openapiv3::Response as SourceResponse;

use super::context::Resolver;
use super::media_kind::preferred_media_type;
use super::names::{self, NameScope};
use super::output::{format_name, status_name};
use super::response::schema_path;
use super::schema_path::SchemaPath;
use crate::model::{
    BodyFormat, Content, ErrorEnum, ErrorStatus, ErrorVariant, Operation, Response, Type,
};

impl<'a> Resolver<'a> {
    /// The bodies of an error response: that of the preferred media type, then those of media types with another schema,
    /// unless the type and the format are equal.
    pub(super) fn error_contents(
        &mut self,
        source: &'a SourceResponse,
        path: &SchemaPath,
    ) -> Vec<Content> {
        let Some((preferred, of_preferred)) = preferred_media_type(&source.content) else {
            return Vec::new();
        };
        let others = source.content.iter().filter(|(media_type, other)| {
            *media_type != preferred
                && (other.schema.is_none() || other.schema != of_preferred.schema)
        });
        let others = others.map(|(media_type, other)| (media_type.as_str(), other));
        let mut contents: Vec<Content> = Vec::new();
        for (media_type, other) in std::iter::once((preferred, of_preferred)).chain(others) {
            let mut content = self.content(media_type, other, &schema_path(path, media_type));
            // There are no decoders for forms.
            if matches!(content.format(), BodyFormat::Form | BodyFormat::Multipart) {
                content.ty = Type::Bytes;
            }
            let is_alike = |it: &Content| it.ty == content.ty && it.format() == content.format();
            if !contents.iter().any(is_alike) {
                contents.push(content);
            }
        }
        contents
    }
}

/// The enum of the errors of an operation with these responses. `None` if no error has a body.
pub(super) fn error_enum(responses: &[Response], stem: &str) -> Option<ErrorEnum> {
    let errors = responses.iter().filter(|response| response.is_error);
    if !errors.clone().any(|response| response.content.is_some()) {
        return None;
    }
    let mut scope = NameScope::default();
    scope.reserve("Unknown");
    let mut variants: Vec<ErrorVariant> = errors
        .flat_map(|response| variants(response, &mut scope))
        .collect();
    variants.sort_by_key(|variant| variant.status);
    Some(ErrorEnum {
        name: Operation::error_name_of(stem),
        variants,
    })
}

/// The variants of one status: the preferred body has the name of the status, so that another media type renames nothing.
fn variants(response: &Response, scope: &mut NameScope) -> Vec<ErrorVariant> {
    let Some(status) = ErrorStatus::from_documented(&response.status) else {
        return Vec::new();
    };
    let of_status = variant_name(&response.status);
    let mut variant = |name: String, content| ErrorVariant {
        name: scope.take(name).0,
        status,
        content,
    };
    let first = variant(of_status.clone(), response.content.clone());
    let others = response.others.iter().map(|content| {
        let name = format!("{of_status}{}", suffix(content));
        variant(name, Some(content.clone()))
    });
    let others: Vec<_> = others.collect();
    std::iter::once(first).chain(others).collect()
}

/// The end of the name of a variant for another media type.
fn suffix(content: &Content) -> String {
    match content.format() {
        BodyFormat::Json => {
            let subtype = content.media_type.split('/').nth(1).unwrap_or_default();
            let subtype = subtype.split(';').next().unwrap_or_default();
            if subtype.contains('*') {
                format_name(BodyFormat::Json).to_owned()
            } else {
                names::type_name_part(subtype)
            }
        }
        format => format_name(format).to_owned(),
    }
}

/// The reason phrase of an error status, as the name of a variant.
fn variant_name(status: &str) -> String {
    match status {
        "301" => "MovedPermanently",
        "302" => "Found",
        "303" => "SeeOther",
        "304" => "NotModified",
        "307" => "TemporaryRedirect",
        "308" => "PermanentRedirect",
        "402" => "PaymentRequired",
        "405" => "MethodNotAllowed",
        "406" => "NotAcceptable",
        "408" => "RequestTimeout",
        "411" => "LengthRequired",
        "413" => "ContentTooLarge",
        "414" => "UriTooLong",
        "415" => "UnsupportedMediaType",
        "416" => "RangeNotSatisfiable",
        "417" => "ExpectationFailed",
        "421" => "MisdirectedRequest",
        "423" => "Locked",
        "424" => "FailedDependency",
        "425" => "TooEarly",
        "426" => "UpgradeRequired",
        "428" => "PreconditionRequired",
        "431" => "RequestHeaderFieldsTooLarge",
        "451" => "UnavailableForLegalReasons",
        "501" => "NotImplemented",
        "504" => "GatewayTimeout",
        "507" => "InsufficientStorage",
        other => return status_name(other),
    }
    .to_owned()
}
