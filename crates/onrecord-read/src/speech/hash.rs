//! Hashes that name words and features. They are part of the weights' form:
//! changing one means training anew.

/// A word's hash: Fowler-Noll-Vo over its bytes, mixed so that every bit
/// counts.
pub(crate) fn word(word: &str) -> u64 {
    parts(&[word])
}

/// The hash of the word that these parts make.
pub(crate) fn parts(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(hash)
}

/// The hash of a word in lower case, without making a copy of a word that is
/// ASCII.
pub(crate) fn lower(word: &str) -> u64 {
    if word.is_ascii() {
        let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
        });
        mix(hash)
    } else {
        self::word(&word.to_lowercase())
    }
}

/// The name of a feature: a template's number and the values it holds.
pub(crate) fn feature(template: u32, a: u64, b: u64) -> u32 {
    let mixed = mix(a.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ b.rotate_left(31).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
        ^ u64::from(template).wrapping_mul(0x1656_67b1_9e37_79f9));
    (mixed >> 32) as u32
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014), shortened.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value ^ (value >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_folded_alike_in_every_script() {
        assert_eq!(lower("Mayor"), word("mayor"));
        assert_eq!(lower("ÖREN"), word("ören"));
        assert_eq!(parts(&["may", "", "or"]), word("mayor"));
        assert_ne!(feature(1, 2, 3), feature(1, 3, 2));
        assert_ne!(feature(1, 2, 3), feature(2, 2, 3));
    }
}
