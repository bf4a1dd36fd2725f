//! Small log-log plots side by side, as one SVG.

mod scale;
mod svg;

use scale::{Scale, label};
use svg::{Point, Svg};

const COLUMNS: usize = 3;
const PANEL: Point = (340.0, 270.0);
/// Above all panels: the legend.
const TOP: f64 = 40.0;
/// Around what is plotted within a panel.
const LEFT: f64 = 62.0;
const RIGHT: f64 = 18.0;
const ABOVE: f64 = 36.0;
const BELOW: f64 = 48.0;
/// Every panel spans that much from bottom to top at least: small differences must not look large.
const DECADES: f64 = 1.6;
const LEGEND_STEP: f64 = 190.0;

pub(crate) struct Chart {
    pub(crate) title: &'static str,
    /// Names of the first series, in the order of their colours.
    pub(crate) legend: Vec<&'static str>,
    pub(crate) panels: Vec<Panel>,
}

pub(crate) struct Panel {
    /// What is measured, with its unit.
    pub(crate) title: &'static str,
    /// What grows.
    pub(crate) x: &'static str,
    pub(crate) series: Vec<Series>,
    /// Whether a dashed line shows growth in proportion.
    pub(crate) proportion: bool,
}

pub(crate) struct Series {
    /// From 0.
    pub(crate) colour: usize,
    pub(crate) points: Vec<Point>,
}

impl Chart {
    pub(crate) fn svg(&self) -> String {
        let rows = self.panels.len().div_ceil(COLUMNS);
        let (width, height) = (PANEL.0 * COLUMNS as f64, TOP + PANEL.1 * rows as f64);
        let mut svg = Svg::new(width, height, self.title);
        self.draw_legend(&mut svg);
        for (number, panel) in self.panels.iter().enumerate() {
            let (column, row) = (number % COLUMNS, number / COLUMNS);
            let corner = (PANEL.0 * column as f64, TOP + PANEL.1 * row as f64);
            panel.draw(&mut svg, corner);
        }
        svg.end()
    }

    fn draw_legend(&self, svg: &mut Svg) {
        let mut x = LEFT;
        for (colour, name) in self.legend.iter().enumerate() {
            svg.line(&format!("s{colour}"), (x, 22.0), (x + 26.0, 22.0));
            svg.text("", "start", (x + 34.0, 26.0), name);
            x += LEGEND_STEP;
        }
        svg.line("even", (x, 22.0), (x + 26.0, 22.0));
        svg.text("", "start", (x + 34.0, 26.0), "growth in proportion");
    }
}

impl Panel {
    fn draw(&self, svg: &mut Svg, corner: Point) {
        let points = || self.series.iter().flat_map(|it| it.points.iter().copied());
        let (left, right) = (corner.0 + LEFT, corner.0 + PANEL.0 - RIGHT);
        let (top, bottom) = (corner.1 + ABOVE, corner.1 + PANEL.1 - BELOW);
        let x = Scale::over(points().map(|it| it.0), 0.0, (left, right));
        let y = Scale::over(points().map(|it| it.1), DECADES, (bottom, top));
        svg.text("title", "start", (left, corner.1 + 22.0), self.title);
        for tick in y.ticks() {
            let height = y.place(tick);
            svg.line("grid", (left, height), (right, height));
            svg.text("", "end", (left - 8.0, height + 4.0), &label(tick));
        }
        // Under each point, for there are few, and they are not all round.
        for (value, _) in self.series.iter().take(1).flat_map(|it| &it.points) {
            let place = x.place(*value);
            svg.line("grid", (place, top), (place, bottom));
            svg.text("", "middle", (place, bottom + 18.0), &label(*value));
        }
        svg.line("axis", (left, bottom), (right, bottom));
        let middle = f64::midpoint(left, right);
        svg.text("", "middle", (middle, bottom + 37.0), self.x);
        self.draw_proportion(svg, x, y, (bottom, top));
        for series in &self.series {
            series.draw(svg, x, y);
        }
    }

    /// From the first point of the first series on, as far as the panel goes.
    fn draw_proportion(&self, svg: &mut Svg, x: Scale, y: Scale, (bottom, top): Point) {
        let Some((first, last)) = self.series.first().and_then(Series::ends) else {
            return;
        };
        if !self.proportion {
            return;
        }
        let from = (x.place(first.0), y.place(first.1));
        let to = (x.place(last.0), y.place(first.1 * last.0 / first.0));
        let share = ((from.1 - top) / (from.1 - to.1)).clamp(0.0, 1.0);
        let end = (
            from.0 + (to.0 - from.0) * share,
            from.1 + (to.1 - from.1) * share,
        );
        if from.1 <= bottom {
            svg.line("even", from, end);
        }
    }
}

impl Series {
    fn ends(&self) -> Option<(Point, Point)> {
        Some((*self.points.first()?, *self.points.last()?))
    }

    fn draw(&self, svg: &mut Svg, x: Scale, y: Scale) {
        let places: Vec<Point> = self
            .points
            .iter()
            .map(|point| (x.place(point.0), y.place(point.1)))
            .collect();
        svg.path(&format!("s{}", self.colour), &places);
        for place in places {
            svg.dot(&format!("d{}", self.colour), place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_lies_in_its_panel() {
        let chart = Chart {
            title: "t",
            legend: vec!["a"],
            panels: vec![Panel {
                title: "ms",
                x: "times",
                series: vec![Series {
                    colour: 0,
                    points: vec![(1.0, 3.0), (3.0, 3.1), (10.0, 2_000.0)],
                }],
                proportion: true,
            }],
        };
        let svg = chart.svg();
        let number = |text: &str, name: &str| -> f64 {
            let (_, rest) = text.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        let dots: Vec<&str> = svg.lines().filter(|it| it.contains("<circle")).collect();
        assert_eq!(dots.len(), 3);
        for dot in dots {
            assert!((LEFT..PANEL.0 - RIGHT).contains(&number(dot, "cx")));
            assert!((TOP + ABOVE..TOP + PANEL.1 - BELOW).contains(&number(dot, "cy")));
        }
    }
}
