-- What signing in needs and the specification leaves to Redis or does not mention.

-- Raised when a user's rights change; a session that remembers an older number gets a new id.
ALTER TABLE auth.users ADD COLUMN rights_version INTEGER NOT NULL DEFAULT 0;

-- Who is signed in, where. The cookie holds a random id of which only the SHA-256 is kept: who
-- reads this table cannot become anybody.
CREATE TABLE auth.sessions (
    id_hash BYTEA PRIMARY KEY,
    -- Empty until somebody signs in.
    user_id INTEGER REFERENCES auth.users(id) ON DELETE CASCADE,
    data JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    last_seen_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ip_address VARCHAR(45),
    user_agent TEXT
);
-- Signing out everywhere, and sweeping out what has expired.
CREATE INDEX sessions_user_id_idx ON auth.sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON auth.sessions (expires_at);

-- Invitations and password resets. The link holds a random token of which only the SHA-256 is
-- kept; it works once.
CREATE TABLE auth.one_time_links (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
    purpose VARCHAR(20) NOT NULL CHECK (purpose IN ('invite', 'password_reset')),
    token_hash BYTEA NOT NULL UNIQUE,
    created_by INTEGER REFERENCES auth.users(id) ON DELETE SET NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE
);
CREATE INDEX one_time_links_user_id_idx ON auth.one_time_links (user_id);
CREATE INDEX one_time_links_created_by_idx ON auth.one_time_links (created_by);

-- The growing pause after failed sign-ins, one row for each account and each address that failed
-- (`subject` says which: 'account:…' or 'address:…'). A pause, never a lock: strangers must not
-- be able to shut anyone out.
CREATE TABLE auth.sign_in_delays (
    subject VARCHAR(400) PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_at TIMESTAMP WITH TIME ZONE NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL
);
-- Sweeping out what is long over.
CREATE INDEX sign_in_delays_last_failure_at_idx ON auth.sign_in_delays (last_failure_at);
