use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use linli_client_core::carry::parts;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::files::create_private;
use crate::page::{Answer, Page};

#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// 写成文件 (write a file)
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "qr",
        conflicts_with = "qr"
    )]
    out: Option<PathBuf>,
    /// 输出文字段，一段做一个二维码 (print lines of text, one for each QR code)
    #[arg(long)]
    qr: bool,
    /// 每段多少字符 (characters in one line)
    #[arg(long, default_value_t = parts::DEFAULT_PART_CHARS, requires = "qr")]
    chars: usize,
    /// 覆盖已有的文件 (overwrite a file that is there)
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Handed {
    done: &'static str,
    /// Entries in it, and those that found no room.
    commands: usize,
    left: usize,
    bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<PathBuf>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<String>,
}

impl Seal {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Handed, Error> {
        let sealed = desk.replica.seal_for_carrying()?;
        if let Some(path) = &self.out {
            let mut file = create_private(path, self.force)?;
            let written = file.write_all(&sealed.bytes).and_then(|()| file.sync_all());
            written.map_err(Error::file(path))?;
        }
        let parts = if self.qr {
            parts::text_parts(&sealed.bytes, self.chars)
        } else {
            Vec::new()
        };
        Ok(Handed {
            done: "seal",
            commands: sealed.commands,
            left: sealed.left,
            bytes: sealed.bytes.len(),
            out: self.out,
            parts,
        })
    }
}

impl Answer for Handed {
    fn write(&self, page: &mut Page) {
        for part in &self.parts {
            page.plain(part);
        }
        page.line(
            format!(
                "已封好 {} 条记录（{} 字节），只有服务器能打开。请同事收下（carry take）并同步；这些记录仍留在本机，下次同步时会得到结果。",
                self.commands, self.bytes
            ),
            format!(
                "Sealed {} entries ({} bytes); the server alone can open them. Have a colleague take them (carry take) and sync. They stay on this device too, and the next sync brings the verdicts.",
                self.commands, self.bytes
            ),
        );
        if self.left > 0 {
            page.line(
                format!("还有 {} 条装不下，留在本机等待同步。", self.left),
                format!("{} more found no room and wait here for a sync.", self.left),
            );
        }
    }
}
