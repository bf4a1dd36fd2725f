//! The plots of `docs/performance`.

use std::fs;
use std::path::Path;

use super::super::super::failure::{Failure, Result};
use super::super::super::figures::{EstatePoint, Growth};
use super::super::super::plot::{Chart, Panel, Series};

const FILE: &str = "growth.svg";

pub(super) fn write(growth: &Growth, folder: &Path) -> Result<()> {
    let file = folder.join(FILE);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, chart(growth).svg()))
        .map_err(Failure::io("drawing the plots"))
}

fn chart(growth: &Growth) -> Chart {
    let of_estates = |title, value| of_estates(growth, title, value);
    Chart {
        title: "How cost grows with households, history and devices",
        legend: vec!["more households", "longer history", "more devices"],
        panels: vec![
            of_estates("First sync, s", |it| it.first_sync_ms / 1e3),
            of_estates("Bytes down, MB", |it| it.bytes_down as f64 / 1e6),
            of_estates("Replica on the device, MB", |it| {
                it.replica_bytes as f64 / 1e6
            }),
            of_estates("Searching, median, ms", |it| it.search_ms),
            of_estates("Recording a visit, median, ms", |it| it.record_visit_ms),
            of_fleets(growth),
        ],
    }
}

fn of_estates(growth: &Growth, title: &'static str, value: fn(&EstatePoint) -> f64) -> Panel {
    let series = |colour, points: &[EstatePoint]| Series {
        colour,
        points: points
            .iter()
            .map(|it| (f64::from(it.times), value(it)))
            .collect(),
    };
    Panel {
        title,
        x: "times the standard estate",
        series: vec![series(0, &growth.households), series(1, &growth.history)],
        proportion: true,
    }
}

fn of_fleets(growth: &Growth) -> Panel {
    let fleets = growth.devices.iter();
    Panel {
        title: "All devices at once, visits/s",
        x: "devices, 40 visits each",
        series: vec![Series {
            colour: 2,
            points: fleets
                .map(|it| (it.devices as f64, it.visits_per_s))
                .collect(),
        }],
        proportion: false,
    }
}
