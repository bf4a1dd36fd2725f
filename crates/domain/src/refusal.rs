//! Why a command was not accepted: a stable code, the field that is at fault, and words for people.

use std::fmt;

use minicbor::{Decode, Encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! refusal_codes {
    ($($(#[$doc:meta])* $number:literal $name:ident $code:literal $zh:literal $en:literal),* $(,)?) => {
        /// Stable: a code is never renumbered, renamed or given another meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, Encode, Decode)]
        #[serde(rename_all = "snake_case")]
        #[cbor(index_only)]
        pub enum RefusalCode {
            $($(#[$doc])* #[n($number)] $name),*
        }

        impl RefusalCode {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What happened and what to do, in Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh),* }
            }

            /// The same in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en),* }
            }
        }
    };
}

refusal_codes! {
    1 NoRight "no_right"
        "您没有这项操作的权限，内容已存为草稿，可转交书记处理。"
        "You have no right to do this. It is kept as a draft; you can hand it to the secretary.",
    2 UnknownDocument "unknown_document"
        "服务器上没有这份档案，内容已存为草稿。"
        "The server does not know this record. It is kept as a draft.",
    3 WrongEpoch "wrong_epoch"
        "这份档案已重新建立，内容将在新档案上重做。"
        "This record was started anew; your work is done again on the new one.",
    4 AlreadyExists "already_exists"
        "同一编号的记录已存在，未重复登记。"
        "A record with this id exists already; nothing was recorded twice.",
    5 NotRegistered "not_registered"
        "这户还没有登记，请先登记住户。"
        "This household is not registered yet. Register it first.",
    6 UnknownResident "unknown_resident"
        "这户没有这位居民，可能已被合并或更正，请重新选择。"
        "This household has no such resident. Choose again.",
    7 UnknownVisit "unknown_visit"
        "没有找到这条走访记录，可能已归档，不能再更改。"
        "There is no such visit; it may have been archived, and can then no longer be changed.",
    8 NotAuthor "not_author"
        "只有走访人本人可以更正或撤回这条记录。"
        "Only the person who made this visit can correct or withdraw it.",
    9 ConsentMissing "consent_missing"
        "这个标签涉及隐私，请先征得本人同意并登记同意书。"
        "This flag is sensitive. Record the resident's consent first.",
    10 TooMany "too_many"
        "数量超过上限，请拆分后再记。"
        "There are more entries than the limit allows. Split them.",
    11 TooLarge "too_large"
        "内容过大，请删减后再记。"
        "This is too large. Shorten it.",
    12 Malformed "malformed"
        "内容格式不正确，请检查标出的项目。"
        "This is not well formed. Check the field named.",
    13 MergeLoop "merge_loop"
        "不能合并到自己或已被合并的对象。"
        "It cannot be merged into itself or into something that was merged away.",
    14 NothingToUndo "nothing_to_undo"
        "没有可以撤销的合并或同意。"
        "There is nothing to undo.",
    15 Withdrawn "withdrawn"
        "这条记录已撤回，不能再更改。"
        "This record was withdrawn and can no longer be changed.",
    16 NotOpened "not_opened"
        "这件事项或纠纷还没有登记，或办结后已归档。请另外登记一件。"
        "This case or dispute is not opened yet, or was closed and archived. Open another one.",
    17 UnknownBuilding "unknown_building"
        "名册里没有这栋楼。"
        "The directory has no such building.",
    18 UnknownAppointment "unknown_appointment"
        "没有这项任命。"
        "There is no such appointment.",
    19 WrongDocument "wrong_document"
        "这项操作不属于这份档案。"
        "This command does not belong to this record.",
    20 BadDates "bad_dates"
        "日期不对：结束不能早于开始。"
        "The dates are wrong: the end lies before the start.",
    21 WrongLevel "wrong_level"
        "这个角色不能在这一级任命，或这一级没有这类档案。"
        "This role cannot be held, or this record kept, at this level.",
    22 Returned "returned"
        "书记没有采纳这条记录，内容已存为草稿，可查看原因、更正或丢弃。"
        "The secretary did not adopt this record. It is kept as a draft: read the reason, correct or discard it.",
    23 Erased "erased"
        "该居民的资料已依法删除，针对该居民的改动不再保存。"
        "This resident's data was erased for good; changes to it are no longer kept.",
    24 UnknownDepartment "unknown_department"
        "本地和上级的名册里没有这个部门，请先添加部门。"
        "No directory of this place or of one above has such a department. Add it first.",
    25 WrongDepartment "wrong_department"
        "部门经办人必须指明部门，其他角色不能指明部门。"
        "A department handler is appointed for a department, and nobody else is. Name one, or none.",
    26 NotDispatched "not_dispatched"
        "这件事项没有派给您的部门，或者已收回、已办结，没有记录答复。"
        "This case is not dispatched to your department, or was recalled or closed. The answer was not recorded.",
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal. The path names a field of the command (`residents/2/phone`), never a value of it.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    JsonSchema,
    Encode,
    Decode,
    thiserror::Error,
)]
#[error("{code} ({path})")]
pub struct Refusal {
    #[n(0)]
    pub code: RefusalCode,
    /// Empty when the command as a whole is at fault.
    #[n(1)]
    pub path: String,
    /// What the person who returned the command says to its author; unset where nobody decided but a rule.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Refusal {
    pub fn new(code: RefusalCode, path: impl Into<String>) -> Self {
        Self {
            code,
            path: path.into(),
            note: None,
        }
    }
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self::new(code, "")
    }
}
