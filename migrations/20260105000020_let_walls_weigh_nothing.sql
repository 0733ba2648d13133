-- The planner guesses how many rows a condition lets through. Of a bare truth value it expects one
-- half; that is what the wall began with, and so every list behind it was taken for half as long as
-- it is: its total was half the truth, and its plan was made for half of it. Of a value that need
-- only be there it expects nearly all, which is right: wherever a query names its organization
-- itself, as every query does, the wall has nothing left to hold back.
--
-- What the wall lets through is the same as before. What it lets be written is not planned, and stays.

DO $$
DECLARE
    walled record;
BEGIN
    FOR walled IN
        SELECT c.oid::regclass AS name,
               CASE WHEN c.oid = 'auth.organizations'::regclass THEN 'id' ELSE 'organization_id' END AS whose
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        WHERE p.polname = 'organization_wall'
          AND (c.oid = 'auth.organizations'::regclass
               OR EXISTS (SELECT FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped))
    LOOP
        EXECUTE format(
            'ALTER POLICY organization_wall ON %s
             USING ((SELECT nullif(public.sees_every_organization(), false)) IS NOT NULL
                    OR %I = (SELECT public.current_organization()))', walled.name, walled.whose);
    END LOOP;
END;
$$;
