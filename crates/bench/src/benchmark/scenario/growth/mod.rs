//! How cost grows: the same measures on estates and fleets of one, three and ten times the size.
//!
//! Everything is of the secretary's replica, which holds the whole estate.

mod plots;
mod point;

use linli_bench::workload::{Size, Workload};
use linli_domain::Month;

use super::super::arguments::Arguments;
use super::super::failure::Result;
use super::super::figures::{EstatePoint, FleetPoint, Growth};
use super::super::stage::{SEED, Stage};
use super::rush::rush_of;

const TIMES: [u32; 3] = [1, 3, 10];
/// Of the fleet that is not multiplied.
const DEVICES: u32 = 20;

/// `standard`: the stage of the standard workload, on which the fleets push.
pub(crate) fn growth(arguments: &Arguments, standard: &Stage) -> Result<Growth> {
    let growth = Growth {
        households: of_estates(arguments, more_households)?,
        history: of_estates(arguments, longer_history)?,
        devices: TIMES
            .iter()
            .map(|times| fleet(standard, *times))
            .collect::<Result<_>>()?,
    };
    if let Some(folder) = &arguments.plots {
        plots::write(&growth, folder)?;
    }
    Ok(growth)
}

fn of_estates(arguments: &Arguments, size: fn(u32) -> Size) -> Result<Vec<EstatePoint>> {
    let points = TIMES.iter().map(|times| {
        eprintln!("  {times} times ...");
        let stage = Stage::of(arguments, Workload::generate(&size(*times)))?;
        point::measure(&stage, *times)
    });
    points.collect()
}

/// More buildings; visits and cases as many as before.
fn more_households(times: u32) -> Size {
    let standard = Size::standard(SEED);
    Size {
        buildings: standard.buildings * times,
        ..standard
    }
}

/// At the same pace for longer, up to the same month.
fn longer_history(times: u32) -> Size {
    let standard = Size::standard(SEED);
    let end = standard.from.index() + standard.months;
    let months = standard.months * times as u16;
    Size {
        visits: standard.visits * times,
        from: Month::from_index(end - months).expect("a month of our era"),
        months,
        ..standard
    }
}

fn fleet(stage: &Stage, times: u32) -> Result<FleetPoint> {
    let devices = DEVICES * times;
    eprintln!("  {devices} devices ...");
    let rush = rush_of(stage, devices as usize)?;
    Ok(FleetPoint {
        times,
        devices: devices.into(),
        visits_per_s: rush.visits_per_s,
        ms: rush.ms,
        server_rss_mb: rush.server_rss_mb,
        times_the_floor: rush.times_the_floor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_multiplied_stays() {
        let standard = Size::standard(SEED);
        assert_eq!(more_households(1), standard);
        assert_eq!(longer_history(1), standard);
        assert_eq!(more_households(10).visits, standard.visits);
        let old = longer_history(10);
        assert_eq!((old.buildings, old.visits), (10, 120_000));
        assert_eq!(
            old.from.index() + old.months,
            standard.from.index() + standard.months
        );
    }
}
