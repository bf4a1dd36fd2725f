//! The benchmark: the standard workload, a real server process, a real fleet, figures beside their bars.

mod arguments;
mod clock;
mod crowd;
mod environment;
mod failure;
mod figures;
mod fleet;
mod floor;
mod http;
mod machine;
mod median;
mod plot;
mod scenario;
mod server;
mod stage;
mod table;
mod threads;

pub(crate) use arguments::Arguments;
pub(crate) use failure::Failure;

use arguments::Scenario;
use figures::{Figures, Rows, WholeEstate};
use machine::Machine;
use scenario::{
    day, growth, idle, listeners, one_building, recording, rush, searching, working_day, years,
};
use stage::Stage;
use table::Table;

/// Measures what was asked for and prints it.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let figures = measure(arguments)?;
    if arguments.json {
        let text = serde_json::to_string(&figures).expect("figures are plain data");
        println!("{text}");
    } else {
        print!("{}", Table(&figures));
    }
    Ok(())
}

fn measure(arguments: &Arguments) -> Result<Figures, Failure> {
    eprintln!("Importing the workload ...");
    let stage = Stage::set(arguments)?;
    let wants = |scenario| arguments.wants(scenario).then_some(&stage);
    let machine = Machine::look(stage.path())?;
    let s1b = figure(
        "First sync of the whole estate",
        wants(Scenario::S1b),
        whole_estate,
    )?;
    let s1 = figure(
        "First sync of one building",
        wants(Scenario::S1),
        one_building,
    )?;
    let s2 = figure("A day's work", wants(Scenario::S2), working_day)?;
    let s3 = figure("Many devices at once", wants(Scenario::S3), rush)?;
    let idle = figure("Nothing new", wants(Scenario::Idle), idle)?;
    let record = figure("Recording visits", wants(Scenario::Record), recording)?;
    let search = figure("Searching", wants(Scenario::Search), searching)?;
    let listeners = figure("Idle listeners", wants(Scenario::Listeners), listeners)?;
    let years = figure("Five years", wants(Scenario::Years), |_| years(arguments))?;
    let day = figure("The day of many heads", wants(Scenario::Day), |stage| {
        day(arguments, stage)
    })?;
    let growth = figure("How cost grows", wants(Scenario::Growth), |stage| {
        growth(arguments, stage)
    })?;
    Ok(Figures {
        machine,
        runs: arguments.runs,
        workload: rows(&stage),
        s1b,
        s1,
        s2,
        s3,
        idle,
        record_visit_ms: record.map(|times| times.p50_ms),
        record_visit_p95_ms: record.map(|times| times.p95_ms),
        search_ms: search.map(|times| times.p50_ms),
        search_p95_ms: search.map(|times| times.p95_ms),
        listeners,
        years,
        day,
        growth,
    })
}

/// `stage`: unset where the scenario is not wanted.
fn figure<T>(
    what: &str,
    stage: Option<&Stage>,
    scenario: impl Fn(&Stage) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let Some(stage) = stage else {
        return Ok(None);
    };
    eprintln!("{what} ...");
    scenario(stage).map(Some)
}

fn whole_estate(stage: &Stage) -> Result<WholeEstate, Failure> {
    let sync = scenario::whole_estate(stage)?;
    let zstd3_json_bytes = floor::zstd3_json_bytes(stage)?;
    Ok(WholeEstate {
        ratio: sync.bytes_down as f64 / zstd3_json_bytes as f64,
        zstd3_json_bytes,
        sync,
    })
}

fn rows(stage: &Stage) -> Rows {
    let workload = &stage.workload;
    let residents = workload.households.iter().map(|it| it.residents.len());
    Rows {
        households: workload.households.len(),
        residents: residents.sum(),
        visits: workload.visits.len(),
        cases: workload.cases.len(),
    }
}
