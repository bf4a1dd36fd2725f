//! The second way to the key: a secret that lies elsewhere.

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::wrapping::Wrapped;
use super::{ReplicaKey, VaultError, VaultId};
use crate::surroundings::Surroundings;

/// Crockford's base 32: no letter looks like a digit.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits, five a character.
const SECRET_CHARS: usize = 26;
/// Ten bits of a digest, so that a slip of the pen is noticed as one.
const CHECK_CHARS: usize = 2;
const GROUP_CHARS: usize = 4;

/// A deposit begins with it; vault and secret follow.
const DEPOSIT_VERSION: u8 = 1;

/// 128 random bits. As a code it is text for people: seven groups of four characters.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoverySecret([u8; 16]);

impl std::fmt::Debug for RecoverySecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverySecret")
    }
}

impl RecoverySecret {
    pub(super) fn draw(surroundings: &dyn Surroundings) -> Self {
        let mut secret = Self([0; 16]);
        surroundings.fill(&mut secret.0);
        secret
    }

    /// What is written down: `7KQM-…`.
    pub fn code(&self) -> Zeroizing<String> {
        let digits = self.digits();
        let text = Zeroizing::new(
            digits
                .iter()
                .map(|digit| char::from(DIGITS[usize::from(*digit)]))
                .collect::<String>(),
        );
        let mut code = Zeroizing::new(String::with_capacity(40));
        for (at, character) in text.chars().enumerate() {
            if at > 0 && at.is_multiple_of(GROUP_CHARS) {
                code.push('-');
            }
            code.push(character);
        }
        code
    }

    /// Reads a code as people copy it: lower case, spaces, O for 0, I and L for 1.
    ///
    /// # Errors
    /// `MistypedRecovery`
    pub fn from_code(code: &str) -> Result<Self, VaultError> {
        let mut digits = Zeroizing::new(Vec::with_capacity(SECRET_CHARS + CHECK_CHARS));
        for character in code.chars().filter(|c| *c != '-' && !c.is_whitespace()) {
            digits.push(digit(character).ok_or(VaultError::MistypedRecovery)?);
        }
        if digits.len() != SECRET_CHARS + CHECK_CHARS {
            return Err(VaultError::MistypedRecovery);
        }
        let mut bits = 0_u128;
        for digit in &digits[..SECRET_CHARS - 1] {
            bits = bits << 5 | u128::from(*digit);
        }
        // The last character holds three bits and two that are zero.
        let secret = Self((bits << 3 | u128::from(digits[SECRET_CHARS - 1] >> 2)).to_be_bytes());
        if *secret.digits() != **digits {
            return Err(VaultError::MistypedRecovery);
        }
        Ok(secret)
    }

    /// What a server keeps of it: 33 bytes, to be handed to nobody but the person whose device it is.
    pub fn deposit(&self, vault: &VaultId) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([&[DEPOSIT_VERSION][..], vault, &self.0].concat())
    }

    /// From what `deposit` gave, for this vault.
    ///
    /// # Errors
    /// `WrongRecovery` for what is none, or belongs to another vault.
    pub fn from_deposit(bytes: &[u8], vault: &VaultId) -> Result<Self, VaultError> {
        let secret = match bytes {
            [DEPOSIT_VERSION, rest @ ..] => rest.strip_prefix(vault.as_slice()),
            _ => None,
        };
        let secret = secret.and_then(|secret| secret.try_into().ok());
        secret.map(Self).ok_or(VaultError::WrongRecovery)
    }

    pub(super) fn wrap(
        &self,
        vault: &VaultId,
        key: &ReplicaKey,
        surroundings: &dyn Surroundings,
    ) -> Wrapped {
        Wrapped::wrap(&self.under(vault), vault, key, surroundings)
    }

    pub(super) fn unwrap(&self, vault: &VaultId, wrapped: &Wrapped) -> Option<ReplicaKey> {
        wrapped.unwrap(&self.under(vault), vault)
    }

    /// The secret has all the randomness that a key needs: one digest makes it one of 32 bytes.
    fn under(&self, vault: &VaultId) -> Zeroizing<[u8; 32]> {
        let digest = Sha256::new()
            .chain_update(b"linli recovery 1")
            .chain_update(vault)
            .chain_update(self.0);
        Zeroizing::new(digest.finalize().into())
    }

    /// Of the secret, then of its check.
    fn digits(&self) -> Zeroizing<Vec<u8>> {
        let bits = u128::from_be_bytes(self.0);
        let mut digits = Zeroizing::new(Vec::with_capacity(SECRET_CHARS + CHECK_CHARS));
        digits.extend((0..SECRET_CHARS - 1).map(|at| (bits >> (123 - 5 * at)) as u8 & 31));
        digits.push((bits as u8 & 7) << 2);
        let check = Sha256::new()
            .chain_update(b"linli recovery code 1")
            .chain_update(self.0)
            .finalize();
        digits.extend([check[0] >> 3, check[1] >> 3]);
        digits
    }
}

fn digit(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = DIGITS
        .iter()
        .position(|known| char::from(*known) == character)?;
    u8::try_from(at).ok()
}
