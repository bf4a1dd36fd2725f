//! What notes are made of. Lists stand with the commonest first: some draws lean to the front.

mod matters;
mod people;
mod places;
mod states;
mod steps;

pub(super) use matters::{FAULTS, GOODS, SERVICES};
pub(super) use people::{ADVERBS, FAMILY, HELPERS, SPEAKERS, TIMES};
pub(super) use places::{OFFICES, PLACES, SPOTS};
pub(super) use states::{HOMES, MOODS, TROUBLES};
pub(super) use steps::{APPOINTMENTS, CLOSINGS, DAYS, PROGRESS, WAITING};

/// Flags of a household. None of them says anything of belief, origin, income or record.
pub(super) const TAGS: &[&str] = &[
    "空巢",
    "热心户",
    "租户",
    "需要帮扶",
    "定期随访",
    "听力不便",
    "孕产妇",
    "留守儿童",
    "楼栋联络户",
    "高龄",
    "行动不便",
    "新入住",
    "双职工",
    "有宠物",
    "志愿者家庭",
    "夜班家庭",
    "视力不便",
    "三代同住",
];

/// Why somebody rang.
pub(super) const PURPOSES: &[&str] = &[
    "日常走访",
    "回访",
    "信息核对",
    "送药上门",
    "量血压",
    "政策宣传",
    "代办事项",
    "安全检查",
    "心理关怀",
    "节日慰问",
    "矛盾了解",
    "活动通知",
    "新户登记",
    "陪同就医",
];

/// What a case's history consists of between its opening and its end.
pub(super) const CASE_EVENTS: &[&str] = &["上门", "电话", "反馈", "转介", "指派", "升级", "登记"];

/// What a case is filed under where its matter does not say.
pub(super) const CATEGORIES: &[&str] = &["代办事项", "信息核对", "心理关怀", "互助", "量血压"];
