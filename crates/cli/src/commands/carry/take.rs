use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use linli_client_core::Error as Core;
use linli_client_core::carry::{MOST_BYTES, parts};
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page};

/// Text parts take more room than the file that they stand for.
const MOST_READ: u64 = 4 * MOST_BYTES as u64;

#[derive(Debug, Args)]
pub(crate) struct Take {
    /// 同事封好的文件，或扫码所得的文字段，顺序不限 (a colleague's file, or the lines of its QR codes in any order)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, Serialize)]
pub(super) struct Taken {
    done: &'static str,
    /// Parcels that were not here yet.
    new: usize,
    /// All that wait to be delivered.
    waiting: usize,
}

impl Take {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Taken, Error> {
        let mut text = String::new();
        let mut new = 0;
        for path in &self.files {
            let bytes = read(path)?;
            match std::str::from_utf8(&bytes) {
                Ok(lines) if parts::are_parts(lines) => {
                    text.push_str(lines);
                    text.push('\n');
                }
                _ => new += desk.replica.carry(&bytes)?,
            }
        }
        if !text.is_empty() {
            new += desk.replica.carry(&parts::join_parts(&text)?)?;
        }
        let parcels = desk.replica.parcels()?;
        let waiting = parcels.iter().filter(|parcel| parcel.refused.is_none());
        Ok(Taken {
            done: "take",
            new,
            waiting: waiting.count(),
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Error::file(path))?;
    let read = file.take(MOST_READ + 1).read_to_end(&mut bytes);
    read.map_err(Error::file(path))?;
    if bytes.len() as u64 > MOST_READ {
        return Err(Core::NoParcel.into());
    }
    Ok(bytes)
}

impl Answer for Taken {
    fn write(&self, page: &mut Page) {
        page.line(
            format!(
                "收下 {} 份，共 {} 份待代送。内容已加密，这台设备看不到；同步时送出。",
                self.new, self.waiting
            ),
            format!(
                "Took {}; {} to deliver. They are encrypted, and this device can't read them. The next sync sends them.",
                self.new, self.waiting
            ),
        );
    }
}
