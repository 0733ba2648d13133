-- Where people signed in from lately: a stranger's failures elsewhere do not make somebody wait at
-- an address of their own. Asked at every sign-in, so it is small and has an index of its own; the
-- audit log, which knows the same, has ninety days of rows to look through. A few addresses a
-- person are kept, the latest ones.
CREATE TABLE auth.known_addresses (
    user_id INTEGER NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
    -- An IPv4 address, or the first 64 bits of an IPv6 address: who has one has all behind them.
    address VARCHAR(45) NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    PRIMARY KEY (user_id, address)
);
