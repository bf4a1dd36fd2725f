//! What can go wrong, as far as somebody can do something about it.

use std::path::PathBuf;

use linli_documents::DocumentError;
use linli_domain::Refusal;
use linli_sqlite::{OpenError, QuarantineError, Trouble};
use linli_sync::ReceiveError;
use linli_wire::{Problem, compression::CompressionError};

/// Texts carry no personal data. `zh` and `en` are for people; `Display` is for logs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("another process holds the replica")]
    InUse,
    #[error("the key is wrong, or the replica's first page is damaged")]
    WrongKey,
    #[error("the replica has version {found}, newer than {supported}")]
    NewerVersion { found: u32, supported: u32 },
    #[error("the file is no Linli replica")]
    NotAReplica,
    /// `Replica::recover` sets it aside and salvages the outbox.
    #[error("the replica file is damaged")]
    Damaged,
    #[error("the damaged file could not be set aside")]
    SetAside(#[source] QuarantineError),
    #[error("no file at {}", .0.display())]
    Missing(PathBuf),
    /// Nothing of the failed action was kept, and everything before it was.
    #[error("the disk is full")]
    DiskFull,
    #[error("the device has not joined an estate")]
    NotJoined,
    #[error("the replica has joined already")]
    AlreadyJoined,
    /// No contact with the server for longer than the estate allows. What waits in the outbox is safe, and a
    /// sync opens the replica again.
    #[error("the replica is locked after {days} days without contact")]
    Locked { days: u16, unsent: u32 },
    #[error("the command was refused: {0}")]
    Refused(Refusal),
    /// Nothing of that kind is known here.
    #[error("no such {0}")]
    Unknown(&'static str),
    /// Nobody referred the case, or a mediator has dealt with it already.
    #[error("no referral of the case waits")]
    NotWaiting,
    /// No record waits for the server.
    #[error("nothing waits to be carried")]
    NothingToCarry,
    /// The server's key comes with a device's first sync.
    #[error("the server's key is not known yet")]
    NoServerKey,
    /// It is no sealed file of a colleague, or a damaged one.
    #[error("this is no sealed parcel")]
    NoParcel,
    #[error("{} of {count} parts are missing", .missing.len())]
    PartsMissing {
        /// Their numbers, from 1.
        missing: Vec<usize>,
        count: usize,
    },
    /// Until the next sync.
    #[error("no more parcels can be carried")]
    ParcelsFull,
    #[error("{what} fits {count} entries")]
    Ambiguous { what: &'static str, count: usize },
    /// A problem document from the server.
    #[error("the server answered {}", .0.code.as_str())]
    Problem(Box<Problem>),
    /// An answer that no Linli server gives: a captive portal, a proxy, a broken server.
    #[error("the server's answer can't be used: {0}")]
    BadAnswer(String),
    #[error("the response breaks the protocol")]
    Receive(#[from] ReceiveError),
    #[error("a document can't be read")]
    Document(#[from] DocumentError),
    #[error("the database failed")]
    Database(#[source] rusqlite::Error),
    #[error("the replica could not be opened")]
    Open(#[source] OpenError),
}

impl Error {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InUse => "in_use",
            Self::WrongKey => "wrong_key",
            Self::NewerVersion { .. } => "newer_version",
            Self::NotAReplica => "not_a_replica",
            Self::Damaged => "damaged",
            Self::SetAside(_) => "set_aside_failed",
            Self::Missing(_) => "missing",
            Self::DiskFull => "disk_full",
            Self::NotJoined => "not_joined",
            Self::AlreadyJoined => "already_joined",
            Self::Locked { .. } => "locked",
            Self::Refused(refusal) => refusal.code.as_str(),
            Self::Unknown(_) => "unknown",
            Self::Ambiguous { .. } => "ambiguous",
            Self::NotWaiting => "not_waiting",
            Self::NothingToCarry => "nothing_to_carry",
            Self::NoServerKey => "no_server_key",
            Self::NoParcel => "no_parcel",
            Self::PartsMissing { .. } => "parts_missing",
            Self::ParcelsFull => "parcels_full",
            Self::Problem(problem) => problem.code.as_str(),
            Self::BadAnswer(_) | Self::Receive(_) => "bad_answer",
            Self::Document(_) => "document",
            Self::Database(_) => "database",
            Self::Open(_) => "open",
        }
    }

    /// What happened, what is safe, what to do: in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::InUse => {
                "另一个程序正在使用这份数据。请先关闭它，再试一次；数据没有改动。".into()
            }
            Self::WrongKey => {
                "密钥不对，或文件开头已损坏。数据没有改动；请确认密钥，或恢复数据。".into()
            }
            Self::NewerVersion { .. } => {
                "这份数据由更新的版本写入。数据没有改动；请升级软件。".into()
            }
            Self::NotAReplica => "这不是邻里的数据文件，没有做任何改动。".into(),
            Self::Damaged => {
                "数据文件已损坏。可以恢复：原文件会改名保留，未同步的记录会尽量取出。".into()
            }
            Self::SetAside(_) => {
                "损坏的文件无法改名保留，没有做任何改动。请检查磁盘空间和权限。".into()
            }
            Self::Missing(_) => "没有这个数据文件。请先加入（join），或检查文件名。".into(),
            Self::DiskFull => {
                "存储空间已满，这一条没有存下；之前的记录都在。请清理空间后再记一次。".into()
            }
            Self::NotJoined => "这台设备还没有加入小区。请用书记给的邀请码加入（join）。".into(),
            Self::AlreadyJoined => "这台设备已经加入过了，不必再次加入。".into(),
            Self::Locked { days, unsent } => format!(
                "这台设备超过 {days} 天没有连上服务器，已自动锁定，以免丢失后泄露居民信息。{unsent} 条未同步的记录都在，没有丢失。请在有信号的地方同步（sync），同步后自动打开。"
            ),
            Self::Refused(refusal) => {
                format!(
                    "{}{}",
                    refusal.code.zh(),
                    place("（位置：", &refusal.path, "）")
                )
            }
            Self::Unknown(what) => format!("没有找到：{what}。请检查编号，或先同步。"),
            Self::Ambiguous { what, count } => format!("“{what}”对应 {count} 项，请写得更具体。"),
            Self::NotWaiting => "这件事项没有等待受理的转调解：没有人转过，或已经受理、不受理。没有做任何改动；请先同步，再看这件事项。".into(),
            Self::NothingToCarry => "没有未同步的记录，不需要别人代送。".into(),
            Self::NoServerKey => "这台设备还没有同步过，不知道服务器的密钥，无法封装。记录都在本机；请先同步一次。".into(),
            Self::NoParcel => "这不是同事封装的代送文件，或者已损坏；没有收下。记录仍在对方手机上，请对方重新封装。".into(),
            Self::PartsMissing { missing, count } => format!(
                "共 {count} 段，还缺第 {} 段；没有收下。请补齐后再收。",
                numbers(missing, "、")
            ),
            Self::ParcelsFull => "代送的文件已满，这一份没有收下；已收的都在。请先同步，再收。".into(),
            Self::Problem(problem) => problem.title.clone(),
            Self::BadAnswer(_) | Self::Receive(_) => {
                "服务器的回答无法识别（可能被网络登录页拦截）。本机记录都在，稍后再同步。".into()
            }
            Self::Document(_) => "一份档案无法读取，下次同步会重新取回；其他档案不受影响。".into(),
            Self::Database(_) | Self::Open(_) => {
                "数据库出错，这一步没有完成；之前的记录都在。".into()
            }
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            Self::InUse => "Another program is using this replica. Close it and try again; nothing was changed.".into(),
            Self::WrongKey => "The key is wrong, or the file's beginning is damaged. Nothing was changed; check the key, or recover.".into(),
            Self::NewerVersion { .. } => "A newer version wrote this replica. Nothing was changed; upgrade the program.".into(),
            Self::NotAReplica => "This is not a Linli replica. Nothing was changed.".into(),
            Self::Damaged => "The replica is damaged. It can be recovered: the file is kept under another name, and unsent work is taken out of it.".into(),
            Self::SetAside(_) => "The damaged file could not be renamed; nothing was changed. Check space and permissions.".into(),
            Self::Missing(_) => "There is no such replica. Join first, or check the name.".into(),
            Self::DiskFull => "The disk is full. This entry was not saved; everything before it is. Free some space and record it again.".into(),
            Self::NotJoined => "This device has not joined an estate. Join with the code that the secretary gave you.".into(),
            Self::AlreadyJoined => "This device has joined already.".into(),
            Self::Locked { days, unsent } => format!(
                "This device has not reached the server for more than {days} days and has locked itself, so that nobody reads the register on a lost phone. Your {unsent} unsent entries are safe. Sync where there is a signal; that opens it again."
            ),
            Self::Refused(refusal) => {
                format!("{}{}", refusal.code.en(), place(" (at ", &refusal.path, ")"))
            }
            Self::Unknown(what) => format!("Not found: {what}. Check the id, or sync first."),
            Self::Ambiguous { what, count } => format!("\"{what}\" fits {count} entries. Be more specific."),
            Self::NotWaiting => "No referral of this case waits: nobody referred it, or a mediator has dealt with it already. Nothing was changed; sync, and look at the case.".into(),
            Self::NothingToCarry => "Nothing waits for the server; there is nothing to carry.".into(),
            Self::NoServerKey => "This device has not synced yet and does not know the server's key. Your entries are safe here; sync once before you hand them over.".into(),
            Self::NoParcel => "This is no parcel that a colleague sealed, or it is damaged; nothing was taken. The entries are safe on the colleague's phone: have them sealed again.".into(),
            Self::PartsMissing { missing, count } => format!(
                "Of {count} parts these are missing: {}. Nothing was taken. Add them and try again.",
                numbers(missing, ", ")
            ),
            Self::ParcelsFull => "This device carries as much as it can; this one was not taken, the others are safe. Sync, then take it.".into(),
            Self::Problem(problem) => problem.detail.clone(),
            Self::BadAnswer(_) | Self::Receive(_) => {
                "The server's answer makes no sense (a network login page, perhaps). What the device holds is safe; sync later.".into()
            }
            Self::Document(_) => "A record can't be read; the next sync fetches it anew. The others are not affected.".into(),
            Self::Database(_) | Self::Open(_) => "The database failed; this step was not done. Everything before it is safe.".into(),
        }
    }
}

/// The first few: a person goes after them one by one.
fn numbers(missing: &[usize], between: &str) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<_> = missing.iter().take(SHOWN).map(usize::to_string).collect();
    let more = if missing.len() > SHOWN { "…" } else { "" };
    shown.join(between) + more
}

fn place(before: &str, path: &str, after: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("{before}{path}{after}")
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match Trouble::of(&error) {
            Trouble::DiskFull => Self::DiskFull,
            Trouble::Corrupt => Self::Damaged,
            Trouble::InUse => Self::InUse,
            Trouble::Io | Trouble::Other => Self::Database(error),
        }
    }
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::InUse(_) => Self::InUse,
            OpenError::WrongKeyOrNotADatabase(_) => Self::WrongKey,
            OpenError::NewerVersion { found, supported } => Self::NewerVersion { found, supported },
            OpenError::Corrupt(_) | OpenError::OrphanedLog => Self::Damaged,
            OpenError::DiskFull(_) => Self::DiskFull,
            OpenError::OtherKind { .. } | OpenError::ForeignFile { .. } => Self::NotAReplica,
            other => Self::Open(other),
        }
    }
}

impl From<CompressionError> for Error {
    fn from(error: CompressionError) -> Self {
        Self::BadAnswer(error.to_string())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
