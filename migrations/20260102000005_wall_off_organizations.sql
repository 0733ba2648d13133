-- Whose is it? In the specification only users and groups say so. Here every resource belongs to
-- one organization, says so itself, and never changes hands: then one column answers every
-- question of visibility without a join, and row security can rest on it.

ALTER TABLE data_platform.data_sources
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE data_platform.datasets
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE data_platform.dataset_versions
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE data_platform.data_processing_tasks
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE data_platform.text_embeddings
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE algo_platform.projects
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE algo_platform.experiments
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE algo_platform.experiment_runs
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE model_platform.models
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE model_platform.model_versions
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE model_platform.model_endpoints
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE service_platform.applications
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE service_platform.application_components
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);
ALTER TABLE service_platform.deployments
    ADD COLUMN organization_id INTEGER NOT NULL REFERENCES auth.organizations(id);

-- A group without an organization would be everyone's and nobody's. Users may have none:
-- superusers need not belong anywhere.
ALTER TABLE auth.groups ALTER organization_id SET NOT NULL;

-- Keeps a row in the organization of what it refers to. Arguments come in pairs: a referring
-- column, and the table it refers to. An empty organization is filled from the reference; a
-- different one is refused, with the name of that column's foreign key, because to the caller
-- it is the same as referring to something that does not exist (under row security it is).
CREATE FUNCTION public.inherit_organization() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reference integer;
    organization integer;
BEGIN
    FOR argument IN 0 .. TG_NARGS - 1 BY 2 LOOP
        EXECUTE format('SELECT ($1).%I', TG_ARGV[argument]) INTO reference USING NEW;
        CONTINUE WHEN reference IS NULL;
        EXECUTE format('SELECT organization_id FROM %s WHERE id = $1', TG_ARGV[argument + 1])
            INTO organization USING reference;
        NEW.organization_id := coalesce(NEW.organization_id, organization);
        IF organization IS NULL OR organization <> NEW.organization_id THEN
            RAISE EXCEPTION '%.% refers to %, which is not in the same organization',
                TG_TABLE_NAME, TG_ARGV[argument], reference
                USING ERRCODE = 'foreign_key_violation',
                      SCHEMA = TG_TABLE_SCHEMA,
                      TABLE = TG_TABLE_NAME,
                      COLUMN = TG_ARGV[argument],
                      CONSTRAINT = format('%s_%s_fkey', TG_TABLE_NAME, TG_ARGV[argument]);
        END IF;
    END LOOP;
    RETURN NEW;
END;
$$;

-- Without this a parent could move and leave its children behind.
CREATE FUNCTION public.keep_organization() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION '%.organization_id never changes', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation',
              SCHEMA = TG_TABLE_SCHEMA,
              TABLE = TG_TABLE_NAME,
              COLUMN = 'organization_id';
END;
$$;

CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON data_platform.dataset_versions
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'dataset_id', 'data_platform.datasets');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON data_platform.data_processing_tasks
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'data_source_id', 'data_platform.data_sources',
        'source_dataset_id', 'data_platform.datasets',
        'target_dataset_id', 'data_platform.datasets');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON data_platform.text_embeddings
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'dataset_id', 'data_platform.datasets');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON algo_platform.experiments
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'project_id', 'algo_platform.projects');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON algo_platform.experiment_runs
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'experiment_id', 'algo_platform.experiments');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON model_platform.model_versions
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'model_id', 'model_platform.models',
        'experiment_run_id', 'algo_platform.experiment_runs');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON model_platform.model_endpoints
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'model_version_id', 'model_platform.model_versions');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON service_platform.application_components
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'application_id', 'service_platform.applications');
CREATE TRIGGER inherit_organization BEFORE INSERT OR UPDATE ON service_platform.deployments
    FOR EACH ROW EXECUTE FUNCTION public.inherit_organization(
        'application_id', 'service_platform.applications');

DO $$
DECLARE
    resource regclass;
BEGIN
    FOR resource IN
        SELECT attrelid::regclass
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE attname = 'organization_id' AND relkind = 'r'
          AND relnamespace::regnamespace::text IN
              ('data_platform', 'algo_platform', 'model_platform', 'service_platform')
        UNION ALL SELECT 'auth.groups'::regclass
    LOOP
        EXECUTE format(
            'CREATE TRIGGER keep_organization BEFORE UPDATE ON %s FOR EACH ROW
             WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id)
             EXECUTE FUNCTION public.keep_organization()', resource);
    END LOOP;
END;
$$;
