-- What a line of the audit log is about is searched like every other name: by pairs of characters
-- under a GIN index, one a partition, so that a name among ten million lines costs what it costs
-- among a thousand. A line is found by what the entity was called and by its key.
--
-- A stored column, because under row security the planner uses an index only for a condition whose
-- functions give nothing away: `arraycontains` may be declared so, `bigrams` may not. Adding it
-- writes the log anew, once; new lines pay some microseconds each.

CREATE FUNCTION public.audit_search_text(entity_label text, entity_key text) RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN lower(coalesce(entity_label, '') || E'\n' || coalesce(entity_key, ''));

ALTER TABLE public.audit_logs
    ADD COLUMN search_grams text[] NOT NULL
        GENERATED ALWAYS AS (public.bigrams(public.audit_search_text(entity_label, entity_key))) STORED;

CREATE INDEX audit_logs_search_grams_idx ON public.audit_logs USING gin (search_grams);

-- As before, and new months have the column as well.
CREATE OR REPLACE FUNCTION public.ensure_audit_partitions(months_back integer, months_ahead integer)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET client_min_messages = warning
AS $$
DECLARE
    month timestamptz;
    partition text;
    made integer := 0;
BEGIN
    IF months_back NOT BETWEEN 0 AND 240 OR months_ahead NOT BETWEEN 0 AND 240 THEN
        RAISE EXCEPTION 'months must be between 0 and 240' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- Two servers may start at once.
    PERFORM pg_advisory_xact_lock(hashtext('public.ensure_audit_partitions'));
    FOR month IN SELECT generate_series(
        date_trunc('month', now()) - make_interval(months => months_back),
        date_trunc('month', now()) + make_interval(months => months_ahead),
        interval '1 month')
    LOOP
        partition := to_char(month, '"audit_logs_y"YYYY"m"MM');
        CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE public.%I (LIKE public.audit_logs INCLUDING DEFAULTS INCLUDING GENERATED)',
            partition);
        -- Default privileges must not open a side door: rows are reached through the parent
        -- alone, where row security stands and nothing can be changed.
        EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC', partition);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'terrace_app') THEN
            EXECUTE format('REVOKE ALL ON public.%I FROM terrace_app', partition);
        END IF;
        EXECUTE format(
            'ALTER TABLE public.audit_logs ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
            partition, month, month + interval '1 month');
        made := made + 1;
    END LOOP;
    RETURN made;
END;
$$;
