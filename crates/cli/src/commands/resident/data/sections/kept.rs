//! What it is kept for, by what right, for how long; and what the person may ask for (PIPL art. 17, 44 to 47).

use linli_client_core::domain::privacy::{PURPOSES, Subject};

use super::super::sheet::{Line, Section};
use super::Teller;

pub(super) fn purposes(teller: &Teller<'_>) -> Option<Section> {
    let lang = teller.lang;
    let of_residents = PURPOSES
        .iter()
        .filter(|purpose| purpose.of == Subject::Residents);
    let lines = of_residents.map(|purpose| Line {
        label: lang.pick(purpose.retention.zh(), purpose.retention.en()),
        value: lang.pick(purpose.zh, purpose.en).to_owned(),
        remark: lang.pick(purpose.basis.zh(), purpose.basis.en()).to_owned(),
    });
    teller.section(
        "保存期限、用途与法律依据",
        "How long, what for, and on which legal basis",
        lines.collect(),
    )
}

pub(super) fn rights(teller: &Teller<'_>) -> Option<Section> {
    let rights = [
        (
            "查阅、复制",
            "see and copy",
            "《个人信息保护法》第四十五条",
            "PIPL art. 45",
        ),
        (
            "更正、补充",
            "correct and complete",
            "第四十六条",
            "PIPL art. 46",
        ),
        ("撤回同意", "withdraw consent", "第十五条", "PIPL art. 15"),
        ("删除", "have erased", "第四十七条", "PIPL art. 47"),
    ];
    let lines = rights.map(|(zh, en, law_zh, law_en)| Line {
        label: teller.lang.pick(zh, en).to_owned(),
        value: teller
            .lang
            .pick(
                "向楼长、支部书记或社区提出",
                "ask the building head, the secretary or the community office",
            )
            .to_owned(),
        remark: teller.lang.pick(law_zh, law_en).to_owned(),
    });
    teller.section("本人可以", "What this person may do", lines.into())
}
