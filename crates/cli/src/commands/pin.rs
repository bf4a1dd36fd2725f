//! `linli pin`

use clap::Subcommand;
use linli_client_core::Replica;
use linli_client_core::vault::{RecoverySecret, ReplicaKey};
use serde::Serialize;

use crate::error::Error;
use crate::files::Files;
use crate::page::{Answer, Page, Voice};
use crate::pin;
use crate::surroundings::Machine;

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
    /// 换恢复码，旧的作废 (another recovery code; the old one is void)
    RenewCode,
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
        let (done, recovery) = match self {
            Self::Set if files.has_vault() => return Err(Error::HasPin),
            Self::Set => {
                let key = opening_key(files)?;
                ("set", Some(files.lock(&key, &pin::chosen(lang)?)?))
            }
            Self::Change => {
                let key = files.unlock(&pin::typed(lang)?)?;
                let chosen = pin::chosen(lang)?;
                ("change", files.lock_anew(&key, Some(&chosen), false)?)
            }
            Self::Remove => {
                let key = files.unlock(&pin::typed(lang)?)?;
                files.unlock_for_good(&key)?;
                ("remove", None)
            }
            Self::Reset => {
                let key = files.unlock_with_recovery(&pin::recovery(lang)?)?;
                let chosen = pin::chosen(lang)?;
                ("reset", files.lock_anew(&key, Some(&chosen), true)?)
            }
            Self::RenewCode => {
                let key = files.unlock(&pin::typed(lang)?)?;
                ("renew_code", files.lock_anew(&key, None, true)?)
            }
        };
        Ok(PinDone {
            done,
            recovery_code: recovery.map(|secret: RecoverySecret| secret.code().to_string()),
        })
    }
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
            "这是恢复码，只显示这一次，哪里都没有另存。请抄在纸上，装进信封封好交给书记，或自己妥善保管。",
            "This is the recovery code. It is shown this once and kept nowhere else. Write it down: hand it to your secretary in a sealed envelope, or keep it safe yourself.",
        );
        page.line(
            "忘记密码、或输错 10 次时，只有它能打开本机的数据和未同步的记录（linli pin reset）。",
            "When the PIN is forgotten, or was wrong ten times, nothing else opens this replica and its unsent entries (linli pin reset).",
        );
    }
}
