//! `linli sync`

mod locked;
mod progress;
mod pump;
mod result;

use clap::Args;
use linli_client_core::Error as Core;

use super::errand;
use crate::desk::Desk;
use crate::error::Error;
use crate::files::Files;
use crate::http::{Http, Trust};
use crate::page::Voice;

use locked::Locked;
use progress::Progress;
use result::Synced;

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// 服务器换了地址时用，之后一直用新地址 (the server has moved: its address from now on)
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    #[command(flatten)]
    trust: Trust,
}

impl Sync {
    pub(super) fn run(self, desk: &mut Desk, files: &Files, voice: Voice) -> Result<(), Error> {
        if let Some(server) = &self.server {
            desk.replica
                .set_server(&crate::http::base_address(server)?)?;
        }
        let identity = desk.replica.identity()?.ok_or(Core::NotJoined)?;
        let http = Http::to(&identity.server, &self.trust)?;
        let mut progress = Progress::new(voice);
        let report = pump::pump(&mut desk.replica, &http, &mut progress);
        progress.finish();
        match report {
            Ok(report) if report.locked => voice.say(&Locked::for_good(files, report)?),
            Ok(report) => {
                deposit(desk, &http);
                voice.say(&Synced::after(desk, report)?)
            }
            Err(error) => {
                say_what_waits(desk, voice)?;
                Err(error)
            }
        }
    }
}

/// What opens this replica without its PIN is left with the server. Work comes first: what does not come through now
/// goes with the next sync.
fn deposit(desk: &mut Desk, http: &Http) {
    if let Ok(Some(errand)) = desk.replica.deposit_due()
        && errand::run(desk, http, errand).is_ok()
    {
        drop(desk.replica.deposited());
    }
}

/// After a failure: how much is still here, before the error says why.
fn say_what_waits(desk: &Desk, voice: Voice) -> Result<(), Error> {
    let unsent = desk.replica.status()?.unsent;
    if unsent > 0 && !voice.json {
        let zh = format!("还有 {unsent} 条没有同步，都在本机（linli outbox）");
        let en = format!("{unsent} not synced yet, safe on this device (linli outbox)");
        eprintln!("{}", voice.lang.pick(zh, en));
    }
    Ok(())
}
