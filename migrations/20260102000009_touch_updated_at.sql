-- `updated_at` is the database's own work, so that no path of the program can forget it.

-- Users change like everything else; the specification only forgot to say when.
ALTER TABLE auth.users ADD COLUMN updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW();

-- Sets `updated_at` when the row really changed: saving a form unaltered is not a change.
-- Arguments name columns that do not count. Generated columns never do, being empty in NEW
-- until the trigger is done.
CREATE FUNCTION public.touch_updated_at() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ignored text[] := ARRAY['search_text', 'search_grams', 'display_name'] || TG_ARGV::text[];
BEGIN
    IF to_jsonb(OLD) - ignored IS DISTINCT FROM to_jsonb(NEW) - ignored THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON auth.organizations
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
-- Signing in does not alter the person.
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at('last_login');
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON data_platform.data_sources
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON data_platform.datasets
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON algo_platform.projects
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON algo_platform.experiments
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON model_platform.models
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON model_platform.model_endpoints
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON service_platform.applications
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON service_platform.application_components
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.system_settings
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
