-- What names a session where it is listed and ended: its id must not leave the browser that holds it,
-- and becomes another one whenever its person's rights change.
ALTER TABLE auth.sessions ADD COLUMN number BIGINT GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX sessions_number_key ON auth.sessions (number);
