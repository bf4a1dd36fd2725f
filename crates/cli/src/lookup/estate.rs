use linli_client_core::domain::EstateId;

use crate::desk::Desk;
use crate::error::Error;

/// The estate of this name; without one the only one there is.
pub(crate) fn estate(desk: &Desk, wanted: Option<&str>) -> Result<(EstateId, String), Error> {
    let identity = desk
        .replica
        .identity()?
        .ok_or(linli_client_core::Error::NotJoined)?;
    let fits = |name: &String| wanted.is_none_or(|wanted| wanted == name);
    let mut estates = identity.estates.into_iter().filter(|(_, name)| fits(name));
    match (estates.next(), estates.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Error::NoSuchEstate),
    }
}
