//! The few elements of SVG that a plot is made of.

use std::fmt::Write;

/// Both looks, by what the reader's screen is set to. The third class of a series is for a panel of its own.
const STYLE: &str = "\
svg { color-scheme: light dark; font: 12px system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif }
.paper { fill: #ffffff }
text { fill: #454b54 }
.title { fill: #1f2328; font-size: 14px; font-weight: 600 }
.grid { stroke: #e3e6ea; stroke-width: 1 }
.axis { stroke: #8b929a; stroke-width: 1 }
.even { stroke: #8b929a; stroke-width: 1.5; stroke-dasharray: 4 4; fill: none }
.s0, .s1, .s2 { stroke-width: 2.5; fill: none; stroke-linejoin: round }
.s0 { stroke: #0969da } .s1 { stroke: #bc4c00 } .s2 { stroke: #1a7f37 }
.d0 { fill: #0969da } .d1 { fill: #bc4c00 } .d2 { fill: #1a7f37 }
@media (prefers-color-scheme: dark) {
.paper { fill: #0d1117 }
text { fill: #b1bac4 }
.title { fill: #f0f3f6 }
.grid { stroke: #262c34 }
.axis, .even { stroke: #6e7681 }
.s0 { stroke: #58a6ff } .s1 { stroke: #f0883e } .s2 { stroke: #3fb950 }
.d0 { fill: #58a6ff } .d1 { fill: #f0883e } .d2 { fill: #3fb950 }
}
";

pub(super) type Point = (f64, f64);

/// A drawing under way. Texts are written as they are: they hold no markup.
pub(super) struct Svg(String);

impl Svg {
    pub(super) fn new(width: f64, height: f64, title: &str) -> Self {
        let mut svg = Self(String::new());
        svg.add(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">"
        ));
        svg.add(format_args!(
            "<title>{title}</title>\n<style>\n{STYLE}</style>"
        ));
        svg.add(format_args!(
            "<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>"
        ));
        svg
    }

    pub(super) fn line(&mut self, class: &str, from: Point, to: Point) {
        self.add(format_args!(
            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
            from.0, from.1, to.0, to.1
        ));
    }

    pub(super) fn path(&mut self, class: &str, points: &[Point]) {
        let mut list = String::new();
        for (x, y) in points {
            // Memory takes every character, so this can't fail.
            let _ = write!(list, "{x:.1},{y:.1} ");
        }
        let list = list.trim_end();
        self.add(format_args!(
            "<polyline class=\"{class}\" points=\"{list}\"/>"
        ));
    }

    pub(super) fn dot(&mut self, class: &str, (x, y): Point) {
        self.add(format_args!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"
        ));
    }

    /// `anchor`: `start`, `middle` or `end`.
    pub(super) fn text(&mut self, class: &str, anchor: &str, (x, y): Point, text: &str) {
        self.add(format_args!(
            "<text class=\"{class}\" text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>"
        ));
    }

    pub(super) fn end(mut self) -> String {
        self.0 += "</svg>\n";
        self.0
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Memory takes every character, so this can't fail.
        let _ = writeln!(self.0, "{element}");
    }
}
