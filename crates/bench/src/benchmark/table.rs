//! The figures for people: each beside its bar.

use std::fmt;

use super::figures::Figures;

pub(crate) struct Table<'a>(pub(crate) &'a Figures);

/// A figure with the bar that it has to reach, and the next one.
struct Line {
    what: &'static str,
    found: f64,
    unit: &'static str,
    bar: Bar,
}

#[derive(Clone, Copy)]
enum Bar {
    AtMost(f64, f64),
    AtLeast(f64, f64),
    /// For comparison.
    None,
}

impl Bar {
    fn verdict(self, found: f64) -> &'static str {
        match self {
            Self::AtMost(_, next) if found <= next => "reached, next too",
            Self::AtMost(bar, _) if found <= bar => "reached",
            Self::AtLeast(_, next) if found >= next => "reached, next too",
            Self::AtLeast(bar, _) if found >= bar => "reached",
            Self::AtMost(..) | Self::AtLeast(..) => "MISSED",
            Self::None => "",
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Self::AtMost(bar, next) if bar == next => format!("<= {}", number(bar)),
            Self::AtMost(bar, next) => format!("<= {} ({})", number(bar), number(next)),
            Self::AtLeast(bar, next) => format!(">= {} ({})", number(bar), number(next)),
            Self::None => String::new(),
        };
        f.pad(&text)
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let machine = &self.0.machine;
        writeln!(
            f,
            "{} cores, {}, {}, {} build, fsync {:.2} ms, load {:.1} before; medians of {} runs",
            machine.cores,
            machine.cpu_model,
            machine.rustc,
            machine.build,
            machine.fsync_ms,
            machine.load,
            self.0.runs
        )?;
        writeln!(
            f,
            "{:<46} {:>10} {:<9} {:<18}",
            "", "measured", "", "bar (next)"
        )?;
        for line in lines(self.0) {
            let verdict = line.bar.verdict(line.found);
            let found = number(line.found);
            writeln!(
                f,
                "{:<46} {found:>10} {:<9} {:<18} {verdict}",
                line.what, line.unit, line.bar
            )?;
        }
        Ok(())
    }
}

fn lines(figures: &Figures) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |what, found, unit, bar| {
        lines.push(Line {
            what,
            found,
            unit,
            bar,
        });
    };
    if let Some(s1b) = &figures.s1b {
        let sync = &s1b.sync;
        add(
            "S1b whole estate, first sync",
            sync.ms,
            "ms",
            Bar::AtMost(3_000.0, 1_500.0),
        );
        add(
            "  of that waiting for server and network",
            sync.waited_ms,
            "ms",
            Bar::None,
        );
        add(
            "  of that storing and indexing",
            sync.applied_ms,
            "ms",
            Bar::None,
        );
        add(
            "  the device's processor time",
            sync.device_cpu_ms,
            "ms",
            Bar::None,
        );
        add(
            "  the server's processor time",
            sync.server_cpu_ms,
            "ms",
            Bar::None,
        );
        add(
            "  bytes down by zstd -3 of the JSON lines",
            s1b.ratio,
            "times",
            Bar::AtMost(1.3, 1.15),
        );
        add("  bytes down", sync.bytes_down as f64, "bytes", Bar::None);
        add(
            "  floor: zstd -3 of the JSON lines",
            s1b.zstd3_json_bytes as f64,
            "bytes",
            Bar::None,
        );
    }
    if let Some(s1) = &figures.s1 {
        add(
            "S1 one building, first sync",
            s1.ms,
            "ms",
            Bar::AtMost(500.0, 500.0),
        );
    }
    if let Some(s2) = &figures.s2 {
        add(
            "S2 a day's work, requests",
            s2.requests as f64,
            "",
            Bar::AtMost(1.0, 1.0),
        );
        add(
            "  bytes up",
            s2.bytes_up as f64,
            "bytes",
            Bar::AtMost(12_000.0, 8_000.0),
        );
        add(
            "  until a second device has it",
            s2.ms,
            "ms",
            Bar::AtMost(300.0, 80.0),
        );
        add(
            "  of that the first device's sync",
            s2.pushed_ms,
            "ms",
            Bar::None,
        );
        add("  commands", s2.commands as f64, "", Bar::None);
    }
    if let Some(s3) = &figures.s3 {
        add(
            "S3 all devices at once, durable",
            s3.visits_per_s,
            "visits/s",
            Bar::AtLeast(2_500.0, 6_000.0),
        );
        add("  until the last verdict", s3.ms, "ms", Bar::None);
        add("  commands in all", s3.commands as f64, "", Bar::None);
        add(
            "  the server's processor time",
            s3.server_cpu_ms,
            "ms",
            Bar::None,
        );
        add(
            "  the server's peak memory",
            s3.server_rss_mb,
            "MiB",
            Bar::AtMost(300.0, 300.0),
        );
        add(
            "  floor: the same rows in bare SQLite",
            s3.floor_ms,
            "ms",
            Bar::None,
        );
        add("  times that floor", s3.times_the_floor, "times", Bar::None);
    }
    if let Some(idle) = &figures.idle {
        add(
            "Nothing new, both ways with headers",
            idle.bytes as f64,
            "bytes",
            Bar::AtMost(1_000.0, 600.0),
        );
        add(
            "  the server's processor time",
            idle.server_cpu_ms,
            "ms",
            Bar::AtMost(1.0, 0.3),
        );
    }
    if let Some(ms) = figures.record_visit_ms {
        add("Recording a visit, p50", ms, "ms", Bar::AtMost(3.0, 3.0));
    }
    if let Some(ms) = figures.search_ms {
        add("Searching, p50", ms, "ms", Bar::AtMost(5.0, 5.0));
    }
    lines
}

/// Three digits that matter, or all before the point.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
