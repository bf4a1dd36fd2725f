//! What is written as the relation to the head of the household, as far as it tells people apart.

/// Relations of one household that are not the same are not the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kin {
    Head,
    Spouse,
    Father,
    Mother,
    /// The order of birth, where it is said.
    Son(Option<u8>),
    Daughter(Option<u8>),
    ChildInLaw,
    Grandchild,
}

impl Kin {
    /// `None` for words that say too little.
    pub(crate) fn read(relation: &str) -> Option<Self> {
        Some(match relation.trim() {
            "户主" | "本人" => Self::Head,
            "配偶" | "妻" | "妻子" | "夫" | "丈夫" | "爱人" => Self::Spouse,
            "父" | "父亲" => Self::Father,
            "母" | "母亲" => Self::Mother,
            "子" | "儿子" | "独子" => Self::Son(None),
            "长子" | "大儿子" => Self::Son(Some(1)),
            "次子" | "二子" | "二儿子" => Self::Son(Some(2)),
            "三子" | "三儿子" => Self::Son(Some(3)),
            "女" | "女儿" | "独女" => Self::Daughter(None),
            "长女" | "大女儿" => Self::Daughter(Some(1)),
            "次女" | "二女" | "二女儿" => Self::Daughter(Some(2)),
            "三女" | "三女儿" => Self::Daughter(Some(3)),
            "儿媳" | "媳妇" | "女婿" => Self::ChildInLaw,
            "孙子" | "孙女" | "外孙" | "外孙子" | "外孙女" => Self::Grandchild,
            _ => return None,
        })
    }

    /// Whether a household has one of them at most.
    pub(crate) fn is_one_person(self) -> bool {
        matches!(
            self,
            Self::Head
                | Self::Spouse
                | Self::Father
                | Self::Mother
                | Self::Son(Some(_))
                | Self::Daughter(Some(_))
        )
    }

    /// 子 may be the 长子; 长子 is not the 次子.
    pub(crate) fn excludes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Son(one), Self::Son(two)) | (Self::Daughter(one), Self::Daughter(two)) => {
                one.is_some() && two.is_some() && one != two
            }
            _ => self != other,
        }
    }
}
