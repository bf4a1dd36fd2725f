//! A replica in this process, and what it recorded.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use linli_client_core::actions::NewVisit;
use linli_client_core::domain::command::Outcome;
use linli_client_core::domain::{Command, HouseholdId, VisitId};
use linli_client_core::sync::Step;
use linli_client_core::{Error, OpenOptions, ProblemCode, Replica, Surroundings};

use crate::clock::Machine;
use crate::{Failure, Result};

use super::http::Http;

pub(crate) struct Device {
    replica: Replica,
    http: Http,
    /// Acknowledged: `record_visit` has returned.
    pub(crate) recorded: Vec<VisitId>,
}

impl Device {
    pub(crate) fn join(file: &Path, server: SocketAddr, code: &str) -> Result<Self> {
        let mut key = [0; 32];
        Machine.fill(&mut key);
        let mut options = OpenOptions {
            path: file.to_owned(),
            key: key.into(),
            install_nonce: [0; 16],
            create: true,
        };
        Machine.fill(&mut options.install_nonce);
        let mut device = Self {
            replica: Replica::open(&options, Box::new(Machine))?,
            http: Http::to(server),
            recorded: Vec::new(),
        };
        let request = device.replica.join_request(code, "手机")?;
        let mut answer = device.http.send(&request)?;
        let body = answer.whole()?;
        device
            .replica
            .join_response(&format!("http://{server}"), answer.status, &body)?;
        Ok(device)
    }

    pub(crate) fn record(&mut self, visits: usize) -> Result<()> {
        let homes = self.replica.household_ids()?;
        for home in homes
            .iter()
            .cycle()
            .take(if homes.is_empty() { 0 } else { visits })
        {
            let recorded = self
                .replica
                .record_visit(NewVisit::new(*home, Outcome::Met))?;
            self.recorded.push(recorded.visit);
        }
        Ok(())
    }

    /// `Failure::Io` when the server went away, or was about to: everything else is a mistake of ours.
    pub(crate) fn sync(&mut self) -> Result<()> {
        match self.pump() {
            Err(Failure::Replica(Error::Problem(problem)))
                if problem.code == ProblemCode::Unavailable =>
            {
                Err(Failure::io("syncing")(std::io::Error::other(
                    "the server is unavailable",
                )))
            }
            // The answer ended in the middle.
            Err(Failure::Replica(error @ (Error::BadAnswer(_) | Error::Receive(_)))) => {
                Err(Failure::io("syncing")(std::io::Error::other(error)))
            }
            outcome => outcome,
        }
    }

    fn pump(&mut self) -> Result<()> {
        let mut session = self.replica.begin_sync()?;
        while let Step::Send(request) = session.next(&mut self.replica)? {
            let mut answer = self.http.send(&request)?;
            session.head(answer.status, answer.content_encoding.as_deref())?;
            while let Some(piece) = answer.piece()? {
                session.body(&mut self.replica, piece)?;
            }
            session.end(&mut self.replica)?;
        }
        Ok(())
    }

    pub(crate) fn unsent(&self) -> Result<usize> {
        Ok(self.replica.outbox()?.len())
    }

    /// Refused work.
    pub(crate) fn drafts(&self) -> Result<usize> {
        Ok(self.replica.drafts()?.len())
    }

    pub(crate) fn homes(&self) -> Result<Vec<HouseholdId>> {
        Ok(self.replica.household_ids()?)
    }

    /// Visits without a verdict.
    pub(crate) fn waiting(&self) -> Result<Vec<VisitId>> {
        let outbox = self.replica.outbox()?.into_iter();
        Ok(outbox
            .filter_map(|unsent| match unsent.command {
                Some(Command::RecordVisit(visit)) => Some(visit.visit),
                _ => None,
            })
            .collect())
    }

    /// Everything that it shows, and how often.
    pub(crate) fn visits(&self) -> Result<BTreeMap<VisitId, u64>> {
        let mut times = BTreeMap::new();
        for visit in self.replica.newest_visits(None, u32::MAX)? {
            *times.entry(visit.id).or_default() += 1;
        }
        Ok(times)
    }
}
