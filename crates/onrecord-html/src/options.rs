//! What a caller may choose, and the limits that keep any input cheap.

/// How to parse.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Options {
    /// The specification's scripting flag. When it is set, `noscript` holds text; when it is not,
    /// `noscript` holds elements. Captured pages are read without running scripts, so the default is off,
    /// and what a page offers to readers without scripts stays visible.
    pub scripting: bool,
    /// Whether the document is an `iframe` `srcdoc` document, which never is in quirks mode for want of a doctype.
    pub srcdoc: bool,
    /// Whether `title`, `textarea`, `style` and their like, which hold text and no markup, end before the next tag
    /// where no end tag of theirs follows. By the specification, and so by default, all that follows is their text,
    /// and a browser shows nothing of it. A capture that lost a few bytes is read farther with this on;
    /// [`Document::first_unclosed`](crate::Document::first_unclosed) says where it was needed. Scripts are left as
    /// they are, since what follows cannot be told from their code.
    pub end_unclosed: bool,
    /// The limits; see [`Limits`].
    pub limits: Limits,
}

/// Bounds on what one page may cost. Each default is far above what published pages need.
///
/// A limit never makes parsing fail: the tree is still a tree of the page, and
/// [`Document::limits_hit`](crate::Document::limits_hit) says which limits shaped it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep elements may nest. Browsers stop at 512 and attach what is deeper to the parent; here too,
    /// an element beyond the limit is inserted but not kept open, so that its content becomes its siblings.
    /// End tags are still matched against the elements that were not kept open.
    pub depth: u32,
    /// How many attributes an element keeps; later ones are dropped. At most 65,535.
    pub attributes: u32,
    /// How many nodes a tree may have. Parsing stops there.
    pub nodes: u32,
    /// How many bytes of the text are parsed. What follows is not read. At most 2^31.
    pub bytes: u32,
    /// How many elements may be made by re-opening unclosed formatting elements, beyond one for every four
    /// bytes of input. The specification re-opens every unclosed `<font>` in every paragraph that follows,
    /// which makes the tree quadratic in the input; when the budget is spent, formatting is no longer re-opened.
    pub reopened: u32,
    /// How many formatting elements are remembered for re-opening at a time; the earliest is forgotten first.
    pub formatting: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            depth: 512,
            attributes: 1024,
            nodes: 1 << 26,
            bytes: 1 << 28,
            reopened: 10_000,
            formatting: 128,
        }
    }
}

/// Which of the [`Limits`] a document reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitsHit {
    /// Some element stood deeper than [`Limits::depth`].
    pub depth: bool,
    /// Some element had more than [`Limits::attributes`] attributes.
    pub attributes: bool,
    /// The tree was cut off at [`Limits::nodes`].
    pub nodes: bool,
    /// The text was cut off at [`Limits::bytes`].
    pub bytes: bool,
    /// Some formatting element was not re-opened because of [`Limits::reopened`].
    pub reopened: bool,
    /// Some formatting element was forgotten because of [`Limits::formatting`].
    pub formatting: bool,
}

impl LimitsHit {
    /// Whether any limit was reached.
    pub fn any(self) -> bool {
        self != LimitsHit::default()
    }
}
