//! Descriptions that state a default value: `The size of a page. Defaults to 20.`

/// The words between "default" and its value.
const CONNECTIVES: [&str; 12] = [
    "value", "values", "is", "to", "of", "as", "set", "the", "be", "being", "will", "by",
];

/// A word of a description, or the end of a sentence.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    End,
}

/// Returns true if a description states that a value is the default.
pub(super) fn states_default(docs: &str, value: &str) -> bool {
    let words = tokens(docs);
    let value = tokens(value);
    let is_default =
        |token: &Token| matches!(token, Token::Word(word) if word.starts_with("default"));
    let is_connective =
        |token: &&Token| matches!(token, Token::Word(word) if CONNECTIVES.contains(&word.as_str()));
    let defaults = words
        .iter()
        .enumerate()
        .filter(|(_, token)| is_default(token));
    let mut defaults = defaults.map(|(index, _)| words.split_at(index));
    !value.is_empty()
        && defaults.any(|(before, after)| {
            let connectives = after.iter().skip(1).take_while(is_connective).count();
            let after = after.get(1 + connectives..).unwrap_or_default();
            let connectives = before.iter().rev().take_while(is_connective).count();
            let before = before.get(..before.len() - connectives).unwrap_or_default();
            after.starts_with(&value) || before.ends_with(&value)
        })
}

/// The words in lower case, without the marks around them. The marks of a number stay, except those between its thousands.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '=' | '(' | ')')) {
        let is_mark = |c: char| !c.is_alphanumeric() && c != '-' && c != '+';
        let inner = word.trim_matches(is_mark);
        if !inner.is_empty() {
            let is_number = inner.chars().all(|c| c.is_ascii_digit() || c == ',');
            let inner = if is_number {
                inner.replace(',', "")
            } else {
                inner.to_lowercase()
            };
            tokens.push(Token::Word(inner));
        }
        if word.ends_with(['.', ';', '!', '?']) {
            tokens.push(Token::End);
        }
    }
    while tokens.last() == Some(&Token::End) {
        tokens.pop();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::states_default;

    #[test]
    fn stated_defaults_are_recognized() {
        for (docs, value) in [
            ("The page. Defaults to `true`.", "true"),
            ("From 1 to 100. Defaults to 10.", "10"),
            ("Defaults to 20 statuses. Max 40 statuses.", "20"),
            (
                "It can range between 1 and 100, and the default is 20.",
                "20",
            ),
            ("And the default is 10,000.", "10000"),
            ("`1d` are supported, default to `1d`.", "1d"),
            ("Default: **false**.", "false"),
            ("(default 10)", "10"),
            ("(default = 'asc')", "\"asc\""),
            (
                "One of `opaque` or `auto` (default value). Others are errors.",
                "\"auto\"",
            ),
            ("`medium` is the default.", "medium"),
            ("Default value: en-US", "\"en-US\""),
            ("The default will be `v1/api`", "v1/api"),
            ("20 by default", "20"),
        ] {
            assert!(states_default(docs, value), "{docs}");
        }
    }

    #[test]
    fn other_sentences_do_not_state_the_default() {
        for (docs, value) in [
            ("By default they are omitted.", "false"),
            ("The number is 20. Default ordering.", "20"),
            ("Defaults to 200.", "20"),
            ("The default payment method.", "card"),
            ("Default", ""),
            ("The number of pets, at most 20.", "20"),
            ("The default is 1000 and the maximum is 5000.", "0"),
        ] {
            assert!(!states_default(docs, value), "{docs}");
        }
    }
}
