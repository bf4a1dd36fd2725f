//! A file as lines of text, each short enough for a QR code that an old phone can photograph.
//!
//! `LINLI1 2/3 <check> <text>`: part 2 of 3. Letters and digits alone are what a QR code packs best, and Base32
//! (RFC 4648, without padding) survives any editor, messenger or keyboard on its way.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::MOST_BYTES;
use crate::{Error, Result};

const HEAD: &str = "LINLI1";
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Of the file's SHA-256: which parts belong together, and whether they are whole.
const CHECK_BYTES: usize = 10;
/// Characters of text in a part that `text_parts` bears.
pub const PART_CHARS: std::ops::RangeInclusive<usize> = 100..=4_000;
/// What fits a QR code of version 25 at level M, head included.
pub const DEFAULT_PART_CHARS: usize = 1_200;
const MOST_PARTS: usize = MOST_BYTES / 50;

/// Parts of at most `chars` characters of text each, which is brought into `PART_CHARS`.
pub fn text_parts(file: &[u8], chars: usize) -> Vec<String> {
    let text = base32(file);
    let check = base32(&Sha256::digest(file)[..CHECK_BYTES]);
    let chars = chars.clamp(*PART_CHARS.start(), *PART_CHARS.end());
    let count = text.len().div_ceil(chars);
    // Base32 is ASCII: no character is cut.
    let pieces = text.as_bytes().chunks(chars);
    let pieces = pieces.map(|piece| String::from_utf8_lossy(piece));
    (1..)
        .zip(pieces)
        .map(|(number, piece)| format!("{HEAD} {number}/{count} {check} {piece}"))
        .collect()
}

/// The file again, from its parts in any order, one a line. The same part may be there twice, and other lines between
/// them: a messenger adds words of its own.
///
/// # Errors
/// `PartsMissing` with their numbers; `NoParcel` for what are no parts, parts of several files, or a part that was
/// damaged.
pub fn join_parts(text: &str) -> Result<Vec<u8>> {
    let mut parts: BTreeMap<usize, &str> = BTreeMap::new();
    let mut of: Option<(usize, &str)> = None;
    for line in text.lines().map(str::trim).filter(|line| is_part(line)) {
        let part = Part::read(line).ok_or(Error::NoParcel)?;
        let file = (part.count, part.check);
        if *of.get_or_insert(file) != file {
            return Err(Error::NoParcel);
        }
        if *parts.entry(part.number).or_insert(part.text) != part.text {
            return Err(Error::NoParcel);
        }
    }
    let (count, check) = of.ok_or(Error::NoParcel)?;
    let missing: Vec<usize> = (1..=count).filter(|n| !parts.contains_key(n)).collect();
    if !missing.is_empty() {
        return Err(Error::PartsMissing { missing, count });
    }
    let whole: String = parts.into_values().collect();
    let file = from_base32(&whole).ok_or(Error::NoParcel)?;
    if base32(&Sha256::digest(&file)[..CHECK_BYTES]) == check {
        Ok(file)
    } else {
        Err(Error::NoParcel)
    }
}

/// Whether it looks like parts, and not like the file itself.
pub fn are_parts(text: &str) -> bool {
    text.lines().any(|line| is_part(line.trim()))
}

fn is_part(line: &str) -> bool {
    line.split_ascii_whitespace().next() == Some(HEAD)
}

struct Part<'a> {
    number: usize,
    count: usize,
    check: &'a str,
    text: &'a str,
}

impl<'a> Part<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        if words.next()? != HEAD {
            return None;
        }
        let (number, count) = words.next()?.split_once('/')?;
        let (number, count) = (number.parse().ok()?, count.parse().ok()?);
        let (check, text) = (words.next()?, words.next()?);
        let fits = (1..=count).contains(&number) && count <= MOST_PARTS && words.next().is_none();
        fits.then_some(Self {
            number,
            count,
            check,
            text,
        })
    }
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for five in bytes.chunks(5) {
        let mut word = 0_u64;
        for at in 0..5 {
            word = word << 8 | u64::from(five.get(at).copied().unwrap_or(0));
        }
        for at in 0..(five.len() * 8).div_ceil(5) {
            let digit = word >> (35 - 5 * at) & 31;
            text.push(char::from(ALPHABET[digit as usize]));
        }
    }
    text
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    for eight in text.as_bytes().chunks(8) {
        let mut word = 0_u64;
        for at in 0..8 {
            let digit = match eight.get(at) {
                None => 0,
                Some(char) => ALPHABET.iter().position(|known| known == char)?,
            };
            word = word << 5 | digit as u64;
        }
        let count = eight.len() * 5 / 8;
        bytes.extend_from_slice(&word.to_be_bytes()[3..3 + count]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn base32_is_that_of_the_standard() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"f"), "MY");
        assert_eq!(from_base32("MZXW6YTBOI").unwrap(), b"foobar");
        assert_eq!(from_base32("MZ1"), None);
    }

    #[test]
    fn a_missing_part_is_named() {
        let mut parts = text_parts(&[7; 300], 100);
        assert_eq!(parts.len(), 5);
        parts.remove(3);
        parts.remove(1);
        let error = join_parts(&parts.join("\n")).unwrap_err();
        assert!(matches!(
            error,
            Error::PartsMissing { missing, count: 5 } if missing == [2, 4]
        ));
    }

    #[test]
    fn parts_of_two_files_do_not_mix() {
        let (one, other) = (text_parts(&[1; 90], 100), text_parts(&[2; 90], 100));
        let mixed = [one[0].as_str(), other[1].as_str()].join("\n");
        assert!(matches!(join_parts(&mixed), Err(Error::NoParcel)));
    }

    proptest! {
        #[test]
        fn any_order_gives_the_file(file in prop::collection::vec(any::<u8>(), 1..900), chars in 50..500_usize, seed: u64) {
            let mut parts = text_parts(&file, chars);
            parts.push(parts[0].clone());
            let turn = seed as usize % parts.len();
            parts.rotate_left(turn);
            parts.reverse();
            prop_assert_eq!(join_parts(&parts.join("\r\n")).unwrap(), file);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "(LINLI1 [0-9]{1,4}/[0-9]{1,4} [A-Z2-7]{0,9} ?[A-Z2-7]{0,9}\n?){0,4}|.{0,60}") {
            drop(join_parts(&text));
        }

        #[test]
        fn a_changed_character_is_found(at: prop::sample::Index) {
            let part = text_parts(&[9; 60], 100).remove(0);
            let start = part.rfind(' ').unwrap() + 1;
            let mut bytes = part.into_bytes();
            let at = start + at.index(bytes.len() - start);
            bytes[at] = if bytes[at] == b'Q' { b'R' } else { b'Q' };
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert!(join_parts(&changed).is_err());
        }
    }
}
