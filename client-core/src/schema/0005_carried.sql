-- Colleagues' sealed envelopes, which this device carries to the server and can't read. Their authors keep what is in
-- them until they hear its verdicts themselves.
CREATE TABLE carried (
    number   INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL UNIQUE, -- SealedEnvelope::hash
    envelope BLOB NOT NULL,        -- SealedEnvelope, CBOR
    taken_at INTEGER NOT NULL,     -- by this device's clock
    refused  TEXT                  -- why the server does not take it, CarriedRefusal
) STRICT;
