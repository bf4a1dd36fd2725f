//! What the values of the register of purposes are called.

use linli_domain::privacy::{Sensitivity, Subject};

use super::Lang;

pub(super) fn subject(subject: Subject, lang: Lang) -> &'static str {
    let (zh, en) = match subject {
        Subject::Nobody => ("无", "nobody"),
        Subject::Residents => ("居民", "residents"),
        Subject::Workers => ("五长、书记与工作人员", "heads, secretaries, staff"),
        Subject::Both => (
            "居民、五长与工作人员",
            "residents, heads, secretaries, staff",
        ),
    };
    lang.pick(zh, en)
}

pub(super) fn sensitivity(sensitivity: Sensitivity, lang: Lang) -> &'static str {
    let (zh, en) = match sensitivity {
        Sensitivity::Ordinary => ("一般", "ordinary"),
        Sensitivity::MayBe => ("可能含敏感信息", "may hold sensitive information"),
        Sensitivity::Sensitive => ("敏感", "sensitive"),
    };
    lang.pick(zh, en)
}
