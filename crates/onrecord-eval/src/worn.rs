//! A text as it comes back from paper: slips of character recognition, lines lost,
//! strays between them, and the lines laid out as a reader of print lays them out.
//!
//! Whether a word is misread depends on the page, the word and the one before it,
//! so that gold worn with the same page's name has the same slips. What a score of
//! the body still loses beside the reader's own faults is the lines that are lost,
//! which gold keeps: four in a thousand.

/// What happens to the words and lines of one page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wear {
    seed: u64,
    /// Of ten thousand words so many are misread.
    slips: u64,
    layout: Layout,
}

/// How the lines of a page stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Layout {
    /// As they were.
    Kept,
    /// With an empty line after each.
    Apart,
    /// With no empty lines.
    Close,
    /// Broken to so many characters, an empty line after each paragraph.
    Columns(usize),
}

/// Of ten thousand lines so many are lost, and before so many a stray stands.
const LOST: u64 = 40;
const STRAYS: u64 = 150;

/// What is misread as what: shapes that look alike in print.
const SLIPS: [(&str, &str); 16] = [
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("d", "cl"),
    ("l", "1"),
    ("I", "l"),
    ("h", "b"),
    ("e", "c"),
    ("O", "0"),
    ("S", "5"),
    ("B", "8"),
    ("vv", "w"),
    ("ii", "ü"),
    ("fi", "fl"),
    ("u", "n"),
    ("By", "Ву"),
];

/// What stands on a page that is no text.
const STRAY: [&str; 8] = ["|", "1", "—", "·", "®", "i", "_ _", "‘"];

impl Wear {
    /// What happens to the page of this name.
    pub(crate) fn of(page: &str) -> Wear {
        let seed = page
            .bytes()
            .fold(0x51F1_5E5E, |seed, byte| scatter(seed ^ u64::from(byte)));
        let layout = match seed % 6 {
            0 | 1 => Layout::Kept,
            2 => Layout::Apart,
            3 => Layout::Close,
            _ => Layout::Columns(60 + (seed >> 8) as usize % 50),
        };
        Wear {
            seed,
            slips: [30, 150, 400][(seed >> 4) as usize % 3],
            layout,
        }
    }

    /// A text with the page's slips, its lines as they were.
    pub(crate) fn words(&self, text: &str) -> String {
        let lines: Vec<String> = text.split('\n').map(|line| self.line(line)).collect();
        lines.join("\n")
    }

    /// The page's text, with its slips and laid out anew.
    pub(crate) fn page(&self, text: &str) -> String {
        self.page_with(text, |_, _| {})
    }

    /// The same; tells where in it each line of the text that is not lost begins, and
    /// where it began, in bytes.
    pub(crate) fn page_with(&self, text: &str, mut begins: impl FnMut(usize, usize)) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        let mut next = 0;
        for (at, line) in text.split('\n').enumerate() {
            let from = next;
            next += line.len() + 1;
            if line.trim().is_empty() {
                if matches!(self.layout, Layout::Kept) {
                    out.push('\n');
                }
                continue;
            }
            let chance = scatter(self.seed ^ scatter(at as u64));
            if chance % 10_000 < LOST {
                continue;
            }
            if (chance >> 16) % 10_000 < STRAYS {
                out.push_str(STRAY[(chance >> 32) as usize % STRAY.len()]);
                out.push('\n');
            }
            begins(out.len(), from);
            let line = self.line(line);
            match self.layout {
                Layout::Kept | Layout::Close => out.push_str(&line),
                Layout::Apart => {
                    out.push_str(&line);
                    out.push('\n');
                }
                Layout::Columns(columns) => {
                    broken(&line, columns, &mut out);
                    out.push('\n');
                }
            }
            out.push('\n');
        }
        out
    }

    fn line(&self, line: &str) -> String {
        let mut out = String::with_capacity(line.len() + 8);
        let mut before = 0;
        for word in line.split_inclusive(char::is_whitespace) {
            let own =
                (word.trim().bytes()).fold(before, |hash, byte| scatter(hash ^ u64::from(byte)));
            let chance = scatter(self.seed ^ own);
            if chance % 10_000 < self.slips {
                misread(word, chance >> 16, &mut out);
            } else {
                out.push_str(word);
            }
            before = word
                .trim()
                .bytes()
                .fold(1, |hash, byte| scatter(hash ^ u64::from(byte)));
        }
        out
    }
}

/// A word with one of the slips that it can have; if there is none, it runs into
/// the next word.
fn misread(word: &str, chance: u64, out: &mut String) {
    let start = chance as usize % SLIPS.len();
    let found = (0..SLIPS.len())
        .map(|k| SLIPS[(start + k) % SLIPS.len()])
        .find_map(|(shape, read)| Some((word.find(shape)?, shape, read)));
    match found {
        Some((at, shape, read)) => {
            out.push_str(&word[..at]);
            out.push_str(read);
            out.push_str(&word[at + shape.len()..]);
        }
        None => out.push_str(word.trim_end()),
    }
}

/// A line broken between words so that no piece has more characters, if words let it.
fn broken(line: &str, columns: usize, out: &mut String) {
    let mut used = 0;
    for word in line.split_whitespace() {
        let width = word.chars().count();
        if used > 0 && used + 1 + width > columns {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width;
    }
}

/// SplitMix64's finaliser (Steele, Lea and Flood 2014).
fn scatter(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Islands\n\nThe council of Osk will mend the pier\n\n\
        The council said on Monday that the pier is closed, and that ferries from the \
        north of the islands land at the old stone quay until the work is done.\n";

    fn worn(slips: u64, layout: Layout) -> Wear {
        Wear {
            seed: 7,
            slips,
            layout,
        }
    }

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn the_layout_changes_and_the_words_do_not() {
        for layout in [
            Layout::Kept,
            Layout::Apart,
            Layout::Close,
            Layout::Columns(60),
        ] {
            let page = worn(0, layout).page(PAGE);
            assert_eq!(words(&page), words(PAGE), "{layout:?}");
        }
        let page = worn(0, Layout::Columns(60)).page(PAGE);
        assert!(page.lines().all(|line| line.chars().count() <= 60));
        assert!(!worn(0, Layout::Close).page(PAGE).contains("\n\n"));
    }

    #[test]
    fn a_page_and_its_gold_have_the_same_slips() {
        let wear = worn(5_000, Layout::Columns(60));
        let line = PAGE.lines().nth(4).unwrap();
        let (page, gold) = (wear.page(PAGE), wear.words(line));
        assert_ne!(gold, line);
        assert!(words(&page).join(" ").contains(&words(&gold).join(" ")));
    }

    #[test]
    fn pages_wear_each_in_their_way_and_always_alike() {
        let layouts: std::collections::BTreeSet<String> = (0..40)
            .map(|page| format!("{:?}", Wear::of(&page.to_string()).layout))
            .collect();
        assert!(layouts.len() > 4);
        assert_eq!(Wear::of("a").page(PAGE), Wear::of("a").page(PAGE));
        assert_eq!(Wear::of("a").page(""), "");
    }
}
