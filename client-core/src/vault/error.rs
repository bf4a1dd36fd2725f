use std::io;

use super::PinError;

/// Why a vault did not open. Neither PIN nor code stands in any text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    #[error("the vault's file is malformed")]
    Malformed,
    #[error("the vault has version {found}, newer than this program")]
    NewerVersion { found: u8 },
    #[error("what was typed can be no PIN")]
    Pin(#[from] PinError),
    #[error("the PIN is wrong")]
    WrongPin {
        /// Attempts until the PIN opens nothing any more.
        left: u8,
        /// Until the next one is taken.
        wait_seconds: u64,
    },
    /// Nothing was tried.
    #[error("no PIN is taken yet")]
    Wait { seconds: u64 },
    /// The recovery secret still opens the vault.
    #[error("there were too many wrong PINs")]
    PinSpent,
    #[error("the recovery code is mistyped")]
    MistypedRecovery,
    #[error("the recovery secret belongs to another vault")]
    WrongRecovery,
    /// Without a note of it on the disk no attempt is made.
    #[error("the attempt could not be noted")]
    NotKept(#[source] io::Error),
}

impl VaultError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "vault_malformed",
            Self::NewerVersion { .. } => "newer_version",
            Self::Pin(_) => "pin_malformed",
            Self::WrongPin { .. } => "wrong_pin",
            Self::Wait { .. } => "pin_wait",
            Self::PinSpent => "pin_spent",
            Self::MistypedRecovery => "recovery_mistyped",
            Self::WrongRecovery => "wrong_recovery",
            Self::NotKept(_) => "pin_not_noted",
        }
    }

    /// What happened, what is safe, what to do: in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Malformed => "密码锁文件已损坏，打不开。数据和未同步的记录没有改动；请从备份取回这个文件。".into(),
            Self::NewerVersion { .. } => "密码锁由更新的版本写入。数据没有改动；请升级软件。".into(),
            Self::Pin(PinError::Length) => "密码要 6 到 32 个字符。没有算作一次尝试，数据没有改动。".into(),
            Self::Pin(PinError::ControlCharacter) => "密码里有不可见的控制字符。数据没有改动，请重新输入。".into(),
            Self::Pin(PinError::Guessable) => "这个密码太容易猜到（重复或连续的数字）。没有做任何改动，请换一个。".into(),
            Self::WrongPin { left, wait_seconds } => format!(
                "密码不对。数据和未同步的记录都在；还可以试 {left} 次{}。",
                if *wait_seconds > 0 { format!("，请 {}后再试", length_zh(*wait_seconds)) } else { String::new() }
            ),
            Self::Wait { seconds } => format!(
                "输错次数较多，请 {}后再试。数据和未同步的记录都在，这一次没有算进去。",
                length_zh(*seconds)
            ),
            Self::PinSpent => "输错次数太多，密码已作废。数据和未同步的记录都在，没有删除：请用恢复码打开并设新密码；没有恢复码的，请向单位要解锁码，联网打开。".into(),
            Self::MistypedRecovery => "恢复码抄写有误，请对照原件再输一次（28 个字符，可以不写横线）。数据没有改动。".into(),
            Self::WrongRecovery => "这不是这份数据的恢复码。数据没有改动；请找当初设密码时写下的那一个，或最近更换的那一个。".into(),
            Self::NotKept(_) => "没能在存储上记下这次尝试，所以没有核对密码。数据没有改动；请检查空间和权限后再试。".into(),
        }
    }

    /// The same in English.
    pub fn en(&self) -> String {
        match self {
            Self::Malformed => "The file of the PIN is damaged. The register and your unsent entries were not touched; bring this file back from a backup.".into(),
            Self::NewerVersion { .. } => "A newer version set this PIN. Nothing was changed; upgrade the program.".into(),
            Self::Pin(PinError::Length) => "A PIN has 6 to 32 characters. It did not count as an attempt, and nothing was changed.".into(),
            Self::Pin(PinError::ControlCharacter) => "The PIN has control characters in it. Nothing was changed; type it again.".into(),
            Self::Pin(PinError::Guessable) => "This PIN is too easily guessed: one digit, or digits in a row. Nothing was changed; choose another.".into(),
            Self::WrongPin { left, wait_seconds } => format!(
                "The PIN is wrong. The register and your unsent entries are safe; {left} attempts are left{}.",
                if *wait_seconds > 0 { format!(", the next one in {}", length_en(*wait_seconds)) } else { String::new() }
            ),
            Self::Wait { seconds } => format!(
                "After so many wrong PINs, try again in {}. The register and your unsent entries are safe, and this attempt did not count.",
                length_en(*seconds)
            ),
            Self::PinSpent => "There were too many wrong PINs, and the PIN opens nothing any more. The register and your unsent entries are safe: open them with the recovery code and set a new PIN. Without a code, ask the office for a release code and open them online.".into(),
            Self::MistypedRecovery => "The recovery code is mistyped. Nothing was changed; compare it with the original (28 characters, dashes may be left out).".into(),
            Self::WrongRecovery => "This is not the recovery code of this replica. Nothing was changed; look for the one that was given when the PIN was set, or when the code was renewed.".into(),
            Self::NotKept(_) => "The attempt could not be noted on the disk, so the PIN was not looked at. Nothing was changed; check space and permissions and try again.".into(),
        }
    }
}

fn length_zh(seconds: u64) -> String {
    if seconds < 60 {
        format!("{seconds} 秒")
    } else {
        format!("{} 分钟", seconds.div_ceil(60))
    }
}

fn length_en(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        _ if seconds < 60 => format!("{seconds} seconds"),
        1 => "1 minute".into(),
        minutes => format!("{minutes} minutes"),
    }
}
