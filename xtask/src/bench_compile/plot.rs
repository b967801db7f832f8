//! A line in an SVG image, with a logarithmic horizontal axis of counts.

use std::fmt::Write;

/// A line through points.
#[derive(Debug)]
pub(super) struct Plot<'a> {
    pub(super) title: &'a str,
    /// The unit of the vertical axis.
    pub(super) unit: &'a str,
    /// A number of models, and a value.
    pub(super) points: Vec<(usize, f64)>,
}

/// The size of the image.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 320.0;

/// The edges of the area with the line.
const LEFT: f64 = 72.0;
const RIGHT: f64 = WIDTH - 32.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = HEIGHT - 56.0;

/// The number of intervals of the vertical axis.
const INTERVALS: u32 = 4;

/// Colours for light pages, and for dark ones.
const STYLE: &str = "\
<style>
text { font: 13px sans-serif; fill: #1f2328; }
.title { font-weight: bold; }
.grid { stroke: #d1d9e0; }
.line { fill: none; stroke: #0969da; stroke-width: 2; }
.point { fill: #0969da; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .grid { stroke: #3d444d; }
  .line { stroke: #4493f8; }
  .point { fill: #4493f8; }
}
</style>";

impl Plot<'_> {
    /// Returns the image. Its vertical axis begins at zero.
    pub(super) fn svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             role=\"img\">\n<title>{title}</title>\n{STYLE}\n\
             <text class=\"title\" x=\"{LEFT}\" y=\"24\">{title}</text>\n",
            title = self.title
        );
        let top = round_up(
            self.points
                .iter()
                .fold(0.0, |most, (_, value)| value.max(most)),
        );
        let y = |value: f64| BOTTOM - (BOTTOM - TOP) * value / top;
        for interval in 0..=INTERVALS {
            let value = top * f64::from(interval) / f64::from(INTERVALS);
            let label = format!("{} {}", digits(value), self.unit);
            add(
                &mut svg,
                format_args!(
                    "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\n\
                     <text x=\"{x}\" y=\"{text:.1}\" text-anchor=\"end\">{label}</text>",
                    x = LEFT - 8.0,
                    y = y(value),
                    text = y(value) + 4.0,
                ),
            );
        }
        let mut line = String::new();
        let mut marks = String::new();
        for (count, value) in &self.points {
            let (x, y) = (self.x(*count), y(*value));
            line = format!("{line}{x:.1},{y:.1} ");
            let label = with_separators(*count);
            add(
                &mut marks,
                format_args!(
                    "<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>\n\
                     <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
                    BOTTOM + 20.0,
                ),
            );
        }
        add(
            &mut svg,
            format_args!(
                "<polyline class=\"line\" points=\"{}\"/>\n{marks}\
                 <text x=\"{}\" y=\"{}\" text-anchor=\"middle\">models</text>\n</svg>",
                line.trim_end(),
                f64::midpoint(LEFT, RIGHT),
                HEIGHT - 12.0,
            ),
        );
        svg
    }

    /// The position of a count, on a logarithmic scale.
    fn x(&self, count: usize) -> f64 {
        let counts = || self.points.iter().map(|(count, _)| logarithm(*count));
        let first = counts().fold(f64::INFINITY, f64::min);
        let last = counts().fold(f64::NEG_INFINITY, f64::max);
        let part = (logarithm(count) - first) / (last - first);
        // All counts are equal if there is one point.
        LEFT + (RIGHT - LEFT) * if part.is_finite() { part } else { 0.5 }
    }
}

fn add(svg: &mut String, line: std::fmt::Arguments<'_>) {
    // A string can always be written to.
    _ = writeln!(svg, "{line}");
}

#[expect(clippy::cast_precision_loss, reason = "a position needs few digits")]
fn logarithm(count: usize) -> f64 {
    (count.max(1) as f64).ln()
}

/// The next number of the form 1, 2, 4, 6 or 8 times a power of ten, so that a quarter of it has few digits.
fn round_up(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let factors = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];
    let factor = factors.into_iter().find(|it| it * power >= value);
    factor.unwrap_or(10.0) * power
}

/// A value with at most two digits after the point.
fn digits(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number with a comma after each group of three digits.
pub(super) fn with_separators(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{BOTTOM, LEFT, Plot, RIGHT, digits, round_up, with_separators};

    #[test]
    fn lines_go_from_edge_to_edge_above_zero() {
        let plot = Plot {
            title: "time",
            unit: "s",
            points: vec![(300, 2.0), (3000, 4.0)],
        };
        let svg = plot.svg();
        let line = format!("points=\"{LEFT:.1},156.0 {RIGHT:.1},48.0\"");
        assert!(svg.contains(&line), "{svg}");
        assert!(
            svg.contains(">3,000</text>") && svg.contains(">4 s</text>"),
            "{svg}"
        );
        assert!(svg.contains(&format!("y1=\"{BOTTOM:.1}\"")), "{svg}");
        assert!(svg.contains("prefers-color-scheme: dark"));
    }

    #[test]
    fn images_without_a_line_have_finite_positions() {
        for points in [vec![], vec![(300, 0.0)], vec![(300, 1.0), (300, 2.0)]] {
            let plot = Plot {
                title: "time",
                unit: "s",
                points,
            };
            let svg = plot.svg();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }

    #[test]
    fn labels_are_short() {
        assert_eq!(digits(round_up(0.0)), "1");
        assert_eq!(digits(round_up(3.1)), "4");
        assert_eq!(digits(round_up(950.0)), "1000");
        assert_eq!(digits(0.5), "0.5");
        assert_eq!(digits(40.0), "40");
        assert_eq!(with_separators(10_000), "10,000");
        assert_eq!(with_separators(300), "300");
    }
}
