//! Rows under headings, aligned by what a terminal shows.

use super::width::{one_line, padded, width};
use crate::lang::Lang;

/// Blanks between two columns.
const GAP: &str = "  ";

pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Headings, Chinese and English.
    pub(crate) fn new(lang: Lang, headings: &[(&str, &str)]) -> Self {
        let headings = headings
            .iter()
            .map(|(zh, en)| lang.pick(*zh, *en).to_owned());
        Self {
            rows: vec![headings.collect()],
        }
    }

    /// As many cells as there are headings.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| one_line(&cell)).collect());
    }

    /// One line each, without blanks at the end.
    pub(super) fn lines(&self) -> Vec<String> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..count)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| width(cell)).max().unwrap_or(0)
            })
            .collect();
        self.rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .iter()
                    .zip(&widths)
                    .map(|(cell, columns)| padded(cell, *columns))
                    .collect();
                cells.join(GAP).trim_end().to_owned()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_headings() {
        let mut table = Table::new(
            Lang::Zh,
            &[("房号", "door"), ("住户", "residents"), ("到期", "due")],
        );
        table.row(["2单元301".into(), "张桂英、李强".into(), "今天".into()]);
        table.row(["101".into(), "O'Neill".into(), String::new()]);
        assert_eq!(
            table.lines(),
            [
                "房号      住户          到期",
                "2单元301  张桂英、李强  今天",
                "101       O'Neill",
            ]
        );
    }

    #[test]
    fn headings_follow_the_language() {
        let table = Table::new(Lang::En, &[("房号", "door"), ("到期", "due")]);
        assert_eq!(table.lines(), ["door  due"]);
    }
}
