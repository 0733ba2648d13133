-- Search that finds two Chinese characters among a million names in milliseconds. Trigrams
-- cannot (a two-character word has none, so the whole index is read); pairs of characters can.
--
-- `search_text` is what is searched, in lower case; `search_grams` its pairs, under a GIN index.
-- A query asks for `search_grams @> bigrams(word)`, which may find too much (the pairs of "abab"
-- are those of "aba"), and keeps what `strpos(search_text, word) > 0` confirms. One ASCII
-- character alone has no gram: such a search must be answered by `strpos` or refused.

-- The distinct pairs of neighbouring characters within each word, and each character beyond
-- ASCII by itself, in lower case and in byte order: 'Ana 星河' gives {an,na,星,星河,河}.
-- A tsvector is used for what it does in C: sort and make distinct.
CREATE FUNCTION public.bigrams(words text) RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    grams text[] := '{}';
    previous text := '';
    current text;
BEGIN
    FOREACH current IN ARRAY string_to_array(lower(words), NULL) LOOP
        IF current ~ '\s' THEN
            previous := '';
            CONTINUE;
        END IF;
        IF previous <> '' THEN
            grams := grams || (previous || current);
        END IF;
        IF octet_length(current) > 1 THEN
            grams := grams || current;
        END IF;
        previous := current;
    END LOOP;
    RETURN tsvector_to_array(array_to_tsvector(grams));
END;
$$;

-- How a person is called: 林晓 where a part is written in Chinese, Japanese or Korean, else
-- Ana Costa, and the user name where there is no name.
CREATE FUNCTION auth.display_name(first_name text, last_name text, username text) RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    nullif(btrim(
        CASE WHEN coalesce(last_name, '') || coalesce(first_name, '')
                  ~ '[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]'
             THEN coalesce(last_name, '') || coalesce(first_name, '')
             ELSE coalesce(first_name, '') || ' ' || coalesce(last_name, '')
        END), ''),
    username);

-- What a person is found by: both orders of the name, the user name, the address. Lines keep
-- a word from reaching over into the next field.
CREATE FUNCTION auth.user_search_text(
    first_name text, last_name text, username text, email text
) RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN lower(
    coalesce(last_name, '') || coalesce(first_name, '') || E'\n' ||
    coalesce(first_name, '') || ' ' || coalesce(last_name, '') || E'\n' ||
    username || E'\n' || email);

-- A generated column may not refer to another one, so each spells out its source.
ALTER TABLE auth.users
    ADD COLUMN display_name text NOT NULL
        GENERATED ALWAYS AS (auth.display_name(first_name, last_name, username)) STORED,
    ADD COLUMN search_text text NOT NULL
        GENERATED ALWAYS AS (auth.user_search_text(first_name, last_name, username, email)) STORED,
    ADD COLUMN search_grams text[] NOT NULL
        GENERATED ALWAYS AS (public.bigrams(auth.user_search_text(first_name, last_name, username, email))) STORED;
ALTER TABLE auth.organizations
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE auth.groups
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE data_platform.data_sources
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE data_platform.datasets
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE data_platform.data_processing_tasks
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE algo_platform.projects
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE algo_platform.experiments
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE model_platform.models
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE model_platform.model_endpoints
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;
ALTER TABLE service_platform.applications
    ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN search_grams text[] NOT NULL GENERATED ALWAYS AS (public.bigrams(name)) STORED;

CREATE INDEX users_search_grams_idx ON auth.users USING gin (search_grams);
CREATE INDEX organizations_search_grams_idx ON auth.organizations USING gin (search_grams);
CREATE INDEX groups_search_grams_idx ON auth.groups USING gin (search_grams);
CREATE INDEX data_sources_search_grams_idx ON data_platform.data_sources USING gin (search_grams);
CREATE INDEX datasets_search_grams_idx ON data_platform.datasets USING gin (search_grams);
CREATE INDEX data_processing_tasks_search_grams_idx ON data_platform.data_processing_tasks USING gin (search_grams);
CREATE INDEX projects_search_grams_idx ON algo_platform.projects USING gin (search_grams);
CREATE INDEX experiments_search_grams_idx ON algo_platform.experiments USING gin (search_grams);
CREATE INDEX models_search_grams_idx ON model_platform.models USING gin (search_grams);
CREATE INDEX model_endpoints_search_grams_idx ON model_platform.model_endpoints USING gin (search_grams);
CREATE INDEX applications_search_grams_idx ON service_platform.applications USING gin (search_grams);
