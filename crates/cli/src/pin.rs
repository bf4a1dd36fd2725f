//! PINs and codes, as they are typed: without an echo, or from the environment for programs. Never from the
//! command line, which other programs can read.

use std::io::{self, BufRead, IsTerminal};

use linli_client_core::vault::{Pin, RecoverySecret};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::lang::Lang;

/// A PIN to be tried.
pub(crate) fn typed(lang: Lang) -> Result<Pin, Error> {
    let text = secret("LINLI_PIN", lang.pick("密码：", "PIN: "))?;
    Ok(Pin::typed(&text).map_err(linli_client_core::vault::VaultError::from)?)
}

/// A PIN to be set: typed twice where somebody types.
pub(crate) fn chosen(lang: Lang) -> Result<Pin, Error> {
    const NAME: &str = "LINLI_NEW_PIN";
    let text = secret(NAME, lang.pick("新密码：", "New PIN: "))?;
    if std::env::var_os(NAME).is_none() && io::stdin().is_terminal() {
        let again = secret(NAME, lang.pick("再输一次：", "Once more: "))?;
        if *again != *text {
            return Err(Error::PinsDiffer);
        }
    }
    Ok(Pin::choose(&text).map_err(linli_client_core::vault::VaultError::from)?)
}

pub(crate) fn recovery(lang: Lang) -> Result<RecoverySecret, Error> {
    let text = secret(
        "LINLI_RECOVERY_CODE",
        lang.pick("恢复码：", "Recovery code: "),
    )?;
    Ok(RecoverySecret::from_code(&text)?)
}

fn secret(variable: &str, prompt: &str) -> Result<Zeroizing<String>, Error> {
    if let Ok(text) = std::env::var(variable) {
        return Ok(Zeroizing::new(text));
    }
    let typed = if io::stdin().is_terminal() {
        rpassword::prompt_password(prompt).map(Zeroizing::new)
    } else {
        let mut line = Zeroizing::new(String::new());
        io::stdin().lock().read_line(&mut line).map(|_| line)
    };
    let typed = typed.map_err(|_| Error::PinNeeded)?;
    let text = typed.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Error::PinNeeded);
    }
    Ok(Zeroizing::new(text.to_owned()))
}
