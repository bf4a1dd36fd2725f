//! Pinyin of names: family names read as family names are, other characters in every reading.

use pinyin::{ToPinyin, ToPinyinMulti};

use crate::fold::{latin_run, letters};

/// How many ways to read one name are kept; the likeliest come first.
const READINGS_MAX: usize = 8;

/// Characters that are read differently as a family name. The plain readings stay as alternatives.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('曾', "zeng"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('解', "xie"),
    ('查', "zha"),
    ('任', "ren"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('华', "hua"),
    ('翟', "zhai"),
    ('尉', "wei"),
    ('乐', "yue"),
    ('员', "yun"),
    ('覃', "qin"),
    ('缪', "miao"),
    ('种', "chong"),
    ('黑', "he"),
    ('折', "she"),
    ('召', "shao"),
    ('秘', "bi"),
    ('繁', "po"),
    ('牟', "mu"),
    ('燕', "yan"),
    ('车', "che"),
    ('晟', "cheng"),
    ('柏', "bai"),
    ('祭', "zhai"),
    ('那', "na"),
    ('能', "nai"),
    ('乜', "nie"),
    ('佴', "nai"),
    ('隗', "wei"),
    ('郗', "xi"),
    ('应', "ying"),
    ('纪', "ji"),
    ('哈', "ha"),
    ('石', "shi"),
    ('卜', "bu"),
    ('术', "zhu"),
    ('臧', "zang"),
    ('谌', "chen"),
    ('褚', "chu"),
    ('贾', "jia"),
    ('都', "du"),
    ('相', "xiang"),
    ('盛', "sheng"),
    ('葛', "ge"),
    ('过', "guo"),
    ('重', "chong"),
    ('强', "qiang"),
    ('曲', "qu"),
    ('洗', "xian"),
    ('冼', "xian"),
    ('逄', "pang"),
    ('藏', "zang"),
    ('宁', "ning"),
    ('令', "ling"),
    ('沈', "shen"),
    ('叶', "ye"),
    ('余', "yu"),
    ('万', "wan"),
    ('俞', "yu"),
    ('贲', "ben"),
    ('撒', "sa"),
    ('不', "fou"),
];

/// Family names of two characters with a reading that their characters do not have on their own.
const DOUBLE_SURNAMES: &[([char; 2], [&str; 2])] = &[
    (['尉', '迟'], ["yu", "chi"]),
    (['万', '俟'], ["mo", "qi"]),
    (['单', '于'], ["chan", "yu"]),
    (['长', '孙'], ["zhang", "sun"]),
    (['澹', '台'], ["tan", "tai"]),
    (['令', '狐'], ["ling", "hu"]),
    (['宰', '父'], ["zai", "fu"]),
    (['皇', '甫'], ["huang", "fu"]),
    (['夏', '侯'], ["xia", "hou"]),
];

/// The readings of each syllable of a folded name, the likeliest first. A Latin word is a syllable of
/// one reading; a character without pinyin is none.
pub fn syllables(name: &[char]) -> Vec<Vec<String>> {
    let double = DOUBLE_SURNAMES
        .iter()
        .find(|(surname, _)| name.starts_with(surname));
    let mut syllables = Vec::new();
    let mut at = 0;
    while let Some(&c) = name.get(at) {
        if letters(c) {
            let word = latin_run(&name[at..]);
            syllables.push(vec![word.iter().collect()]);
            at += word.len();
            continue;
        }
        let preferred = match double {
            Some((_, readings)) => readings.get(at).copied(),
            None if at == 0 => surname(c),
            None => None,
        };
        let readings = readings(c, preferred);
        if !readings.is_empty() {
            syllables.push(readings);
        }
        at += 1;
    }
    syllables
}

fn surname(c: char) -> Option<&'static str> {
    SURNAMES
        .iter()
        .find(|(surname, _)| *surname == c)
        .map(|(_, reading)| *reading)
}

fn readings(c: char, preferred: Option<&str>) -> Vec<String> {
    let plain = c.to_pinyin().map(|reading| reading.plain());
    let all = c
        .to_pinyin_multi()
        .into_iter()
        .flatten()
        .map(|reading| reading.plain());
    let mut readings = Vec::new();
    for reading in preferred.into_iter().chain(plain).chain(all) {
        let reading = reading.replace('ê', "e");
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// Up to eight choices of one reading per syllable: the likeliest, then those that differ from it in
/// one syllable, then in two.
pub fn combinations(syllables: &[Vec<String>]) -> Vec<Vec<&str>> {
    let positions =
        |rank: usize| (0..syllables.len()).filter(move |&at| syllables[at].len() > rank);
    let ones = |rank| positions(rank).map(move |at| vec![(at, rank)]);
    let pairs = positions(1).flat_map(|first| {
        positions(1)
            .filter(move |&second| second > first)
            .map(move |second| vec![(first, 1), (second, 1)])
    });
    let ranks_max = syllables.iter().map(Vec::len).max().unwrap_or(0);
    let changes = std::iter::once(Vec::new())
        .chain(ones(1))
        .chain((2..ranks_max).flat_map(ones))
        .chain(pairs);
    changes
        .take(READINGS_MAX)
        .map(|changes: Vec<(usize, usize)>| {
            let mut reading: Vec<&str> = syllables
                .iter()
                .map(|syllable| syllable[0].as_str())
                .collect();
            for (at, rank) in changes {
                reading[at] = &syllables[at][rank];
            }
            reading
        })
        .collect()
}
