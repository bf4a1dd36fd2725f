use std::fmt;

/// A figure with the bar that it has to reach, and the next one.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) what: String,
    pub(super) found: f64,
    pub(super) unit: &'static str,
    pub(super) bar: Bar,
}

impl Line {
    pub(super) fn new(what: impl Into<String>, found: f64, unit: &'static str, bar: Bar) -> Self {
        Self {
            what: what.into(),
            found,
            unit,
            bar,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Bar {
    AtMost(f64, f64),
    AtLeast(f64, f64),
    /// For comparison.
    None,
}

impl Bar {
    pub(super) fn verdict(self, found: f64) -> &'static str {
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

/// Three digits that matter, or all before the point.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
