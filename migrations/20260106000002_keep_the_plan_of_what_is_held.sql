-- Every request asks what its person holds. A function of the language SQL is planned anew whenever
-- it is called, which took five times as long as all the rest of finding the person of a session; one
-- of PL/pgSQL keeps its plan as long as its connection lasts.
CREATE OR REPLACE FUNCTION auth.held_permissions(person integer) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(DISTINCT p.codename), '[]')
        FROM (SELECT permission_id FROM auth.user_permissions WHERE user_id = person
              UNION
              SELECT g.permission_id FROM auth.user_groups m
              JOIN auth.group_permissions g ON g.group_id = m.group_id
              WHERE m.user_id = person) AS held
        JOIN auth.permissions p ON p.id = held.permission_id);
END
$$;
