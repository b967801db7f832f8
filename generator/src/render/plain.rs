//! Formats items without parsing them, if all of their parts have a simple form: `use` and `mod` items, types, and
//! implementations of which each statement fits on a line. These are most of the generated code.
//!
//! The text is the same as that of `prettyplease`, which formats all other items.

use std::fmt::{Display, Write};

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

/// The maximum length of a line, the same as that of `prettyplease`.
const WIDTH: usize = 89;

/// The indentation of a member.
const INDENT: usize = 4;

/// The maximum length of a name that stays on a line with the first call of a chain.
const SHORT: usize = 4;

/// The maximum length of a value that is on a line with its fields.
const SHORT_FIELDS: usize = 34;

/// The text of items. `None` if an item does not have a simple form.
pub(super) fn text(tokens: &[TokenTree]) -> Option<String> {
    let mut cursor = Cursor(tokens);
    let mut lines = Lines {
        text: String::new(),
        start: 0,
        indent: 0,
    };
    while !cursor.is_empty() {
        lines.item(&mut cursor)?;
    }
    Some(lines.text)
}

/// The tokens that are not yet formatted.
struct Cursor<'a>(&'a [TokenTree]);

impl<'a> Cursor<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn next(&mut self) -> Option<&'a TokenTree> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn at(&self, ch: char) -> bool {
        matches!(self.0.first(), Some(TokenTree::Punct(punct)) if punct.as_char() == ch)
    }

    fn at_word(&self, word: &str) -> bool {
        matches!(self.0.first(), Some(TokenTree::Ident(ident)) if ident == word)
    }

    fn at_colons(&self) -> bool {
        self.at(':') && Cursor(self.0.get(1..).unwrap_or_default()).at(':')
    }

    fn take(&mut self, ch: char) -> bool {
        let is_next = self.at(ch);
        if is_next {
            self.next();
        }
        is_next
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_next = self.at_word(word);
        if is_next {
            self.next();
        }
        is_next
    }

    fn take_colons(&mut self) -> bool {
        let is_next = self.at_colons();
        if is_next {
            self.next();
            self.next();
        }
        is_next
    }

    fn ident(&mut self) -> Option<&'a Ident> {
        match self.next()? {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        }
    }

    /// The tokens in the next group, if it has this delimiter.
    fn group(&mut self, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
        let Some(TokenTree::Group(group)) = self.0.first() else {
            return None;
        };
        if group.delimiter() != delimiter {
            return None;
        }
        self.next();
        Some(contents(group))
    }
}

fn contents(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

/// The lines that are formatted.
struct Lines {
    text: String,
    /// The start of the last line.
    start: usize,
    indent: usize,
}

impl Lines {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn push_token(&mut self, token: impl Display) -> Option<()> {
        write!(self.text, "{token}").ok()
    }

    /// Adds a literal. A literal of several lines has no simple form.
    fn push_literal(&mut self, literal: impl Display) -> Option<()> {
        let before = self.text.len();
        self.push_token(literal)?;
        (!self.text.get(before..)?.contains('\n')).then_some(())
    }

    fn begin(&mut self) {
        for _ in 0..self.indent {
            self.text.push(' ');
        }
    }

    fn fits(&self) -> bool {
        self.text.len() - self.start <= WIDTH
    }

    /// Ends a line.
    fn end(&mut self) -> Option<()> {
        let fits = self.fits();
        self.break_line();
        fits.then_some(())
    }

    fn break_line(&mut self) {
        self.text.push('\n');
        self.start = self.text.len();
    }

    fn item(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.visibility(cursor)?;
        let keyword = cursor.ident()?;
        self.push_token(keyword)?;
        if keyword == "impl" {
            self.parameters(cursor)?;
        }
        self.push(" ");
        if keyword == "use" {
            self.use_tree(cursor)?;
        } else if keyword == "mod" {
            self.push_token(cursor.ident()?)?;
        } else if keyword == "struct" {
            self.push_token(cursor.ident()?)?;
            if let Some(fields) = cursor.group(Delimiter::Brace) {
                return self.block(&fields, Self::field);
            }
            if let Some(fields) = cursor.group(Delimiter::Parenthesis) {
                self.unnamed(&fields)?;
            }
        } else if keyword == "enum" {
            self.push_token(cursor.ident()?)?;
            return self.block(&cursor.group(Delimiter::Brace)?, Self::variant);
        } else if keyword == "impl" {
            self.ty(cursor)?;
            if cursor.take_word("for") {
                self.push(" for ");
                self.ty(cursor)?;
            }
            return self.block(&cursor.group(Delimiter::Brace)?, Self::member);
        } else if keyword == "trait" {
            self.push_token(cursor.ident()?)?;
            if cursor.take(':') {
                self.push(": ");
                self.bounds(cursor)?;
            }
            return self.block(&cursor.group(Delimiter::Brace)?, Self::member);
        } else {
            return self.value_item(keyword, cursor);
        }
        self.semicolon(cursor)
    }

    fn semicolon(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.take(';').then_some(())?;
        self.push(";");
        self.end()
    }

    /// The members of an item in braces.
    fn block(
        &mut self,
        tokens: &[TokenTree],
        member: fn(&mut Self, &mut Cursor<'_>) -> Option<()>,
    ) -> Option<()> {
        let mut cursor = Cursor(tokens);
        if cursor.is_empty() {
            self.push(" {}");
            return self.end();
        }
        self.push(" {");
        self.end()?;
        self.indent += INDENT;
        while !cursor.is_empty() {
            member(self, &mut cursor)?;
        }
        self.indent -= INDENT;
        self.begin();
        self.push("}");
        self.end()
    }

    fn attributes(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.begin();
        while cursor.take('#') {
            let tokens = cursor.group(Delimiter::Bracket)?;
            self.attribute(&mut Cursor(&tokens))?;
            self.begin();
        }
        Some(())
    }

    fn attribute(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if let [TokenTree::Ident(name), _, TokenTree::Literal(text)] = cursor.0
            && name == "doc"
        {
            return self.documentation(&text.to_string());
        }
        self.push("#[");
        self.path(cursor, false)?;
        if cursor.take('=') {
            self.push(" = ");
            let TokenTree::Literal(literal) = cursor.next()? else {
                return None;
            };
            self.push_literal(literal)?;
        } else if let Some(tokens) = cursor.group(Delimiter::Parenthesis) {
            self.push("(");
            self.meta(&tokens)?;
            self.push(")");
        }
        self.push("]");
        cursor.is_empty().then_some(())?;
        self.end()
    }

    /// A `///` line of any length, or all lines of an attribute, which are split later.
    fn documentation(&mut self, literal: &str) -> Option<()> {
        let raw = literal.strip_prefix('r').map(|raw| raw.trim_matches('#'));
        if raw.is_none() && literal.contains('\\') {
            return None;
        }
        let text = raw.unwrap_or(literal);
        let text = text.strip_prefix('"')?.strip_suffix('"')?;
        if text.starts_with('/') || text.contains('\n') {
            return None;
        }
        self.push("///");
        self.push(text.trim_end_matches(' '));
        self.break_line();
        Some(())
    }

    /// The arguments of an attribute.
    fn meta(&mut self, tokens: &[TokenTree]) -> Option<()> {
        let mut after_word = false;
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Punct(punct) => {
                    let ch = punct.as_char();
                    if ch == ',' && index + 1 == tokens.len() {
                        break;
                    }
                    if after_word && ch == '=' {
                        self.push(" ");
                    }
                    self.text.push(ch);
                    if matches!(ch, '=' | ',') {
                        self.push(" ");
                    }
                    after_word = false;
                }
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace | Delimiter::None => return None,
                    };
                    self.push(open);
                    self.meta(&contents(group))?;
                    self.push(close);
                    after_word = false;
                }
                word => {
                    if after_word {
                        self.push(" ");
                    }
                    self.push_literal(word)?;
                    after_word = true;
                }
            }
        }
        Some(())
    }

    fn visibility(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.take_word("pub") {
            self.push("pub");
            if let Some(scope) = cursor.group(Delimiter::Parenthesis) {
                let [TokenTree::Ident(scope)] = scope.as_slice() else {
                    return None;
                };
                self.push("(");
                self.push_token(scope)?;
                self.push(")");
            }
            self.push(" ");
        }
        Some(())
    }

    fn use_tree(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        loop {
            if let Some(names) = cursor.group(Delimiter::Brace) {
                return self.use_group(&names);
            }
            if cursor.take('*') {
                self.push("*");
                return Some(());
            }
            self.push_token(cursor.ident()?)?;
            if cursor.take_word("as") {
                self.push(" as ");
                return self.push_token(cursor.ident()?);
            }
            if !cursor.take_colons() {
                return Some(());
            }
            self.push("::");
        }
    }

    /// Names in braces, on one line or on as few lines as possible.
    fn use_group(&mut self, names: &[TokenTree]) -> Option<()> {
        // A group with one name is printed without braces.
        if names.len() < 3 || names.iter().any(|name| matches!(name, TokenTree::Group(_))) {
            return None;
        }
        let start = self.text.len();
        self.push("{");
        self.separated(&mut Cursor(names), Self::use_tree)?;
        self.push("}");
        if self.text.len() + 1 - self.start <= WIDTH {
            return Some(());
        }
        let names = self.text.split_off(start);
        let names = names.strip_prefix('{')?.strip_suffix('}')?;
        self.push("{");
        self.end()?;
        self.indent += INDENT;
        self.begin();
        let names: Vec<&str> = names.split(", ").collect();
        for (index, name) in names.iter().enumerate() {
            let is_last = index + 1 == names.len();
            // The comma after the last name does not count.
            let size = name.len() + usize::from(!is_last);
            if index > 0 && self.text.len() - self.start + 1 + size > WIDTH {
                self.break_line();
                self.begin();
            } else if index > 0 {
                self.push(" ");
            }
            self.push(name);
            self.push(",");
        }
        self.break_line();
        self.indent -= INDENT;
        self.begin();
        self.push("}");
        Some(())
    }

    /// Parts between commas, on one line.
    fn separated(
        &mut self,
        cursor: &mut Cursor<'_>,
        part: impl Fn(&mut Self, &mut Cursor<'_>) -> Option<()>,
    ) -> Option<()> {
        while !cursor.is_empty() {
            part(self, cursor)?;
            if cursor.is_empty() {
                break;
            }
            cursor.take(',').then_some(())?;
            if !cursor.is_empty() {
                self.push(", ");
            }
        }
        Some(())
    }

    fn field(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.visibility(cursor)?;
        self.push_token(cursor.ident()?)?;
        cursor.take(':').then_some(())?;
        self.push(": ");
        let (start, tokens) = (self.text.len(), cursor.0);
        self.ty(cursor)?;
        if self.text.len() + 1 - self.start > WIDTH {
            self.text.truncate(start);
            let used = tokens.len() - cursor.0.len();
            self.long_type(tokens.get(..used)?)?;
        }
        self.comma(cursor)
    }

    /// A type with its generic argument on its own line.
    fn long_type(&mut self, tokens: &[TokenTree]) -> Option<()> {
        let is_open =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '<');
        let (path, rest) = tokens.split_at_checked(tokens.iter().position(is_open)?)?;
        let [_, argument @ .., _] = rest else {
            return None;
        };
        if has_comma(argument) {
            return None;
        }
        let mut path = Cursor(path);
        self.ty(&mut path)?;
        path.is_empty().then_some(())?;
        self.push("<");
        self.lines(argument, Self::ty)?;
        self.push(">");
        Some(())
    }

    fn variant(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.push_token(cursor.ident()?)?;
        if let Some(fields) = cursor.group(Delimiter::Parenthesis) {
            self.unnamed(&fields)?;
        }
        if cursor.take('=') {
            self.push(" = ");
            self.expression(cursor)?;
        }
        self.comma(cursor)
    }

    /// The comma after a member. In the tokens, the last one is optional.
    fn comma(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        (cursor.take(',') || cursor.is_empty()).then_some(())?;
        self.push(",");
        self.end()
    }

    fn unnamed(&mut self, fields: &[TokenTree]) -> Option<()> {
        self.push("(");
        self.separated(&mut Cursor(fields), |lines, cursor| {
            lines.visibility(cursor)?;
            lines.ty(cursor)
        })?;
        self.push(")");
        Some(())
    }

    fn alias(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        cursor.take('=').then_some(())?;
        self.push(" = ");
        self.ty(cursor)
    }

    /// A member of a trait or an implementation.
    fn member(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.visibility(cursor)?;
        let keyword = cursor.ident()?;
        self.push_token(keyword)?;
        self.push(" ");
        self.value_item(keyword, cursor)
    }

    /// A constant, function or alias, after its keyword.
    fn value_item(&mut self, keyword: &Ident, cursor: &mut Cursor<'_>) -> Option<()> {
        if keyword == "const" {
            self.push_token(cursor.ident()?)?;
            cursor.take(':').then_some(())?;
            self.push(": ");
            self.ty(cursor)?;
            cursor.take('=').then_some(())?;
            self.push(" = ");
            self.value(cursor, 1)?;
        } else if keyword == "type" {
            self.alias(cursor)?;
        } else if keyword == "fn" {
            self.signature(cursor)?;
            if let Some(body) = cursor.group(Delimiter::Brace) {
                return self.block(&body, Self::statement);
            }
        } else {
            return None;
        }
        self.semicolon(cursor)
    }

    /// A signature on one line, or with a line for each argument.
    fn signature(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        self.parameters(cursor)?;
        let arguments = cursor.group(Delimiter::Parenthesis)?;
        self.push("(");
        let start = self.text.len();
        self.separated(&mut Cursor(&arguments), Self::argument)?;
        let end = self.text.len();
        self.push(")");
        if cursor.take('-') {
            cursor.take('>').then_some(())?;
            self.push(" -> ");
            self.ty(cursor)?;
        }
        let after = if cursor.at(';') { 1 } else { 2 };
        if start == end || self.text.len() + after - self.start <= WIDTH {
            return Some(());
        }
        let result = self.text.split_off(end);
        self.text.truncate(start);
        self.lines(&arguments, Self::argument)?;
        self.push(&result);
        Some(())
    }

    /// A type parameter in angle brackets, if it is next.
    fn parameters(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.take('<') {
            self.push("<");
            self.push_token(cursor.ident()?)?;
            if cursor.take(':') {
                self.push(": ");
                self.bounds(cursor)?;
            }
            cursor.take('>').then_some(())?;
            self.push(">");
        }
        Some(())
    }

    fn argument(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.take('&') {
            self.push("&");
            self.mutability(cursor);
            cursor.at_word("self").then_some(())?;
        }
        self.mutability(cursor);
        let name = cursor.ident()?;
        self.push_token(name)?;
        if name == "self" {
            return Some(());
        }
        cursor.take(':').then_some(())?;
        self.push(": ");
        self.ty(cursor)
    }

    fn mutability(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.take_word("mut") {
            self.push("mut ");
        }
    }

    fn ty(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        match cursor.0.first()? {
            TokenTree::Ident(word) if word == "impl" || word == "dyn" => {
                cursor.next();
                self.push_token(word)?;
                self.push(" ");
                self.bounds(cursor)
            }
            TokenTree::Ident(_) => self.path(cursor, false),
            TokenTree::Punct(_) if cursor.take('&') => {
                self.push("&");
                if self.lifetime(cursor)? {
                    self.push(" ");
                }
                self.mutability(cursor);
                self.ty(cursor)
            }
            TokenTree::Group(group) => {
                cursor.next();
                let tokens = contents(group);
                let mut types = Cursor(&tokens);
                match group.delimiter() {
                    Delimiter::Parenthesis => {
                        self.push("(");
                        self.separated(&mut types, Self::ty)?;
                        self.push(")");
                        // A tuple of one type has a comma.
                        (tokens.is_empty() || has_comma(&tokens)).then_some(())
                    }
                    Delimiter::Bracket => {
                        self.push("[");
                        self.ty(&mut types)?;
                        self.push("]");
                        types.is_empty().then_some(())
                    }
                    Delimiter::Brace | Delimiter::None => None,
                }
            }
            _ => None,
        }
    }

    /// A lifetime, if it is next.
    fn lifetime(&mut self, cursor: &mut Cursor<'_>) -> Option<bool> {
        let is_next = cursor.take('\'');
        if is_next {
            self.push("'");
            self.push_token(cursor.ident()?)?;
        }
        Some(is_next)
    }

    fn bounds(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        loop {
            if !self.lifetime(cursor)? {
                self.path(cursor, false)?;
            }
            if !cursor.take('+') {
                return Some(());
            }
            self.push(" + ");
        }
    }

    /// A path. In an expression, its generic arguments begin with `::`.
    fn path(&mut self, cursor: &mut Cursor<'_>, in_expression: bool) -> Option<()> {
        if cursor.take_colons() {
            self.push("::");
        }
        loop {
            self.push_token(cursor.ident()?)?;
            if !in_expression && cursor.at('<') {
                self.generic_arguments(cursor)?;
            }
            if !cursor.take_colons() {
                return Some(());
            }
            self.push("::");
            if in_expression && cursor.at('<') {
                self.generic_arguments(cursor)?;
                if !cursor.take_colons() {
                    return Some(());
                }
                self.push("::");
            }
        }
    }

    fn generic_arguments(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.take('<').then_some(())?;
        self.push("<");
        loop {
            if !self.lifetime(cursor)? {
                self.generic_argument(cursor)?;
            }
            if cursor.take('>') {
                self.push(">");
                return Some(());
            }
            cursor.take(',').then_some(())?;
            if !cursor.at('>') {
                self.push(", ");
            }
        }
    }

    fn generic_argument(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if let [TokenTree::Ident(name), TokenTree::Punct(punct), rest @ ..] = cursor.0
            && punct.as_char() == '='
        {
            self.push_token(name)?;
            self.push(" = ");
            cursor.0 = rest;
        }
        self.ty(cursor)
    }

    fn statement(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.begin();
        if cursor.take_word("let") {
            self.push("let ");
            self.push_token(cursor.ident()?)?;
            cursor.take('=').then_some(())?;
            self.push(" = ");
            self.value(cursor, 1)?;
            return self.semicolon(cursor);
        }
        self.value(cursor, 0)?;
        if !cursor.is_empty() {
            return self.semicolon(cursor);
        }
        self.end()
    }

    /// An expression on one line, a call with a line for each argument, or a chain with a line for each call. `after` is the
    /// length of the text that follows.
    fn value(&mut self, cursor: &mut Cursor<'_>, after: usize) -> Option<()> {
        let (start, tokens) = (self.text.len(), cursor.0);
        let line = self.start;
        self.expression(cursor)?;
        if self.start != line || self.text.len() + after - self.start <= WIDTH {
            return Some(());
        }
        self.text.truncate(start);
        cursor.0 = tokens;
        self.path(cursor, true)?;
        if cursor.at('.') {
            return (self.text.len() - start > SHORT)
                .then(|| self.chain(cursor))
                .flatten();
        }
        let end = self.text.len();
        let arguments = cursor.group(Delimiter::Parenthesis)?;
        if cursor.at('.') {
            self.arguments(&arguments)?;
            return self.chain(cursor);
        }
        self.text.truncate(end);
        self.push("(");
        self.lines(&arguments, Self::expression)?;
        self.push(")");
        (cursor.is_empty() || cursor.at(';')).then_some(())
    }

    /// Parts between commas, each on its own line.
    fn lines(
        &mut self,
        tokens: &[TokenTree],
        part: impl Fn(&mut Self, &mut Cursor<'_>) -> Option<()>,
    ) -> Option<()> {
        self.end()?;
        self.indent += INDENT;
        let mut cursor = Cursor(tokens);
        while !cursor.is_empty() {
            self.begin();
            part(self, &mut cursor)?;
            self.comma(&mut cursor)?;
        }
        self.indent -= INDENT;
        self.begin();
        Some(())
    }

    /// The calls of a chain, each on its own line.
    fn chain(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.indent += INDENT;
        while cursor.at('.') {
            self.end()?;
            self.begin();
            self.call(cursor)?;
        }
        self.indent -= INDENT;
        (self.fits() && (cursor.is_empty() || cursor.at(';'))).then_some(())
    }

    /// The call of a method.
    fn call(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.take('.').then_some(())?;
        self.push(".");
        self.method(cursor)?;
        let arguments = cursor.group(Delimiter::Parenthesis)?;
        self.arguments(&arguments)
    }

    /// The name of a method, and its generic arguments.
    fn method(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        if cursor.take_colons() {
            self.push("::");
            self.generic_arguments(cursor)?;
        }
        Some(())
    }

    fn arguments(&mut self, tokens: &[TokenTree]) -> Option<()> {
        self.push("(");
        let line = self.start;
        self.separated(&mut Cursor(tokens), Self::expression)?;
        self.push(")");
        // Only a single argument begins on the line of the call if it has several lines.
        (self.start == line || !has_comma(tokens)).then_some(())
    }

    /// An expression on one line, except for fields.
    fn expression(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        while cursor.take('&') {
            self.push("&");
            self.mutability(cursor);
        }
        match cursor.0.first()? {
            TokenTree::Literal(literal) => {
                cursor.next();
                self.push_literal(literal)?;
            }
            TokenTree::Ident(_) => {
                let start = self.text.len();
                self.path(cursor, true)?;
                if let Some(fields) = cursor.group(Delimiter::Brace) {
                    return self.fields(&fields, start);
                }
            }
            TokenTree::Punct(_) if cursor.take('|') => {
                self.push("|");
                self.push_token(cursor.ident()?)?;
                cursor.take('|').then_some(())?;
                self.push("| ");
                return self.expression(cursor);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                cursor.next();
                self.push("[");
                self.separated(&mut Cursor(&contents(group)), Self::expression)?;
                self.push("]");
            }
            _ => return None,
        }
        loop {
            if cursor.take('?') {
                self.push("?");
            } else if let Some(arguments) = cursor.group(Delimiter::Parenthesis) {
                self.arguments(&arguments)?;
            } else if cursor.take('.') {
                self.push(".");
                self.method(cursor)?;
            } else {
                return Some(());
            }
        }
    }

    /// The fields of a value whose path begins at `start`: on one line if it is short.
    fn fields(&mut self, fields: &[TokenTree], start: usize) -> Option<()> {
        if fields.is_empty() {
            return None;
        }
        let (end, line) = (self.text.len(), self.start);
        self.push(" { ");
        self.separated(&mut Cursor(fields), Self::field_value)?;
        self.push(" ");
        if self.start == line && self.text.len() - start <= SHORT_FIELDS {
            self.push("}");
            return Some(());
        }
        (self.start == line).then_some(())?;
        self.text.truncate(end);
        self.push(" {");
        self.lines(fields, Self::field_value)?;
        self.push("}");
        Some(())
    }

    fn field_value(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        if cursor.take(':') {
            self.push(": ");
            self.expression(cursor)?;
        }
        Some(())
    }
}

fn has_comma(tokens: &[TokenTree]) -> bool {
    let mut tokens = tokens.iter();
    tokens.any(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::*;

    /// Items with a name that is replaced by longer and longer ones, so that each part of an item reaches the end of the line.
    const ITEMS: [&str; 18] = [
        "use a::b::Name;",
        "use a::{first_of_names, second_of_names, Name, third_of_names, fourth_of_names, fifth};",
        "pub mod Name;",
        "pub type Name = Vec<Name>;",
        "pub struct A { a: impl Into<Name>, b: impl B, c: Vec<Vec<Name>>, d: &'static C<Name>, }",
        "pub(super) struct Name(pub Option<String>, u8);",
        "/// A text.\n#[derive(Clone, Debug)] #[a(b = \"c\", d(e))] pub struct A { #[doc = r#\" A \"b\". \"#] pub a: Option<Vec<Name>>, }",
        "pub struct A { pub a: BTreeMap<String, Name>, b: (Name, [u8]), c: &'static str }",
        "#[non_exhaustive] pub enum A { #[variant(value = \"a\")] Name, B(a::Name), C(Name) = json(1), }",
        "impl Operation for Name { type Output = a::Name; const ID: &'static str = \"Name\"; const M: A = A::from(&[1, 2], Name); }",
        "impl A { #[inline] fn write(&self, request: Encoder) -> Encoder { request.path(\"a\", &self.Name).query(\"b\", &self.b) } }",
        "impl A { fn write(&self, a: Encoder) -> Encoder { a.path(\"a\", &self.Name).query(\"b\", &self.b) } }",
        "impl A { fn write(&self, request: B) -> B { let request = request.path(\"a\", &self.Name).query(\"b\", &self.b); request.query(\"c\", &self.c) } }",
        "impl<A: B + 'static> From<A> for B { pub fn a(id: impl Into<Name>, body: Name) -> C { Call::new(self, Name::new(id, body)) } }",
        "pub trait Name: Send + Sync { fn a<O: B>(&mut self, b: Name<'_>) -> impl C<O::D>; fn b(&self, b: Vec<Name>) -> A { A::of(b) } }",
        "impl A { fn read(a: &B<'_>) -> Result<Self> { Ok(Self { a: a.path(\"a\")?, b: a.optional(|b| b.Name(&[]))? }) } }",
        "impl A { fn read(a: &B<'_>) -> Result<Self> { Ok(Self { a: Name }) } }",
        "pub fn routes(api: &A) -> Routes { Routes::new().operation::<Name, _>(&api.api).operation::<A, _>(&api.api) }",
    ];

    #[test]
    fn agrees_with_the_formatter() {
        for item in ITEMS {
            for length in 1..100 {
                let item = item.replace("Name", &"n".repeat(length));
                let tokens: TokenStream = item.parse().unwrap_or_default();
                let file = syn::parse2(tokens.clone());
                let expected = file.map(|file| prettyplease::unparse(&file)).ok();
                let tokens: Vec<TokenTree> = tokens.into_iter().collect();
                let formatted = text(&tokens);
                assert!(formatted.is_some() || length > 10, "not simple: {item}");
                if formatted.is_some() {
                    assert_eq!(formatted, expected);
                }
            }
        }
    }

    #[test]
    fn rejects_tokens_that_are_not_items() {
        for item in [
            "struct A { a: , }",
            "use a::;",
            "impl A { fn a() { b c } }",
            "a",
        ] {
            let tokens: TokenStream = item.parse().unwrap_or_default();
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            assert_eq!(text(&tokens), None, "{item}");
        }
    }
}
