//! The summary.

use linli_chaos::Counts;
use linli_chaos::hostile::{Latency, Outcome as HostileOutcome};
use linli_chaos::rush::Round;
use linli_chaos::siege::Outcome;

/// Troubles in the server's log that are shown, most frequent first.
const TROUBLES: usize = 8;
/// One line on stderr for so many kills of the server.
const KILLS_PER_LINE: u64 = 20;

pub(crate) fn progress(counts: &Counts) {
    if counts.server_kills.is_multiple_of(KILLS_PER_LINE) {
        eprintln!(
            "{} kills of the server, {} commands acknowledged",
            counts.server_kills, counts.acknowledged
        );
    }
}

pub(crate) fn siege(outcome: &Outcome) {
    let counts = &outcome.counts;
    println!(
        "{}",
        if outcome.result.is_ok() {
            "kept every promise"
        } else {
            "broke a promise"
        }
    );
    if !outcome.small_disk {
        println!("note: no small disk here (it needs Linux and root), so no disk was filled");
    }
    let failed: Vec<String> = counts
        .syncs_failed
        .iter()
        .map(|(code, times)| format!("{code} {times}"))
        .collect();
    let rows = [
        ("acknowledged", format!("{}", counts.acknowledged)),
        (
            "killed before they answered",
            format!("{}", counts.unanswered),
        ),
        (
            "kills of the server",
            format!(
                "{}, {} of them while it started",
                counts.server_kills, counts.server_kills_at_start
            ),
        ),
        (
            "kills of clients",
            format!(
                "{} recording, {} syncing",
                counts.client_kills_recording, counts.client_kills_syncing
            ),
        ),
        (
            "connections",
            format!(
                "{}: {} reset, {} stalled, {} truncated",
                counts.connections,
                counts.connections_reset,
                counts.connections_stalled,
                counts.connections_truncated
            ),
        ),
        (
            "full disks",
            format!(
                "{}, {} of them felt by clients, {} by a starting server",
                counts.disk_full_episodes, counts.disk_full_felt, counts.starts_without_disk
            ),
        ),
        (
            "syncs",
            format!(
                "{} done, {} with a push; failed: {}",
                counts.syncs_done,
                counts.pushes_done,
                if failed.is_empty() {
                    "none".to_owned()
                } else {
                    failed.join(", ")
                }
            ),
        ),
        ("rounds to drain", format!("{}", counts.rounds_to_drain)),
        ("duration", format!("{} s", counts.seconds)),
    ];
    for (name, value) in rows {
        println!("  {name:<28} {value}");
    }
    let mut troubles = outcome.troubles.clone();
    troubles.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    for (trouble, times) in troubles.iter().take(TROUBLES) {
        println!("  log, {times:>4} times: {trouble}");
    }
}

pub(crate) fn rush(rounds: &[Round]) {
    println!(
        "all pushed at once, {} times, and the server was killed each time: nothing lost, nothing twice",
        rounds.len()
    );
    println!(
        "  {:>12} {:>8} {:>8} {:>8}",
        "killed after", "visits", "stored", "settled"
    );
    for round in rounds {
        println!(
            "  {:>9} ms {:>8} {:>8} {:>8}",
            round.killed_after_ms, round.visits, round.stored, round.settled
        );
    }
}

pub(crate) fn hostile(outcome: &HostileOutcome) {
    let counted = |rows: Vec<String>| rows.join(", ");
    let statuses = outcome.by_status.iter();
    let tables = outcome.rows.iter();
    let tricks = outcome.by_trick.iter();
    let memory = outcome.memory_mib.iter().map(|mib| format!("{mib:.0}"));
    let memory = format!("{} MiB", memory.collect::<Vec<_>>().join(" "));
    println!("the server held out against devices with valid keys");
    for (name, value) in [
        ("requests", outcome.requests.to_string()),
        (
            "answers",
            counted(
                statuses
                    .map(|(status, times)| format!("{status} {times}"))
                    .collect(),
            ),
        ),
        ("written within their rights", outcome.taken.to_string()),
        (
            "rows added",
            counted(
                tables
                    .map(|(table, rows)| format!("{table} {rows}"))
                    .collect(),
            ),
        ),
        ("honest syncs before", latency(&outcome.before)),
        ("  attacked, usual rates", latency(&outcome.limited)),
        ("  attacked, no rates", latency(&outcome.unlimited)),
        ("the server's own memory", memory),
        (
            "tried",
            counted(
                tricks
                    .map(|(trick, times)| format!("{trick} {times}"))
                    .collect(),
            ),
        ),
    ] {
        println!("  {name:<28} {value}");
    }
}

fn latency(latency: &Latency) -> String {
    format!(
        "p50 {:.1} ms, p95 {:.1} ms of {}",
        latency.p50_ms, latency.p95_ms, latency.syncs
    )
}
