-- The role the server works as. It owns nothing, cannot bypass row security, cannot change the
-- schema, and of the audit log it can only read and add. Whoever runs the migrations owns the
-- tables; the server takes this role on every connection.

-- Roles belong to the whole cluster, and several databases of one cluster may migrate at the same
-- moment: whoever comes second finds the work done, or being done, and looks again.
DO $$
DECLARE
    may_become boolean;
BEGIN
    FOR attempt IN 1 .. 20 LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'terrace_app') THEN
                CREATE ROLE terrace_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION
                    NOBYPASSRLS;
            END IF;
            -- Being a member and being allowed to SET ROLE are two things since PostgreSQL 16.
            may_become := pg_has_role(current_user, 'terrace_app',
                CASE WHEN current_setting('server_version_num')::int >= 160000
                     THEN 'SET' ELSE 'MEMBER' END);
            IF NOT may_become THEN
                EXECUTE format('GRANT terrace_app TO %I', current_user);
            END IF;
            EXIT;
        EXCEPTION
            -- The last is how "tuple concurrently updated" is reported.
            WHEN duplicate_object OR unique_violation OR internal_error THEN
                IF attempt = 20 THEN RAISE; END IF;
                PERFORM pg_sleep(0.05);
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role terrace_app cannot be made ready by %', current_user
                    USING ERRCODE = 'insufficient_privilege',
                          HINT = format('As an administrator: CREATE ROLE terrace_app NOLOGIN; '
                                        'GRANT terrace_app TO %I;', current_user);
        END;
    END LOOP;
END;
$$;

GRANT USAGE ON SCHEMA public, auth, data_platform, algo_platform, model_platform, service_platform
    TO terrace_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA
    auth, data_platform, algo_platform, model_platform, service_platform TO terrace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.system_settings TO terrace_app;
-- What was done stays done.
GRANT SELECT, INSERT ON public.audit_logs TO terrace_app;
-- The kinds of entities are the schema's, and change with it.
REVOKE INSERT, UPDATE, DELETE ON auth.content_types FROM terrace_app;

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA
    public, auth, data_platform, algo_platform, model_platform, service_platform TO terrace_app;
GRANT EXECUTE ON FUNCTION public.ensure_audit_partitions(integer, integer) TO terrace_app;

-- Is everything migrated? The record is sqlx's own table; it is absent where the files were run
-- by another tool.
DO $$
BEGIN
    IF to_regclass('public._sqlx_migrations') IS NOT NULL THEN
        GRANT SELECT ON public._sqlx_migrations TO terrace_app;
    END IF;
END;
$$;

-- What later migrations create, the server may use.
ALTER DEFAULT PRIVILEGES IN SCHEMA public, auth, data_platform, algo_platform, model_platform,
    service_platform GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO terrace_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, auth, data_platform, algo_platform, model_platform,
    service_platform GRANT USAGE, SELECT ON SEQUENCES TO terrace_app;
