use zeroize::Zeroizing;

/// Characters of a PIN.
const PIN_CHARS: std::ops::RangeInclusive<usize> = 6..=32;

/// What a person types to open the replica: digits, or anything longer to type.
pub struct Pin(Zeroizing<String>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    #[error("a PIN has 6 to 32 characters")]
    Length,
    #[error("a PIN has no control characters")]
    ControlCharacter,
    /// `111111`, `123456`, `987654`: what is tried first.
    #[error("the PIN is too easily guessed")]
    Guessable,
}

impl Pin {
    /// A PIN to be set.
    pub fn choose(text: &str) -> Result<Self, PinError> {
        let pin = Self::typed(text)?;
        let characters: Vec<u32> = text.chars().map(u32::from).collect();
        let steps = |step: i64| {
            characters
                .windows(2)
                .all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == step)
        };
        if steps(0) || steps(1) || steps(-1) {
            return Err(PinError::Guessable);
        }
        Ok(pin)
    }

    /// A PIN to be tried. One that cannot have been set costs no attempt.
    pub fn typed(text: &str) -> Result<Self, PinError> {
        if !PIN_CHARS.contains(&text.chars().count()) {
            return Err(PinError::Length);
        }
        if text.chars().any(char::is_control) {
            return Err(PinError::ControlCharacter);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin")
    }
}
