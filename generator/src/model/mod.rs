//! An API in Rust terms, as plain data: every decision about names, types and signatures has been made.
//!
//! `resolve` builds the model from a document; `render`, `diff` and the outline read only the model. Names are Rust
//! names (`r#type`, `PointsLevel`), and each has its wire name beside it.

mod api;
mod features;
mod names;
mod operation;
mod outline;
mod package;
mod pagination;
mod schema;
mod security;
mod server;
mod signature;
mod tree;
mod types;

pub use api::Api;
pub(crate) use features::RESERVED_FEATURES;
pub use features::{ALL_GROUPS, WEBHOOKS};
pub(crate) use names::handle_name_of;
pub use names::{WEBHOOK_EVENT, call_setter_name, plain, setter_name};
pub use operation::{
    Body, BodyFormat, Content, ErrorEnum, ErrorStatus, ErrorVariant, FormStyle, Group, Operation,
    OperationAlias, Output, OutputVariant, Parameter, ParameterLocation, ParameterPresence,
    ParameterStyle, PartEncoding, PropertyEncoding, Response, ResponseHeader, StreamItem,
    VariantStatus, Webhook,
};
pub(crate) use operation::{MEDIA_TYPE_HEADER, is_redirect};
pub use outline::{Outline, outline};
pub use package::PackageInfo;
pub use pagination::{
    FieldPath, FieldStep, PageFact, PageParameter, PageSize, Pagination, PaginationSource,
    PagingKind, Wrapper,
};
pub use schema::{
    CountKeyword, JsonType, Keyword, NumberKeyword, RequestSchema, RequestSchemas, Schema,
    TextFormat,
};
pub use security::{Credential, SecurityRequirements, SecurityScheme, request_credentials};
pub use server::{ServerChoice, ServerField, ServerTemplate, ServerType, ServerVariable};
pub use signature::{
    Argument, ArgumentSource, ArgumentType, ItemType, MAX_ARGUMENTS, RustType, Setter, Signature,
};
pub use tree::GroupNode;
pub use types::{
    Bounds, DefaultFor, EnumDef, EnumValues, EnumVariant, EventVariant, EventsDef, Extends,
    ExternalType, Field, FieldConversion, NewtypeDef, Presence, StructDef, TagValues, TagWriter,
    Type, TypeDef, TypeKind, UnionDef, UnionVariant, ValueKind,
};
