//! JSON as pages hold it, with the place of every string.
//!
//! One pass, no recursion, nothing copied: a flat list of nodes that point
//! into the source. It reads what programs on the web accept or get away with:
//! raw line breaks in strings, quotes that were not escaped, trailing and
//! missing commas, comments, single quotes and bare keys of JavaScript, code
//! where a value should be, several values after each other, and an end that
//! is missing.

use std::ops::Range;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Object,
    Array,
    /// A string; `value` is its inside, escapes as they stand.
    String,
    /// A number, `true`, `null`, or code.
    Bare,
}

/// A value in the source.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// The inside of its key, if it is a member of an object.
    pub(crate) key: Range<u32>,
    /// The value; for a string without its quotes.
    pub(crate) value: Range<u32>,
    /// The container; its own index if it has none.
    pub(crate) parent: u32,
    /// The index after its last descendant.
    pub(crate) next: u32,
}

/// The values of a piece of source, in order, containers before what is in
/// them.
#[derive(Clone, Debug)]
pub(crate) struct Json<'s> {
    source: &'s str,
    nodes: Vec<Node>,
    /// Where reading stopped.
    pub(crate) end: usize,
}

/// Containers deeper than this are read as if they were side by side.
const DEEPEST: usize = 256;
/// More values than this are not read.
const MOST_NODES: usize = 1 << 19;
/// How far behind a quote the signs are sought that it ends its string.
const LOOK_AHEAD: usize = 64;

impl<'s> Json<'s> {
    /// Reads every value in a range of the source.
    pub(crate) fn all(source: &'s str, range: Range<usize>) -> Self {
        Reader::new(source, range).read(false)
    }

    /// Reads the one value that begins with a bracket at the range's start.
    pub(crate) fn one(source: &'s str, range: Range<usize>) -> Self {
        Reader::new(source, range).read(true)
    }

    /// The nodes; a node's index is its place here.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The key of a member; empty for others.
    pub(crate) fn key(&self, node: usize) -> &'s str {
        let key = &self.nodes[node].key;
        self.source[key.start as usize..key.end as usize].trim()
    }

    /// The source of a value.
    pub(crate) fn text(&self, node: usize) -> &'s str {
        &self.source[self.range(node)]
    }

    /// Where a value stands in the source.
    pub(crate) fn range(&self, node: usize) -> Range<usize> {
        let value = &self.nodes[node].value;
        value.start as usize..value.end as usize
    }

    /// What kind of value a node is.
    pub(crate) fn kind(&self, node: usize) -> Kind {
        self.nodes[node].kind
    }

    /// The values directly in a container.
    pub(crate) fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[node].next as usize;
        let mut at = node + 1;
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let here = at;
            at = self.nodes[at].next as usize;
            Some(here)
        })
    }

    /// The member of an object with that key.
    pub(crate) fn member(&self, object: usize, key: &str) -> Option<usize> {
        self.children(object).find(|&child| self.key(child) == key)
    }
}

struct Reader<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    end: usize,
    nodes: Vec<Node>,
    open: Vec<u32>,
    /// How many containers beyond the deepest are open.
    too_deep: usize,
    key: Range<u32>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s str, range: Range<usize>) -> Self {
        let end = range.end.min(source.len());
        Self {
            source,
            bytes: &source.as_bytes()[..end],
            at: range.start,
            end,
            nodes: Vec::new(),
            open: Vec::new(),
            too_deep: 0,
            key: 0..0,
        }
    }

    fn read(mut self, one: bool) -> Json<'s> {
        while self.at < self.end && self.nodes.len() < MOST_NODES {
            if self.open.is_empty() {
                if one && !self.nodes.is_empty() {
                    break;
                }
                // Between values stands anything: comment signs, `;`, names.
                match memchr::memchr2(b'{', b'[', &self.bytes[self.at..]) {
                    Some(skip) if self.bytes[self.at + skip..].starts_with(b"[CDATA[") => {
                        self.at += skip + b"[CDATA[".len();
                        continue;
                    }
                    Some(skip) => self.at += skip,
                    None => {
                        self.at = self.end;
                        break;
                    }
                }
            }
            self.step();
        }
        let end = self.at as u32;
        while let Some(node) = self.open.pop() {
            self.close(node, end);
        }
        Json {
            source: self.source,
            nodes: self.nodes,
            end: self.at,
        }
    }

    /// Reads the next sign and what it begins.
    fn step(&mut self) {
        match self.bytes[self.at] {
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b';' => self.at += 1,
            b'{' => self.begin(Kind::Object),
            b'[' => self.begin(Kind::Array),
            b'}' | b']' => self.finish(),
            b'"' | b'\'' => self.string(),
            b'/' if self.bytes[self.at..].starts_with(b"//") => {
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
            }
            b'/' if self.bytes[self.at..].starts_with(b"/*") => {
                let rest = &self.source[self.at..self.end];
                self.at += rest.find("*/").map_or(rest.len(), |at| at + 2);
            }
            _ => self.bare(),
        }
    }

    fn in_object(&self) -> bool {
        self.open
            .last()
            .is_some_and(|node| self.nodes[*node as usize].kind == Kind::Object)
    }

    fn push(&mut self, kind: Kind, value: Range<usize>) -> u32 {
        let index = self.nodes.len() as u32;
        let key = std::mem::replace(&mut self.key, 0..0);
        self.nodes.push(Node {
            kind,
            key,
            value: value.start as u32..value.end as u32,
            parent: self.open.last().copied().unwrap_or(index),
            next: index + 1,
        });
        index
    }

    fn begin(&mut self, kind: Kind) {
        if self.open.len() >= DEEPEST {
            self.too_deep += 1;
        } else {
            let node = self.push(kind, self.at..self.at + 1);
            self.open.push(node);
        }
        self.at += 1;
    }

    fn finish(&mut self) {
        self.at += 1;
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let kind = if self.bytes[self.at - 1] == b'}' {
            Kind::Object
        } else {
            Kind::Array
        };
        // A bracket that closes nothing is passed over; one that closes a
        // container further out ends those in between.
        if !self
            .open
            .iter()
            .any(|node| self.nodes[*node as usize].kind == kind)
        {
            return;
        }
        while let Some(node) = self.open.pop() {
            self.close(node, self.at as u32);
            if self.nodes[node as usize].kind == kind {
                break;
            }
        }
        self.key = 0..0;
    }

    fn close(&mut self, node: u32, end: u32) {
        let next = self.nodes.len() as u32;
        let node = &mut self.nodes[node as usize];
        node.value.end = end;
        node.next = next;
    }

    fn string(&mut self) {
        let quote = self.bytes[self.at];
        let start = self.at + 1;
        let mut at = start;
        let end = loop {
            let rest = &self.bytes[at.min(self.end)..];
            match memchr::memchr2(quote, b'\\', rest) {
                None => break self.end,
                Some(skip) if rest[skip] == b'\\' => at += skip + 2,
                Some(skip) => {
                    if self.ends_string(at + skip + 1) {
                        break at + skip;
                    }
                    at += skip + 1;
                }
            }
        };
        self.at = (end + 1).min(self.end);
        if self.in_object() && self.key.is_empty() && self.colon_follows() {
            self.key = start as u32..end as u32;
            return;
        }
        // White space at the ends of a string says nothing.
        let inner = &self.source[start..end];
        let from = start + (inner.len() - inner.trim_start().len());
        self.push(Kind::String, from..from + inner.trim().len());
    }

    /// Whether what stands behind a quote is what stands behind a string: the
    /// end of the source, a colon, a closing bracket, or a comma with the next
    /// key or value behind it. Else the quote is one that was not escaped.
    fn ends_string(&self, at: usize) -> bool {
        let start = at.min(self.end);
        let rest = &self.bytes[start..self.end.min(start + LOOK_AHEAD)];
        let space = |b: &u8| b.is_ascii_whitespace();
        let Some(sign) = rest.iter().position(|b| !space(b)) else {
            return true;
        };
        match rest[sign] {
            b'}' | b']' | b':' | b';' | b')' => true,
            // A missing comma: the next key or value on another line.
            b'"' => rest[..sign].contains(&b'\n'),
            b',' => {
                let rest = &rest[sign + 1..];
                let Some(next) = rest.iter().position(|b| !space(b)) else {
                    return true;
                };
                let object = self.in_object();
                match rest[next] {
                    b'"' | b'\'' | b'}' | b']' | b'/' => true,
                    b'{' | b'[' | b'0'..=b'9' | b'-' => !object,
                    // A bare key of JavaScript, or prose that goes on.
                    first if first.is_ascii_alphabetic() || matches!(first, b'_' | b'$') => {
                        let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$');
                        let after = rest[next..].iter().find(|b| !word(b));
                        !object || after == Some(&b':')
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn colon_follows(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let skip = rest
            .iter()
            .position(|b| !b.is_ascii_whitespace())
            .unwrap_or(rest.len());
        if rest.get(skip) == Some(&b':') {
            self.at += skip + 1;
            return true;
        }
        false
    }

    /// A number, a word, a bare key, or code up to the sign that ends it.
    fn bare(&mut self) {
        let start = self.at;
        let name_end = self.bytes[start..]
            .iter()
            .position(|b| {
                !(b.is_ascii_alphanumeric()
                    || matches!(b, b'_' | b'$' | b'-' | b'.' | b'+')
                    || *b >= 0x80)
            })
            .map_or(self.end, |length| start + length);
        self.at = name_end;
        if self.in_object() && self.key.is_empty() && name_end > start && self.colon_follows() {
            self.key = start as u32..name_end as u32;
            return;
        }
        // Code: brackets and strings inside it do not end it.
        let mut inside = 0usize;
        while self.at < self.end {
            match self.bytes[self.at] {
                b'(' | b'{' | b'[' => inside += 1,
                b',' | b';' if inside == 0 => break,
                b'}' | b']' if inside == 0 => break,
                b')' | b'}' | b']' => inside = inside.saturating_sub(1),
                b'\n' if inside == 0 => break,
                quote @ (b'"' | b'\'' | b'`') => {
                    let rest = &self.bytes[self.at + 1..];
                    let mut skip = 0;
                    while skip < rest.len() && rest[skip] != quote && rest[skip] != b'\n' {
                        skip += if rest[skip] == b'\\' { 2 } else { 1 };
                    }
                    self.at += 1 + skip;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.end).max(start + 1);
        while !self.source.is_char_boundary(self.at) {
            self.at += 1;
        }
        let value = self.source[start..self.at].trim_end();
        if !value.is_empty() {
            self.push(Kind::Bare, start..start + value.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values as `path=text`, containers left out.
    fn shown(source: &str) -> String {
        let json = Json::all(source, 0..source.len());
        let mut out = Vec::new();
        for (index, node) in json.nodes().iter().enumerate() {
            if !matches!(node.kind, Kind::String | Kind::Bare) {
                continue;
            }
            let mut path = json.key(index).to_owned();
            let mut at = node.parent as usize;
            loop {
                path = format!("{}.{path}", json.key(at));
                let up = json.nodes()[at].parent as usize;
                if up == at {
                    break;
                }
                at = up;
            }
            out.push(format!(
                "{}={}",
                path.trim_start_matches('.'),
                json.text(index)
            ));
        }
        out.join("|")
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source), expected, "{source}");
    }

    #[test]
    fn whole_json_is_read() {
        check(
            r#"{"a":"x","b":[1,true,{"c":null}],"d":{}}"#,
            "a=x|b.=1|b.=true|b..c=null",
        );
        check(r#"{"a":"say \"hi\" \u2019"}"#, r#"a=say \"hi\" \u2019"#);
    }

    #[test]
    fn broken_json_is_read_as_far_as_it_goes() {
        check("{\"a\":\"one\ntwo\",}", "a=one\ntwo");
        check(
            r#"{"a":"the "big" storm","b":"y"}"#,
            r#"a=the "big" storm|b=y"#,
        );
        check(
            r#"{"a":"the "big", bad storm","b":"y"}"#,
            r#"a=the "big", bad storm|b=y"#,
        );
        check(r#"<!-- {"a":"x"} -->"#, "a=x");
        check(
            r#"//<![CDATA[
            {"a":"x"}
            //]]>"#,
            "a=x",
        );
        check(r#"{"a":"x"}{"a":"y"}"#, "a=x|a=y");
        check(r#"{"a":{"b":"x""#, "a.b=x");
        check(r#"{"a":{"b":["x"}}"#, "a.b.=x");
        check("{\"a\":\"x\"\n\"b\":\"y\"}", "a=x|b=y");
        check(r#"}{"a":"x"}}"#, "a=x");
        check(r#"{"a":"no end"#, "a=no end");
    }

    #[test]
    fn javascript_is_read() {
        check(
            "{a:'x', b_1: void 0, c: function(){ return {d: 1}; }, e: `q`}",
            "a=x|b_1=void 0|c=function(){ return {d: 1}; }|e=`q`",
        );
        check("{/* note */ a: 1, // end\n b: 2}", "a=1|b=2");
    }

    #[test]
    fn any_input_ends() {
        for source in [
            "",
            "{",
            "[[[[",
            "\"",
            "{\"",
            "{\"a\":",
            "{é}",
            "{\"a\\",
            "]]]}}}",
            "{\"a\":\"\\",
            "{`",
            "{:}",
            "{\u{1F600}:\u{1F600}}",
        ] {
            let _ = shown(source);
        }
        let deep = "[".repeat(200_000);
        assert_eq!(Json::all(&deep, 0..deep.len()).nodes().len(), DEEPEST);
        let quotes = "{\"a\":\"".to_owned() + &"\" ".repeat(200_000);
        assert!(!shown(&quotes).is_empty());
    }

    #[test]
    fn one_value_ends_where_it_ends() {
        let source = "{\"a\":1};var b = {};";
        assert_eq!(Json::one(source, 0..source.len()).end, 7);
    }
}
