//! The sheet as one page for a printer: no script, nothing from elsewhere, and everything that somebody wrote is text.

use super::sheet::{Line, Section, Sheet};
use crate::lang::Lang;

const STYLE: &str = "body{font:11pt/1.5 serif;max-width:48em;margin:2em auto;padding:0 1em}h1{font-size:16pt}\
h2{font-size:12pt;border-bottom:1px solid #999;break-after:avoid}table{border-collapse:collapse;width:100%}\
td{padding:.15em .8em .15em 0;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}\
td:first-child{width:11em}td:last-child{color:#555;width:14em}tr{break-inside:avoid}@page{margin:18mm}";

pub(super) fn page(sheet: &Sheet, lang: Lang) -> String {
    let language = lang.pick("zh-CN", "en");
    let (title, remark) = (escaped(&sheet.title), escaped(&sheet.remark));
    let sections: String = sheet.sections.iter().map(section).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n<p>{remark}</p>\n{sections}</body>\n</html>\n"
    )
}

fn section(section: &Section) -> String {
    let rows: String = section.lines.iter().map(row).collect();
    format!(
        "<h2>{}</h2>\n<table>\n{rows}</table>\n",
        escaped(section.title)
    )
}

fn row(line: &Line) -> String {
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        escaped(&line.label),
        escaped(&line.value),
        escaped(&line.remark)
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_somebody_wrote_stays_text() {
        let hostile = "</td><script>alert('1')</script>&\"".to_owned();
        let line = || Line {
            label: hostile.clone(),
            value: hostile.clone(),
            remark: hostile.clone(),
        };
        let sheet = Sheet {
            title: hostile.clone(),
            remark: hostile.clone(),
            sections: vec![Section {
                title: "<登记>",
                lines: vec![line()],
            }],
        };
        let page = page(&sheet, Lang::Zh);
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;").count(), 6);
        assert_eq!(page.matches("</td>").count(), 3);
        assert!(page.contains("alert(&#39;1&#39;)") && page.contains("&amp;&quot;"));
        assert!(page.contains("<h2>&lt;登记&gt;</h2>"));
    }
}
