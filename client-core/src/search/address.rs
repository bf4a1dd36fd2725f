//! Addresses inside an estate: `3号楼1单元302室`, `3-1-302`, `A座302`, `302`.
//!
//! An address is a row of labels (`3`, `1`, `302`), joined by `x` inside a token.

use linli_likeness::{fold, latin_run, letters};

use super::numeral;
use super::segment::is_text;
use super::tokens::Tokens;

/// Labels of one field that count: `2区3号楼` has two.
const LABELS_MAX: usize = 4;

/// Which part of an address a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Building,
    Unit,
    Room,
    /// A word such as `号` that follows buildings and rooms alike.
    Any,
}

/// Words that follow a label. A longer word stands before the words that it begins with.
const PLACE_WORDS: &[(&str, Slot)] = &[
    ("号楼", Slot::Building),
    ("号院", Slot::Building),
    ("单元", Slot::Unit),
    ("栋", Slot::Building),
    ("幢", Slot::Building),
    ("座", Slot::Building),
    ("楼", Slot::Building),
    ("区", Slot::Building),
    ("期", Slot::Building),
    ("弄", Slot::Building),
    ("门", Slot::Unit),
    ("室", Slot::Room),
    ("户", Slot::Room),
    ("房", Slot::Room),
    ("号", Slot::Any),
    ("层", Slot::Any),
];

/// The words under which a household is found by its address, separated by spaces. Total, for any text;
/// about ten words. A number gives the same words in Chinese and in digits.
pub(crate) fn household_tokens(building: &str, unit: &str, room: &str) -> String {
    let [building, unit, room] = [building, unit, room].map(fold);
    let [buildings, units, rooms] = [&building, &unit, &room].map(|field| labels(field));
    let mut tokens = Tokens::default();
    let mut push = |class: &str, parts: &[&[String]]| {
        tokens.push_str(class, &parts.concat().join("x"));
    };
    for start in 0..buildings.len() {
        let building = &buildings[start..];
        push("b", &[building]);
        push("b", &[building, &units]);
        push("b", &[building, &units, &rooms]);
        push("b", &[building, &rooms]);
    }
    if !units.is_empty() {
        push("u", &[&units]);
        push("u", &[&units, &rooms]);
    }
    for start in 0..rooms.len() {
        push("r", &[&rooms[start..]]);
    }
    push_names(&mut tokens, &building);
    tokens.join()
}

/// Names by which people call a building, in pairs of characters. Not single ones: `三` would find
/// everybody in building 3.
fn push_names(tokens: &mut Tokens, building: &[char]) {
    for pair in building.windows(2) {
        // `号楼` is on every door.
        let is_place = matches!(place_word(pair), Some((_, 2)));
        if pair.iter().all(|&c| is_text(c)) && !is_place {
            tokens.push("h", pair);
        }
    }
    let mut at = 0;
    while at < building.len() {
        let word = latin_run(&building[at..]);
        if word.len() > 1 {
            tokens.push("p", word);
        }
        at += word.len().max(1);
    }
}

/// The labels of one field of the register: `3号楼` and `三号楼` give `3`, `2区3号楼` gives `2` and `3`.
pub(super) fn labels(field: &[char]) -> Vec<String> {
    let mut labels = Vec::new();
    let mut at = 0;
    while at < field.len() && labels.len() < LABELS_MAX {
        let rest = &field[at..];
        let word = latin_run(rest);
        if let length @ 1.. = label_length(rest) {
            labels.push(rest[..length].iter().collect());
            at += length;
        } else if let Some((number, length)) = numeral_label(rest) {
            labels.push(number.to_string());
            at += length;
        } else {
            // A letter alone is a label, also without `座` behind it; a longer word is a name.
            if word.len() == 1 {
                labels.push(word.iter().collect());
            }
            at += word.len().max(1);
        }
    }
    labels
}

/// Length of the label at the start of the text, 0 for none: digits with at most one letter on each
/// side (`302`, `302a`, `b1`), or one letter before a place word or before `-` and a digit.
pub(super) fn label_length(text: &[char]) -> usize {
    let is_digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let is_letter = |at: usize| text.get(at).is_some_and(|&c| letters(c));
    let start = usize::from(is_letter(0));
    let digits = (start..).take_while(|&at| is_digit(at)).count();
    let end = start + digits;
    if digits > 0 {
        end + usize::from(is_letter(end) && !is_letter(end + 1) && !is_digit(end + 1))
    } else if start == 1 {
        let before_number = text.get(1) == Some(&'-') && is_digit(2);
        usize::from(before_number || place_word(&text[1..]).is_some())
    } else {
        0
    }
}

/// The place word at the start of the text, and its length in characters.
pub(super) fn place_word(text: &[char]) -> Option<(Slot, usize)> {
    PLACE_WORDS.iter().find_map(|(word, slot)| {
        let length = word.chars().count();
        let found = text.len() >= length && word.chars().eq(text[..length].iter().copied());
        found.then_some((*slot, length))
    })
}

/// A Chinese numeral counts as a label only before a place word: `三` in `张三` does not.
pub(super) fn numeral_label(text: &[char]) -> Option<(u32, usize)> {
    numeral::leading(text).filter(|&(_, length)| place_word(&text[length..]).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(tokens: &str, token: &str) -> bool {
        tokens.split(' ').any(|found| found == token)
    }

    #[test]
    fn an_address_is_found_from_each_of_its_parts() {
        let tokens = household_tokens("3号楼", "1单元", "302");
        for token in ["b3", "b3x1", "b3x1x302", "b3x302", "u1", "u1x302", "r302"] {
            assert!(has(&tokens, token), "{token} in {tokens}");
        }
        assert!(tokens.split(' ').count() < 16, "{tokens}");
        assert!(has(
            &household_tokens("三号楼", "一单元", "３０２室"),
            "b3x1x302"
        ));
    }

    #[test]
    fn odd_addresses_have_labels_too() {
        assert!(has(
            &household_tokens("2区13号楼", "", "B1-02"),
            "b2x13xb1x02"
        ));
        assert!(has(&household_tokens("A座", "", "1203a"), "bax1203a"));
        assert!(has(&household_tokens("Block C", "", "5"), "pblock"));
        assert!(has(&household_tokens("十二栋", "", "5"), "b12x5"));
        assert!(has(&household_tokens("阳光苑", "", "东户"), "h阳光"));
        assert_eq!(household_tokens("", "", ""), "");
    }

    #[test]
    fn a_person_named_three_is_no_label() {
        assert_eq!(labels(&fold("张三")), Vec::<String>::new());
        assert_eq!(labels(&fold("李奶奶(302)")), ["302"]);
    }
}
