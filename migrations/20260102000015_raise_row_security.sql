-- The second wall between organizations. The first is every query's own predicate; this one holds
-- where a predicate was forgotten. It is no wall against whoever can run SQL of their own as the
-- server's role, since that could also change the two settings it looks at:
--
--   terrace.organization_id   the organization of the request's user, set for one transaction
--   terrace.scope             'every' for a superuser who looks across all, and for the few acts
--                             that precede knowing who is asking
--
-- Without either nothing is seen. FORCE binds the tables' owner as well; superusers alone pass.

CREATE FUNCTION public.current_organization() RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('terrace.organization_id', true), '')::integer;

CREATE FUNCTION public.sees_every_organization() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('terrace.scope', true), '') = 'every';

-- In the policies both calls stand in scalar sub-selects: evaluated once a query, not once a row.
-- A row without an organization (a superuser who belongs to none, an audit row about nobody's
-- organization) is therefore seen, and written, only with the scope 'every'.

DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY[
        'auth.users', 'auth.groups',
        'data_platform.data_sources', 'data_platform.datasets', 'data_platform.dataset_versions',
        'data_platform.data_processing_tasks', 'data_platform.text_embeddings',
        'algo_platform.projects', 'algo_platform.experiments', 'algo_platform.experiment_runs',
        'model_platform.models', 'model_platform.model_versions', 'model_platform.model_endpoints',
        'service_platform.applications', 'service_platform.application_components',
        'service_platform.deployments',
        'public.audit_logs']
    LOOP
        EXECUTE format(
            'CREATE POLICY organization_wall ON %s FOR ALL
             USING ((SELECT public.sees_every_organization())
                    OR organization_id = (SELECT public.current_organization()))
             WITH CHECK ((SELECT public.sees_every_organization())
                    OR organization_id = (SELECT public.current_organization()))', walled);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
    END LOOP;
END;
$$;

-- An organization sees itself.
CREATE POLICY organization_wall ON auth.organizations FOR ALL
    USING ((SELECT public.sees_every_organization())
           OR id = (SELECT public.current_organization()))
    WITH CHECK ((SELECT public.sees_every_organization())
           OR id = (SELECT public.current_organization()));
ALTER TABLE auth.organizations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Memberships, grants and links are where their user or group is. The tables looked into have
-- walls of their own, which hold inside a policy as well: what is not seen does not exist. A
-- member and the group must both be within.
CREATE POLICY organization_wall ON auth.user_groups FOR ALL
    USING ((SELECT public.sees_every_organization())
           OR (EXISTS (SELECT FROM auth.users WHERE users.id = user_id)
               AND EXISTS (SELECT FROM auth.groups WHERE groups.id = group_id)))
    WITH CHECK ((SELECT public.sees_every_organization())
           OR (EXISTS (SELECT FROM auth.users WHERE users.id = user_id)
               AND EXISTS (SELECT FROM auth.groups WHERE groups.id = group_id)));
ALTER TABLE auth.user_groups ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY organization_wall ON auth.group_permissions FOR ALL
    USING ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.groups WHERE groups.id = group_id))
    WITH CHECK ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.groups WHERE groups.id = group_id));
ALTER TABLE auth.group_permissions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY organization_wall ON auth.user_permissions FOR ALL
    USING ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.users WHERE users.id = user_id))
    WITH CHECK ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.users WHERE users.id = user_id));
ALTER TABLE auth.user_permissions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY organization_wall ON auth.object_permissions FOR ALL
    USING ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.users WHERE users.id = user_id)
           OR EXISTS (SELECT FROM auth.groups WHERE groups.id = group_id))
    WITH CHECK ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.users WHERE users.id = user_id)
           OR EXISTS (SELECT FROM auth.groups WHERE groups.id = group_id));
ALTER TABLE auth.object_permissions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY organization_wall ON auth.one_time_links FOR ALL
    USING ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.users WHERE users.id = user_id))
    WITH CHECK ((SELECT public.sees_every_organization())
           OR EXISTS (SELECT FROM auth.users WHERE users.id = user_id));
ALTER TABLE auth.one_time_links ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- No wall: auth.sessions and auth.sign_in_delays, read before anyone is known;
-- auth.content_types, auth.permissions and public.system_settings, which are nobody's own.
