//! Checks that a text is well-formed XML. Its elements are not compared with a schema.

/// Returns the problem of a text that is not well-formed, as the rest of a sentence about the body.
pub(crate) fn problem(text: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        rest: text,
        open: Vec::new(),
        has_root: false,
    };
    let reason = reader.read().err()?;
    let read = text.len() - reader.rest.len();
    let line = 1 + text
        .bytes()
        .take(read)
        .filter(|byte| *byte == b'\n')
        .count();
    Some(format!("is not well-formed XML in line {line}: {reason}"))
}

struct Reader<'x> {
    rest: &'x str,
    /// The names of the elements that are not closed yet.
    open: Vec<&'x str>,
    has_root: bool,
}

impl<'x> Reader<'x> {
    fn read(&mut self) -> Result<(), String> {
        while !self.rest.is_empty() {
            let length = self.rest.find('<').unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(length);
            if self.open.is_empty() && !text.trim().is_empty() {
                return Err("there is text outside of the root element".to_owned());
            }
            references(text)?;
            self.rest = rest;
            if !rest.is_empty() {
                self.markup()?;
            }
        }
        match self.open.last() {
            Some(name) => Err(format!("the element `{name}` is not closed")),
            None if !self.has_root => Err("there is no element".to_owned()),
            None => Ok(()),
        }
    }

    /// Reads what begins with `<`.
    fn markup(&mut self) -> Result<(), String> {
        const OTHERS: [(&str, &str); 4] = [
            ("<!--", "-->"),
            ("<![CDATA[", "]]>"),
            ("<?", "?>"),
            ("<!DOCTYPE", ">"),
        ];
        for (start, end) in OTHERS {
            let Some(rest) = self.rest.strip_prefix(start) else {
                continue;
            };
            // The internal subset of a document type contains declarations.
            let subset = rest.find('[').unwrap_or(usize::MAX);
            let has_subset = start == "<!DOCTYPE" && Some(subset) < rest.find('>');
            let end = if has_subset { "]>" } else { end };
            let (_, rest) = rest
                .split_once(end)
                .ok_or_else(|| format!("`{start}` is not closed"))?;
            self.rest = rest;
            return Ok(());
        }
        match self.rest.strip_prefix("</") {
            Some(rest) => self.end_tag(rest),
            None => self.start_tag(),
        }
    }

    fn end_tag(&mut self, rest: &'x str) -> Result<(), String> {
        let (name, rest) = rest.split_once('>').ok_or("a tag is not closed")?;
        let name = name.trim_end();
        match self.open.pop() {
            Some(open) if open == name => {
                self.rest = rest;
                Ok(())
            }
            Some(open) => Err(format!("`</{name}>` closes the element `{open}`")),
            None => Err(format!("`</{name}>` closes no element")),
        }
    }

    fn start_tag(&mut self) -> Result<(), String> {
        if self.open.is_empty() && self.has_root {
            return Err("there is a second root element".to_owned());
        }
        let mut rest = self.rest.get(1..).unwrap_or_default();
        let name = name(&mut rest)?;
        let mut attributes: Vec<&str> = Vec::new();
        loop {
            let trimmed = rest.trim_start();
            if let Some(after) = trimmed.strip_prefix("/>") {
                self.rest = after;
                break;
            }
            if let Some(after) = trimmed.strip_prefix('>') {
                self.rest = after;
                self.open.push(name);
                break;
            }
            let is_separated = trimmed.len() < rest.len();
            rest = trimmed;
            let attribute = attribute(&mut rest)?;
            if !is_separated || attributes.contains(&attribute) {
                return Err(format!("the element `{name}` has malformed attributes"));
            }
            attributes.push(attribute);
        }
        self.has_root = true;
        Ok(())
    }
}

/// Takes a name at the start of a text.
fn name<'x>(rest: &mut &'x str) -> Result<&'x str, String> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.');
    let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at(length);
    *rest = after;
    let is_start = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    if name.starts_with(is_start) {
        Ok(name)
    } else {
        Err("a name is expected after `<`".to_owned())
    }
}

/// Takes an attribute, and returns its name.
fn attribute<'x>(rest: &mut &'x str) -> Result<&'x str, String> {
    let name = name(rest).map_err(|_| "a tag is malformed".to_owned())?;
    let malformed = || format!("the attribute `{name}` has no value in quotation marks");
    let value = rest.trim_start().strip_prefix('=').ok_or_else(malformed)?;
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let quote = quote.ok_or_else(malformed)?;
    let value = value.get(1..).unwrap_or_default();
    let (value, after) = value.split_once(quote).ok_or_else(malformed)?;
    if value.contains('<') {
        return Err(format!("the attribute `{name}` contains `<`"));
    }
    references(value)?;
    *rest = after;
    Ok(name)
}

/// Checks that each `&` begins a reference.
fn references(text: &str) -> Result<(), String> {
    for rest in text.split('&').skip(1) {
        let name = rest.split_once(';').map(|(name, _)| name);
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '#' | '_' | '-' | '.' | ':');
        if !name.is_some_and(|name| !name.is_empty() && name.chars().all(is_name)) {
            return Err("`&` is not written as `&amp;`".to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn well_formed_documents_have_no_problem() {
        for text in [
            "<a/>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a b='1' c = \"&lt;>\"><b:c>&#38;</b:c ><!-- < --></a>\n",
            "<a><![CDATA[<b>&]]></a>",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn problems_have_a_line() {
        for (text, reason) in [
            ("", "1: there is no element"),
            ("a", "1: there is text outside of the root element"),
            ("<a>\n<b></a>", "2: `</a>` closes the element `b`"),
            ("<a>", "1: the element `a` is not closed"),
            ("<a/><b/>", "1: there is a second root element"),
            ("<a>\n&b</a>", "1: `&` is not written as `&amp;`"),
            (
                "<a b=1/>",
                "1: the attribute `b` has no value in quotation marks",
            ),
            (
                "<a b='1'b='2'/>",
                "1: the element `a` has malformed attributes",
            ),
            (
                "<a b='1' b='2'/>",
                "1: the element `a` has malformed attributes",
            ),
            ("<1/>", "1: a name is expected after `<`"),
            ("<a", "1: a tag is malformed"),
            ("</a>", "1: `</a>` closes no element"),
            ("<!-- <a/>", "1: `<!--` is not closed"),
        ] {
            let expected = format!("is not well-formed XML in line {reason}");
            assert_eq!(problem(text), Some(expected), "{text}");
        }
    }
}
