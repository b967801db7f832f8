//! Suggests an existing name for a misspelt one. An edit adds, removes or replaces a character, or exchanges two
//! neighbours.

use strsim::osa_distance;

/// The help that suggests a name: `did you mean `pets`?`. `None` if all names are too different.
pub(crate) fn did_you_mean<'n, N: AsRef<str> + ?Sized + 'n>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n N>,
) -> Option<String> {
    closest(wanted, names).map(question)
}

/// Returns true if one edit makes one text of the other.
pub(crate) fn is_typing_error(text: &str, name: &str) -> bool {
    osa_distance(text, name) == 1
}

/// Returns the name with the smallest edit distance to `wanted`, unless all names are too different.
pub(crate) fn closest<'n, N: AsRef<str> + ?Sized>(
    wanted: &str,
    names: impl IntoIterator<Item = &'n N>,
) -> Option<&'n N> {
    SuggestionBudget { steps: usize::MAX }.closest(wanted, names)
}

/// The number of steps for finding names that are similar to misspelt ones. A step compares two characters.
const SUGGESTION_STEPS: usize = 1 << 22;

/// The work that may still be done for suggestions. When it is used up, findings have no suggestion: a document can have
/// many misspelt names, and many others that each could be.
#[derive(Debug)]
pub(crate) struct SuggestionBudget {
    steps: usize,
}

impl Default for SuggestionBudget {
    fn default() -> Self {
        Self {
            steps: SUGGESTION_STEPS,
        }
    }
}

impl SuggestionBudget {
    /// As [`did_you_mean`], as long as there are steps.
    pub(crate) fn did_you_mean<'n, N: AsRef<str> + ?Sized + 'n>(
        &mut self,
        wanted: &str,
        names: impl IntoIterator<Item = &'n N>,
    ) -> Option<String> {
        self.closest(wanted, names).map(question)
    }

    /// As [`closest`], as long as there are steps.
    pub(crate) fn closest<'n, N: AsRef<str> + ?Sized>(
        &mut self,
        wanted: &str,
        names: impl IntoIterator<Item = &'n N>,
    ) -> Option<&'n N> {
        let length = wanted.chars().count();
        let tolerated = (length / 3).max(1);
        let wanted = wanted.to_lowercase();
        let mut closest = None;
        for name in names {
            let text = name.as_ref();
            let characters = text.chars().count();
            let is_similar = characters.abs_diff(length) <= tolerated;
            let compared = if is_similar { length } else { 1 };
            let needed = compared.saturating_mul(characters).saturating_add(1);
            let Some(steps) = self.steps.checked_sub(needed) else {
                self.steps = 0;
                return None;
            };
            self.steps = steps;
            if is_similar {
                let distance = osa_distance(&wanted, &text.to_lowercase());
                if distance <= tolerated && closest.is_none_or(|(least, _)| distance < least) {
                    closest = Some((distance, name));
                }
            }
        }
        closest.map(|(_, name)| name)
    }
}

fn question<N: AsRef<str> + ?Sized>(similar: &N) -> String {
    format!("did you mean `{}`?", similar.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_names_are_suggested() {
        let names = ["path", "output", "module", "tag"];
        for (wanted, expected) in [
            ("Output", Some("output")),
            ("outptu", Some("output")),
            ("modules", Some("module")),
            ("gat", None),
            ("tga", Some("tag")),
            ("moduel", Some("module")),
            ("shceam", None),
            ("selection", None),
        ] {
            assert_eq!(closest(wanted, names), expected, "{wanted}");
        }
        let mut budget = SuggestionBudget { steps: 10 };
        assert_eq!(budget.closest("outptu", names), None);
        assert_eq!(budget.closest("tga", ["tag"]), None);
    }
}
