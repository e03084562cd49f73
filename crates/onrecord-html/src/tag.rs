//! Element names known to the parser, as small integers.
//!
//! Tree construction asks "which element is this?" several times for every tag. A name that is
//! known becomes a one-byte [`Tag`], so that the question is a comparison of integers and a match
//! compiles to a jump table. Names that no rule mentions are [`Tag::Other`] and keep their spelling
//! in the source.

macro_rules! tags {
    ($($variant:ident = $name:literal,)*) => {
        /// The name of an element, where the parser knows it.
        ///
        /// The value says nothing about the namespace: an SVG `title` and an HTML `title` are both
        /// [`Tag::Title`], as in the specification, where names are compared together with a namespace.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Tag {
            /// A name that is not in the list; the document keeps its spelling.
            Other,
            $($variant,)*
        }

        const ALL: &[Tag] = &[Tag::Other, $(Tag::$variant,)*];
        const NAMES: &[&str] = &["", $($name,)*];
    };
}

tags! {
    A = "a",
    Abbr = "abbr",
    Acronym = "acronym",
    Address = "address",
    Altglyph = "altglyph",
    Altglyphdef = "altglyphdef",
    Altglyphitem = "altglyphitem",
    Animate = "animate",
    Animatecolor = "animatecolor",
    Animatemotion = "animatemotion",
    Animatetransform = "animatetransform",
    Annotation = "annotation",
    AnnotationXml = "annotation-xml",
    Applet = "applet",
    Area = "area",
    Article = "article",
    Aside = "aside",
    Audio = "audio",
    B = "b",
    Base = "base",
    Basefont = "basefont",
    Bdi = "bdi",
    Bdo = "bdo",
    Bgsound = "bgsound",
    Big = "big",
    Blockquote = "blockquote",
    Body = "body",
    Br = "br",
    Button = "button",
    Canvas = "canvas",
    Caption = "caption",
    Center = "center",
    Circle = "circle",
    Cite = "cite",
    Clippath = "clippath",
    Code = "code",
    Col = "col",
    Colgroup = "colgroup",
    Command = "command",
    Data = "data",
    Datalist = "datalist",
    Dd = "dd",
    Defs = "defs",
    Del = "del",
    Desc = "desc",
    Details = "details",
    Dfn = "dfn",
    Dialog = "dialog",
    Dir = "dir",
    Div = "div",
    Dl = "dl",
    Dt = "dt",
    Ellipse = "ellipse",
    Em = "em",
    Embed = "embed",
    Feblend = "feblend",
    Fecolormatrix = "fecolormatrix",
    Fecomponenttransfer = "fecomponenttransfer",
    Fecomposite = "fecomposite",
    Feconvolvematrix = "feconvolvematrix",
    Fediffuselighting = "fediffuselighting",
    Fedisplacementmap = "fedisplacementmap",
    Fedistantlight = "fedistantlight",
    Fedropshadow = "fedropshadow",
    Feflood = "feflood",
    Fefunca = "fefunca",
    Fefuncb = "fefuncb",
    Fefuncg = "fefuncg",
    Fefuncr = "fefuncr",
    Fegaussianblur = "fegaussianblur",
    Feimage = "feimage",
    Femerge = "femerge",
    Femergenode = "femergenode",
    Femorphology = "femorphology",
    Feoffset = "feoffset",
    Fepointlight = "fepointlight",
    Fespecularlighting = "fespecularlighting",
    Fespotlight = "fespotlight",
    Fetile = "fetile",
    Feturbulence = "feturbulence",
    Fieldset = "fieldset",
    Figcaption = "figcaption",
    Figure = "figure",
    Filter = "filter",
    Font = "font",
    Footer = "footer",
    Foreignobject = "foreignobject",
    Form = "form",
    Frame = "frame",
    Frameset = "frameset",
    G = "g",
    Glyphref = "glyphref",
    H1 = "h1",
    H2 = "h2",
    H3 = "h3",
    H4 = "h4",
    H5 = "h5",
    H6 = "h6",
    Head = "head",
    Header = "header",
    Hgroup = "hgroup",
    Hr = "hr",
    Html = "html",
    I = "i",
    Iframe = "iframe",
    Image = "image",
    Img = "img",
    Input = "input",
    Ins = "ins",
    Isindex = "isindex",
    Kbd = "kbd",
    Keygen = "keygen",
    Label = "label",
    Legend = "legend",
    Li = "li",
    Line = "line",
    Lineargradient = "lineargradient",
    Link = "link",
    Listing = "listing",
    Main = "main",
    Malignmark = "malignmark",
    Map = "map",
    Mark = "mark",
    Marker = "marker",
    Marquee = "marquee",
    Mask = "mask",
    Math = "math",
    Menu = "menu",
    Menuitem = "menuitem",
    Meta = "meta",
    Metadata = "metadata",
    Meter = "meter",
    Mfrac = "mfrac",
    Mglyph = "mglyph",
    Mi = "mi",
    Mn = "mn",
    Mo = "mo",
    Mrow = "mrow",
    Ms = "ms",
    Msub = "msub",
    Msup = "msup",
    Mtext = "mtext",
    Nav = "nav",
    Nobr = "nobr",
    Noembed = "noembed",
    Noframes = "noframes",
    Noscript = "noscript",
    Object = "object",
    Ol = "ol",
    Optgroup = "optgroup",
    Option = "option",
    Output = "output",
    P = "p",
    Param = "param",
    Path = "path",
    Pattern = "pattern",
    Picture = "picture",
    Plaintext = "plaintext",
    Polygon = "polygon",
    Polyline = "polyline",
    Portal = "portal",
    Pre = "pre",
    Progress = "progress",
    Q = "q",
    Radialgradient = "radialgradient",
    Rb = "rb",
    Rect = "rect",
    Rp = "rp",
    Rt = "rt",
    Rtc = "rtc",
    Ruby = "ruby",
    S = "s",
    Samp = "samp",
    Script = "script",
    Search = "search",
    Section = "section",
    Select = "select",
    Selectedcontent = "selectedcontent",
    Semantics = "semantics",
    Set = "set",
    Slot = "slot",
    Small = "small",
    Source = "source",
    Span = "span",
    Stop = "stop",
    Strike = "strike",
    Strong = "strong",
    Style = "style",
    Sub = "sub",
    Summary = "summary",
    Sup = "sup",
    Svg = "svg",
    Switch = "switch",
    Symbol = "symbol",
    Table = "table",
    Tbody = "tbody",
    Td = "td",
    Template = "template",
    Text = "text",
    Textarea = "textarea",
    Textpath = "textpath",
    Tfoot = "tfoot",
    Th = "th",
    Thead = "thead",
    Time = "time",
    Title = "title",
    Tr = "tr",
    Track = "track",
    Tspan = "tspan",
    Tt = "tt",
    U = "u",
    Ul = "ul",
    Use = "use",
    Var = "var",
    Video = "video",
    View = "view",
    Wbr = "wbr",
    Xmp = "xmp",
}

/// How many values of [`Tag`] there are, for tables indexed by tag.
pub(crate) const TAG_COUNT: usize = ALL.len();

const SLOT_BITS: u32 = 10;
const SLOTS: usize = 1 << SLOT_BITS;

/// A name of up to sixteen bytes packed into an integer, first byte highest.
///
/// The tokenizer packs while it reads the name, so that a look-up needs no second pass over it.
pub(crate) type NameKey = u128;

const fn pack(name: &str) -> NameKey {
    let bytes = name.as_bytes();
    let mut key = 0;
    let mut at = 0;
    while at < bytes.len() {
        key = key << 8 | bytes[at] as NameKey;
        at += 1;
    }
    key
}

#[inline(always)]
const fn slot_of(key: NameKey) -> usize {
    // Multiplicative hashing; the two odd constants are arbitrary and only have to spread the names.
    let folded = (key as u64) ^ ((key >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (folded.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - SLOT_BITS)) as usize
}

const fn build_keys() -> [NameKey; TAG_COUNT] {
    let mut keys = [0; TAG_COUNT];
    let mut at = 1;
    while at < TAG_COUNT {
        keys[at] = pack(NAMES[at]);
        at += 1;
    }
    keys
}

const fn build_slots() -> [Tag; SLOTS] {
    let mut slots = [Tag::Other; SLOTS];
    let mut at = 1;
    while at < TAG_COUNT {
        if NAMES[at].len() <= 16 {
            let mut slot = slot_of(BUILT_KEYS[at]);
            while slots[slot] as u8 != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = ALL[at];
        }
        at += 1;
    }
    slots
}

const BUILT_KEYS: [NameKey; TAG_COUNT] = build_keys();
static KEYS: [NameKey; TAG_COUNT] = BUILT_KEYS;
static SLOT_TABLE: [Tag; SLOTS] = build_slots();

/// The longest known name; anything longer is [`Tag::Other`] without a look-up.
pub(crate) const LONGEST_PACKED: usize = 16;

/// Looks up a packed, lower-case name of at most sixteen bytes.
#[inline(always)]
pub(crate) fn lookup(key: NameKey) -> Tag {
    let mut slot = slot_of(key);
    loop {
        let tag = SLOT_TABLE[slot];
        if tag == Tag::Other || KEYS[tag as usize] == key {
            return tag;
        }
        slot = (slot + 1) % SLOTS;
    }
}

impl Tag {
    /// The tag of a lower-case name; [`Tag::Other`] if the parser does not know the name.
    pub fn from_name(name: &str) -> Tag {
        if name.len() > LONGEST_PACKED {
            // The few longer names are SVG filter primitives; a scan is good enough for a caller's own use.
            return ALL
                .iter()
                .copied()
                .find(|tag| tag.name() == name && *tag != Tag::Other)
                .unwrap_or(Tag::Other);
        }
        lookup(pack(name))
    }

    /// The lower-case name; empty for [`Tag::Other`].
    #[inline]
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// The name as an SVG element spells it, for the names in which case matters there
    /// ("any other start tag" in foreign content has the table).
    pub(crate) fn svg_name(self) -> &'static str {
        match self {
            Tag::Altglyph => "altGlyph",
            Tag::Altglyphdef => "altGlyphDef",
            Tag::Altglyphitem => "altGlyphItem",
            Tag::Animatecolor => "animateColor",
            Tag::Animatemotion => "animateMotion",
            Tag::Animatetransform => "animateTransform",
            Tag::Clippath => "clipPath",
            Tag::Feblend => "feBlend",
            Tag::Fecolormatrix => "feColorMatrix",
            Tag::Fecomponenttransfer => "feComponentTransfer",
            Tag::Fecomposite => "feComposite",
            Tag::Feconvolvematrix => "feConvolveMatrix",
            Tag::Fediffuselighting => "feDiffuseLighting",
            Tag::Fedisplacementmap => "feDisplacementMap",
            Tag::Fedistantlight => "feDistantLight",
            Tag::Fedropshadow => "feDropShadow",
            Tag::Feflood => "feFlood",
            Tag::Fefunca => "feFuncA",
            Tag::Fefuncb => "feFuncB",
            Tag::Fefuncg => "feFuncG",
            Tag::Fefuncr => "feFuncR",
            Tag::Fegaussianblur => "feGaussianBlur",
            Tag::Feimage => "feImage",
            Tag::Femerge => "feMerge",
            Tag::Femergenode => "feMergeNode",
            Tag::Femorphology => "feMorphology",
            Tag::Feoffset => "feOffset",
            Tag::Fepointlight => "fePointLight",
            Tag::Fespecularlighting => "feSpecularLighting",
            Tag::Fespotlight => "feSpotLight",
            Tag::Fetile => "feTile",
            Tag::Feturbulence => "feTurbulence",
            Tag::Foreignobject => "foreignObject",
            Tag::Glyphref => "glyphRef",
            Tag::Lineargradient => "linearGradient",
            Tag::Radialgradient => "radialGradient",
            Tag::Textpath => "textPath",
            _ => self.name(),
        }
    }
}
