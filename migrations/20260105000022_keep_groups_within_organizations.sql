-- A group and its members are of one organization. Row security says so to whoever works behind a
-- wall; this says so to everybody, a superuser who looks at all organizations included.

-- What does not fit is refused by the name of the foreign key, because to whoever asked it is the
-- same as a group or a person that does not exist (behind a wall it is).
CREATE FUNCTION auth.keep_group_within_organization() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Locked, so that nobody moves to another organization in this very moment.
    PERFORM FROM auth.users u JOIN auth.groups g ON g.organization_id = u.organization_id
    WHERE u.id = NEW.user_id AND g.id = NEW.group_id
    FOR SHARE OF u;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'user % and group % are not of the same organization', NEW.user_id, NEW.group_id
            USING ERRCODE = 'foreign_key_violation',
                  SCHEMA = TG_TABLE_SCHEMA,
                  TABLE = TG_TABLE_NAME,
                  COLUMN = 'group_id',
                  CONSTRAINT = 'user_groups_group_id_fkey';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER keep_group_within_organization BEFORE INSERT OR UPDATE ON auth.user_groups
    FOR EACH ROW EXECUTE FUNCTION auth.keep_group_within_organization();

-- Whoever moves to another organization has left the groups of the old one when the transaction
-- ends, in whichever order it does the two.
CREATE FUNCTION auth.leave_groups_behind() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM auth.user_groups m
        JOIN auth.groups g ON g.id = m.group_id
        JOIN auth.users u ON u.id = m.user_id
        WHERE m.user_id = NEW.id AND g.organization_id IS DISTINCT FROM u.organization_id)
    THEN
        RAISE EXCEPTION 'user % is still in groups of another organization', NEW.id
            USING ERRCODE = 'integrity_constraint_violation',
                  SCHEMA = TG_TABLE_SCHEMA,
                  TABLE = TG_TABLE_NAME,
                  COLUMN = 'organization_id';
    END IF;
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER leave_groups_behind AFTER UPDATE OF organization_id ON auth.users
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id)
    EXECUTE FUNCTION auth.leave_groups_behind();
