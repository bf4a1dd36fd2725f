use linli_client_core::query::Status;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::Error;
use crate::page::{Answer, Page};

#[derive(Debug, Serialize)]
pub(super) struct Rebuilt {
    #[serde(flatten)]
    status: Status,
}

pub(super) fn rebuild(desk: &mut Desk) -> Result<Rebuilt, Error> {
    desk.replica.rebuild()?;
    Ok(Rebuilt {
        status: desk.replica.status()?,
    })
}

impl Answer for Rebuilt {
    fn write(&self, page: &mut Page) {
        let status = &self.status;
        page.line(
            format!(
                "已重新整理：{} 户，{} 位居民，{} 次走访，{} 件未办结事项。",
                status.households, status.residents, status.visits, status.open_cases
            ),
            format!(
                "Made anew: {} households, {} residents, {} visits, {} open cases.",
                status.households, status.residents, status.visits, status.open_cases
            ),
        );
    }
}
