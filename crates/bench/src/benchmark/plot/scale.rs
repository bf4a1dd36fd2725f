//! A logarithmic scale: equal distances are equal factors, so that growth in proportion is a straight line.

/// From values to places in the drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    /// Where `low` and `high` are drawn.
    ends: (f64, f64),
}

/// Room beyond the outermost values, as a factor.
const MARGIN: f64 = 1.25;
/// Beyond so many decades only powers of ten are written.
const CROWDED_DECADES: f64 = 2.2;

impl Scale {
    /// Holds all `values`, which are above zero, and `decades` at least.
    pub(super) fn over(
        values: impl IntoIterator<Item = f64>,
        decades: f64,
        ends: (f64, f64),
    ) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::MIN_POSITIVE);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        low = low.min(high) / MARGIN;
        high *= MARGIN;
        let missing = decades - (high / low).log10();
        if missing > 0.0 {
            let factor = 10_f64.powf(missing / 2.0);
            low /= factor;
            high *= factor;
        }
        Self { low, high, ends }
    }

    pub(super) fn place(&self, value: f64) -> f64 {
        let share = (value / self.low).log10() / (self.high / self.low).log10();
        self.ends.0 + (self.ends.1 - self.ends.0) * share
    }

    /// Round values within the scale: 1, 2 and 5 of each decade, or fewer where they would be many.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let steps: &[f64] = if (self.high / self.low).log10() > CROWDED_DECADES {
            &[1.0]
        } else {
            &[1.0, 2.0, 5.0]
        };
        let decades = self.low.log10().floor() as i32..=self.high.log10().floor() as i32;
        decades
            .flat_map(|decade| steps.iter().map(move |step| step * 10_f64.powi(decade)))
            .filter(|tick| (self.low..=self.high).contains(tick))
            .collect()
    }
}

/// As few digits as tell ticks apart.
pub(super) fn label(value: f64) -> String {
    let digits = (-value.log10().floor()).clamp(0.0, 6.0) as usize;
    let plain = format!("{value:.digits$}");
    match plain.len() {
        4.. if digits == 0 => format!(
            "{},{}",
            &plain[..plain.len() - 3],
            &plain[plain.len() - 3..]
        ),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_factors_are_equal_distances() {
        let scale = Scale::over([1.0, 100.0], 0.0, (0.0, 300.0));
        let step = scale.place(10.0) - scale.place(1.0);
        assert!((scale.place(100.0) - scale.place(10.0) - step).abs() < 1e-9);
        assert!(scale.place(1.0) > 0.0 && scale.place(100.0) < 300.0);
    }

    #[test]
    fn a_scale_may_run_upwards_in_a_drawing() {
        let scale = Scale::over([5.0, 5.0], 1.0, (200.0, 0.0));
        assert!((scale.place(5.0) - 100.0).abs() < 1e-9);
        assert!(scale.place(6.0) < 100.0);
    }

    #[test]
    fn ticks_are_round_and_few() {
        let ticks = |low, high| Scale::over([low, high], 0.0, (0.0, 1.0)).ticks();
        assert_eq!(ticks(1.0, 10.0), [1.0, 2.0, 5.0, 10.0]);
        assert_eq!(ticks(1.0, 1_000.0), [1.0, 10.0, 100.0, 1_000.0]);
    }

    #[test]
    fn labels_have_the_digits_that_matter() {
        let labels = [0.05, 0.2, 1.0, 50.0, 2_000.0, 10_000.0].map(label);
        assert_eq!(labels, ["0.05", "0.2", "1", "50", "2,000", "10,000"]);
    }
}
