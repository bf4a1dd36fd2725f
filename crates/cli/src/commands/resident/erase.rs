use clap::{Args, ValueEnum};
use linli_client_core::domain::command::{EraseResident, ErasureGround};

use crate::commands::household::update_known;
use crate::commands::saved::Saved;
use crate::desk::Desk;
use crate::error::Error;
use crate::lookup;

/// Why: goes into the audit log.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Ground {
    /// 本人或其代理人要求 (the resident asks for it)
    Requested,
    /// 处理目的已实现，或已永久迁出 (what it was kept for is done)
    Purpose,
    /// 撤回同意 (consent was withdrawn)
    Consent,
    /// 本不应收集 (it should never have been kept)
    Unlawful,
}

#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// 姓名或编号 (name or id)
    #[arg(value_name = "ID|NAME")]
    resident: String,
    /// 依据，记入审计日志 (the ground, kept in the audit log)
    #[arg(long, value_enum)]
    ground: Ground,
}

impl Erase {
    pub(super) fn run(self, desk: &mut Desk) -> Result<Saved, Error> {
        let (household, resident) = lookup::resident(desk, &self.resident)?;
        let ground = match self.ground {
            Ground::Requested => ErasureGround::Requested,
            Ground::Purpose => ErasureGround::Purpose,
            Ground::Consent => ErasureGround::Consent,
            Ground::Unlawful => ErasureGround::Unlawful,
        };
        Ok(update_known(desk, household, EraseResident { resident, ground })?.resident(resident))
    }
}
