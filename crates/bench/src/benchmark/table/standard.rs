use super::super::figures::Figures;
use super::bar::{Bar, Line};

pub(super) fn lines(figures: &Figures) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |what: &str, found, unit, bar| {
        lines.push(Line::new(what, found, unit, bar));
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
            "  floor: bare SQLite with the visits alone",
            s3.floor_ms,
            "ms",
            Bar::None,
        );
        add("  times that floor", s3.times_the_floor, "times", Bar::None);
        add(
            "  floor: bare SQLite with the server's own rows",
            s3.log_floor_ms,
            "ms",
            Bar::None,
        );
        add(
            "  times that floor",
            s3.times_the_log_floor,
            "times",
            Bar::AtMost(2.5, 2.5),
        );
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
