//! What is measured of each block, once, before anything is decided.
//!
//! All features are whole numbers, so that a verdict is the same on every
//! machine. The table is indexed as the blocks are; a rule or a model reads a
//! row and never the tree.

use onrecord_html::{Document, NodeId, Tag};

use super::blocks::{Blocks, Landmarks, RawBlock};
use super::context::{self, Story};
use super::hints::Hints;
use super::lexicon::{self, Lexicon};
use super::wording::{self, Wording};

/// What the publisher claims that bears on blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Headlines and titles.
    pub(crate) headlines: Vec<String>,
    /// Descriptions.
    pub(crate) descriptions: Vec<String>,
    /// The article's text.
    pub(crate) bodies: Vec<String>,
}

/// What was learned of words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learned {
    /// What single words tell, of the text and of class and id.
    pub(crate) lexicon: Lexicon,
    /// What a block's wording tells.
    pub(crate) wording: Wording,
}

/// How many neighbours on each side a row knows.
const NEIGHBOURS: [isize; 4] = [-2, -1, 1, 2];

/// A table of features in one piece, a row a block. A number beyond what 16
/// bits hold is kept as the greatest or least they hold: no forest asks how
/// much longer than that a text is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Rows {
    columns: usize,
    values: Vec<i16>,
}

impl Rows {
    /// An empty table with room for some rows.
    pub(crate) fn new(columns: usize, rows: usize) -> Rows {
        Rows {
            columns,
            values: Vec::with_capacity(columns * rows),
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    /// One row.
    pub(crate) fn row(&self, at: usize) -> &[i16] {
        &self.values[at * self.columns..][..self.columns]
    }

    /// The rows, in order.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &[i16]> {
        self.values.chunks_exact(self.columns.max(1))
    }

    /// Adds the next number of the row being written.
    #[inline]
    pub(crate) fn push(&mut self, value: i32) {
        let value = value.clamp(i16::MIN.into(), i16::MAX.into());
        self.values.push(value as i16);
    }

    /// Adds columns of the row being written, all 0, to be set one by one.
    fn zeros(&mut self, count: usize) -> &mut [i16] {
        let start = self.values.len();
        self.values.resize(start + count, 0);
        &mut self.values[start..]
    }
}

/// The words of every block as numbers, in one piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordKeys {
    keys: Vec<u64>,
    /// Where each block's words end.
    ends: Vec<u32>,
}

impl WordKeys {
    /// Each block's words.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u64]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let words = &self.keys[start..*end as usize];
            start = *end as usize;
            words
        })
    }
}

/// The features of every block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features {
    /// One row a block.
    pub(crate) rows: Rows,
    /// What the rules ask for by name.
    pub(crate) facts: Vec<Facts>,
    /// The words of each block.
    pub(crate) words: WordKeys,
}

/// The part of a block's measurements that rules read by name and neighbours
/// see.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) width: u32,
    pub(crate) words: u32,
    /// Sentence ends inside or at the end.
    pub(crate) sentences: u32,
    pub(crate) commas: u32,
    pub(crate) digits: u32,
    /// Words that start with a capital.
    pub(crate) capitals: u32,
    /// Share of the words that are links, in hundredths.
    pub(crate) link_percent: u32,
    /// 0 no end mark, 1 a sentence's end, 2 a colon, 3 an ellipsis.
    pub(crate) ending: u32,
    pub(crate) starts_lower: bool,
    pub(crate) starts_quote: bool,
    pub(crate) pipes: u32,
    pub(crate) heading: u32,
    /// Width of prose: sentences of some length that are not links.
    pub(crate) prose: u32,
    /// How many blocks of the page have the same words.
    pub(crate) twins: u32,
    /// A number for the container's tag and class and its parent's.
    pub(crate) signature: u64,
    /// The container's parent.
    pub(crate) parent: u32,
    /// Share of the page's prose in the container's parent, in thousandths.
    pub(crate) parent_share: u32,
    /// Share of the page's prose in blocks of the same signature.
    pub(crate) signature_share: u32,
    /// Whether the block is in the smallest element with half, three quarters,
    /// nine tenths of the page's prose.
    pub(crate) in_main: [bool; 3],
    /// Whether its words are a headline the publisher claims.
    pub(crate) is_headline_claim: bool,
    /// Share of its words that stand in a claimed description, in hundredths.
    pub(crate) in_description: u32,
    /// Share of its words that stand in the claimed article text.
    pub(crate) in_body_claim: u32,
    /// Whether a picture stands right before it.
    pub(crate) image_before: bool,
    /// How many elements up until one holds half of the page's prose.
    pub(crate) steps_to_main: u32,
    /// What the words of the text tell.
    pub(crate) text_told: lexicon::Told,
    /// What its wording tells, in sixty-fourths of log-odds.
    pub(crate) wording: i32,
    /// What the words of class and id tell, of the container, its parent and
    /// its grandparent.
    pub(crate) attributes_told: [lexicon::Told; 3],
}

/// Sums over everything inside an element.
#[derive(Clone, Copy, Default)]
struct Sum {
    prose: u32,
    width: u32,
    link_width: u32,
    blocks: u32,
    prose_blocks: u32,
}

/// Measures every block of a page.
pub(crate) fn measure(
    document: &Document<'_>,
    blocks: &Blocks,
    told: &Told,
    learned: &Learned,
) -> Features {
    let (mut facts, words) = of_blocks(blocks, learned);
    claims(&words, told, &mut facts);
    let sums = Sums::over(document, blocks, &facts);
    containers(document, blocks, &sums, &learned.lexicon, &mut facts);
    images(blocks, &mut facts);
    let rows = rows(document, blocks, told, &sums, &words, &facts);
    Features { rows, facts, words }
}

/// What the words of every block tell, and the words.
pub(crate) fn of_blocks(blocks: &Blocks, learned: &Learned) -> (Vec<Facts>, WordKeys) {
    let mut words = WordKeys {
        keys: Vec::with_capacity(blocks.text.content.len() / 5),
        ends: Vec::with_capacity(blocks.list.len()),
    };
    let mut facts = Vec::with_capacity(blocks.list.len());
    for block in &blocks.list {
        let start = words.keys.len();
        let text = blocks.words(block);
        let mut own = of_words(text, block, &mut words.keys);
        words.ends.push(words.keys.len() as u32);
        let keys = &words.keys[start..];
        own.text_told = (learned.lexicon).tell(
            keys.iter()
                .map(|hash| lexicon::key(*hash, lexicon::Kind::Text)),
        );
        own.wording = learned.wording.tell(keys, text);
        facts.push(own);
    }
    twins(blocks, &mut facts);
    (facts, words)
}

/// The lexicon's keys of a block: its words, and the class and id words around
/// it. For training.
pub(crate) fn lexicon_keys(document: &Document<'_>, blocks: &Blocks) -> Vec<Vec<u32>> {
    let of = |block: &RawBlock| {
        let words = word_keys(blocks.words(block));
        let mut keys: Vec<u32> = words
            .iter()
            .map(|hash| lexicon::key(*hash, lexicon::Kind::Text))
            .collect();
        let around = std::iter::successors(Some(block.container), |id| document.parent(*id));
        for (level, node) in (0..3).zip(around) {
            lexicon::attribute_keys(document, node, level, |key| keys.push(key));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    blocks.list.iter().map(of).collect()
}

/// The keys of each block's wording. For training.
pub(crate) fn wording_keys(blocks: &Blocks) -> Vec<Vec<u32>> {
    let of = |block: &RawBlock| {
        let text = blocks.words(block);
        let mut keys = Vec::new();
        wording::features(&word_keys(text), text, |key| keys.push(key));
        keys
    };
    blocks.list.iter().map(of).collect()
}

/// What an ASCII character is to the features.
mod class {
    pub(super) const SPACE: u8 = 1;
    pub(super) const LETTER: u8 = 1 << 1;
    pub(super) const UPPER: u8 = 1 << 2;
    pub(super) const DIGIT: u8 = 1 << 3;
    pub(super) const STOP: u8 = 1 << 4;
    pub(super) const COMMA: u8 = 1 << 5;
    pub(super) const PIPE: u8 = 1 << 6;
    pub(super) const CLOSING: u8 = 1 << 7;

    pub(super) const OF: [u8; 128] = {
        let mut of = [0; 128];
        let mut byte = 0;
        while byte < 128 {
            of[byte as usize] = match byte {
                // White space as Unicode has it.
                0x09..=0x0D | b' ' => SPACE,
                b'A'..=b'Z' => LETTER | UPPER,
                b'a'..=b'z' => LETTER,
                b'0'..=b'9' => DIGIT,
                b'.' | b'!' | b'?' => STOP,
                b',' => COMMA,
                b'|' | b'/' => PIPE,
                b'"' | b'\'' | b')' | b']' => CLOSING,
                _ => 0,
            };
            byte += 1;
        }
        of
    };
}

/// Features of the words alone; the words are added to `keys`, as
/// [`word_keys`] gives them.
pub(crate) fn of_words(words: &str, block: &RawBlock, keys: &mut Vec<u64>) -> Facts {
    let mut facts = Facts {
        width: block.width,
        heading: u32::from(block.heading),
        ..Facts::default()
    };
    let bytes = words.as_bytes();
    let mut in_word = false;
    let mut last = ' ';
    let mut key = None;
    let mut at = 0;
    // Most characters are ASCII and are told by a table.
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            at += 1;
            let class = class::OF[byte as usize];
            if class & (class::LETTER | class::DIGIT) != 0 {
                let hash = key.unwrap_or(WORD_SEED);
                key = Some(mix(hash, byte.to_ascii_lowercase()));
            } else {
                keys.extend(key.take());
            }
            if class & class::SPACE != 0 {
                in_word = false;
                continue;
            }
            if !in_word {
                in_word = true;
                facts.words += 1;
                facts.capitals += u32::from(class & class::UPPER != 0);
            }
            facts.digits += u32::from(class & class::DIGIT != 0);
            facts.commas += u32::from(class & class::COMMA != 0);
            facts.pipes += u32::from(class & class::PIPE != 0);
            if class & class::STOP != 0 {
                facts.sentences += u32::from(ends_here(&words[at..]));
            }
            if class & class::CLOSING == 0 {
                last = char::from(byte);
            }
            continue;
        }
        let Some(c) = words[at..].chars().next() else {
            break;
        };
        at += c.len_utf8();
        if c.is_alphanumeric() {
            key = Some(mix_lower(key.unwrap_or(WORD_SEED), c));
            // A script without spaces gives one key a character.
            if is_wide(c) {
                keys.extend(key.take());
            }
        } else {
            keys.extend(key.take());
        }
        if c.is_whitespace() {
            in_word = false;
            continue;
        }
        if !in_word {
            in_word = true;
            facts.words += 1;
            facts.capitals += u32::from(c.is_uppercase());
        }
        match c {
            '…' => facts.sentences += u32::from(ends_here(&words[at..])),
            '。' | '！' | '？' | '؟' | '।' | '｡' => facts.sentences += 1,
            '，' | '、' | '،' => facts.commas += 1,
            '•' | '·' | '»' | '›' => facts.pipes += 1,
            _ => {}
        }
        if !is_closing(c) {
            last = c;
        }
    }
    keys.extend(key);
    facts.ending = match last {
        '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '｡' => 1,
        ':' | '：' => 2,
        '…' => 3,
        _ => 0,
    };
    let first = words.chars().next().unwrap_or(' ');
    facts.starts_lower = first.is_lowercase();
    facts.starts_quote = matches!(
        first,
        '"' | '\'' | '“' | '‘' | '„' | '«' | '»' | '「' | '『'
    );
    let linked = (block.link_width * 100).checked_div(block.width);
    facts.link_percent = linked.unwrap_or(0).min(100);
    let sentence_like =
        facts.sentences + facts.commas > 0 && block.width >= 40 && block.heading == 0;
    if sentence_like && !block.landmarks.any(NOT_PROSE) {
        facts.prose = block.width.saturating_sub(block.link_width);
    }
    facts
}

/// Whether a mark right before these words ends a sentence: a full stop inside
/// a number or name ends nothing.
fn ends_here(rest: &str) -> bool {
    rest.chars()
        .next()
        .is_none_or(|next| next.is_whitespace() || is_closing(next))
}

/// Inside these nothing counts as prose when the main part is looked for.
const NOT_PROSE: Landmarks = Landmarks(
    Landmarks::NAV.0
        | Landmarks::FOOTER.0
        | Landmarks::CAPTION.0
        | Landmarks::BUTTON.0
        | Landmarks::HIDDEN.0
        | Landmarks::NOSCRIPT.0
        | Landmarks::DIALOG.0,
);

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | '«' | '“' | ')' | ']' | '）' | '」' | '』'
    )
}

/// Fowler-Noll-Vo, the same on every machine and run.
fn hash(bytes: impl Iterator<Item = u8>, seed: u64) -> u64 {
    bytes.fold(seed ^ 0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Counts the blocks with the same words.
fn twins(blocks: &Blocks, facts: &mut [Facts]) {
    let mut keys: Vec<(u64, u32)> = (0..)
        .zip(&blocks.list)
        .map(|(k, block)| (hash_words(blocks.words(block)), k))
        .collect();
    keys.sort_unstable();
    for same in keys.chunk_by(|a, b| a.0 == b.0) {
        for (_, k) in same {
            facts[*k as usize].twins = same.len() as u32;
        }
    }
}

/// A hash that takes eight bytes at a time.
fn hash_words(words: &str) -> u64 {
    let (chunks, rest) = words.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let mix = |hash: u64, chunk: &[u8; 8]| {
        (hash ^ u64::from_le_bytes(*chunk))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
    };
    let hash = chunks.iter().fold(words.len() as u64, mix);
    mix(mix(hash, &last), &[0; 8])
}

const WORD_SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of the Fowler-Noll-Vo hash.
fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

fn mix_lower(hash: u64, c: char) -> u64 {
    let mut buffer = [0; 4];
    c.to_lowercase().fold(hash, |hash, lower| {
        lower.encode_utf8(&mut buffer).bytes().fold(hash, mix)
    })
}

/// The words of a text as numbers, letters and digits only, case folded.
pub(crate) fn word_keys(text: &str) -> Vec<u64> {
    let mut keys = Vec::with_capacity(text.len() / 6);
    let mut word = None;
    for c in text.chars() {
        let hash = word.unwrap_or(WORD_SEED);
        if c.is_ascii_alphanumeric() {
            word = Some(mix(hash, (c as u8).to_ascii_lowercase()));
        } else if !c.is_ascii() && c.is_alphanumeric() {
            word = Some(mix_lower(hash, c));
            // A script without spaces gives one key a character.
            if is_wide(c) {
                keys.extend(word.take());
            }
        } else {
            keys.extend(word.take());
        }
    }
    keys.extend(word);
    keys
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{0E00}'..='\u{0EFF}')
}

/// The words of a text as [`word_keys`] gives them, those that are long enough
/// to tell what it is about.
pub(crate) fn topic_keys(text: &str) -> Vec<u64> {
    /// A shorter word is most often one that every text has.
    const LETTERS: usize = 5;
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= LETTERS)
        .flat_map(word_keys)
        .collect()
}

/// A set of words or pairs of words.
pub(crate) struct KeySet {
    sorted: Vec<u64>,
    /// A bit for each member, by its lowest bits: most of what is asked for is
    /// not here, and its bit says so.
    seen: [u64; 32],
}

impl KeySet {
    pub(crate) fn of(mut keys: Vec<u64>) -> KeySet {
        keys.sort_unstable();
        let mut seen = [0; 32];
        for key in &keys {
            seen[(key % 32) as usize] |= 1 << (key / 32 % 64);
        }
        KeySet { sorted: keys, seen }
    }

    /// The pairs of neighbouring words of a text.
    fn pairs(text: &str) -> KeySet {
        KeySet::of(word_keys(text).windows(2).map(pair).collect())
    }

    #[inline]
    pub(crate) fn has(&self, key: u64) -> bool {
        self.seen[(key % 32) as usize] >> (key / 32 % 64) & 1 == 1
            && self.sorted.binary_search(&key).is_ok()
    }

    /// How many hundredths of the pairs of some words are here.
    fn share(&self, words: &[u64]) -> u32 {
        if words.len() < 2 || self.sorted.is_empty() {
            return 0;
        }
        let found = words.windows(2).filter(|two| self.has(pair(two))).count();
        (found * 100 / (words.len() - 1)) as u32
    }
}

/// The first two of some words as one number.
pub(crate) fn pair(two: &[u64]) -> u64 {
    two[0].rotate_left(17) ^ two[1]
}

fn claims(words: &WordKeys, told: &Told, facts: &mut [Facts]) {
    let headlines: Vec<Vec<u64>> = told
        .headlines
        .iter()
        .map(|h| word_keys(h))
        .filter(|keys| !keys.is_empty())
        .collect();
    let pairs = |texts: &[String]| -> Vec<KeySet> {
        let mut texts: Vec<&String> = texts.iter().collect();
        texts.sort_unstable();
        texts.dedup();
        texts.into_iter().map(|text| KeySet::pairs(text)).collect()
    };
    let descriptions = pairs(&told.descriptions);
    let bodies = pairs(&told.bodies);
    if headlines.is_empty() && descriptions.is_empty() && bodies.is_empty() {
        return;
    }
    for (keys, facts) in words.iter().zip(facts) {
        facts.is_headline_claim = headlines.iter().any(|headline| headline == keys);
        let best = |sets: &[KeySet]| sets.iter().map(|set| set.share(keys)).max().unwrap_or(0);
        facts.in_description = best(&descriptions);
        facts.in_body_claim = best(&bodies);
    }
}

/// Sums for every element that holds blocks.
struct Sums {
    /// By node index; what holds no block has none.
    of: Vec<Sum>,
    total: Sum,
    /// The smallest elements with half, three quarters, nine tenths of the
    /// page's prose.
    mains: [Option<NodeId>; 3],
}

impl Sums {
    fn over(document: &Document<'_>, blocks: &Blocks, facts: &[Facts]) -> Sums {
        let mut of = vec![Sum::default(); document.len()];
        let mut total = Sum::default();
        for (block, facts) in blocks.list.iter().zip(facts) {
            let add = |sum: &mut Sum| {
                sum.prose += facts.prose;
                sum.width += block.width;
                sum.link_width += block.link_width;
                sum.blocks += 1;
                sum.prose_blocks += u32::from(facts.prose > 0);
            };
            add(&mut total);
            let mut node = Some(block.container);
            while let Some(id) = node {
                add(&mut of[id.index()]);
                node = document.parent(id);
            }
        }
        let mut mains = [None; 3];
        for (main, percent) in mains.iter_mut().zip([50, 75, 90]) {
            // Elements with more than half of the prose nest, so the one with
            // the least text is the innermost.
            let enough = u64::from(total.prose) * percent;
            let mut best = u32::MAX;
            for block in blocks
                .list
                .iter()
                .zip(facts)
                .filter(|(_, f)| f.prose > 0)
                .map(|(b, _)| b)
            {
                let mut node = Some(block.container);
                while let Some(id) = node {
                    let sum = of[id.index()];
                    if u64::from(sum.prose) * 100 > enough {
                        if sum.width < best {
                            best = sum.width;
                            *main = Some(id);
                        }
                        break;
                    }
                    node = document.parent(id);
                }
            }
        }
        Sums { of, total, mains }
    }

    fn get(&self, node: Option<NodeId>) -> Sum {
        node.map(|id| self.of[id.index()]).unwrap_or_default()
    }

    fn prose_share(&self, sum: Sum) -> u32 {
        (u64::from(sum.prose) * 1000 / u64::from(self.total.prose.max(1))) as u32
    }
}

fn signature(document: &Document<'_>, node: NodeId, levels: usize) -> u64 {
    let mut h = 0;
    let mut at = Some(node);
    for _ in 0..levels {
        let Some(id) = at else { break };
        h = hash(document.name(id).bytes(), h);
        h = hash(
            document.attr(id, "class").unwrap_or("").bytes(),
            h.rotate_left(9),
        );
        at = document.parent(id);
    }
    h
}

fn containers(
    document: &Document<'_>,
    blocks: &Blocks,
    sums: &Sums,
    lexicon: &Lexicon,
    facts: &mut [Facts],
) {
    let mut mass: Vec<(u64, u32)> = Vec::with_capacity(facts.len());
    let mut keys = Vec::new();
    // Blocks of one container come together; its numbers are found once.
    let mut last: Option<(NodeId, Facts)> = None;
    for (block, facts) in blocks.list.iter().zip(facts.iter_mut()) {
        if let Some((node, known)) = last
            && node == block.container
        {
            facts.signature = known.signature;
            facts.parent = known.parent;
            facts.parent_share = known.parent_share;
            facts.in_main = known.in_main;
            facts.steps_to_main = known.steps_to_main;
            facts.attributes_told = known.attributes_told;
        } else {
            let parent = document.parent(block.container);
            facts.signature = signature(document, block.container, 2);
            facts.parent = parent.map_or(0, |id| id.index() as u32);
            facts.parent_share = sums.prose_share(sums.get(parent));
            facts.steps_to_main = 20;
            let around = std::iter::successors(Some(block.container), |id| document.parent(*id));
            // So do those of one parent.
            let known = last.filter(|(node, _)| document.parent(*node) == parent);
            for ((level, node), told) in (0..3).zip(around).zip(&mut facts.attributes_told) {
                *told = match known {
                    Some((_, known)) if level > 0 => known.attributes_told[usize::from(level)],
                    _ => {
                        keys.clear();
                        lexicon::attribute_keys(document, node, level, |key| keys.push(key));
                        lexicon.tell(keys.iter().copied())
                    }
                };
            }
            let mut node = Some(block.container);
            let mut steps = 0;
            while let Some(id) = node {
                for (inside, main) in facts.in_main.iter_mut().zip(sums.mains) {
                    *inside |= main == Some(id);
                }
                if facts.steps_to_main == 20 && sums.prose_share(sums.of[id.index()]) >= 500 {
                    facts.steps_to_main = steps.min(20);
                }
                steps += 1;
                node = document.parent(id);
            }
            last = Some((block.container, *facts));
        }
        if facts.prose > 0 {
            mass.push((facts.signature, facts.prose));
        }
    }
    mass.sort_unstable_by_key(|entry| entry.0);
    mass.dedup_by(|next, first| {
        let same = next.0 == first.0;
        first.1 += if same { next.1 } else { 0 };
        same
    });
    for facts in facts {
        let at = mass.binary_search_by_key(&facts.signature, |entry| entry.0);
        let prose = at.map_or(0, |at| mass[at].1);
        facts.signature_share =
            (u64::from(prose) * 1000 / u64::from(sums.total.prose.max(1))) as u32;
    }
}

fn images(blocks: &Blocks, facts: &mut [Facts]) {
    let mut images = blocks.images.iter().peekable();
    let mut before = 0;
    for (block, facts) in blocks.list.iter().zip(facts) {
        while images.next_if(|image| image.at < before).is_some() {}
        facts.image_before = images
            .peek()
            .is_some_and(|image| image.at <= block.span.start);
        before = block.span.end;
    }
}

/// A small number for a tag; tags of one kind share it.
fn tag_code(tag: Tag) -> i32 {
    match tag {
        Tag::P => 1,
        Tag::Div => 2,
        Tag::Li => 3,
        Tag::H1 => 4,
        Tag::H2 => 5,
        Tag::H3 => 6,
        Tag::H4 | Tag::H5 | Tag::H6 => 7,
        Tag::Td | Tag::Th => 8,
        Tag::Tr => 9,
        Tag::Blockquote => 10,
        Tag::Figcaption => 11,
        Tag::Pre => 12,
        Tag::Section => 13,
        Tag::Article => 14,
        Tag::Dt => 15,
        Tag::Dd => 16,
        Tag::Header => 17,
        Tag::Footer => 18,
        Tag::Button => 19,
        Tag::Body => 20,
        _ => 0,
    }
}

fn rows(
    document: &Document<'_>,
    blocks: &Blocks,
    told: &Told,
    sums: &Sums,
    words: &WordKeys,
    facts: &[Facts],
) -> Rows {
    let list = &blocks.list;
    let headline = headline_index(blocks, facts);
    // The first and last prose of the main part, from which places are counted.
    let mut prose = (0..list.len())
        .filter(|&k| facts[k].prose >= 80 && facts[k].in_main[0] && facts[k].link_percent < 50);
    let first = prose.next();
    let last = prose.next_back().or(first);
    let story = Story {
        headline,
        first,
        told,
    };
    let context = context::measure(document, blocks, words, facts, &story);
    let page_width = sums.total.width.max(1);
    let mut before = 0;
    let mut prose_before = 0;
    let columns = names().len();
    let mut row = Rows::new(columns, list.len());
    for (k, (block, f)) in list.iter().zip(facts).enumerate() {
        let number = |n: u32| n.min(1 << 20) as i32;
        // Words.
        row.push(number(f.width));
        row.push(number(f.words));
        row.push(number(f.sentences));
        row.push(number(f.commas));
        row.push(number(f.digits * 100 / f.width.max(1)));
        row.push(number(f.link_percent));
        row.push(number(f.capitals * 100 / f.words.max(1)));
        row.push(number(f.width * 10 / f.words.max(1)).min(400));
        row.push(number(f.ending));
        row.push(i32::from(f.starts_lower));
        row.push(i32::from(f.starts_quote));
        row.push(number(f.pipes));
        row.push(number(f.prose));
        row.push(number(f.twins).min(10));
        // Structure.
        row.push(tag_code(block.tag));
        row.push(number(f.heading));
        row.push(i32::from(block.list_depth.min(5)));
        row.push(i32::from(block.depth.min(60)));
        let landmarks = row.zeros(Landmarks::COUNT);
        set(landmarks, block.landmarks.0, 1);
        // How near the nearest hint of a category is: 5 inside, 4 on the
        // container, 3, 2 and 1 above it, 0 nowhere.
        let hints = row.zeros(Hints::COUNT);
        for (near, above) in [1, 2, 3, 4].into_iter().zip(block.hints.iter().rev()) {
            set(hints, above.0, near);
        }
        set(hints, block.inner.0, 5);
        // Containers.
        let parent = document.parent(block.container);
        let grandparent = parent.and_then(|id| document.parent(id));
        for node in [Some(block.container), parent, grandparent] {
            let sum = sums.get(node);
            row.push(number(sums.prose_share(sum)));
            row.push(number(
                (u64::from(sum.link_width) * 100 / u64::from(sum.width.max(1))) as u32,
            ));
            row.push(number(sum.blocks));
            row.push(number(sum.prose_blocks * 100 / sum.blocks.max(1)));
            row.push(number(
                (u64::from(sum.width) * 1000 / u64::from(page_width)) as u32,
            ));
        }
        for inside in f.in_main {
            row.push(i32::from(inside));
        }
        row.push(number(f.steps_to_main));
        row.push(number(f.signature_share));
        // Place.
        row.push(number((k * 1000 / list.len()) as u32));
        row.push(number(
            (u64::from(before) * 1000 / u64::from(page_width)) as u32,
        ));
        row.push(number(
            (u64::from(prose_before) * 1000 / u64::from(sums.total.prose.max(1))) as u32,
        ));
        row.push(distance(k, headline));
        row.push(distance(k, first));
        row.push(distance(k, last));
        row.push(number(list.len() as u32));
        row.push(number(sums.total.prose));
        // Claims.
        row.push(i32::from(f.is_headline_claim));
        row.push(number(f.in_description));
        row.push(if told.bodies.is_empty() {
            -1
        } else {
            number(f.in_body_claim)
        });
        row.push(i32::from(f.image_before));
        // What the words tell.
        row.push(f.text_told.mean);
        row.push(f.text_told.lowest);
        row.push(f.text_told.highest);
        row.push(f.text_told.first);
        row.push(f.wording);
        for told in f.attributes_told {
            row.push(told.mean);
            row.push(told.lowest);
            row.push(told.highest);
        }
        // Neighbours.
        for step in NEIGHBOURS {
            let other = k.checked_add_signed(step).and_then(|j| facts.get(j));
            match other {
                Some(o) => {
                    row.push(number(o.width));
                    row.push(number(o.link_percent));
                    row.push(number(o.sentences));
                    row.push(number(o.heading));
                    row.push(number(o.ending));
                    row.push(i32::from(o.parent == f.parent));
                    row.push(i32::from(o.signature == f.signature));
                    row.push(number(o.parent_share));
                    row.push(number(o.signature_share));
                    row.push(o.text_told.mean);
                    row.push(o.wording);
                    row.push(o.attributes_told[0].mean);
                }
                None => (0..12).for_each(|_| row.push(-1)),
            }
        }
        for value in context[k] {
            row.push(value);
        }
        before += block.width;
        prose_before += f.prose;
    }
    debug_assert_eq!(row.values.len(), columns * list.len());
    row
}

/// Sets the columns whose bits are set.
fn set(columns: &mut [i16], mut bits: u32, value: i16) {
    while bits != 0 {
        if let Some(column) = columns.get_mut(bits.trailing_zeros() as usize) {
            *column = value;
        }
        bits &= bits - 1;
    }
}

/// How many blocks after another one, within bounds; far off if there is none.
fn distance(k: usize, from: Option<usize>) -> i32 {
    from.map_or(-999, |from| (k as i32 - from as i32).clamp(-200, 200))
}

/// The block that most likely is the headline: one that says what the claims
/// say, in the biggest heading; without claims the first `h1` of some length.
pub(crate) fn headline_index(blocks: &Blocks, facts: &[Facts]) -> Option<usize> {
    let visible = |k: &usize| !blocks.list[*k].landmarks.any(Landmarks::HIDDEN);
    let claimed = (0..facts.len())
        .filter(|&k| facts[k].is_headline_claim)
        .filter(visible)
        .min_by_key(|&k| match facts[k].heading {
            0 => 7,
            level => level,
        });
    claimed.or_else(|| {
        (0..facts.len())
            .filter(|&k| facts[k].heading == 1 && facts[k].width >= 10)
            .find(visible)
    })
}

/// The features' names, in the order of a row.
pub(crate) fn names() -> &'static [String] {
    static NAMES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: Vec<String> = [
            "width",
            "words",
            "sentences",
            "commas",
            "digit_percent",
            "link_percent",
            "capital_percent",
            "word_width",
            "ending",
            "starts_lower",
            "starts_quote",
            "pipes",
            "prose",
            "twins",
            "tag",
            "heading",
            "list_depth",
            "depth",
        ]
        .map(str::to_owned)
        .to_vec();
        names.extend((0..Landmarks::COUNT).map(|bit| format!("landmark_{bit}")));
        names.extend((0..Hints::COUNT).map(|bit| format!("hint_{bit}")));
        for level in ["own", "parent", "grandparent"] {
            for what in [
                "prose_share",
                "link_percent",
                "blocks",
                "prose_blocks",
                "width_share",
            ] {
                names.push(format!("{level}_{what}"));
            }
        }
        for name in [
            "in_half",
            "in_three_quarters",
            "in_nine_tenths",
            "steps_to_main",
            "signature_share",
            "index",
            "width_before",
            "prose_before",
            "from_headline",
            "from_first",
            "from_last",
            "page_blocks",
            "page_prose",
            "headline_claim",
            "in_description",
            "in_body_claim",
            "image_before",
        ] {
            names.push(name.to_owned());
        }
        for what in ["mean", "lowest", "highest", "first"] {
            names.push(format!("text_{what}"));
        }
        names.push("wording".to_owned());
        for level in ["own", "parent", "grandparent"] {
            for what in ["mean", "lowest", "highest"] {
                names.push(format!("{level}_attribute_{what}"));
            }
        }
        for step in NEIGHBOURS {
            for what in [
                "width",
                "link_percent",
                "sentences",
                "heading",
                "ending",
                "same_parent",
                "same_signature",
                "parent_share",
                "signature_share",
                "text_mean",
                "wording",
                "own_attribute_mean",
            ] {
                names.push(format!("{what}@{step}"));
            }
        }
        names.extend(context::NAMES.map(str::to_owned));
        names
    })
}
