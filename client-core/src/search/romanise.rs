//! Words for names typed in pinyin.

use linli_likeness::combinations;

/// Words of other readings than the likeliest: enough for three syllables in all eight readings.
const OTHER_ENDINGS_MAX: usize = 16;

/// Pinyin and initials from each syllable to the end, in each reading: (`zhangsanfeng`, `zsf`),
/// (`sanfeng`, `sf`), (`feng`, `f`). `ü` comes out as `v` and as `u`.
pub(super) fn endings(syllables: &[Vec<String>]) -> Vec<(String, String)> {
    let mut endings: Vec<(String, String)> = Vec::new();
    let mut max = usize::MAX;
    for reading in combinations(syllables) {
        for start in 0..reading.len() {
            let pinyin = reading[start..].concat();
            let initials = reading[start..]
                .iter()
                .filter_map(|syllable| syllable.chars().next());
            let initials: String = initials.collect();
            for spelled in [pinyin.replace('ü', "v"), pinyin.replace('ü', "u")] {
                let ending = (spelled, initials.clone());
                if endings.len() < max && !endings.contains(&ending) {
                    endings.push(ending);
                }
            }
        }
        // The likeliest reading is complete, however long the name; the others share what is left.
        max = max.min(endings.len() + OTHER_ENDINGS_MAX);
    }
    endings
}

#[cfg(test)]
mod tests {
    use linli_likeness::{fold, syllables};

    use super::*;

    fn spelled(name: &str) -> Vec<String> {
        endings(&syllables(&fold(name)))
            .into_iter()
            .map(|(pinyin, _)| pinyin)
            .collect()
    }

    #[test]
    fn every_syllable_begins_an_ending() {
        let endings = endings(&syllables(&fold("张三丰")));
        let expected = [("zhangsanfeng", "zsf"), ("sanfeng", "sf"), ("feng", "f")];
        assert_eq!(
            endings[..3],
            expected.map(|(p, i)| (p.to_owned(), i.to_owned()))
        );
    }

    #[test]
    fn family_names_are_read_as_such_first_and_plainly_too() {
        for (name, surname, plain) in [
            ("单雄", "shanxiong", "danxiong"),
            ("曾伟", "zengwei", "cengwei"),
            ("仇英", "qiuying", "chouying"),
            ("区海", "ouhai", "quhai"),
            ("解放", "xiefang", "jiefang"),
            ("查良", "zhaliang", "chaliang"),
            ("任军", "renjun", "renjun"),
        ] {
            let spelled = spelled(name);
            assert_eq!(spelled[0], surname);
            assert!(
                spelled.iter().any(|ending| ending == plain),
                "{name}: {spelled:?}"
            );
        }
        assert_eq!(spelled("尉迟恭")[0], "yuchigong");
        assert_eq!(spelled("万俟卨")[0], "moqixie");
        // Only the first character is a family name.
        assert_eq!(spelled("王解")[0], "wangjie");
    }

    #[test]
    fn u_umlaut_is_typed_as_v_or_u() {
        let spelled = spelled("吕律");
        for ending in ["lvlv", "lulu", "lv", "lu"] {
            assert!(spelled.iter().any(|found| found == ending), "{spelled:?}");
        }
    }

    #[test]
    fn latin_words_are_syllables() {
        assert_eq!(spelled("Anna Li"), ["annali", "li"]);
        assert_eq!(spelled("-"), Vec::<String>::new());
    }

    #[test]
    fn many_readings_stay_bounded() {
        assert!(spelled("单乐乐乐").len() <= 4 + OTHER_ENDINGS_MAX);
        assert!(spelled(&"乐".repeat(64)).len() <= 64 + OTHER_ENDINGS_MAX);
    }
}
