//! One door, written as people say it: `3号楼2单元301`, `3-2-301`, `3号楼301`, `301`.
//!
//! A search finds more than was typed. A door must be the one that was meant, so these words are whole.

use linli_likeness::fold;

use super::address::{Slot, label_length, labels, numeral_label, place_word};

/// The tokens under which `household_tokens` files the door, the likeliest first; the first that finds
/// something counts. Empty where the text names no door.
pub(crate) fn door_tokens(text: &str) -> Vec<String> {
    let text = fold(text);
    let labels = labels(&text);
    let joined = labels.join("x");
    match (labels.len(), first_slot(&text)) {
        (0, _) | (1, Some(Slot::Building | Slot::Unit)) => Vec::new(),
        (1, _) => vec![format!("r{joined}")],
        (_, Some(Slot::Unit)) => vec![format!("u{joined}")],
        // Whoever looks after one building says `2-301` for its second unit.
        (2, None | Some(Slot::Any)) => vec![format!("b{joined}"), format!("u{joined}")],
        _ => vec![format!("b{joined}")],
    }
}

/// The labels of a building's name, or of what somebody calls it: `3号楼`, `三号楼` and `3` are the same.
pub(crate) fn building_labels(name: &str) -> Vec<String> {
    labels(&fold(name))
}

/// What the word behind the first label says that it names.
fn first_slot(text: &[char]) -> Option<Slot> {
    let lengths = (0..text.len()).map(|at| {
        let rest = &text[at..];
        let length = match label_length(rest) {
            0 => numeral_label(rest).map_or(0, |(_, length)| length),
            length => length,
        };
        (length, at + length)
    });
    let (_, end) = lengths.into_iter().find(|(length, _)| *length > 0)?;
    place_word(&text[end..]).map(|(slot, _)| slot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::household_tokens;

    fn is_filed_under(door: &str, [building, unit, room]: [&str; 3]) -> bool {
        let filed = household_tokens(building, unit, room);
        let filed: Vec<&str> = filed.split(' ').collect();
        door_tokens(door)
            .iter()
            .any(|token| filed.contains(&token.as_str()))
    }

    #[test]
    fn a_door_is_found_however_people_say_it() {
        let door = ["3号楼", "2单元", "301"];
        for said in [
            "3号楼2单元301",
            "3-2-301",
            "三号楼二单元301室",
            "３号楼　２单元　３０１",
            "3号楼301",
            "3-301",
            "2单元301",
            "301",
            "301室",
        ] {
            assert!(
                is_filed_under(said, door),
                "{said}: {:?}",
                door_tokens(said)
            );
        }
        for other in [
            "3-2-30",
            "3-2-3011",
            "13-2-301",
            "3-1-301",
            "2号楼301",
            "3号楼",
            "",
        ] {
            assert!(!is_filed_under(other, door), "{other}");
        }
    }

    #[test]
    fn two_numbers_may_be_unit_and_room() {
        assert_eq!(door_tokens("2-301"), ["b2x301", "u2x301"]);
        assert_eq!(door_tokens("2单元301"), ["u2x301"]);
        assert_eq!(door_tokens("2号楼301"), ["b2x301"]);
    }

    #[test]
    fn a_building_has_one_name_in_many_spellings() {
        assert_eq!(building_labels("三号楼"), building_labels("3"));
        assert_eq!(building_labels("A座"), building_labels("a"));
        assert!(building_labels("阳光苑").is_empty());
    }
}
