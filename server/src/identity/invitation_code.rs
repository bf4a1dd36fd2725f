//! Invitation codes: ten characters of Crockford's base32, read aloud or typed, good once.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::environment::{Environment, NoRandomness};

/// No I, L, O and U: nobody mistakes them, and no word comes out by chance.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARS: usize = 10;

/// 50 random bits. Not `Debug`: whoever reads a code can use it.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationCode([u8; CHARS]);

/// Not a code at all. The client is told no more than of one that is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an invitation code")]
pub struct NotACode;

impl InvitationCode {
    pub fn new(environment: &dyn Environment) -> Result<Self, NoRandomness> {
        let mut random = [0; CHARS];
        environment.fill(&mut random)?;
        // 256 is a multiple of 32: each character is as likely as any other.
        Ok(Self(random.map(|byte| ALPHABET[usize::from(byte % 32)])))
    }

    /// What is stored, and by which an index finds it.
    ///
    /// An index compares hashes byte by byte, and need not hide how long that takes: whoever could measure it
    /// over a network learned how far the SHA-256 of a guess, which cannot be steered, agrees with one that is
    /// stored, and would have to search 2^50 codes for one that agrees further, within its day and at the rate
    /// at which guesses are let through. No two secrets are compared anywhere else.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new()
            .chain_update(b"linli invitation 1")
            .chain_update(self.0)
            .finalize()
            .into()
    }
}

impl FromStr for InvitationCode {
    type Err = NotACode;

    /// As people type it: in any case, with spaces and dashes, O for 0 and I or L for 1.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let mut code = [0; CHARS];
        let mut places = code.iter_mut();
        for char in text
            .chars()
            .filter(|char| !char.is_whitespace() && *char != '-')
        {
            let char = match char.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let byte = u8::try_from(char).map_err(|_| NotACode)?;
            if !ALPHABET.contains(&byte) {
                return Err(NotACode);
            }
            *places.next().ok_or(NotACode)? = byte;
        }
        match places.next() {
            None => Ok(Self(code)),
            Some(_) => Err(NotACode),
        }
    }
}

impl fmt::Display for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if place == CHARS / 2 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*byte))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::SystemEnvironment;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code: InvitationCode = "K7QM4-XPD2A".parse().unwrap();
        assert_eq!(code.to_string(), "K7QM4-XPD2A");
        assert!("k7qm4 xpd2a".parse() == Ok(code.clone()));
        assert!("ilo00-00000".parse::<InvitationCode>() == "11000-00000".parse());
        for wrong in [
            "",
            "K7QM4-XPD2",
            "K7QM4-XPD2AA",
            "K7QM4-XPD2U",
            "一二三四五六七八九十",
        ] {
            assert!(wrong.parse::<InvitationCode>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn fresh_codes_differ_and_read_back() {
        let environment = SystemEnvironment::new();
        let code = InvitationCode::new(&environment).unwrap();
        assert!(code != InvitationCode::new(&environment).unwrap());
        assert!(code.to_string().parse() == Ok(code));
    }
}
