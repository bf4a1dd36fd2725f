//! `linli pin`

use clap::{Args, Subcommand};
use linli_client_core::Replica;
use linli_client_core::sync::{release_request, release_response};
use linli_client_core::vault::{RecoverySecret, ReplicaKey};
use serde::Serialize;

use crate::error::Error;
use crate::files::Files;
use crate::http::{Http, Trust, base_address};
use crate::page::{Answer, Page, Voice};
use crate::pin;
use crate::surroundings::Machine;

/// Longest answer to a release, in bytes.
const ANSWER_BYTES: usize = 64 * 1024;

#[derive(Debug, Subcommand)]
pub(crate) enum PinCommand {
    /// 设密码；会给出一次恢复码 (set a PIN; gives a recovery code, once)
    Set,
    /// 换密码 (change the PIN)
    Change,
    /// 去掉密码，密钥重新存为文件 (take the PIN away; the key is a file again)
    Remove,
    /// 忘记密码时：用恢复码设新密码 (after a forgotten PIN: a new one by the recovery code)
    Reset,
    /// 忘记密码又没有恢复码时：凭单位给的解锁码联网设新密码 (without PIN and recovery code: a new PIN by a code from the office, online)
    Unlock(Unlock),
    /// 换恢复码，旧的作废 (another recovery code; the old one is void)
    RenewCode,
}

#[derive(Debug, Args)]
pub(crate) struct Unlock {
    /// 服务器地址，以 https:// 开头 (the server's address)
    #[arg(long, value_name = "URL")]
    server: String,
    /// 单位给的解锁码，只能用一次 (the one-time code from the office)
    #[arg(long)]
    code: String,
    #[command(flatten)]
    trust: Trust,
}

#[derive(Debug, Serialize)]
pub(super) struct PinDone {
    done: &'static str,
    /// Shown this once. Unset where the one before still holds.
    recovery_code: Option<String>,
}

impl PinCommand {
    pub(super) fn run(self, files: &Files, voice: Voice) -> Result<PinDone, Error> {
        let lang = voice.lang;
        let (done, key, recovery) = match self {
            Self::Set if files.has_vault() => return Err(Error::HasPin),
            Self::Set => {
                let key = opening_key(files)?;
                let recovery = files.lock(&key, &pin::chosen(lang)?)?;
                ("set", key, Some(recovery))
            }
            Self::Change => {
                let key = files.unlock(&pin::typed(lang)?)?;
                let chosen = pin::chosen(lang)?;
                let recovery = files.lock_anew(&key, Some(&chosen), false)?;
                ("change", key, recovery)
            }
            Self::Remove => {
                let key = files.unlock(&pin::typed(lang)?)?;
                files.unlock_for_good(&key)?;
                open(files, &key)?.forget_deposit()?;
                ("remove", key, None)
            }
            Self::Reset => {
                let key = files.unlock_with_recovery(&pin::recovery(lang)?)?;
                let chosen = pin::chosen(lang)?;
                let recovery = files.lock_anew(&key, Some(&chosen), true)?;
                ("reset", key, recovery)
            }
            Self::Unlock(unlock) => {
                let key = files.unlock_with_recovery(&unlock.released(files)?)?;
                let chosen = pin::chosen(lang)?;
                let recovery = files.lock_anew(&key, Some(&chosen), true)?;
                ("unlock", key, recovery)
            }
            Self::RenewCode => {
                let key = files.unlock(&pin::typed(lang)?)?;
                let recovery = files.lock_anew(&key, None, true)?;
                ("renew_code", key, recovery)
            }
        };
        if let Some(secret) = &recovery {
            open(files, &key)?.hold_deposit(secret, &files.vault_id()?)?;
        }
        Ok(PinDone {
            done,
            recovery_code: recovery.map(|secret: RecoverySecret| secret.code().to_string()),
        })
    }
}

impl Unlock {
    /// What the device deposited while it was open.
    fn released(&self, files: &Files) -> Result<RecoverySecret, Error> {
        let server = base_address(&self.server)?;
        let http = Http::to(&server, &self.trust)?;
        let vault = files.vault_id()?;
        let answer = http.send(&release_request(&vault, self.code.trim()))?;
        let (status, body) = (answer.status, answer.whole(ANSWER_BYTES)?);
        Ok(release_response(&vault, status, &body)?)
    }
}

fn open(files: &Files, key: &ReplicaKey) -> Result<Replica, Error> {
    Ok(Replica::open(&files.by_key(key)?, Box::new(Machine))?)
}

/// The bare key, after it has opened the replica: one that does not must not be locked away.
fn opening_key(files: &Files) -> Result<ReplicaKey, Error> {
    let options = files.existing()?;
    drop(Replica::open(&options, Box::new(Machine))?);
    Ok(options.key)
}

impl Answer for PinDone {
    fn write(&self, page: &mut Page) {
        match self.done {
            "remove" => page.line(
                "密码已去掉。密钥现在是数据文件旁的一个文件，能读到它的人就能打开数据。",
                "The PIN is gone. The key is a file beside the replica now: whoever can read it can open the replica.",
            ),
            "renew_code" => page.line("恢复码已更换，旧的作废。", "The recovery code is renewed; the old one is void."),
            _ => page.line(
                "密码已生效：以后每次打开都要输入。",
                "The PIN is set: it is asked for whenever the replica is opened.",
            ),
        }
        let Some(code) = &self.recovery_code else {
            return;
        };
        page.blank();
        page.plain(format!("    {code}"));
        page.blank();
        page.line(
            "这是恢复码，只显示这一次。请抄在纸上，装进信封封好交给书记，或自己妥善保管。下次同步后服务器也替您存一份。",
            "This is the recovery code. It is shown this once. Write it down: hand it to your secretary in a sealed envelope, or keep it safe yourself. With the next sync the server keeps one for you, too.",
        );
        page.line(
            "忘记密码、或输错 10 次时，用它打开本机的数据和未同步的记录（linli pin reset）；没有它时向单位要解锁码（linli pin unlock）。",
            "When the PIN is forgotten, or was wrong ten times, it opens this replica and its unsent entries (linli pin reset); without it, ask the office for a release code (linli pin unlock).",
        );
    }
}
