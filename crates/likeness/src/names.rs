//! Names, and how two of them are alike.

use std::collections::BTreeSet;

use crate::fold::fold;
use crate::readings::{combinations, syllables};
use crate::reason::Reason;

/// From how many characters on one of them may be a slip; a shorter name has become another name.
const ONE_OFF_CHARS_MIN: usize = 3;

/// A name as characters and as sounds.
#[derive(Debug, Clone)]
pub(crate) struct Spelled {
    /// Folded, without blanks and marks.
    pub(crate) chars: Vec<char>,
    /// Pinyin without tones, in the likeliest readings.
    sounds: BTreeSet<String>,
    /// The same for ears that hear no difference between `zh` and `z`, `ng` and `n`.
    pub(crate) rough_sounds: BTreeSet<String>,
}

impl Spelled {
    pub(crate) fn new(name: &str) -> Self {
        let mut chars = fold(name);
        let sounds: BTreeSet<String> = combinations(&syllables(&chars))
            .into_iter()
            .map(|reading| reading.concat().replace('ü', "v"))
            .filter(|sound| !sound.is_empty())
            .collect();
        chars.retain(|c| !matches!(c, ' ' | '-'));
        Self {
            rough_sounds: sounds.iter().map(|sound| roughly(sound)).collect(),
            chars,
            sounds,
        }
    }

    /// The name, and the name with each of its characters left out: two names that differ in one
    /// character have one of these in common.
    pub(crate) fn with_one_left_out(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::from([self.chars.iter().collect()]);
        if self.chars.len() >= ONE_OFF_CHARS_MIN {
            found.extend((0..self.chars.len()).map(|out| {
                let kept = self.chars.iter().enumerate().filter(|(at, _)| *at != out);
                kept.map(|(_, c)| *c).collect::<String>()
            }));
        }
        found
    }

    /// In what the names are alike; empty where they are two names.
    pub(crate) fn alike(&self, other: &Self) -> Vec<Reason> {
        if self.chars.is_empty() || other.chars.is_empty() {
            return Vec::new();
        }
        if self.chars == other.chars {
            let long = self.chars.len() >= ONE_OFF_CHARS_MIN;
            return vec![if long {
                Reason::SameLongName
            } else {
                Reason::SameName
            }];
        }
        let mut reasons = Vec::new();
        if !self.sounds.is_disjoint(&other.sounds) {
            reasons.push(Reason::SoundsTheSame);
        } else if !self.rough_sounds.is_disjoint(&other.rough_sounds) {
            reasons.push(Reason::SoundsAlike);
        }
        if one_off(&self.chars, &other.chars) {
            reasons.push(Reason::OneCharacterOff);
        }
        reasons
    }
}

fn roughly(sound: &str) -> String {
    [("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n")]
        .into_iter()
        .fold(sound.to_owned(), |sound, (from, to)| {
            sound.replace(from, to)
        })
}

/// Whether one character was written otherwise, left out or added. Another family name is no slip.
fn one_off(one: &[char], other: &[char]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if long.len() < ONE_OFF_CHARS_MIN {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => same > 0 && same < long.len() && short[same + 1..] == long[same + 1..],
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> Vec<Reason> {
        Spelled::new(one).alike(&Spelled::new(other))
    }

    #[test]
    fn names_are_alike_by_sight_or_by_sound() {
        use Reason::*;
        for (one, other, expected) in [
            ("王芳", "王 芳", vec![SameName]),
            ("王秀兰", "王秀兰", vec![SameLongName]),
            ("张伟", "张玮", vec![SoundsTheSame]),
            ("吕军", "呂军", vec![SoundsTheSame]),
            ("张三", "Zhang San", vec![SoundsTheSame]),
            ("曾强", "Ceng Qiang", vec![SoundsTheSame]),
            ("陈明", "程明", vec![SoundsAlike]),
            ("王秀兰", "王秀英", vec![OneCharacterOff]),
            ("王秀兰", "秀兰", vec![OneCharacterOff]),
            ("王建国", "王建帼", vec![SoundsTheSame, OneCharacterOff]),
            ("王芳", "王丽", vec![]),
            ("李秀兰", "王秀兰", vec![]),
            ("王秀兰", "王丽英", vec![]),
            ("", "", vec![]),
        ] {
            assert_eq!(alike(one, other), expected, "{one} {other}");
            assert_eq!(alike(other, one), expected, "{other} {one}");
        }
    }
}
