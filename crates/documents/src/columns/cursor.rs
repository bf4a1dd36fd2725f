//! Reading bytes from the front, and Automerge's numbers (unsigned LEB128). Total: any bytes give a value or `None`.

#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a>(pub(crate) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(crate) fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let length = usize::try_from(length).ok()?;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for place in (0..u64::BITS).step_by(7) {
            let byte = u64::from(self.take(1)?[0]);
            let bits = byte & 0x7f;
            if (bits << place) >> place != bits {
                return None;
            }
            value |= bits << place;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// What was taken since the rest was `before`.
    pub(super) fn since(&self, before: &'a [u8]) -> &'a [u8] {
        &before[..before.len() - self.0.len()]
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

/// In its shortest form.
pub(super) fn write_number(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let bits = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(bits);
        }
        out.push(bits | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_overlong_ones_are_refused() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, value);
            let mut cursor = Cursor(&bytes);
            assert_eq!(cursor.number(), Some(value));
            assert!(cursor.is_at_end());
        }
        let mut most = [0xff; 10];
        most[9] = 2;
        for bytes in [&most[..], &[0xff; 11], &[0x80], &[]] {
            assert_eq!(Cursor(bytes).number(), None);
        }
    }
}
