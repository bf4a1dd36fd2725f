//! What a person types, as an FTS5 `MATCH` expression.

use linli_likeness::{fold, latin_run, letters, without_country};

use super::address::{Slot, label_length, numeral_label, place_word};
use super::phone;
use super::segment::is_text;

/// Conditions of one query; what comes after them is ignored, so that more is found, not less.
const CONDITIONS_MAX: usize = 24;
/// Digits in a row that people write with gaps: `138 0013 8000`.
const PHONE_DIGITS_MIN: usize = 7;

/// The expression for `... WHERE search MATCH ?1`; `None` if the query holds nothing to search for.
/// Total, for any text; only its first 64 characters count.
///
/// All parts must match. Chinese matches by characters, Latin letters as the beginning of pinyin or
/// initials from any syllable on, digits as a room, a building or (from four on) a part of a phone
/// number. Parts need no space between them: `张s`, `3号楼302`.
pub(crate) fn match_expression(query: &str) -> Option<String> {
    let query = fold(query);
    let digits = |c: &char| c.is_ascii_digit() || matches!(c, '-' | ' ');
    let gaps = query.contains(&' ') && query.iter().all(digits);
    let readings = [
        all(&numerals_as_digits(&query, Numerals::Certain)),
        all(&numerals_as_digits(&query, Numerals::Likely)),
        phone_condition(&query).filter(|_| gaps),
    ];
    let mut different: Vec<String> = Vec::new();
    for reading in readings.into_iter().flatten() {
        if !different.contains(&reading) {
            different.push(reading);
        }
    }
    match different.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        several => Some(format!("({})", several.join(") OR ("))),
    }
}

/// The expression for one reading of the query, if anything is left to search for.
fn all(query: &[char]) -> Option<String> {
    let conditions = conditions(query);
    (!conditions.is_empty()).then(|| conditions.join(" AND "))
}

/// Which Chinese numerals are numbers of doors.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numerals {
    /// Those before a place word of two characters (`三号楼`), which no name contains.
    Certain,
    /// Also those at the start of a word (`三栋`). They may be a part of a name: `李三栋`.
    Likely,
}

fn numerals_as_digits(query: &[char], numerals: Numerals) -> Vec<char> {
    let mut digits = Vec::new();
    let mut at = 0;
    while at < query.len() {
        let starts_word = at == 0 || !is_text(query[at - 1]);
        let certain =
            |length: usize| place_word(&query[at + length..]).is_some_and(|(_, place)| place > 1);
        let counts = |length| certain(length) || (starts_word && numerals == Numerals::Likely);
        match numeral_label(&query[at..]).filter(|&(_, length)| counts(length)) {
            Some((number, length)) => {
                digits.extend(number.to_string().chars());
                at += length;
            }
            None => {
                digits.push(query[at]);
                at += 1;
            }
        }
    }
    digits
}

fn conditions(query: &[char]) -> Vec<String> {
    let mut conditions = Vec::new();
    let mut rest = query;
    while let Some(&c) = rest.first() {
        if conditions.len() >= CONDITIONS_MAX {
            break;
        }
        let length = if label_length(rest) > 0 {
            let address = Address::leading(rest);
            conditions.push(address.condition());
            address.length
        } else if letters(c) {
            let word = latin_run(rest);
            conditions.push(any(&[starts("p", word), starts("i", word)]));
            word.len()
        } else if is_text(c) {
            let text = rest
                .iter()
                .position(|&c| !is_text(c))
                .map_or(rest, |end| &rest[..end]);
            conditions.push(characters(text));
            text.len()
        } else {
            1
        };
        rest = &rest[length..];
    }
    conditions
}

/// Two characters and more match by every pair of neighbours.
fn characters(text: &[char]) -> String {
    let pairs: Vec<String> = text
        .windows(text.len().min(2))
        .take(CONDITIONS_MAX)
        .map(|pair| is("h", pair))
        .collect();
    pairs.join(" AND ")
}

/// A row of labels in the query: `3号楼1单元302`, `3-302`, `302室`, `302`.
struct Address<'a> {
    labels: Vec<&'a [char]>,
    /// What the first label names; `None` where no word says so.
    first: Option<Slot>,
    /// Whether a word follows the last label: `3号楼` does not mean building 30.
    closed: bool,
    /// Characters of the query.
    length: usize,
}

impl<'a> Address<'a> {
    /// The text must begin with a label.
    fn leading(text: &'a [char]) -> Self {
        let mut address = Address {
            labels: Vec::new(),
            first: None,
            closed: false,
            length: 0,
        };
        loop {
            let label = label_length(&text[address.length..]);
            address
                .labels
                .push(&text[address.length..address.length + label]);
            address.length += label;
            let place = place_word(&text[address.length..]);
            if address.labels.len() == 1 {
                address.first = place.map(|(slot, _)| slot);
            }
            address.closed = place.is_some();
            address.length += place.map_or(0, |(_, length)| length);

            let rest = &text[address.length..];
            let gap = match rest.first() {
                Some('-') => 1,
                Some(' ') if address.closed => 1,
                Some(_) if address.closed => 0,
                _ => return address,
            };
            if label_length(&rest[gap..]) == 0 {
                return address;
            }
            address.length += gap;
        }
    }

    fn condition(&self) -> String {
        let joined = self.labels.join(&'x');
        let token = |class| match self.closed {
            true => is(class, &joined),
            false => starts(class, &joined),
        };
        let single = self.labels.len() == 1;
        let mut found = match self.first {
            Some(Slot::Building) => vec![token("b")],
            Some(Slot::Unit) => vec![token("u")],
            Some(Slot::Room) => vec![token("r")],
            // A single number names one building, and not all that begin with it.
            None | Some(Slot::Any) if single => vec![token("r"), is("b", &joined)],
            None | Some(Slot::Any) if self.labels.len() == 2 => {
                vec![token("b"), token("u"), token("r")]
            }
            None | Some(Slot::Any) => vec![token("b")],
        };
        if self.first.is_none() && !self.closed {
            let digits = self.labels.concat();
            let long_enough = if single {
                phone::PART_DIGITS_MIN
            } else {
                PHONE_DIGITS_MIN
            };
            if digits.len() >= long_enough && digits.iter().all(char::is_ascii_digit) {
                found.push(phone(&digits));
            }
        }
        any(&found)
    }
}

/// The whole query as one phone number, if it has the digits for it.
fn phone_condition(query: &[char]) -> Option<String> {
    let digits: Vec<char> = query.iter().copied().filter(char::is_ascii_digit).collect();
    (digits.len() >= PHONE_DIGITS_MIN).then(|| phone(&digits))
}

fn phone(digits: &[char]) -> String {
    let digits: String = digits.iter().collect();
    let digits: Vec<char> = without_country(&digits).chars().collect();
    starts("t", &digits)
}

fn is(class: &str, word: &[char]) -> String {
    let word: String = word.iter().collect();
    format!("\"{class}{word}\"")
}

fn starts(class: &str, word: &[char]) -> String {
    format!("{}*", is(class, word))
}

fn any(alternatives: &[String]) -> String {
    match alternatives {
        [only] => only.clone(),
        several => format!("({})", several.join(" OR ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(query: &str) -> String {
        match_expression(query).unwrap_or_default()
    }

    #[test]
    fn each_kind_of_word_has_its_condition() {
        assert_eq!(expression("张"), r#""h张""#);
        assert_eq!(expression("张三丰"), r#""h张三" AND "h三丰""#);
        assert_eq!(expression("ZhangS"), r#"("pzhangs"* OR "izhangs"*)"#);
        assert_eq!(expression("302"), r#"("r302"* OR "b302")"#);
        assert_eq!(expression("8000"), r#"("r8000"* OR "b8000" OR "t8000"*)"#);
    }

    #[test]
    fn mixed_words_are_taken_apart() {
        assert_eq!(expression("张s"), r#""h张" AND ("ps"* OR "is"*)"#);
        assert_eq!(expression("3号楼张三"), r#""b3" AND "h张三""#);
        assert_eq!(
            expression("zs302"),
            r#"("pzs"* OR "izs"*) AND ("r302"* OR "b302")"#
        );
    }

    #[test]
    fn addresses_are_read_in_all_their_forms() {
        assert_eq!(expression("３号楼３０２"), r#""b3x302"*"#);
        assert_eq!(expression("3号楼 1单元 302室"), r#""b3x1x302""#);
        assert_eq!(expression("3-1-302"), r#""b3x1x302"*"#);
        assert_eq!(expression("1单元302"), r#""u1x302"*"#);
        assert_eq!(expression("A座302"), r#""bax302"*"#);
        assert_eq!(expression("302室"), r#""r302""#);
        assert_eq!(
            expression("3-302"),
            r#"("b3x302"* OR "u3x302"* OR "r3x302"*)"#
        );
    }

    #[test]
    fn chinese_numerals_are_numbers_before_a_place() {
        assert_eq!(expression("三号楼一单元"), r#""b3x1""#);
        assert_eq!(
            expression("阳光苑三号楼"),
            r#""h阳光" AND "h光苑" AND "b3""#
        );
        assert_eq!(expression("三栋"), r#"("h三栋") OR ("b3")"#);
        assert_eq!(expression("李三栋"), r#""h李三" AND "h三栋""#);
    }

    #[test]
    fn phone_numbers_may_have_gaps_and_a_country() {
        let phone = r#""t13800138000"*"#;
        for query in [
            "138-0013-8000",
            "+86 138 0013 8000",
            "138 0013 8000",
            "8613800138000",
        ] {
            assert!(
                expression(query).contains(phone),
                "{query}: {}",
                expression(query)
            );
        }
    }

    #[test]
    fn nothing_to_search_for_is_none() {
        for query in ["", " ", "\u{3000}", "\"*^-+()\0"] {
            assert_eq!(match_expression(query), None, "{query:?}");
        }
    }
}
