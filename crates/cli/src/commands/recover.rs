use std::path::PathBuf;

use clap::Args;
use linli_client_core::{Error as Core, Replica};
use serde::Serialize;

use crate::error::Error;
use crate::files::Files;
use crate::page::{Answer, Page};
use crate::surroundings::Machine;

#[derive(Debug, Args)]
pub(crate) struct Recover {
    /// 数据看起来完好、或密钥打不开时也照做；原文件仍会保留 (even when it looks sound, or the key does not open it)
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Recovered {
    /// Where the damaged file is kept.
    set_aside: PathBuf,
    /// Unsent entries that were taken out of it.
    unsent: usize,
    /// Drafts that were taken out of it.
    drafts: usize,
    /// Whether this device still is the one that joined. If not, join again with a new code.
    identity: bool,
    /// Tables that could not be read to their end: the file that was set aside may hold more.
    incomplete: Vec<&'static str>,
}

impl Recover {
    pub(super) fn run(self, files: &Files) -> Result<Recovered, Error> {
        self.look_first(files)?;
        let (options, nonce) = files.replacement()?;
        let (replica, recovery) = Replica::recover(&options, Box::new(Machine))?;
        files.bind(&nonce)?;
        drop(replica);
        Ok(Recovered {
            set_aside: recovery.set_aside,
            unsent: recovery.unsent,
            drafts: recovery.drafts,
            identity: recovery.identity,
            incomplete: recovery.incomplete,
        })
    }

    /// A file that is in use, newer, not ours, or sound is left alone.
    fn look_first(&self, files: &Files) -> Result<(), Error> {
        let opened = files
            .existing()
            .and_then(|options| Ok(Replica::open(&options, Box::new(Machine))?));
        match opened.and_then(|replica| Ok(replica.check()?)) {
            // A log without its file is damage too: the core sets it aside.
            Err(Error::Core(Core::Damaged | Core::Document(_) | Core::Missing(_))) => Ok(()),
            Ok(()) if self.force => Ok(()),
            Ok(()) => Err(Error::NotDamaged),
            Err(Error::Core(Core::WrongKey)) if self.force => Ok(()),
            Err(Error::Core(Core::WrongKey)) => Err(Error::RecoverNeedsKey),
            Err(error) => Err(error),
        }
    }
}

impl Answer for Recovered {
    fn write(&self, page: &mut Page) {
        let kept = self.set_aside.display();
        page.line(
            format!("损坏的文件已改名保留：{kept}"),
            format!("The damaged file is kept as: {kept}"),
        );
        page.line(
            format!(
                "取出了 {} 条未同步的记录、{} 条草稿。",
                self.unsent, self.drafts
            ),
            format!(
                "Taken out of it: {} unsent entries, {} drafts.",
                self.unsent, self.drafts
            ),
        );
        if !self.incomplete.is_empty() {
            let tables = self.incomplete.join(", ");
            page.line(
                format!("有些没能读完（{tables}），请把保留的文件交给技术人员，不要删除。"),
                format!("Some could not be read to the end ({tables}). Hand the kept file to an engineer, do not delete it."),
            );
        }
        if self.identity {
            page.line(
                "下一步：linli sync，档案会重新取回。",
                "Next: linli sync, which fetches the register anew.",
            );
        } else {
            page.line(
                "设备身份没能取出：请向书记要新的邀请码，重新 linli join。",
                "The device's identity could not be read: ask the secretary for a new code and run linli join.",
            );
        }
    }
}
