use clap::Args;
use linli_client_core::carry::Parcel;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::lang::Lang;
use crate::page::{Answer, Page, Table, local};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// 清掉被服务器拒收的 (forget those that the server refused)
    #[arg(long)]
    forget_refused: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Parcels {
    parcels: Vec<Parcel>,
}

impl List {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Parcels, Error> {
        if self.forget_refused {
            desk.replica.forget_refused_parcels()?;
        }
        Ok(Parcels {
            parcels: desk.replica.parcels()?,
        })
    }
}

impl Answer for Parcels {
    fn write(&self, page: &mut Page) {
        if self.parcels.is_empty() {
            page.line("没有代送的文件。", "This device carries nothing.");
            return;
        }
        let headings = [
            ("编号", "id"),
            ("收下", "taken"),
            ("字节", "bytes"),
            ("状态", "state"),
        ];
        let mut table = Table::new(page.lang, &headings);
        for parcel in &self.parcels {
            table.row([
                parcel.hash.chars().take(8).collect(),
                local(parcel.taken_at),
                parcel.bytes.to_string(),
                state(parcel.refused.as_deref(), page.lang).to_owned(),
            ]);
        }
        page.table(&table);
    }
}

/// What to do about it is its author's: the entries are on that phone still.
fn state(refused: Option<&str>, lang: Lang) -> &'static str {
    match refused {
        None => lang.pick("待同步", "goes with the next sync"),
        Some("unreadable") => lang.pick(
            "拒收：途中被改动，或不是封给这个服务器的；请对方重新封装",
            "refused: altered on the way, or sealed for another server; have it sealed again",
        ),
        Some("unknown_device") => lang.pick(
            "拒收：服务器不认识对方的设备",
            "refused: the server does not know its author's device",
        ),
        Some("bad_signature") => lang.pick(
            "拒收：签名不对，不是对方的设备封的",
            "refused: it was not signed by the device that it names",
        ),
        Some("suspended") => lang.pick(
            "拒收：对方的设备已停用；里面的记录已交书记处理，没有丢",
            "refused: its author's device is suspended; what is in it is with the secretary, nothing is lost",
        ),
        Some("too_large") => lang.pick("拒收：太大", "refused: it is too large"),
        Some(_) => lang.pick("拒收", "refused"),
    }
}
