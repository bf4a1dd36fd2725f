//! Errors in Chinese and in English: what happened, what is safe, what to do.

use linli_client_core::Error as Core;
use linli_client_core::domain::text::TextError;
use linli_client_core::vault::VaultError;

use super::{Error, Thing};
use crate::lang::Lang;

/// Why an option was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    Text(TextError),
    /// `2026-12-01`, `+7`, `今天`.
    Date,
    /// RFC 3339, `2026-11-24 15:03`, `15:03`.
    Time,
    /// Four digits.
    Year,
    Gender,
    /// `姓名,电话,关系,年份,性别`.
    Resident,
    /// `http://…` or `https://…`.
    Url,
    /// A file of PEM certificates.
    Certificates,
    /// Neither an id nor the beginning of one.
    Id,
    /// Nothing that could be changed was named.
    NothingToChange,
    /// A person's files are where they are: two must not end up with one key.
    OwnFiles,
}

impl Reason {
    fn zh(self) -> String {
        match self {
            Self::Text(TextError::Empty) => "不能为空".into(),
            Self::Text(TextError::TooLong { limit }) => format!("太长，最多 {limit} 字"),
            Self::Text(TextError::ControlCharacter) => "含有不可见的控制字符".into(),
            Self::Text(TextError::NotAPhone) => "不是有效的电话号码".into(),
            Self::Date => "日期请写成 2026-12-01、+7（天）或 今天".into(),
            Self::Time => "时间请写成 2026-11-24 15:03、15:03 或 2026-11-24T15:03:00+08:00".into(),
            Self::Year => "出生年份请写四位数字，如 1952".into(),
            Self::Gender => "性别请写 女 或 男".into(),
            Self::Resident => "居民请写成 姓名,电话,关系,年份,性别，不知道的留空".into(),
            Self::Url => "地址请以 https:// 或 http:// 开头".into(),
            Self::Certificates => "文件里没有 PEM 格式的证书".into(),
            Self::Id => "请写编号，或编号开头至少四位".into(),
            Self::NothingToChange => "没有写要改什么".into(),
            Self::OwnFiles => "不能与 --replica、--key-file（或 LINLI_REPLICA、LINLI_KEY_FILE）同用，每个人各有各的文件".into(),
        }
    }

    fn en(self) -> String {
        match self {
            Self::Text(TextError::Empty) => "it may not be empty".into(),
            Self::Text(TextError::TooLong { limit }) => {
                format!("it is too long, {limit} characters at most")
            }
            Self::Text(TextError::ControlCharacter) => "it has control characters".into(),
            Self::Text(TextError::NotAPhone) => "it is no telephone number".into(),
            Self::Date => "write a date as 2026-12-01, +7 (days) or today".into(),
            Self::Time => {
                "write a time as 2026-11-24 15:03, 15:03 or 2026-11-24T15:03:00+08:00".into()
            }
            Self::Year => "write a year of birth with four digits".into(),
            Self::Gender => "write female or male".into(),
            Self::Resident => {
                "write a resident as NAME,PHONE,RELATION,YEAR,GENDER; leave empty what is not known"
                    .into()
            }
            Self::Url => "an address begins with https:// or http://".into(),
            Self::Certificates => "the file holds no certificate in PEM".into(),
            Self::Id => "write an id, or at least its first four digits".into(),
            Self::NothingToChange => "nothing was named that is to change".into(),
            Self::OwnFiles => "it goes with neither --replica nor --key-file (LINLI_REPLICA, LINLI_KEY_FILE): each person has files of their own".into(),
        }
    }
}

impl Thing {
    fn zh(self) -> &'static str {
        match self {
            Self::Building => "楼栋",
            Self::Household => "住户",
            Self::Resident => "居民",
            Self::Visit => "走访",
            Self::Case => "事项",
            Self::Dispute => "纠纷",
            Self::Conflict => "冲突",
            Self::Department => "部门",
            Self::Choice => "选项",
            Self::Person => "任职的人",
        }
    }

    fn en(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Household => "household",
            Self::Resident => "resident",
            Self::Visit => "visit",
            Self::Case => "case",
            Self::Dispute => "dispute",
            Self::Conflict => "conflict",
            Self::Department => "department",
            Self::Choice => "choice",
            Self::Person => "holder of the post",
        }
    }
}

impl Error {
    pub(crate) fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Core(error) => with(error.zh(), hint_zh(error)),
            Self::Unreachable(cause) => format!(
                "连不上服务器（{cause}）。本机记录都在，没有丢失；有信号后再运行一次。"
            ),
            Self::Interrupted(cause) => format!(
                "连接中断（{cause}）。已收到的都已存下，本机记录都在；再运行一次会接着来。"
            ),
            Self::Option { option, reason } => {
                format!("{option} 写得不对：{}。没有做任何改动。", reason.zh())
            }
            Self::NotFound(thing) => format!(
                "没有找到这个{}，没有做任何改动。请检查写法；也可能需要先同步。",
                thing.zh()
            ),
            Self::Ambiguous { thing, candidates } => format!(
                "有 {} 个{}符合，没有做任何改动。请写明是哪一个（可用编号）。",
                candidates.len(),
                thing.zh()
            ),
            Self::KeyMissing(path) => format!(
                "找不到密钥文件 {}。没有它数据打不开；数据没有改动。请用 --key-file 指明密钥文件。",
                path.display()
            ),
            Self::KeyMalformed(path) => format!(
                "密钥文件 {} 的内容不对（应为 64 位十六进制）。数据没有改动；请用 --key-file 指明正确的密钥文件。",
                path.display()
            ),
            Self::Vault(error) => with(error.zh(), pin_hint(error, Lang::Zh)),
            Self::PinNeeded => "这份数据有密码，没有输入。没有做任何改动。请在终端里输入；程序请用环境变量 LINLI_PIN。".into(),
            Self::PinsDiffer => "两次输入的新密码不一样，没有做任何改动。请再来一次。".into(),
            Self::HasPin => "已经设过密码了，没有做任何改动。要换请用：linli pin change".into(),
            Self::NoPin => "还没有设密码，没有做任何改动。要设请用：linli pin set".into(),
            Self::DeviceSecretMissing(path) => format!(
                "缺少设备密钥文件 {}，密码单独打不开。数据和未同步的记录都在；请取回这个文件，或用恢复码：linli pin reset",
                path.display()
            ),
            Self::NoSuchEstate => "请用 --estate 写明是哪个小区（linli status 可以看到名称）。没有做任何改动。".into(),
            Self::NotDamaged => "数据完好，没有什么要恢复的；没有做任何改动。确实要重建请加 --force。".into(),
            Self::RecoverNeedsKey => {
                "这个密钥打不开文件，恢复取不出任何记录；没有做任何改动。请先用 --key-file 指明正确的密钥；确实要改名保留并重新开始，请加 --force。".into()
            }
            Self::Exists(path) => format!("{} 已存在，没有覆盖。请换个名字，或加 --force。", path.display()),
            Self::File { path, source } => {
                format!("无法读写 {}（{source}）。请检查路径、空间和权限。", path.display())
            }
            Self::NoHome => "不知道数据放在哪里：请用 --replica 指明文件。".into(),
            Self::Output(cause) => format!("结果无法输出（{cause}）。"),
        }
    }

    pub(crate) fn en(&self) -> String {
        match self {
            Self::Core(error) => with(error.en(), hint_en(error)),
            Self::Unreachable(cause) => format!(
                "The server can't be reached ({cause}). What this device holds is safe; run it again when there is a signal."
            ),
            Self::Interrupted(cause) => format!(
                "The connection broke ({cause}). What had arrived is stored and what this device holds is safe; run it again to go on."
            ),
            Self::Option { option, reason } => {
                format!("{option} is not understood: {}. Nothing was changed.", reason.en())
            }
            Self::NotFound(thing) => format!(
                "There is no such {}. Nothing was changed. Check how it is written; perhaps sync first.",
                thing.en()
            ),
            Self::Ambiguous { thing, candidates } => format!(
                "{} entries fit this {}. Nothing was changed. Say which one, by its id for example.",
                candidates.len(),
                thing.en()
            ),
            Self::KeyMissing(path) => format!(
                "The key file {} is missing. The replica can't be opened without it; nothing was changed. Name the key file with --key-file.",
                path.display()
            ),
            Self::KeyMalformed(path) => format!(
                "The key file {} holds no key (64 hexadecimal digits). Nothing was changed; name the right one with --key-file.",
                path.display()
            ),
            Self::Vault(error) => with(error.en(), pin_hint(error, Lang::En)),
            Self::PinNeeded => "This replica has a PIN and none was typed. Nothing was changed. Type it in a terminal; programs set LINLI_PIN.".into(),
            Self::PinsDiffer => "The new PIN was typed in two ways. Nothing was changed; try again.".into(),
            Self::HasPin => "There is a PIN already; nothing was changed. To change it: linli pin change".into(),
            Self::NoPin => "There is no PIN; nothing was changed. To set one: linli pin set".into(),
            Self::DeviceSecretMissing(path) => format!(
                "The device's secret {} is missing, and the PIN alone opens nothing. The register and your unsent entries are safe; bring the file back, or use the recovery code: linli pin reset",
                path.display()
            ),
            Self::NoSuchEstate => "Name the estate with --estate (linli status lists them). Nothing was changed.".into(),
            Self::NotDamaged => {
                "The replica is sound, there is nothing to recover; nothing was changed. To start it anew all the same, add --force.".into()
            }
            Self::RecoverNeedsKey => {
                "This key doesn't open the file, so nothing could be taken out of it; nothing was changed. Name the right key with --key-file. To set the file aside and start anew, add --force.".into()
            }
            Self::Exists(path) => {
                format!("{} exists and was not overwritten. Choose another name, or add --force.", path.display())
            }
            Self::File { path, source } => {
                format!("{} can't be read or written ({source}). Check path, space and permissions.", path.display())
            }
            Self::NoHome => "There is no home folder to put the replica in: name a file with --replica.".into(),
            Self::Output(cause) => format!("The answer could not be printed ({cause})."),
        }
    }
}

/// What the core can't know: how its advice is followed in a terminal.
fn hint_zh(error: &Core) -> Option<String> {
    Some(match error {
        Core::Damaged => "请运行：linli recover".into(),
        Core::Locked { .. } => "linli sync；只取出未同步的记录：linli outbox --export 文件".into(),
        Core::Document(_) => "请运行：linli rebuild，再 linli sync".into(),
        Core::WrongKey => "用 --key-file 指明密钥文件，或运行 linli recover。".into(),
        Core::Open(source) => format!("（{}）", innermost(source)),
        Core::SetAside(source) => format!("（{}）", innermost(source)),
        _ => return None,
    })
}

fn hint_en(error: &Core) -> Option<String> {
    Some(match error {
        Core::Damaged => "Run: linli recover".into(),
        Core::Locked { .. } => {
            "Run: linli sync. To take out unsent entries only: linli outbox --export FILE".into()
        }
        Core::Document(_) => "Run linli rebuild, then linli sync".into(),
        Core::WrongKey => "Name the key file with --key-file, or run linli recover.".into(),
        Core::Open(source) => format!("({})", innermost(source)),
        Core::SetAside(source) => format!("({})", innermost(source)),
        _ => return None,
    })
}

/// How a spent PIN is replaced.
fn pin_hint(error: &VaultError, lang: Lang) -> Option<String> {
    matches!(error, VaultError::PinSpent).then(|| {
        let (zh, en) = (
            "恢复码：linli pin reset；解锁码：linli pin unlock",
            "With a recovery code: linli pin reset. With a release code of the office: linli pin unlock",
        );
        lang.pick(zh, en).to_owned()
    })
}

/// Opening and renaming speak of files only, never of what is in them.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

fn with(text: String, hint: Option<String>) -> String {
    match hint {
        Some(hint) => format!("{text} {hint}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Candidate;

    #[test]
    fn a_damaged_replica_is_sent_to_recover_in_both_languages() {
        let error = Error::from(Core::Damaged);
        assert!(error.words(Lang::Zh).contains("linli recover"));
        assert!(error.words(Lang::En).contains("linli recover"));
    }

    #[test]
    fn no_network_says_what_is_safe() {
        let error = Error::Unreachable(ureq::Error::HostNotFound);
        assert!(error.words(Lang::Zh).contains("本机记录都在"));
        assert!(error.words(Lang::En).contains("is safe"));
    }

    #[test]
    fn messages_are_in_one_language_each() {
        let error = Error::Ambiguous {
            thing: Thing::Household,
            candidates: vec![
                Candidate {
                    id: "a".into(),
                    place: "3号楼301".into()
                };
                2
            ],
        };
        assert!(error.words(Lang::En).is_ascii());
        assert!(error.words(Lang::Zh).starts_with("有 2 个住户符合"));
    }
}
