-- Under row security the planner may use an index for a condition only if its functions are
-- declared LEAKPROOF: else a condition could be shown rows that the wall hides, and betray them by
-- an error message. Two functions that our conditions are made of lack that mark:
--
--   arraycontains(anyarray, anyarray)   `search_grams @> …`, without which a search among a
--                                       million names reads all of them
--   lower(text)                         `(lower(name), id) > …`, without which a deep page of
--                                       a list by name reads all pages before it
--
-- Both are sound for text. `arraycontains` on text[] compares by texteq, which PostgreSQL itself
-- declares leakproof; its errors concern element types, never values. `lower` maps characters,
-- and can fail only on text that is not valid in the database's encoding, which PostgreSQL does
-- not store; its message would name the locale, not the text. Neither has side effects.
--
-- Only a superuser may say so. Elsewhere searches stay right and become slower; a superuser can
-- run the two statements by hand at any time. They belong to the database, not to its dump: after
-- pg_restore into a new one they are to be repeated.
DO $$
BEGIN
    ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF;
    ALTER FUNCTION pg_catalog.lower(text) LEAKPROOF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'searches and deep pages of long lists will be slow: a superuser should run '
        'ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF and '
        'ALTER FUNCTION pg_catalog.lower(text) LEAKPROOF in this database';
END;
$$;
