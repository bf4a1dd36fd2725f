//! What a restored server took for a document before it heard that the document had begun anew in the lost days: it is
//! done again on what that began with.

use linli_documents::Document;
use linli_domain::{ActorId, Command, Recorded, Timestamp};

use super::columns::{blob, time};
use super::console;
use super::loaded::Loaded;
use super::unheard::UnheardOf;
use super::writing::{Replaces, Writing};
use crate::store::StoreError;

/// What the log has of the document's present epoch since the store was restored, and may be done again on `anew`:
/// whatever was given since; what makes a visit, a case, a dispute or an event of those; and what tells of residents of
/// whom the lost days had not heard. If a visit or a case was erased in the lost days since its term was over, so it is
/// now, and the next run erases it. What was given before of others may be what they were then erased from, or what
/// somebody has corrected since, and the store does not know of it.
pub(super) fn since_restored(
    writing: &Writing<'_>,
    loaded: &Loaded,
    anew: &Document,
) -> Result<Vec<Recorded>, StoreError> {
    let (Some(stored), Some(restored_at)) = (loaded.stored, writing.kept.restored_at) else {
        return Ok(Vec::new());
    };
    let mut statement = writing.connection.prepare_cached(&format!(
        "SELECT author, device_time, coalesce(clock_offset, 0), command FROM log
         WHERE document = ?1 AND epoch = ?2 AND received_at >= ?3 AND replaces = {} ORDER BY seq",
        Replaces::Nothing as u8
    ))?;
    let unheard_of = UnheardOf::of(writing, loaded, anew)?;
    let mut rows = statement.query((stored.row, loaded.document.epoch(), restored_at.seconds()))?;
    let mut taken = Vec::new();
    while let Some(row) = rows.next()? {
        let (at, offset): (_, i64) = (time(row, 1)?, row.get(2)?);
        let bytes: Vec<u8> = row.get(3)?;
        let Ok(mut command) = Command::from_bytes(&bytes) else {
            return Err(StoreError::Damaged("command"));
        };
        if let Some(unheard_of) = &unheard_of {
            unheard_of.erased.strike_from(&mut command);
        }
        let given_since = at.plus_seconds(offset) >= restored_at;
        let is_of = |unheard_of: &UnheardOf| unheard_of.is_in(&command);
        if given_since || makes_an_entry(&command) || unheard_of.as_ref().is_some_and(is_of) {
            taken.push(Recorded {
                author: blob(row, 0)?,
                at,
                command,
            });
        }
    }
    Ok(taken)
}

const fn makes_an_entry(command: &Command) -> bool {
    matches!(
        command,
        Command::RecordVisit(_)
            | Command::OpenCase(_)
            | Command::NoteCase(_)
            | Command::CloseCase(_)
            | Command::DispatchCase(_)
            | Command::RecallCase(_)
            | Command::AnswerCase(_)
            | Command::ReferCase(_)
            | Command::NoteReferral(_)
            | Command::OpenDispute(_)
            | Command::NoteDispute(_)
            | Command::SettleDispute(_)
            | Command::CloseDispute(_)
    )
}

/// Leaves what `document` lacks and can take, and gives it with that.
pub(super) fn lacking(taken: &mut Vec<Recorded>, document: &Document, actor: ActorId) -> Document {
    let mut with = document.clone();
    taken.retain(|one| with.twin(one).is_none() && with.execute(actor, one).is_ok());
    with
}

pub(super) fn again(
    writing: &mut Writing<'_>,
    loaded: &mut Loaded,
    taken: &[Recorded],
    now: Timestamp,
) -> Result<(), StoreError> {
    for one in taken {
        let times = (one.at, now);
        // `lacking` has tried it.
        let _refused = console::execute(writing, loaded, &one.command, one.author, times)?;
    }
    Ok(())
}
