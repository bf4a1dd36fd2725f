//! The figures for people: each beside its bar.

mod bar;
mod large;
mod standard;

use std::fmt;

use super::figures::Figures;
use bar::number;

pub(crate) struct Table<'a>(pub(crate) &'a Figures);

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
        for line in [standard::lines(self.0), large::lines(self.0)].concat() {
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
