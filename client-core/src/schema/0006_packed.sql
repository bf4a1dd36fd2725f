-- Documents that came in packs, as the server sealed them: what they were then can be given back to a server that
-- comes from an old backup.
ALTER TABLE sealed_changes ADD COLUMN packed BLOB; -- SealedDocument in CBOR; `change` then holds what the server turned out to lack: [* bstr]
