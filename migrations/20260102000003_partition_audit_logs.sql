-- The audit log grows for ever, so it is kept in one partition a month: indexes stay small, a
-- time range reads only its months, and a month can be archived whole. Nothing has been written
-- yet when this runs, therefore the table is made anew instead of copied.
--
-- What else differs from the specification's table, and why:
--   id, entity_id     bigint: ten million rows a year, for many years
--   timestamp         NOT NULL, and part of the primary key, as PostgreSQL asks of a partition key
--   entity_key        the key of entities that are not numbered, such as documents and stores
--   entity_label      the entity's name at that time: readable after it was renamed or deleted
--   request_id        ties together everything that one request did, here and in the server's log
--   organization_id   whose act it was; empty for what belongs to none, such as a failed sign-in
--                     under an unknown name

DROP TABLE public.audit_logs;

CREATE TABLE public.audit_logs (
    id BIGSERIAL NOT NULL,
    user_id INTEGER REFERENCES auth.users(id),
    action VARCHAR(100) NOT NULL,
    entity_type VARCHAR(100),
    entity_id BIGINT,
    timestamp TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    details JSONB,
    ip_address VARCHAR(45),
    user_agent TEXT,
    entity_key TEXT,
    entity_label TEXT,
    request_id TEXT,
    organization_id INTEGER REFERENCES auth.organizations(id),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

-- The specification's four.
CREATE INDEX idx_audit_logs_user_id ON public.audit_logs(user_id);
CREATE INDEX idx_audit_logs_action ON public.audit_logs(action);
CREATE INDEX idx_audit_logs_timestamp ON public.audit_logs(timestamp);
CREATE INDEX idx_audit_logs_entity_type_id ON public.audit_logs(entity_type, entity_id);

-- Rows arrive in the order of time, which is what a BRIN index is made for: a few kilobytes
-- answer "how many in this week".
CREATE INDEX idx_audit_logs_timestamp_brin ON public.audit_logs USING brin (timestamp);

-- One index for every way the page is filtered, each ending in the order of the page, so that
-- the deepest page costs what the first one does.
CREATE INDEX audit_logs_organization_id_timestamp_idx
    ON public.audit_logs (organization_id, timestamp DESC, id DESC);
CREATE INDEX audit_logs_organization_id_action_timestamp_idx
    ON public.audit_logs (organization_id, action, timestamp DESC, id DESC);
CREATE INDEX audit_logs_organization_id_entity_type_timestamp_idx
    ON public.audit_logs (organization_id, entity_type, timestamp DESC, id DESC);
CREATE INDEX audit_logs_organization_id_ip_address_timestamp_idx
    ON public.audit_logs (organization_id, ip_address, timestamp DESC, id DESC);
CREATE INDEX audit_logs_user_id_timestamp_idx
    ON public.audit_logs (user_id, timestamp DESC, id DESC);
CREATE INDEX audit_logs_entity_type_entity_id_timestamp_idx
    ON public.audit_logs (entity_type, entity_id, timestamp DESC, id DESC);
CREATE INDEX audit_logs_request_id_timestamp_idx
    ON public.audit_logs (request_id, timestamp DESC, id DESC);

-- Creates the month partitions that are missing, from so many months back to so many ahead of
-- the current one (UTC), and returns how many it made. The server calls it at start and daily;
-- it owns nothing, hence SECURITY DEFINER. A partition is made beside the table and attached,
-- which does not stop readers and writers of the other months, as CREATE … PARTITION OF would.
CREATE FUNCTION public.ensure_audit_partitions(months_back integer, months_ahead integer)
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
            'CREATE TABLE public.%I (LIKE public.audit_logs INCLUDING DEFAULTS)', partition);
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
REVOKE ALL ON FUNCTION public.ensure_audit_partitions(integer, integer) FROM PUBLIC;

SELECT public.ensure_audit_partitions(1, 12);
