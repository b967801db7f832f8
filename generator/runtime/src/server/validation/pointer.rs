//! JSON pointers to values of a request, which are written only for violations.

use super::violation::excerpt;

/// The largest number of segments of a pointer in a response. The first ones and the last ones are kept.
const SEGMENTS: usize = 32;

/// A position in a value: the position of the value that contains it, and a name or an index.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pointer<'p> {
    Root,
    Name(&'p Self, &'p str),
    Item(&'p Self, usize),
}

impl Pointer<'_> {
    /// The text of the pointer. Long names are shortened.
    pub(super) fn text(&self) -> String {
        let mut segments = Vec::new();
        let mut position = self;
        loop {
            position = match position {
                Self::Root => break,
                Self::Name(parent, name) => {
                    segments.push(excerpt(name).replace('~', "~0").replace('/', "~1"));
                    parent
                }
                Self::Item(parent, index) => {
                    segments.push(index.to_string());
                    parent
                }
            };
        }
        segments.reverse();
        if segments.len() > SEGMENTS {
            segments.splice(
                SEGMENTS / 2..segments.len() - SEGMENTS / 2,
                ["…".to_owned()],
            );
        }
        segments.iter().flat_map(|segment| ["/", segment]).collect()
    }
}
