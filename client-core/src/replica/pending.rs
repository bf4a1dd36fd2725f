//! The pending layer: own commands, in order, on top of what is confirmed.

use linli_documents::{Change, Document};
use linli_domain::{
    ActorId, ChangeHash, Command, DocumentId, DocumentKey, Epoch, Recorded, Refusal, RefusalCode,
    Timestamp,
};
use linli_sync::OutboxEntry;
use rusqlite::{Connection, Row, params};

use super::rows::{decode, encode};
use super::{DocumentRow, Layers, Work};
use crate::{Changed, Result};

/// A row of the outbox with the change that it made here.
#[derive(Debug, Clone)]
pub(crate) struct PendingRow {
    pub(crate) entry: OutboxEntry,
    pub(crate) change: Vec<u8>,
}

/// What the outbox, what was accepted and what waits for the secretary have in common: a row goes from one to the other.
pub(crate) const PENDING_COLUMNS: &str =
    "number, document, name, epoch, actor, base, hash, change, command, at";

/// The verdict on what was given in an epoch that is over, and is not in the log either.
pub(crate) const WRONG_EPOCH: &str = "wrong_epoch";

impl PendingRow {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let base: Vec<u8> = row.get(5)?;
        let entry = OutboxEntry {
            number: row.get(0)?,
            document: decode(row, 2)?,
            epoch: row.get(3)?,
            actor: ActorId(row.get(4)?),
            base: base
                .chunks_exact(32)
                .filter_map(ChangeHash::from_slice)
                .collect(),
            hash: ChangeHash(row.get(6)?),
            command: row.get(8)?,
            at: Timestamp::clamped(row.get(9)?),
        };
        Ok(Self {
            entry,
            change: row.get(7)?,
        })
    }

    /// Pending commands of one document, in the order in which they were given.
    pub(crate) fn of_document(connection: &Connection, id: &DocumentId) -> Result<Vec<Self>> {
        let sql =
            format!("SELECT {PENDING_COLUMNS} FROM outbox WHERE document = ?1 ORDER BY number");
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement
            .query_map([id.as_bytes()], Self::from_row)?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// Pending commands of all documents, in order, at most `limit`.
    pub(crate) fn first(connection: &Connection, limit: usize) -> Result<Vec<Self>> {
        Self::from_table(connection, "outbox", limit)
    }

    pub(super) fn from_table(
        connection: &Connection,
        table: &str,
        limit: usize,
    ) -> Result<Vec<Self>> {
        let sql = format!("SELECT {PENDING_COLUMNS} FROM {table} ORDER BY number LIMIT ?1");
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement
            .query_map([limit as i64], Self::from_row)?
            .collect::<Result<_, _>>()?;
        Ok(rows)
    }

    pub(crate) fn by_number(connection: &Connection, number: i64) -> Result<Option<Self>> {
        Self::in_table(connection, "outbox", number)
    }

    pub(super) fn in_table(
        connection: &Connection,
        table: &str,
        number: i64,
    ) -> Result<Option<Self>> {
        let sql = format!("SELECT {PENDING_COLUMNS} FROM {table} WHERE number = ?1");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query_map([number], Self::from_row)?;
        Ok(rows.next().transpose()?)
    }

    pub(crate) fn delete(connection: &Connection, number: i64) -> Result<()> {
        connection
            .prepare_cached("DELETE FROM outbox WHERE number = ?1")?
            .execute([number])?;
        Ok(())
    }
}

/// The pending layer as the outbox has it; `None` when nothing is pending. Rows that no longer fit on
/// the confirmed layer are passed over: `Work::replay` deals with them.
pub(super) fn on_top(connection: &Connection, confirmed: &Document) -> Result<Option<Document>> {
    let rows = PendingRow::of_document(connection, &confirmed.key().id())?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut visible = confirmed.clone();
    if visible
        .apply(rows.iter().map(|row| row.change.as_slice()))
        .is_err()
    {
        visible = confirmed.clone();
        for row in rows {
            let fits = visible.apply([row.change.as_slice()]);
            drop(fits);
        }
    }
    Ok(Some(visible))
}

impl Work<'_> {
    /// Executes a command on what the person sees, and stores it: the heart of every user action.
    /// The layers go back into the cache; if the transaction fails, the cache is dropped.
    pub(crate) fn execute(&mut self, key: &DocumentKey, command: Command) -> Result<Change> {
        let recorded = Recorded {
            author: self.person()?,
            at: self.surroundings.now(),
            command,
        };
        let mut layers = self.take_layers(key)?;
        let outcome = self.execute_on(&mut layers, &recorded);
        self.keep(layers);
        outcome
    }

    fn execute_on(&mut self, layers: &mut Layers, recorded: &Recorded) -> Result<Change> {
        let key = *layers.confirmed.key();
        let row = match DocumentRow::read(self.tx, &key.id())? {
            Some(row) => row,
            None => {
                let row = DocumentRow::genesis(key, 0);
                row.write(self.tx, &[])?;
                row
            }
        };
        let actor = self.actor(row.fork)?;
        let visible = layers
            .pending
            .get_or_insert_with(|| layers.confirmed.clone());
        let base = visible.base();
        let change = visible.execute(actor, recorded)?;
        insert(self.tx, visible, &base, &change, recorded)?;
        crate::projection::project_command(self.tx, visible, &row.numbers, &recorded.command)?;
        self.changed.push(Changed::Document(key));
        self.changed.push(Changed::Outbox);
        Ok(change)
    }

    /// Whether every pending change of the document stands on `confirmed`.
    pub(super) fn pending_fits(&self, confirmed: &Document) -> Result<bool> {
        let rows = PendingRow::of_document(self.tx, &confirmed.key().id())?;
        let changes = rows.iter().map(|row| row.change.as_slice());
        Ok(rows.is_empty()
            || rows.iter().all(|row| row.entry.epoch == confirmed.epoch())
                && confirmed.clone().apply(changes).is_ok())
    }

    /// Makes the pending layer of a document anew after the ground below it changed. Commands whose
    /// change still fits are kept; the others are executed again, with the row's (fresh) actor, under the
    /// outbox number that they had. One that is no longer possible becomes a draft with its reason.
    pub(crate) fn replay(
        &mut self,
        confirmed: Document,
        burned: Option<ActorId>,
    ) -> Result<Layers> {
        let key = *confirmed.key();
        let mut layers = Layers {
            confirmed,
            pending: None,
        };
        for row in PendingRow::of_document(self.tx, &key.id())? {
            let visible = layers
                .pending
                .get_or_insert_with(|| layers.confirmed.clone());
            let usable = row.entry.epoch == visible.epoch() && Some(row.entry.actor) != burned;
            if usable && visible.apply([row.change.as_slice()]).is_ok() {
                continue;
            }
            self.redo(visible, &row)?;
        }
        if PendingRow::of_document(self.tx, &key.id())?.is_empty() {
            layers.pending = None;
        }
        Ok(layers)
    }

    fn redo(&mut self, visible: &mut Document, row: &PendingRow) -> Result<()> {
        let fork = DocumentRow::read(self.tx, &visible.key().id())?.map_or(0, |row| row.fork);
        let actor = self.actor(fork)?;
        let base = visible.base();
        let outcome = Command::from_bytes(&row.entry.command).and_then(|command| {
            let recorded = Recorded {
                author: self.person_or_nobody(),
                at: row.entry.at,
                command,
            };
            if visible.twin(&recorded).is_some()
                || erased_meanwhile(visible, row.entry.epoch, &recorded.command)
            {
                return Ok(None);
            }
            visible.execute(actor, &recorded).map(Some)
        });
        match outcome {
            // It may be from before the server was restored, and lost there: it waits for the document.
            Ok(None) if DocumentRow::is_stale(self.tx, &visible.key().id())? => Ok(()),
            // A copy of this device was first, or somebody else erased. The verdict that would say where is not
            // needed any more.
            Ok(None) => self.archive(row, 0),
            Ok(Some(change)) => {
                self.tx
                    .prepare_cached(
                        "UPDATE outbox SET epoch = ?2, actor = ?3, base = ?4, hash = ?5, change = ?6, verdict = NULL
                         WHERE number = ?1",
                    )?
                    .execute(params![
                        row.entry.number,
                        visible.epoch(),
                        actor.as_bytes(),
                        concat(&base),
                        change.hash.as_bytes(),
                        change.bytes,
                    ])?;
                Ok(())
            }
            Err(_) if row.entry.epoch < visible.epoch() && !self.is_unknown(row)? => Ok(()),
            Err(refusal) => self.make_draft(row, &refusal),
        }
    }

    /// Whether the server said that what was given in an epoch that is over is not in its log. Before that, it may have
    /// been taken and archived: only the server knows, and hears it once more as it was.
    fn is_unknown(&self, row: &PendingRow) -> Result<bool> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT 1 FROM outbox WHERE number = ?1 AND verdict = ?2")?;
        Ok(statement.exists(params![row.entry.number, WRONG_EPOCH])?)
    }

    /// Whether the command waits as it was given, although what is held of its document is of a later epoch: it could
    /// not be done again on that.
    pub(super) fn is_behind(&self, row: &PendingRow) -> Result<bool> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT 1 FROM documents WHERE id = ?1 AND epoch > ?2")?;
        Ok(statement.exists(params![row.entry.document.id().as_bytes(), row.entry.epoch])?)
    }

    fn person_or_nobody(&self) -> linli_domain::PersonId {
        self.person()
            .unwrap_or(linli_domain::PersonId::from_bytes([0; 16]))
    }

    /// Moves a command from the outbox to the drafts: in one transaction, so that it is never nowhere.
    /// Of one that names somebody who was erased nothing is left but that it was.
    pub(crate) fn make_draft(&mut self, row: &PendingRow, refusal: &Refusal) -> Result<()> {
        let command: &[u8] = match refusal.code {
            RefusalCode::Erased => &[],
            _ => &row.entry.command,
        };
        self.tx
            .prepare_cached(
                "INSERT INTO drafts (name, command, at, code, path, refused_at, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                encode(&row.entry.document),
                command,
                row.entry.at.seconds(),
                refusal.code.as_str(),
                refusal.path,
                self.surroundings.now().seconds(),
                refusal.note,
            ])?;
        PendingRow::delete(self.tx, row.entry.number)?;
        self.changed.push(Changed::Drafts);
        self.changed.push(Changed::Outbox);
        Ok(())
    }
}

/// Whether the command asks for somebody to be erased who went when the document began anew since.
fn erased_meanwhile(document: &Document, given_in: Epoch, command: &Command) -> bool {
    let Command::EraseResident(erase) = command else {
        return false;
    };
    let residents = document.household().map(|view| view.residents);
    document.epoch() > given_in
        && residents.is_some_and(|residents| !residents.contains_key(&erase.resident))
}

fn insert(
    connection: &Connection,
    document: &Document,
    base: &[ChangeHash],
    change: &Change,
    recorded: &Recorded,
) -> Result<()> {
    let key = document.key();
    connection
        .prepare_cached(
            "INSERT INTO outbox (document, name, epoch, actor, base, hash, change, command, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            key.id().as_bytes(),
            encode(key),
            document.epoch(),
            change.actor.as_bytes(),
            concat(base),
            change.hash.as_bytes(),
            change.bytes,
            recorded.command.to_bytes(),
            recorded.at.seconds(),
        ])?;
    Ok(())
}

fn concat(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}
