//! A sheet of sections, before it is text or a page.

use crate::page::{Page, one_line};

pub(super) struct Sheet {
    pub(super) title: String,
    /// Under the title.
    pub(super) remark: String,
    pub(super) sections: Vec<Section>,
}

pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
}

/// `label`: a field, or when something happened. `remark`: who wrote or did it, and when.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) remark: String,
}

impl Sheet {
    pub(super) fn write(&self, page: &mut Page) {
        page.plain(one_line(&self.title));
        page.plain(one_line(&self.remark));
        for section in &self.sections {
            page.blank();
            page.plain(section.title);
            for line in &section.lines {
                page.plain(format!("  {}", text(line)));
            }
        }
    }
}

fn text(line: &Line) -> String {
    let parts = [&line.label, &line.value, &line.remark];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| one_line(part))
        .collect();
    parts.join("  ")
}
