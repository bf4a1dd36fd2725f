//! Searching the whole estate as people do: by name, pinyin, initials, telephone, room, or two of them.

use linli_client_core::Replica;
use pinyin::ToPinyin;

use super::super::clock::Stopwatch;
use super::super::failure::{Result, verify};
use super::super::figures::Times;
use super::super::fleet::Device;
use super::super::median::{median, quantile};
use super::super::server::Server;
use super::super::stage::Stage;

/// Results that a screen asks for.
const SCREENFUL: u32 = 50;
/// One resident in so many is searched for, in each way.
const STEP: usize = 23;

pub(crate) fn searching(stage: &Stage) -> Result<Times> {
    let console = stage.fresh()?;
    let code = console.invite(&stage.secretary)?;
    let server = Server::start(&console)?;
    let file = stage.room("searching")?.join("1.linli");
    let mut device = Device::join(&file, server.address, &code)?;
    device.sync()?;
    server.stop()?;
    let queries = queries(stage);
    let mut times = Vec::new();
    for _ in 0..stage.runs {
        for query in &queries {
            times.push(search(&device.replica, query)?);
        }
    }
    Ok(Times {
        p50_ms: median(times.iter().copied()),
        p95_ms: quantile(times, 0.95),
    })
}

/// Milliseconds. Every query is made from somebody, so that all of them find somebody.
pub(super) fn search(replica: &Replica, query: &str) -> Result<f64> {
    let watch = Stopwatch::start();
    let found = replica.search(query, SCREENFUL)?;
    let ms = watch.ms();
    verify(!found.is_empty(), || format!("{query} finds nobody"))?;
    Ok(ms)
}

pub(super) fn queries(stage: &Stage) -> Vec<String> {
    let mut queries = Vec::new();
    let residents = (stage.workload.households.iter())
        .flat_map(|home| home.residents.iter().map(move |resident| (home, resident)));
    for (home, resident) in residents.step_by(STEP) {
        let name = &resident.name;
        let syllables: Vec<&str> = name
            .as_str()
            .to_pinyin()
            .flatten()
            .map(|reading| reading.plain())
            .collect();
        queries.push(name.clone());
        queries.push(name.chars().take(1).collect());
        queries.push(syllables.concat());
        queries.push(syllables.iter().filter_map(|it| it.get(..1)).collect());
        queries.push(format!("{}{name}", home.building));
        queries.push(format!("{}{}", home.building, home.room));
        if let Some(last) = resident.phone.len().checked_sub(4) {
            queries.push(resident.phone[last..].to_owned());
            queries.push(resident.phone.clone());
        }
    }
    queries.retain(|query| !query.is_empty());
    queries
}
