//! The purposes, one by one. Whoever needs another one adds it here, with its basis and its term.

use super::basis::Basis;
use super::retention::{
    AFTER_A_VISIT, AFTER_CLOSING, AFTER_MEDIATION, AFTER_MOVING_OUT, AFTER_OFFICE,
    PROOF_OF_CONSENT, RECORD_OF_PROCESSING, Retention, WITH_CONSENT,
};

/// What something is kept for, and what follows from that.
#[derive(Debug)]
pub struct Purpose {
    /// Stable, for programs.
    pub code: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub of: Subject,
    pub basis: Basis,
    pub retention: Retention,
    pub sensitivity: Sensitivity,
}

/// Of whom something tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Nobody,
    Residents,
    /// Heads, secretaries, staff.
    Workers,
    Both,
}

/// As PIPL art. 28 sees it. Everything about a child under fourteen is sensitive, whatever the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    Ordinary,
    /// Not asked for, but somebody may write it there: free text, or a year that tells of a child.
    MayBe,
    Sensitive,
}

impl Sensitivity {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::MayBe => "may_be",
            Self::Sensitive => "sensitive",
        }
    }
}

macro_rules! purposes {
    ($($name:ident $code:literal of $of:ident, $basis:ident, $retention:expr, $sensitivity:ident;
        $zh:literal $en:literal)*) => {
        $(pub(super) static $name: Purpose = Purpose {
            code: $code,
            zh: $zh,
            en: $en,
            of: Subject::$of,
            basis: Basis::$basis,
            retention: $retention,
            sensitivity: Sensitivity::$sensitivity,
        };)*
        /// All of them, in the order in which the record of processing tells them.
        pub static PURPOSES: &[&Purpose] = &[$(&$name),*];
    };
}

purposes! {
    PLACE "place" of Nobody, NotPersonal, Retention::WithEstate, Ordinary;
        "知道小区有哪些楼栋、单元和房屋，上门不漏户"
        "to know the estate's buildings, units and dwellings, so that no door is left out"
    LINK "link" of Both, CommitteeDuty, Retention::WithRecord, Ordinary;
        "用随机编号区分并关联各项记录；编号不含任何个人特征"
        "to tell records apart and tie them together, by random ids that say nothing of anybody"
    DOOR "door" of Residents, CommitteeDuty, AFTER_MOVING_OUT, Ordinary;
        "知道这一户住在哪个门牌"
        "to know behind which door the household lives"
    NAME "name" of Residents, CommitteeDuty, AFTER_MOVING_OUT, Ordinary;
        "称呼居民，分清同户的人"
        "to call residents by their names and tell those of a household apart"
    RESIDENCE "residence" of Residents, CommitteeDuty, AFTER_MOVING_OUT, Ordinary;
        "知道谁还住在这里、登记何时核实过，及时删去搬走的人"
        "to know who still lives here and when that was last checked, so that who moved away is dropped in time"
    REACH "reach" of Residents, Consent, AFTER_MOVING_OUT, Ordinary;
        "敲门无人应答或遇紧急情况时，按住户愿意的方式联系"
        "to reach the household in the way it likes, when nobody opens or something urgent happens"
    HOUSEHOLD "household" of Residents, Consent, AFTER_MOVING_OUT, MayBe;
        "了解一户人的构成，让上门和帮助合乎年龄与处境"
        "to know who makes up the household, so that visits and help fit their age and situation"
    REMARK "remark" of Residents, Consent, AFTER_MOVING_OUT, MayBe;
        "记下居民愿意让楼长知道、下次上门用得上的事"
        "to note what residents want their head to know, and what the next visit needs"
    FLAG "flag" of Residents, SeparateConsent, WITH_CONSENT, Sensitive;
        "知道谁需要定期探望或照护（如独居）；只在本人单独同意后标记"
        "to know who needs regular visits or care (lives alone, say); marked only after consent to that alone"
    CONSENT "consent" of Residents, KeepersDuty, PROOF_OF_CONSENT, Ordinary;
        "证明何时、以何种方式取得或撤回了同意"
        "to show when and how consent was given or taken back"
    ERASURE "erasure" of Residents, KeepersDuty, RECORD_OF_PROCESSING, Ordinary;
        "证明为何删除了一个人的信息；不含删除的内容"
        "to show why what was held on somebody was erased; it says nothing of what that was"
    PEACE "peace" of Residents, KeepersDuty, AFTER_MOVING_OUT, Ordinary;
        "尊重住户不被上门打扰的意愿"
        "to respect a household's wish not to be visited"
    ONCE "once" of Residents, KeepersDuty, Retention::WithRecord, Ordinary;
        "同一个人、同一户只算一次，重复登记可以合并也可以撤销"
        "to count one person and one household once; merging duplicates can be undone"
    VISIT "visit" of Residents, CommitteeDuty, AFTER_A_VISIT, Ordinary;
        "知道何时去过、结果如何、何时再去，不漏访也不重复打扰"
        "to know when a door was visited, how it ended and when to come again: neither forgotten nor pestered"
    TOLD "told" of Residents, Consent, AFTER_A_VISIT, MayBe;
        "记住居民在门口说的事，不让人重复说"
        "to remember what was said at the door, so that nobody has to say it twice"
    WISH "wish" of Residents, CommitteeDuty, AFTER_A_VISIT, MayBe;
        "把居民的意见和要求转成有人负责的事项"
        "to turn what residents ask for into cases that somebody answers for"
    CASE "case" of Residents, CommitteeDuty, AFTER_CLOSING, MayBe;
        "办理诉求、隐患等事项，留下办理经过以便答复和复查"
        "to deal with requests and hazards, and to keep how that went, for answers and for looking again"
    DISPUTE "dispute" of Residents, MediatorsDuty, AFTER_MEDIATION, MayBe;
        "调解矛盾纠纷，立卷归档；只有调解人员和书记、社区工作者可看"
        "to mediate disputes and to file how that went; for mediators, the secretary and community staff only"
    AGREE "agree" of Residents, KeepersDuty, Retention::WithRecord, MayBe;
        "几个人改了同一项时都保留，由人决定哪个对"
        "to keep all values when several people changed one field, until somebody decides which is right"
    WHO "who" of Workers, VolunteerAgreement, Retention::WithRecord, Ordinary;
        "知道是谁记的、谁办的，便于接手和更正"
        "to know who wrote or did it, so that others can take over and it can be corrected"
    OFFICE "office" of Workers, VolunteerAgreement, AFTER_OFFICE, Ordinary;
        "知道谁在什么期间负责哪里，据此判断谁可以看、可以改"
        "to know who answers for what and when: what rights are judged by"
    ENROLMENT "enrolment" of Workers, KeepersDuty, AFTER_OFFICE, Ordinary;
        "只让受邀的人用自己的设备进入，丢失时可以停用"
        "to let in whom was invited, on their own devices, and to shut out a lost one"
    LOG "log" of Both, KeepersDuty, Retention::WithRecord, MayBe;
        "保存每一条指令和由它产生的变更，使各设备一致、不丢失、可核对"
        "to keep every command and the change that it made, so that devices agree, nothing is lost and all can be checked"
    COPY "copy" of Both, KeepersDuty, Retention::WithRecord, MayBe;
        "由指令推出的内容，供快速同步；随其来源一同删除"
        "what follows from the commands, for fast syncing; it goes with what it was made from"
    ARCHIVE "archive" of Both, KeepersDuty, Retention::WithRecord, MayBe;
        "旧月份的走访和办结的事项移出手机，只在服务器上保存到期限届满，以便答复和复查"
        "to keep old months of visits and closed cases off the phones, at the server alone until their terms are over, for answers and for looking again"
    AUDIT "audit" of Workers, KeepersDuty, RECORD_OF_PROCESSING, Ordinary;
        "记录谁在何时写入、查看、导出或删除了个人信息，只记编号和数量，防篡改"
        "to record who wrote, read, exported or erased personal data and when: ids and counts only, and tamper-evident"
    RUNNING "running" of Nobody, NotPersonal, Retention::WithEstate, Ordinary;
        "服务器自身运行所需"
        "what the server itself needs to run"
}
