//! Executing a command: rules first, then one change.

use automerge::ReadDoc;
use linli_domain::command::Recorded;
use linli_domain::{ActorId, Refusal, RefusalCode};

use crate::actor::IDLE;
use crate::convert::actor_in;
use crate::document::Document;
use crate::genesis;
use crate::history::Change;
use crate::rules;

impl Document {
    /// Executes a command on the document as it stands, as the next change of `actor`.
    ///
    /// A pure function of the document, the actor and what was recorded: the same bytes, and so the
    /// same hash, on every device and on the server.
    ///
    /// # Errors
    /// A refusal names the field of the command that is at fault; the document is then as before,
    /// byte for byte.
    pub fn execute(&mut self, actor: ActorId, recorded: &Recorded) -> Result<Change, Refusal> {
        if recorded.command.kind() != self.key.kind() {
            return Err(RefusalCode::WrongDocument.into());
        }
        if genesis::is_reserved(actor) {
            return Err(RefusalCode::Malformed.into());
        }
        let edits = rules::judge(self, recorded)?;
        self.automerge.set_actor(actor_in(actor));
        let message = recorded.author.to_string();
        let written = edits.write(&mut self.automerge, &message, recorded.at.seconds());
        self.automerge.set_actor(actor_in(IDLE));
        // The rules have seen every map that is written to, so this fails for a damaged document only.
        written
            .ok()
            .and_then(|hash| self.automerge.get_change_by_hash(&hash))
            .as_ref()
            .map(Change::from)
            .ok_or_else(|| RefusalCode::Malformed.into())
    }
}
