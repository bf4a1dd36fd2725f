use super::super::figures::{Density, EstatePoint, Figures, Growth, HeadsDay, Listeners, Years};
use super::bar::{Bar, Line};

/// How much slower a building may be after five years.
const AGEING: Bar = Bar::AtMost(1.2, 1.2);

pub(super) fn lines(figures: &Figures) -> Vec<Line> {
    let mut lines = Vec::new();
    lines.extend(figures.listeners.iter().flat_map(of_listeners));
    lines.extend(figures.years.iter().flat_map(of_years));
    lines.extend(figures.day.iter().flat_map(of_day));
    lines.extend(figures.growth.iter().flat_map(of_growth));
    lines
}

fn of_listeners(listeners: &Listeners) -> Vec<Line> {
    vec![
        Line::new(
            format!("{} idle listeners, server memory each", listeners.count),
            listeners.bytes_each,
            "bytes",
            Bar::AtMost(20_000.0, 20_000.0),
        ),
        Line::new(
            "  until all have heard of a change",
            listeners.all_poked_ms,
            "ms",
            Bar::None,
        ),
        Line::new(
            "  until its sender has the verdict",
            listeners.accepted_ms,
            "ms",
            Bar::None,
        ),
    ]
}

fn of_years(years: &Years) -> Vec<Line> {
    years.densities.iter().flat_map(of_density).collect()
}

fn of_density(density: &Density) -> Vec<Line> {
    let visits = density.visits;
    let line = |what: &str, ratio, bar| Line::new(what, ratio, "times", bar);
    vec![
        Line::new(
            format!("{visits} visits in five years, file"),
            density.replica_bytes.years / 1e6,
            "MB",
            Bar::None,
        ),
        line(
            "  opening it, against a month's",
            density.open.ratio,
            AGEING,
        ),
        line("  searching", density.search.ratio, AGEING),
        line("  recording a visit", density.record.ratio, AGEING),
        // It shows its ten newest visits, where a month has one or none to show: no bar.
        line("  showing a household", density.household.ratio, Bar::None),
        line("  syncing", density.sync.ratio, Bar::None),
    ]
}

fn of_day(day: &HeadsDay) -> Vec<Line> {
    let heads = day.heads;
    let ms = |what: &str, found, bar| Line::new(what, found, "ms", bar);
    vec![
        ms(
            &format!("{heads} heads' day, due to verdict, p99"),
            day.p99_ms,
            Bar::AtMost(500.0, 500.0),
        ),
        ms("  p50", day.p50_ms, Bar::None),
        ms("  the longest", day.max_ms, Bar::None),
        ms("  of that sent late, p99", day.sent_late_p99_ms, Bar::None),
        Line::new(
            "  the server's peak memory",
            day.server_rss_mb,
            "MiB",
            Bar::AtMost(1_000.0, 1_000.0),
        ),
        ms(
            "  the server's processor time",
            day.server_cpu_ms,
            Bar::None,
        ),
        ms("  the load generator's", day.generator_cpu_ms, Bar::None),
        Line::new(
            "  visits, each accepted once",
            day.visits as f64,
            "",
            Bar::None,
        ),
        Line::new("  estates", day.estates as f64, "", Bar::None),
    ]
}

fn of_growth(growth: &Growth) -> Vec<Line> {
    let households = growth.households.iter();
    let history = growth.history.iter();
    let mut lines: Vec<Line> = households
        .flat_map(|point| of_estate(&format!("{} households", point.households), point))
        .chain(history.flat_map(|point| of_estate(&format!("{} visits", point.visits), point)))
        .collect();
    for point in &growth.devices {
        let what = format!("{} devices at once", point.devices);
        lines.push(Line::new(what, point.visits_per_s, "visits/s", Bar::None));
    }
    lines
}

fn of_estate(what: &str, point: &EstatePoint) -> Vec<Line> {
    vec![
        Line::new(
            format!("{what}, first sync"),
            point.first_sync_ms,
            "ms",
            Bar::None,
        ),
        Line::new(
            "  the device's processor time",
            point.device_cpu_ms,
            "ms",
            Bar::None,
        ),
        Line::new(
            "  bytes down",
            point.bytes_down as f64 / 1e6,
            "MB",
            Bar::None,
        ),
        Line::new(
            "  replica",
            point.replica_bytes as f64 / 1e6,
            "MB",
            Bar::None,
        ),
        Line::new("  searching, p50", point.search_ms, "ms", Bar::None),
        Line::new(
            "  recording a visit, p50",
            point.record_visit_ms,
            "ms",
            Bar::None,
        ),
    ]
}
