-- A grant that nobody can account for cannot be taken away with a good conscience: here each says
-- who made it and when, and one for a single object how long it lasts and what was said with it.
-- What was there before has no time it was made at; the migration's stands in for it.

ALTER TABLE auth.groups
    ADD COLUMN created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    ADD COLUMN updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON auth.groups
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();

ALTER TABLE auth.user_groups
    ADD COLUMN granted_by INTEGER REFERENCES auth.users(id) ON DELETE SET NULL,
    ADD COLUMN granted_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW();
ALTER TABLE auth.group_permissions
    ADD COLUMN granted_by INTEGER REFERENCES auth.users(id) ON DELETE SET NULL,
    ADD COLUMN granted_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW();
ALTER TABLE auth.user_permissions
    ADD COLUMN granted_by INTEGER REFERENCES auth.users(id) ON DELETE SET NULL,
    ADD COLUMN granted_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW();
ALTER TABLE auth.object_permissions
    ADD COLUMN granted_by INTEGER REFERENCES auth.users(id) ON DELETE SET NULL,
    ADD COLUMN granted_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    -- From this moment on the grant counts for nothing; a sweep removes it later.
    ADD COLUMN expires_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN message VARCHAR(500);
CREATE INDEX user_groups_granted_by_idx ON auth.user_groups (granted_by);
CREATE INDEX group_permissions_granted_by_idx ON auth.group_permissions (granted_by);
CREATE INDEX user_permissions_granted_by_idx ON auth.user_permissions (granted_by);
CREATE INDEX object_permissions_granted_by_idx ON auth.object_permissions (granted_by);
CREATE INDEX object_permissions_expires_at_idx ON auth.object_permissions (expires_at)
    WHERE expires_at IS NOT NULL;

-- Every object there is has a number; the column is text because the specification's is.
ALTER TABLE auth.object_permissions
    ADD CONSTRAINT object_permissions_object_pk_check CHECK (object_pk ~ '^[1-9][0-9]{0,8}$');

-- Once is enough. These also answer "what was granted to them?", which every list asks: the
-- objects of one kind, by one permission, of one person and of each of their groups.
CREATE UNIQUE INDEX object_permissions_user_key
    ON auth.object_permissions (user_id, permission_id, object_pk) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX object_permissions_group_key
    ON auth.object_permissions (group_id, permission_id, object_pk) WHERE group_id IS NOT NULL;
DROP INDEX auth.object_permissions_user_id_idx;
DROP INDEX auth.object_permissions_group_id_idx;

-- What no longer exists was not granted to anybody.
CREATE FUNCTION auth.forget_grants() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM auth.object_permissions g USING auth.content_types t
    WHERE t.model = TG_ARGV[0] AND g.content_type_id = t.id AND g.object_pk = OLD.id::text;
    RETURN NULL;
END;
$$;

DO $$
DECLARE
    kind record;
BEGIN
    FOR kind IN VALUES
        ('group', 'auth.groups'),
        ('datasource', 'data_platform.data_sources'),
        ('dataset', 'data_platform.datasets'),
        ('datasetversion', 'data_platform.dataset_versions'),
        ('dataprocessingtask', 'data_platform.data_processing_tasks'),
        ('project', 'algo_platform.projects'),
        ('experiment', 'algo_platform.experiments'),
        ('experimentrun', 'algo_platform.experiment_runs'),
        ('model', 'model_platform.models'),
        ('modelversion', 'model_platform.model_versions'),
        ('modelendpoint', 'model_platform.model_endpoints'),
        ('application', 'service_platform.applications'),
        ('deployment', 'service_platform.deployments')
    LOOP
        EXECUTE format('CREATE TRIGGER forget_grants AFTER DELETE ON %s
                        FOR EACH ROW EXECUTE FUNCTION auth.forget_grants(%L)',
                       kind.column2, kind.column1);
    END LOOP;
END;
$$;
CREATE INDEX datasets_organization_id_is_public_idx ON data_platform.datasets (organization_id)
    WHERE is_public;

INSERT INTO auth.content_types (app_label, model) VALUES ('system', 'store');

-- Whoever asks is asked for anew with every request: now with what they hold and the groups they
-- are in, so that what was granted or taken away counts from the next request on.
CREATE FUNCTION auth.held_permissions(person integer) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT coalesce(jsonb_agg(DISTINCT p.codename), '[]')
    FROM (SELECT permission_id FROM auth.user_permissions WHERE user_id = person
          UNION
          SELECT g.permission_id FROM auth.user_groups m
          JOIN auth.group_permissions g ON g.group_id = m.group_id
          WHERE m.user_id = person) AS held
    JOIN auth.permissions p ON p.id = held.permission_id);

-- Superusers look at the groups of all organizations.
CREATE INDEX groups_name_id_idx ON auth.groups (lower(name), id);
