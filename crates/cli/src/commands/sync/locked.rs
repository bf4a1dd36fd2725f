use std::path::PathBuf;

use linli_client_core::sync::SyncReport;
use serde::Serialize;

use crate::error::Error;
use crate::files::Files;
use crate::page::{Answer, Page};

/// This device was suspended. What it held is with the secretary and can no longer be read here.
#[derive(Debug, Serialize)]
pub(super) struct Locked {
    report: SyncReport,
    /// The file that nobody can read any more.
    unreadable: PathBuf,
}

impl Locked {
    /// Forgets the key, which opens nothing any more.
    pub(super) fn for_good(files: &Files, report: SyncReport) -> Result<Self, Error> {
        files.forget_key()?;
        Ok(Self {
            report,
            unreadable: files.replica().to_owned(),
        })
    }
}

impl Answer for Locked {
    fn write(&self, page: &mut Page) {
        let handed_over = self.report.escrowed;
        page.line(
            "这台设备已被停用，本机的数据已锁死，谁也打不开了。",
            "This device was suspended. What it held is locked for good: nobody can open it any more.",
        );
        page.line(
            format!("没有丢失：尚未同步的记录都已交给服务器，等书记决定（这次 {handed_over} 条）；已同步的都在登记册里。"),
            format!("Nothing is lost: what was not synced is with the server, for the secretary to decide ({handed_over} entries this time); what was synced is in the register."),
        );
        let file = self.unreadable.display();
        page.line(
            format!("下一步：请联系书记。恢复工作要新的邀请码和新的数据文件；{file} 可以删除。"),
            format!("Next: ask the secretary. To work again you need a new code and a new replica; {file} can be deleted."),
        );
    }
}
