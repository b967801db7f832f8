//! The second type of a component that is used in multipart bodies and elsewhere: the one with files.

use super::context::Resolver;
use super::limits::MAX_REFERENCES;
use super::schema_path::SchemaPath;
use super::schema_view::{SchemaNode, single_member_of};
use crate::model::{Type, TypeKind};

impl<'a> Resolver<'a> {
    /// The type of a multipart body whose component is also used elsewhere, if it has files: the component with files
    /// instead of strings.
    pub(super) fn multipart_type(&mut self, node: SchemaNode<'a>) -> Option<Type> {
        let key = self.shared_multipart_component(node)?;
        if let Some(known) = self.multipart_types.get(key) {
            return known.clone();
        }
        let component = self.component_path(key);
        let name = format!("{}Multipart", component.type_name);
        // The schema of the second type is the same, but its pointer must differ from that of the component.
        let pointer = component.pointer.child("properties");
        let path = SchemaPath::new(pointer.clone(), name);
        self.multipart_pointers.insert(pointer);
        let target = self.schemas()?.get(key)?;
        let kind = self.kind_of_multipart(key, &path);
        let ty = match kind {
            TypeKind::Struct(ref structure)
                if structure.fields.iter().any(|field| field.ty.is_file()) =>
            {
                let ty = self.declare(target.into(), &path, kind);
                let message = format!(
                    "`{key}` is used in multipart bodies and elsewhere: its files are strings elsewhere, and multipart bodies have the type `{ty}`"
                );
                self.warn("shared-multipart-schema", &component.pointer, message);
                Some(ty)
            }
            _ => None,
        };
        self.multipart_types.insert(key, ty.clone());
        ty
    }

    /// The shared component that a schema refers to, after references.
    fn shared_multipart_component(&self, node: SchemaNode<'a>) -> Option<&'a str> {
        let mut node = node;
        let mut last = None;
        for _ in 0..MAX_REFERENCES {
            match node {
                SchemaNode::Reference(reference) => {
                    let (key, target) = self.component(reference)?;
                    last = Some(key);
                    node = target;
                }
                SchemaNode::Schema(schema) => match single_member_of(schema) {
                    Some(part) => node = part,
                    None => break,
                },
            }
        }
        last.filter(|key| self.multipart_components.shared.contains(key))
    }
}
