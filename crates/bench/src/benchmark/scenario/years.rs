//! Five years in one building against a month: what has grown old must not make today slow.
//!
//! Both replicas hold the same households and end with the same month, and are measured in turns, so that
//! whatever else the machine does falls on both.

use linli_bench::workload::{self, Size, VisitDraft, Workload};
use linli_client_core::Replica;
use linli_domain::{HouseholdId, Month};

use super::super::arguments::Arguments;
use super::super::clock::Stopwatch;
use super::super::failure::{Result, verify};
use super::super::figures::{Density, OldAndNew, Years};
use super::super::fleet::{Closed, Device, record_visit};
use super::super::median::median;
use super::super::server::Server;
use super::super::stage::{SEED, Stage};
use super::searching::{queries, search};

const HOUSEHOLDS: u32 = 100;
const MONTHS: u16 = 60;
/// As the standard workload has it, and five times as many.
const VISITS_A_MONTH: [u32; 2] = [50, 250];
/// The standard workload has five in four months.
const CASES_IN_FOUR_MONTHS: u32 = 5;
const ROUNDS_A_RUN: usize = 8;
const VISITS_A_ROUND: usize = 4;

pub(crate) fn years(arguments: &Arguments) -> Result<Years> {
    let densities = VISITS_A_MONTH.map(|visits| density(arguments, visits));
    Ok(Years {
        months: MONTHS.into(),
        densities: densities.into_iter().collect::<Result<_>>()?,
    })
}

fn density(arguments: &Arguments, visits_a_month: u32) -> Result<Density> {
    let mut young = Home::found(arguments, 1, visits_a_month)?;
    let mut old = Home::found(arguments, MONTHS, visits_a_month)?;
    for round in 0..arguments.runs * ROUNDS_A_RUN {
        // Whoever is second finds the processor's caches warmed: by turns.
        if round % 2 == 0 {
            young.spend(round)?;
            old.spend(round)?;
        } else {
            old.spend(round)?;
            young.spend(round)?;
        }
    }
    let of = |figure: fn(&Times) -> &Vec<f64>| {
        OldAndNew::new(
            median(figure(&young.times).iter().copied()),
            median(figure(&old.times).iter().copied()),
        )
    };
    Ok(Density {
        visits_a_month: visits_a_month.into(),
        visits: old.stage.workload.visits.len() as u64,
        replica_bytes: OldAndNew::new(young.bytes as f64, old.bytes as f64),
        open: of(|it| &it.open),
        search: of(|it| &it.search),
        record: of(|it| &it.record),
        household: of(|it| &it.household),
        sync: of(|it| &it.sync),
    })
}

/// Milliseconds.
#[derive(Default)]
struct Times {
    open: Vec<f64>,
    search: Vec<f64>,
    record: Vec<f64>,
    household: Vec<f64>,
    sync: Vec<f64>,
}

/// A server with one building, and a head's replica of it.
struct Home {
    stage: Stage,
    /// Between rounds the app is not running.
    device: Closed,
    /// Of the replica after its first sync.
    bytes: u64,
    queries: Vec<String>,
    times: Times,
    _server: Server,
}

impl Home {
    fn found(arguments: &Arguments, months: u16, visits_a_month: u32) -> Result<Self> {
        let stage = Stage::of(arguments, Workload::generate(&size(months, visits_a_month)))?;
        let console = stage.fresh()?;
        let code = console.invite(&stage.heads[0])?;
        let server = Server::start(&console)?;
        let file = stage.room("years")?.join("1.linli");
        let mut device = Device::join(&file, server.address, &code)?;
        device.sync()?;
        let expected = stage.workload.visits.len();
        let found = device.replica.status()?.visits as usize;
        verify(found == expected, || {
            format!("{found} of {expected} visits are there")
        })?;
        let device = device.close();
        Ok(Self {
            bytes: device.bytes()?,
            queries: queries(&stage),
            stage,
            device,
            times: Times::default(),
            _server: server,
        })
    }

    /// Opens the file, does what a head does, closes it.
    fn spend(&mut self, round: usize) -> Result<()> {
        let watch = Stopwatch::start();
        let mut device = self.device.open()?;
        self.times.open.push(watch.ms());
        for query in &self.queries {
            self.times.search.push(search(&device.replica, query)?);
        }
        for home in &self.stage.workload.households {
            let ms = show(&device.replica, HouseholdId(home.id))?;
            self.times.household.push(ms);
        }
        for draft in self.drafts(round) {
            let watch = Stopwatch::start();
            record_visit(&mut device.replica, &draft)?;
            self.times.record.push(watch.ms());
        }
        let trip = device.sync()?;
        verify(trip.report.accepted >= VISITS_A_ROUND, || {
            "the server does not take a visit".to_owned()
        })?;
        self.times.sync.push(trip.ms);
        device.close();
        Ok(())
    }

    fn drafts(&self, round: usize) -> Vec<VisitDraft> {
        let seed = SEED + round as u64;
        let day = workload::working_day(seed, &self.stage.workload, self.stage.building());
        day.visits.into_iter().take(VISITS_A_ROUND).collect()
    }
}

fn show(replica: &Replica, household: HouseholdId) -> Result<f64> {
    let watch = Stopwatch::start();
    let details = replica.household(household)?;
    let ms = watch.ms();
    verify(!details.household.residents.is_empty(), || {
        format!("{household} is empty")
    })?;
    Ok(ms)
}

/// Ends with the last month of the standard workload.
fn size(months: u16, visits_a_month: u32) -> Size {
    let standard = Size::standard(SEED);
    let end = standard.from.index() + standard.months;
    Size {
        buildings: 1,
        households_per_building: HOUSEHOLDS,
        visits: u32::from(months) * visits_a_month,
        cases: u32::from(months) * CASES_IN_FOUR_MONTHS / 4,
        from: Month::from_index(end - months).expect("a month of this century"),
        months,
        ..standard
    }
}
