//! From what people write to what they mean.

mod building;
mod conflict;
mod department;
mod door;
mod estate;
mod id;
mod resident;

pub(crate) use building::building;
pub(crate) use conflict::conflict;
pub(crate) use department::department;
pub(crate) use door::household;
pub(crate) use estate::estate;
pub(crate) use id::{case, dispute, visit};
pub(crate) use resident::{of_household, resident};

use crate::error::{Candidate, Error, Thing};

/// Candidates shown of an ambiguous name: more than this is a list, not a question.
const CANDIDATES_MAX: u32 = 50;

/// The one that is meant; none or several are errors.
fn only<T: Copy>(
    thing: Thing,
    found: &[T],
    candidate: impl Fn(T) -> Result<Candidate, Error>,
) -> Result<T, Error> {
    match found {
        [] => Err(Error::NotFound(thing)),
        [only] => Ok(*only),
        several => Err(Error::Ambiguous {
            thing,
            candidates: several
                .iter()
                .map(|one| candidate(*one))
                .collect::<Result<_, _>>()?,
        }),
    }
}
