use super::{Failure, Result};

/// What the head of an answer says, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) encoding: Option<String>,
    pub(super) length: Option<usize>,
    pub(super) chunked: bool,
}

impl Head {
    pub(super) fn status_line(line: &str) -> Result<Self> {
        let rest = line
            .strip_prefix("HTTP/1.1 ")
            .ok_or(Failure::Http("no status line"))?;
        let status = rest.get(..3).and_then(|digits| digits.parse().ok());
        Ok(Self {
            status: status.ok_or(Failure::Http("no status"))?,
            encoding: None,
            length: None,
            chunked: false,
        })
    }

    pub(super) fn take(&mut self, line: &str) -> Result<()> {
        let (name, value) = line
            .split_once(':')
            .ok_or(Failure::Http("a header without a colon"))?;
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-encoding" => self.encoding = Some(value.to_owned()),
            "content-length" => {
                let length = value.parse().map_err(|_| Failure::Http("a bad length"))?;
                self.length = Some(length);
            }
            "transfer-encoding" => self.chunked = value.eq_ignore_ascii_case("chunked"),
            _ => {}
        }
        Ok(())
    }
}
