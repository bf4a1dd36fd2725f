use std::str::FromStr;

use serde::Serialize;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $code:literal $points:literal $zh:literal $en:literal),* $(,)?) => {
        /// One thing that speaks for or against two being one person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason {
            $($(#[$doc])* $name,)*
        }

        impl Reason {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Stable: stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// What it adds to the score, or takes from it.
            pub const fn points(self) -> i16 {
                match self {
                    $(Self::$name => $points,)*
                }
            }

            pub const fn zh(self) -> &'static str {
                match self {
                    $(Self::$name => $zh,)*
                }
            }

            pub const fn en(self) -> &'static str {
                match self {
                    $(Self::$name => $en,)*
                }
            }
        }
    };
}

reasons! {
    /// Of two characters: many bear it.
    SameName "same_name" 50 "同名" "same name",
    /// Of three characters or more.
    SameLongName "same_long_name" 60 "同名" "same name",
    SoundsTheSame "sounds_the_same" 35 "名字同音" "names sound the same",
    SoundsAlike "sounds_alike" 25 "名字读音相近" "names sound alike",
    OneCharacterOff "one_character_off" 25 "名字差一个字" "one character differs",
    SamePhone "same_phone" 40 "电话相同" "same phone",
    DifferentPhone "different_phone" -20 "电话不同" "different phones",
    SameDoor "same_door" 30 "同一门牌" "same door",
    SameBuilding "same_building" 10 "同一楼栋" "same building",
    BirthYearsAgree "birth_years_agree" 20 "出生年份相同" "same year of birth",
    /// By one: the year is counted in two ways.
    BirthYearsClose "birth_years_close" 8 "出生年份差一年" "years of birth differ by one",
    BirthYearsDiffer "birth_years_differ" -35 "出生年份不同" "years of birth differ",
    /// By more than a slip of the pen: another generation.
    BirthYearsFarApart "birth_years_far_apart" -60 "出生年份相差十年以上" "years of birth lie ten or more apart",
    GendersDiffer "genders_differ" -40 "性别不同" "different genders",
    /// One of which a household has one: two heads are one head, written down twice.
    SameRelation "same_relation" 10 "与户主关系相同" "same relation to the head",
    RelationUnlikely "relation_unlikely" -25 "与户主关系不同" "different relations to the head",
}

/// No reason of this version is called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownReason;

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(code: &str) -> Result<Self, UnknownReason> {
        let mut all = Self::ALL.iter().copied();
        all.find(|reason| reason.as_str() == code)
            .ok_or(UnknownReason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for reason in Reason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(*reason));
            assert!(!reason.zh().is_ascii() && reason.en().is_ascii());
        }
        assert_eq!("same_shoes".parse::<Reason>(), Err(UnknownReason));
    }
}
