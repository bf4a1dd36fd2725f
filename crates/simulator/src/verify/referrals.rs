//! How a referral stands, from the log alone: read backwards, from the last step that can have counted.

use linli_client_core::domain::Command;
use linli_client_core::domain::command::ReferralStep;
use linli_client_core::domain::view::{Referral, ReferralState};

use super::folds::History;

/// Whether a case with this history shows its referral as it stands.
pub(super) fn stands(history: &History, shown: Option<Referral>) -> bool {
    let commands: Vec<&Command> = history.iter().map(|(_, command)| command).collect();
    let found = stood(&commands);
    let shown = shown.map(|referral| (referral.state, referral.at, referral.since));
    shown == found
}

type Stood = (
    ReferralState,
    linli_client_core::domain::Timestamp,
    linli_client_core::domain::Timestamp,
);

/// State, when it was referred, and since when it stands so.
fn stood(commands: &[&Command]) -> Option<Stood> {
    let (last, before) = commands.split_last()?;
    let before_it = || stood(before);
    match last {
        Command::ReferCase(refer) if !is_closed(before) => match before_it() {
            under_way @ Some((ReferralState::Waiting | ReferralState::TakenUp, ..)) => under_way,
            _ => Some((ReferralState::Waiting, refer.at, refer.at)),
        },
        Command::NoteReferral(note) => {
            let (state, at, since) = before_it()?;
            Some(match (note.state, state) {
                (ReferralStep::TakenUp, ReferralState::Waiting) => {
                    (ReferralState::TakenUp, at, note.at)
                }
                (ReferralStep::Declined, ReferralState::Waiting) => {
                    (ReferralState::Declined, at, note.at)
                }
                (ReferralStep::Ended, ReferralState::TakenUp) => {
                    (ReferralState::Ended, at, note.at)
                }
                _ => (state, at, since),
            })
        }
        _ => before_it(),
    }
}

fn is_closed(commands: &[&Command]) -> bool {
    let closes = |command: &&Command| matches!(command, Command::CloseCase(_));
    commands.iter().any(closes)
}
